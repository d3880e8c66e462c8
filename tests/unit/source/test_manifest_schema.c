/* The schema's two halves agree with each other and with the reference in geodata/README.md. */
#include "support.h"

#include "source/manifest/schema.h"

typedef struct paths {
    char items[256][128];
    bool is_required[256];
    size_t count;
} paths;

/* All paths of values below a schema, as pd_key writes them. */
static void collect(const cyaml_schema_value_t *schema, const char *path, bool is_required, paths *out)
{
    char below[128];
    switch (schema->type) {
    case CYAML_MAPPING:
        for (const cyaml_schema_field_t *field = schema->mapping.fields; field->key != NULL; field++) {
            (void)snprintf(below, sizeof below, "%s%s%.60s", path, path[0] != '\0' ? "." : "", field->key);
            collect(&field->value, below, (field->value.flags & CYAML_FLAG_OPTIONAL) == 0, out);
        }
        break;
    case CYAML_SEQUENCE:
    case CYAML_SEQUENCE_FIXED:
        (void)snprintf(below, sizeof below, "%.120s[]", path);
        collect(schema->sequence.entry, below, false, out);
        break;
    default:
        assert_true(out->count < 256);
        (void)snprintf(out->items[out->count], sizeof out->items[0], "%s", path);
        out->is_required[out->count++] = is_required;
    }
}

static void every_value_of_the_schema_is_a_key_and_the_reverse(void **state)
{
    (void)state;
    static paths found;
    found.count = 0;
    collect(&PD_MANIFEST_SCHEMA, "", false, &found);
    for (size_t i = 0; i < found.count; i++) {
        if (pd_key_find(found.items[i]) == NULL)
            fail_msg("%s is in no row of the keys", found.items[i]);
    }
    size_t keys = 0;
    while (pd_key_at(keys) != NULL)
        keys++;
    assert_int_equal(keys, found.count);
    assert_null(pd_key_find("hazards"));
}

static char *read_reference(void)
{
    FILE *file = fopen(PDOT_REFERENCE, "rb");
    assert_non_null(file);
    char *text = calloc(1, 1 << 18);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 18) - 1, file) > 0);
    (void)fclose(file);
    return text;
}

/* The row of the reference that begins with the key, as one line in `row`. */
static void find_row(const char *text, const char *key, char row[1024])
{
    char start[160];
    (void)snprintf(start, sizeof start, "\n| `%s` | ", key);
    const char *at = strstr(text, start);
    if (at == NULL)
        fail_msg("%s has no row in the reference", key);
    (void)snprintf(row, 1024, "%.*s", (int)strcspn(at + 1, "\n"), at + 1);
}

static const char *words_of(pd_key_kind kind)
{
    switch (kind) {
    case PD_KEY_ID:
        return "| short name |";
    case PD_KEY_TEXT:
        return "| text |";
    case PD_KEY_COLUMN:
        return "| column |";
    case PD_KEY_LAYER:
        return "| layer |";
    case PD_KEY_FILE:
        return "| file |";
    case PD_KEY_CRS:
        return "| CRS |";
    case PD_KEY_ENCODING:
        return "| encoding |";
    case PD_KEY_YEAR:
        return "| year |";
    case PD_KEY_DATE:
        return "| date |";
    case PD_KEY_LENGTH:
        return "| metres, more than 0 |";
    case PD_KEY_YESNO:
        return "| yes/no |";
    default:
        return "| `";
    }
}

static void every_key_has_its_row_in_the_reference(void **state)
{
    (void)state;
    char *text = read_reference(), row[1024], word[64];
    const pd_key *key = NULL;
    for (size_t i = 0; (key = pd_key_at(i)) != NULL; i++) {
        find_row(text, key->path, row);
        if (strstr(row, words_of(key->kind)) == NULL)
            fail_msg("the row should hold \"%s\": %s", words_of(key->kind), row);
        for (size_t k = 0; key->choices != NULL && key->choices[k] != NULL; k++) {
            (void)snprintf(word, sizeof word, "`%s`", key->choices[k]);
            if (strstr(row, word) == NULL)
                fail_msg("the row should hold %s: %s", word, row);
        }
    }
    free(text);
}

static void required_keys_are_marked_in_the_reference(void **state)
{
    (void)state;
    static paths found;
    found.count = 0;
    collect(&PD_MANIFEST_SCHEMA, "", false, &found);
    char *text = read_reference(), row[1024];
    for (size_t i = 0; i < found.count; i++) {
        find_row(text, found.items[i], row);
        const bool is_marked = strstr(row, "| required |") != NULL || strstr(row, "| with ") != NULL;
        if (found.is_required[i] && !is_marked)
            fail_msg("required, but the row does not say so: %s", row);
        if (!found.is_required[i] && strstr(row, "| required |") != NULL)
            fail_msg("not required, but the row says so: %s", row);
    }
    free(text);
}

static void the_reference_has_no_row_too_many(void **state)
{
    (void)state;
    char *text = read_reference(), name[128];
    size_t rows = 0, keys = 0;
    for (const char *at = text; (at = strstr(at, "\n| `")) != NULL; at++) {
        (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(at + 4, "`"), at + 4);
        if (pd_key_find(name) == NULL)
            fail_msg("the reference speaks of %s, which is no key", name);
        rows++;
    }
    while (pd_key_at(keys) != NULL)
        keys++;
    assert_int_equal(rows, keys);
    free(text);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_of_the_schema_is_a_key_and_the_reverse),
        cmocka_unit_test(every_key_has_its_row_in_the_reference),
        cmocka_unit_test(required_keys_are_marked_in_the_reference),
        cmocka_unit_test(the_reference_has_no_row_too_many),
    };
    return cmocka_run_group_tests_name("source/manifest_schema", tests, NULL, NULL);
}
