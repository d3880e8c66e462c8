/* What the page needs to draw and to name classes: styles of the territories, classes of the hazards, value
 * lists. */
#include <string.h>

#include "export/json.h"
#include "export/report/data.h"
#include "export/style/choices.h"
#include "export/style/style.h"

static void add_class(pd_buffer *out, const pd_style_class *class)
{
    static const char *const MATCHES[] = {"all", "text", "number", "range", "null", "other"};
    pd_buffer_format(out, "{\"match\":\"%s\"", MATCHES[class->match]);
    if (class->match == PD_MATCH_TEXT)
        pd_json_add_text(out, "text", class->text);
    if (class->match == PD_MATCH_NUMBER || class->match == PD_MATCH_RANGE)
        pd_json_add_number(out, "lower", class->lower);
    if (class->match == PD_MATCH_RANGE)
        pd_json_add_number(out, "upper", class->upper);
    pd_json_add_text(out, "label", class->label);
    pd_json_add_text(out, "fill", class->symbol.fill);
    pd_buffer_format(out, ",\"hatched\":%s}", class->symbol.is_hatched ? "true" : "false");
}

void pd_report_style(const pd_style *style, pd_buffer *out)
{
    pd_buffer_text(out, out->size > 0 ? ",{\"column\":" : "{\"column\":");
    pd_json_string(out, style->column);
    pd_json_add_text(out, "title", style->title);
    pd_buffer_text(out, ",\"classes\":[");
    for (int32_t i = 0; i < style->n_classes; i++) {
        if (i > 0)
            pd_buffer_byte(out, ',');
        add_class(out, &style->classes[i]);
    }
    pd_buffer_text(out, "]}");
}

static void add_hazard(pd_buffer *out, const pd_hazard *hazard, const pd_style *style)
{
    pd_buffer_text(out, "{\"id\":");
    pd_json_string(out, hazard->id);
    pd_json_add_text(out, "title", hazard->title);
    pd_buffer_text(out, ",\"classes\":[");
    for (int32_t i = 0; i < style->n_classes; i++) {
        const pd_style_class *class = &style->classes[i];
        pd_buffer_text(out, i > 0 ? ",{\"label\":" : "{\"label\":");
        /* Values of the table, not words of the legend: the page joins by them. */
        pd_json_string(out, class->match == PD_MATCH_TEXT ? class->text : "sin dato");
        pd_json_add_text(out, "fill", class->symbol.fill);
        pd_buffer_format(out, ",\"hatched\":%s}", class->symbol.is_hatched ? "true" : "false");
    }
    pd_buffer_text(out, "]}");
}

pdot_status pd_report_hazards(pd_report_data *data, pd_buffer *out)
{
    const pdot_plan *plan = data->delivery->plan;
    pdot_status status = PDOT_OK;
    bool is_first = true;
    pd_buffer_text(out, ",\"hazards\":[");
    for (int32_t i = 0; status == PDOT_OK && i < plan->n_hazards; i++) {
        pd_style style;
        if (plan->hazards[i].is_land)
            continue;
        status = pd_style_make_hazard(data->ctx, &data->arena, data->delivery, pd_table_find("amenazas"),
                                      &plan->hazards[i], &style);
        if (!is_first)
            pd_buffer_byte(out, ',');
        is_first = false;
        if (status == PDOT_OK)
            add_hazard(out, &plan->hazards[i], &style);
    }
    pd_buffer_byte(out, ']');
    return status;
}

pdot_status pd_report_domains(pd_report_data *data, pd_buffer *out)
{
    static const char *const NAMES[] = {"grado", "certeza", "gravedad", "base", "brecha"};
    pdot_status status = PDOT_OK;
    pd_buffer_text(out, ",\"domains\":{");
    for (size_t i = 0; status == PDOT_OK && i < sizeof NAMES / sizeof NAMES[0]; i++) {
        const pd_choice *choices = NULL;
        int32_t n = 0;
        status = pd_choices_load(data->ctx, &data->arena, data->delivery, NAMES[i], &choices, &n);
        pd_buffer_format(out, "%s\"%s\":{", i > 0 ? "," : "", NAMES[i]);
        for (int32_t j = 0; j < n; j++) {
            pd_buffer_text(out, j > 0 ? "," : "");
            pd_json_key(out, choices[j].value);
            pd_json_string(out, choices[j].label);
        }
        pd_buffer_byte(out, '}');
    }
    pd_buffer_byte(out, '}');
    return status;
}
