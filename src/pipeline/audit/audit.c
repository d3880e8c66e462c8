/* The audit stage: runs the rules and stores every finding of every stage, errors first, as the table
 * hallazgos. It is redone when anything before it was. */
#include <string.h>

#include "base/digest.h"
#include "pipeline/audit/book.h"
#include "pipeline/maker.h"

#define UNIT "audit"

/* Changes whenever the same input would be judged otherwise. */
#define LAYOUT "5"

static bool concerns_audit(const char *unit)
{
    return strcmp(unit, UNIT) != 0 && strncmp(unit, "export", 6) != 0;
}

static pdot_status compute_unit(pdot_ctx *ctx, const pd_run *run, char out[PD_DIGEST_SIZE])
{
    pd_digest *digest = NULL;
    char *names = NULL;
    size_t n = 0;
    pdot_status status = pd_digest_new(ctx, &digest);
    if (status == PDOT_OK)
        status = pd_store_unit_list(ctx, run->store, "", &names, &n);
    if (status == PDOT_OK) {
        pd_digest_text(digest, LAYOUT);
        pd_digest_text(digest, run->language);
    }
    const char *name = names;
    for (size_t i = 0; status == PDOT_OK && i < n; i++, name += strlen(name) + 1) {
        char *value = NULL;
        if (!concerns_audit(name))
            continue;
        status = pd_store_unit_load(ctx, run->store, name, &value);
        pd_digest_text(digest, name);
        pd_digest_text(digest, value);
        pd_free(value);
    }
    if (status == PDOT_OK)
        status = pd_digest_end(ctx, digest, out);
    pd_free(names);
    pd_digest_free(digest);
    return status;
}

static pdot_status is_fresh(pdot_ctx *ctx, const pd_run *run, const char *unit, bool *out)
{
    char *stored = NULL;
    const pdot_status status = pd_store_unit_load(ctx, run->store, UNIT, &stored);
    *out = status == PDOT_OK && stored != NULL && strcmp(stored, unit) == 0;
    pd_free(stored);
    return status;
}

static pdot_status put_finding(pd_maker *maker, const pdot_finding *finding, size_t number)
{
    pd_maker_set(maker, "numero", pd_integer((int64_t)number));
    pd_maker_set(maker, "regla", pd_text(finding->rule));
    pd_maker_set(maker, "gravedad", pd_text(pd_severity_name(finding->severity)));
    pd_maker_set(maker, "sujeto", pd_text(finding->subject));
    pd_maker_set(maker, "mensaje", pd_text(finding->message));
    pd_maker_set(maker, "esperado", pd_text(finding->expected));
    pd_maker_set(maker, "encontrado", pd_text(finding->found));
    pd_maker_set(maker, "documento", pd_text(finding->file));
    pd_maker_set(maker, "capa", pd_text(finding->layer));
    pd_maker_set(maker, "campo", pd_text(finding->field));
    pd_maker_set(maker, "linea", finding->row > 0 ? pd_integer(finding->row) : pd_null());
    return pd_maker_put(maker, (pd_bytes){0});
}

/* All findings of the store, those of this stage among them, as a result table. */
static pdot_status put_table(pdot_ctx *ctx, pd_run *run, pd_findings *all)
{
    pd_maker maker = {0};
    pdot_status status = pd_store_load_findings(ctx, run->store, all);
    if (status == PDOT_OK)
        status = pd_maker_begin(ctx, run->store, "hallazgos", UNIT, &maker);
    for (size_t i = 0; i < all->count && status == PDOT_OK; i++)
        status = put_finding(&maker, &all->items[i], i + 1);
    return pd_maker_end(&maker, status);
}

static void write_notes(pdot_ctx *ctx, const pd_findings *all, pd_buffer *out)
{
    size_t n[3] = {0};
    for (size_t i = 0; i < all->count; i++)
        n[all->items[i].severity]++;
    pd_buffer_format(out, pd_translate(ctx, "errors: %zu, to review: %zu, notes: %zu"),
                     n[PDOT_SEVERITY_ERROR], n[PDOT_SEVERITY_REVIEW], n[PDOT_SEVERITY_INFO]);
}

static pdot_status put_all(pdot_ctx *ctx, pd_run *run, const char *unit, const pd_findings *own,
                           pd_findings *all)
{
    pdot_status status = pd_store_begin(ctx, run->store);
    if (status != PDOT_OK)
        return status;
    status = pd_store_findings_clear(ctx, run->store, UNIT);
    if (status == PDOT_OK)
        status = pd_store_put_findings(ctx, run->store, UNIT, own);
    if (status == PDOT_OK)
        status = put_table(ctx, run, all);
    if (status == PDOT_OK)
        status = pd_store_unit_put(ctx, run->store, UNIT, unit);
    if (status == PDOT_OK)
        status = pd_store_commit(ctx, run->store);
    if (status != PDOT_OK)
        pd_store_rollback(run->store);
    return status;
}

pdot_status pd_stage_audit(pdot_ctx *ctx, pd_run *run, bool force, pd_outcome *outcome)
{
    char unit[PD_DIGEST_SIZE];
    bool fresh = false;
    pdot_status status = compute_unit(ctx, run, unit);
    if (status == PDOT_OK)
        status = is_fresh(ctx, run, unit, &fresh);
    if (status != PDOT_OK || (fresh && !force))
        return status;
    pd_book_maker maker;
    pd_findings own, all;
    pd_findings_init(ctx, &own);
    pd_findings_init(ctx, &all);
    status = pd_book_make(ctx, run, &maker);
    if (status == PDOT_OK)
        status = pd_audit_run(&maker.book, &own);
    if (status == PDOT_OK)
        status = put_all(ctx, run, unit, &own, &all);
    if (status == PDOT_OK) {
        outcome->did_work = true;
        write_notes(ctx, &all, &outcome->notes);
    }
    pd_findings_release(&all);
    pd_findings_release(&own);
    pd_book_release(&maker);
    return status;
}
