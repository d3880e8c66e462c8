#include "pipeline/link/sentence.h"

#include "base/context.h"

#define N_KINDS 4

typedef struct kind {
    const pd_named_count *count;
    const char *one, *many; /* translated */
} kind;

static bool belongs(const kind *of, bool has_some)
{
    return of->count->is_recorded && (of->count->certain > 0) == has_some;
}

static void write_kind(pdot_ctx *ctx, const kind *of, pd_buffer *out)
{
    const pd_named_count *count = of->count;
    if (count->certain > 0)
        pd_buffer_format(out, "%lld ", (long long)count->certain);
    pd_buffer_text(out, count->certain == 1 ? of->one : of->many);
    if (count->most > count->certain)
        pd_buffer_format(out, pd_translate(ctx, " (up to %lld with vague texts)"), (long long)count->most);
}

/* "a, b and c" of the kinds of which there are some, or none. Returns how many were written. */
static int write_list(pdot_ctx *ctx, const kind kinds[N_KINDS], bool has_some, const char *before,
                      const char *last, pd_buffer *out)
{
    int left = 0, n = 0;
    for (int i = 0; i < N_KINDS; i++)
        left += belongs(&kinds[i], has_some);
    for (int i = 0; i < N_KINDS; i++) {
        if (!belongs(&kinds[i], has_some))
            continue;
        left--;
        pd_buffer_text(out, n == 0 ? before : left == 0 ? last : ", ");
        write_kind(ctx, &kinds[i], out);
        n++;
    }
    return n;
}

static void write_gaps(pdot_ctx *ctx, const pd_named *about, pd_buffer *out)
{
    if (about->lacking[0] != '\0')
        pd_buffer_format(out, pd_translate(ctx, "; problems without activity in %s"), about->lacking);
    if (about->unasked[0] != '\0')
        pd_buffer_format(out, pd_translate(ctx, "; activities without problem in %s"), about->unasked);
    if (about->threats[0] != '\0')
        pd_buffer_format(out, pd_translate(ctx, "; high hazard without answer: %s"), about->threats);
}

void pd_sentence_write(pdot_ctx *ctx, const char *name, const pd_named *about, pd_buffer *out)
{
    const kind kinds[N_KINDS] = {
        {&about->problems, pd_translate(ctx, "problem"), pd_translate(ctx, "problems")},
        {&about->activities, pd_translate(ctx, "activity"), pd_translate(ctx, "activities")},
        {&about->services, pd_translate(ctx, "service"), pd_translate(ctx, "services")},
        {&about->agreements, pd_translate(ctx, "agreement"), pd_translate(ctx, "agreements")}};
    pd_buffer_format(out, pd_translate(ctx, "%s: the plan"), name);
    const int n =
        write_list(ctx, kinds, true, pd_translate(ctx, " places here "), pd_translate(ctx, " and "), out);
    write_list(ctx, kinds, false, pd_translate(ctx, n > 0 ? N_("; it places no ") : N_(" places here no ")),
               pd_translate(ctx, " or "), out);
    write_gaps(ctx, about, out);
    pd_buffer_byte(out, '.');
}
