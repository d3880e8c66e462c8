/* JSON and XML pieces: what names can do to them, and what they may not. */
#include "support.h"

#include "export/json.h"
#include "export/xml.h"

static void json_escapes_what_would_end_a_string_or_a_script(void **state)
{
    (void)state;
    pdot_ctx *ctx = pdot_ctx_new();
    pd_buffer out;
    pd_buffer_init(ctx, &out);
    pd_json_string(&out, "</script>\"\\\n\x01ñ");
    assert_string_equal(out.data, "\"\\u003c/script>\\\"\\\\\\n\\u0001ñ\"");
    pd_buffer_release(&out);
    pdot_ctx_free(ctx);
}

static void json_numbers_have_their_columns_decimals(void **state)
{
    (void)state;
    const pd_column area = {.name = "area_ha", .type = PD_TYPE_REAL, .decimals = 2};
    const pd_column flag = {.name = "cantonal", .type = PD_TYPE_BOOLEAN};
    pdot_ctx *ctx = pdot_ctx_new();
    pd_buffer out;
    pd_buffer_init(ctx, &out);
    pd_json_value(&out, &area, pd_real(2.0 / 3));
    pd_buffer_byte(&out, ' ');
    pd_json_value(&out, &area, pd_null());
    pd_buffer_byte(&out, ' ');
    pd_json_value(&out, &flag, pd_boolean(true));
    assert_string_equal(out.data, "0.67 null true");
    pd_buffer_release(&out);
    pdot_ctx_free(ctx);
}

static void xml_escapes_names_and_replaces_what_it_cannot_hold(void **state)
{
    (void)state;
    pdot_ctx *ctx = pdot_ctx_new();
    pd_xml xml;
    pd_buffer out;
    pd_buffer_init(ctx, &out);
    assert_ok(ctx, pd_xml_init(ctx, NULL, &xml));
    pd_xml_open(&xml, "a", "n", "\"<&ñ", (const char *)NULL);
    pd_xml_text(&xml, "x\x02<y>");
    pd_xml_close(&xml);
    assert_ok(ctx, pd_xml_end(&xml, &out));
    pd_xml_release(&xml);
    assert_non_null(strstr(out.data, "<a n=\"&quot;&lt;&amp;ñ\">x\xEF\xBF\xBD&lt;y&gt;</a>"));
    pd_buffer_release(&out);
    pdot_ctx_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_escapes_what_would_end_a_string_or_a_script),
        cmocka_unit_test(json_numbers_have_their_columns_decimals),
        cmocka_unit_test(xml_escapes_names_and_replaces_what_it_cannot_hold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
