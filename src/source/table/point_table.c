/* Points of tables. */
#include "source/table/point_table.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

/* A coordinate as printed: decimal point, or decimal comma where it cannot be a thousands separator. */
static bool parse_coordinate(const char *text, double *out)
{
    char changed[PD_NUMBER_SIZE];
    const size_t length = strlen(text);
    if (pd_number_parse(text, length, out))
        return isfinite(*out);
    const char *comma = strchr(text, ',');
    if (comma == NULL || strchr(comma + 1, ',') != NULL || strchr(text, '.') != NULL ||
        length >= sizeof changed)
        return false;
    if (strspn(comma + 1, "0123456789") == 3) /* 699,444 may be either */
        return false;
    memcpy(changed, text, length + 1);
    changed[comma - text] = '.';
    return pd_number_parse(changed, length, out) && isfinite(*out);
}

pdot_status pd_point_table_open(pdot_ctx *ctx, const char *path, const pd_vector_options *options,
                                pd_findings *findings, pd_point_table *out)
{
    *out = (pd_point_table){.is_place_optional = options->is_place_optional};
    if (options->dimension > 0)
        return pd_fail(ctx, PDOT_SCHEMA, "a table with x and y holds points, not lines or polygons");
    if (options->crs[0] == '\0')
        return pd_fail(
            ctx, PDOT_CRS,
            "a table does not say the coordinate reference system of x and y: write crs: beside its path, "
            "for degrees of a GPS crs: EPSG:4326");
    pdot_status status = pd_reader_open(ctx, path, options->layer, options->encoding, findings, &out->reader);
    if (status == PDOT_OK)
        status = pd_reader_find(ctx, out->reader, options->x, &out->x);
    if (status == PDOT_OK)
        status = pd_reader_find(ctx, out->reader, options->y, &out->y);
    return status;
}

void pd_point_table_release(pd_point_table *table)
{
    pd_reader_close(table->reader);
    *table = (pd_point_table){0};
}

static void tell_without(const pd_point_table *table, const char *path, pd_findings *findings)
{
    const pd_place place = {.file = path};
    if (table->n_without > 0)
        pd_finding_add(
            findings, PDOT_SEVERITY_INFO, "geom_null", "", &place,
            "Rows without coordinates: %lld of %lld; their words say where they are, if anything does.",
            (long long)table->n_without, (long long)table->n_rows);
}

pdot_status pd_point_table_next(pdot_ctx *ctx, pd_point_table *table, const char *path, pd_findings *findings,
                                pd_point_row *out)
{
    *out = (pd_point_row){0};
    const pdot_status status = pd_reader_next(ctx, table->reader, &out->cells, &out->line);
    if (status == PDOT_OK && out->cells == NULL)
        tell_without(table, path, findings);
    if (status != PDOT_OK || out->cells == NULL)
        return status;
    const pd_place place = {.file = path, .row = out->line};
    table->n_rows++;
    const char *x = out->cells[table->x], *y = out->cells[table->y];
    out->has_point = parse_coordinate(x, &out->x) && parse_coordinate(y, &out->y);
    if (x[0] == '\0' && y[0] == '\0' && table->is_place_optional)
        table->n_without++;
    else if (x[0] == '\0' && y[0] == '\0')
        pd_finding_add(findings, PDOT_SEVERITY_REVIEW, "geom_null", "", &place,
                       "Left out: the row has no coordinates.");
    else if (!out->has_point)
        pd_finding_add(
            findings, PDOT_SEVERITY_ERROR, "geom_invalid", "", &place,
            "Left out: \"%.40s\" and \"%.40s\" are no coordinates; write decimal numbers such as -79.2036.",
            x, y);
    return PDOT_OK;
}

/* The box of the points; empty (min > max) if there are none. */
static pdot_status measure(pdot_ctx *ctx, const char *path, const pd_vector_options *options, pd_box *out)
{
    pd_findings unheard; /* they come again in the second reading */
    pd_findings_init(ctx, &unheard);
    pd_point_table table;
    pd_point_row row = {0};
    pd_box box = {HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
    pdot_status status = pd_point_table_open(ctx, path, options, &unheard, &table);
    do {
        if (status == PDOT_OK)
            status = pd_point_table_next(ctx, &table, path, &unheard, &row);
        if (status == PDOT_OK && row.has_point)
            box = (pd_box){fmin(box.min_x, row.x), fmin(box.min_y, row.y), fmax(box.max_x, row.x),
                           fmax(box.max_y, row.y)};
    } while (status == PDOT_OK && row.cells != NULL);
    pd_point_table_release(&table);
    pd_findings_release(&unheard);
    *out = box;
    return status;
}

pdot_status pd_point_table_transform(pdot_ctx *ctx, const char *path, const pd_vector_options *options,
                                     const pd_crs *from, const pd_crs *to, pd_transform **out)
{
    pdot_status status = pd_transform_new(ctx, from, to, NULL, out);
    if (status == PDOT_OK && pd_transform_accuracy_m(*out) == 0.0) /* exact: no change of datum */
        return PDOT_OK;
    pd_clear_error(ctx); /* an area may find what the whole Earth did not */
    pd_transform_free(*out);
    *out = NULL;
    pd_box box, area;
    status = measure(ctx, path, options, &box);
    if (status != PDOT_OK)
        return status;
    const bool is_known = box.min_x <= box.max_x && pd_crs_degrees(ctx, from, &box, &area) == PDOT_OK;
    pd_clear_error(ctx);
    return pd_transform_new(ctx, from, to, is_known ? &area : NULL, out);
}
