/* Names in messages. */
#include "source/names.h"

#include <string.h>

#include "base/fold.h"
#include "base/memory.h"

#define MOST_LISTED 40u

void pd_names_list(pd_buffer *out, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n && i < MOST_LISTED; i++) {
        pd_buffer_text(out, i > 0 ? ", " : "");
        pd_buffer_text(out, names[i]);
    }
    if (n > MOST_LISTED)
        pd_buffer_text(out, ", …");
}

/* The folded text, or NULL if it cannot be folded (not UTF-8): such a name is equal to none. */
static char *fold_or_null(pdot_ctx *ctx, const char *text)
{
    char *folded = NULL;
    if (!pd_utf8_is_valid(text, strlen(text), NULL) || pd_fold_text(ctx, text, &folded) != PDOT_OK)
        return NULL;
    return folded;
}

int32_t pd_names_nearest(pdot_ctx *ctx, const char *wanted, const char *const *names, size_t n)
{
    char *target = fold_or_null(ctx, wanted);
    int32_t best = -1;
    const size_t length = target != NULL ? strlen(target) : 0;
    unsigned best_distance = (unsigned)(length / 3) + 1;
    for (size_t i = 0; target != NULL && i < n; i++) {
        char *folded = fold_or_null(ctx, names[i]);
        if (folded == NULL)
            continue;
        const unsigned distance = pd_edit_distance(target, length, folded, strlen(folded), best_distance);
        if (distance < best_distance) {
            best_distance = distance;
            best = (int32_t)i;
        }
        pd_free(folded);
    }
    pd_free(target);
    return best;
}

int32_t pd_names_find(pdot_ctx *ctx, const char *wanted, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(wanted, names[i]) == 0)
            return (int32_t)i;
    }
    int32_t found = -1;
    char *target = fold_or_null(ctx, wanted);
    for (size_t i = 0; target != NULL && i < n; i++) {
        char *folded = fold_or_null(ctx, names[i]);
        if (folded != NULL && strcmp(folded, target) == 0)
            found = found == -1 ? (int32_t)i : -2;
        pd_free(folded);
    }
    pd_free(target);
    return found;
}

pdot_status pd_names_need(pdot_ctx *ctx, const char *wanted, const char *const *names, size_t n,
                          int32_t *index)
{
    const int32_t found = pd_names_find(ctx, wanted, names, n);
    if (found >= 0) {
        *index = found;
        return PDOT_OK;
    }
    if (found == -2)
        return pd_fail(
            ctx, PDOT_AMBIGUOUS,
            "several columns are called \"%s\" but for case, accents or blanks: write the one that is meant "
            "exactly as the header does",
            wanted);
    if (n == 0)
        return pd_fail(ctx, PDOT_SCHEMA, "there is no column \"%s\", nor any other", wanted);
    pd_buffer list;
    pd_buffer_init(ctx, &list);
    pd_names_list(&list, names, n);
    pdot_status status = pd_buffer_status(&list);
    const int32_t near = pd_names_nearest(ctx, wanted, names, n);
    if (status == PDOT_OK && near >= 0)
        status = pd_fail(ctx, PDOT_SCHEMA, "there is no column \"%s\"; is \"%s\" meant? There are: %s",
                         wanted, names[near], list.data);
    else if (status == PDOT_OK)
        status = pd_fail(ctx, PDOT_SCHEMA, "there is no column \"%s\"; there are: %s", wanted, list.data);
    pd_buffer_release(&list);
    return status;
}
