/* check: what is wrong with layers and tables, for people. */
#include <math.h>
#include <string.h>

#include "cli/cmd_check.h"

static const char *severity_title(pdot_severity severity)
{
    static const char *const TITLES[] = {N_("note"), N_("to review"), N_("stops an import")};
    return _(TITLES[severity]);
}

/* The words of the JSON for people; a word that is not in the list as it is. */
static const char *title_of(const char *word)
{
    static const char *const WORDS[][2] = {{"text", N_("text")},
                                           {"integer", N_("whole number")},
                                           {"real", N_("number")},
                                           {"date", N_("date")},
                                           {"Point", N_("points")},
                                           {"MultiPoint", N_("multipoints")},
                                           {"LineString", N_("lines")},
                                           {"MultiLineString", N_("multilines")},
                                           {"Polygon", N_("polygons")},
                                           {"MultiPolygon", N_("multipolygons")},
                                           {"Unknown (any)", N_("of no kind that is read")}};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (strcmp(word, WORDS[i][0]) == 0)
            return _(WORDS[i][1]);
    return word;
}

static void print_encoding(const pdot_check_layer *layer)
{
    if (layer->encoding_used[0] == '\0' || layer->n_columns == 0)
        return;
    printf(_("  texts     %s"), layer->encoding_used);
    if (layer->encoding_declared[0] != '\0' && strcmp(layer->encoding_declared, layer->encoding_used) != 0)
        printf(_(", declared: %s"), layer->encoding_declared);
    printf(" (%s)", layer->encoding_evidence);
    if (layer->separator[0] != '\0')
        printf(_(", separator %s"), layer->separator);
    printf("\n");
}

static void print_place(const pdot_check_layer *layer)
{
    if (layer->geometry[0] == '\0')
        return;
    printf(_("  CRS       %s\n"), layer->crs_declared[0] != '\0' ? layer->crs_declared : _("none declared"));
    if (!isnan(layer->min_x))
        printf(_("  extent    x %.10g … %.10g   y %.10g … %.10g\n"), layer->min_x, layer->max_x, layer->min_y,
               layer->max_y);
}

static void print_class_values(const pdot_check_column *column)
{
    for (size_t i = 0; i < column->n_values; i++) {
        const pdot_check_value *value = &column->values[i];
        if (value->rank >= 0)
            printf(_("              \"%s\": %llu, would rank %d\n"), value->text,
                   (unsigned long long)value->count, value->rank);
        else if (value->rank == -1)
            printf(_("              \"%s\": %llu, no data\n"), value->text, (unsigned long long)value->count);
        else
            printf(_("              \"%s\": %llu, no usual class word\n"), value->text,
                   (unsigned long long)value->count);
    }
}

static const char *role_title(const char *role)
{
    static const char *const WORDS[][2] = {
        {"code", N_("code")},           {"name", N_("name")},
        {"class", N_("class")},         {"x", N_("east or longitude")},
        {"y", N_("north or latitude")}, {"parent", N_("code of the unit above")}};
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (strcmp(role, WORDS[i][0]) == 0)
            return _(WORDS[i][1]);
    return "";
}

static void print_column(const pdot_check_column *column)
{
    printf("    %s: %s", column->name, title_of(column->type));
    printf(_(", %llu filled, %s%llu different"), (unsigned long long)column->filled,
           column->is_distinct_counted ? "" : _("more than "), (unsigned long long)column->distinct);
    if (strcmp(column->decimal, "comma") == 0)
        printf(_(", decimal comma"));
    if (column->role[0] != '\0')
        printf(_("   ← looks like the %s"), role_title(column->role));
    printf("\n");
    if (strcmp(column->role, "class") == 0)
        print_class_values(column);
}

static void print_finding(const pdot_check_finding *finding)
{
    printf("  [%s] %s: %s\n", severity_title(finding->severity), finding->code, finding->message);
    for (size_t i = 0; i < finding->n_examples; i++)
        printf("      - %s\n", finding->examples[i]);
}

static void print_manifest(const char *lines)
{
    if (lines[0] == '\0')
        return;
    printf(_("  Lines for the manifest:\n"));
    for (const char *end; *lines != '\0'; lines = *end == '\n' ? end + 1 : end) {
        end = strchr(lines, '\n');
        end = end != NULL ? end : lines + strlen(lines);
        printf("    %.*s\n", (int)(end - lines), lines);
    }
}

static void print_layer(const pdot_check_layer *layer)
{
    if (layer->name[0] != '\0')
        printf("  %s: ", layer->name);
    else
        printf("  ");
    if (strcmp(layer->geometry, "Raster") == 0)
        printf(_("raster of %llu cells, values from %.10g to %.10g\n"), (unsigned long long)layer->features,
               layer->least, layer->most);
    else if (layer->geometry[0] != '\0')
        printf(ngettext("%llu feature, %s\n", "%llu features, %s\n", layer->features),
               (unsigned long long)layer->features, title_of(layer->geometry));
    else
        printf(ngettext("%llu row\n", "%llu rows\n", layer->features), (unsigned long long)layer->features);
    print_place(layer);
    print_encoding(layer);
    if (layer->n_columns > 0)
        printf(_("  columns\n"));
    for (size_t i = 0; i < layer->n_columns; i++)
        print_column(&layer->columns[i]);
    for (size_t i = 0; i < layer->n_findings; i++)
        print_finding(&layer->findings[i]);
    print_manifest(layer->manifest);
}

static void print_file(const pdot_check_file *file)
{
    if (file->status != PDOT_OK) {
        printf(_("%s: cannot be used\n  [%s] %s\n\n"), file->path, severity_title(PDOT_SEVERITY_ERROR),
               file->message);
        return;
    }
    printf("%s (%s)\n", file->path, file->driver);
    for (size_t i = 0; i < file->n_layers; i++)
        print_layer(&file->layers[i]);
    printf("\n");
}

static void print_report(const pdot_check_report *report)
{
    for (size_t i = 0; i < report->n_files; i++)
        print_file(&report->files[i]);
    printf(_("%zu would stop an import, %zu to review, %zu notes.\n"), report->n_errors, report->n_reviews,
           report->n_infos);
}

cli_exit cmd_check(cli *self)
{
    pdot_check_report *report = NULL;
    self->args.check.jobs = self->args.options.jobs;
    if (pdot_check(self->ctx, self->args.files, self->args.n_files, &self->args.check, &report) != PDOT_OK)
        return cli_fail(self);
    cli_progress_clear(self->progress);
    if (self->args.is_json)
        cli_check_print_json(report);
    else
        print_report(report);
    const cli_exit result = report->would_stop ? CLI_NEGATIVE : CLI_DONE;
    pdot_check_report_free(report);
    return result;
}
