/* The manifest's tree against its schema. The walk follows libcyaml's own tables, so that it allows what
 * libcyaml loads. */
#include "source/manifest/check.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/number.h"
#include "geo/crs.h"
#include "source/encoding.h"
#include "source/names.h"

enum { FIRST_YEAR = 1900, LAST_YEAR = 2200, LONGEST_ID = 64, LONGEST_DISTANCE_M = 1000000 };

typedef struct walk {
    pdot_ctx *ctx;
    pd_tree *tree;
    const char *folder;
    char path[128]; /* of the key that is looked at: "hazards[].outside" */
} walk;

void pd_manifest_resolve(pd_buffer *out, const char *folder, const char *written)
{
    pd_buffer_clear(out);
    if (written[0] != '/' && folder[0] != '\0' && strcmp(folder, ".") != 0) {
        pd_buffer_text(out, folder);
        if (folder[strlen(folder) - 1] != '/')
            pd_buffer_byte(out, '/');
    }
    pd_buffer_text(out, written);
}

/* Lists what may stand at the place. */
static pdot_status fail_allowed(walk *self, const yaml_node_t *node, const char *const *allowed, size_t n)
{
    pd_buffer list;
    pd_buffer_init(self->ctx, &list);
    pd_names_list(&list, allowed, n);
    pdot_status status = pd_buffer_status(&list);
    if (status == PDOT_OK)
        status = pd_fail(self->ctx, PDOT_SCHEMA, "%s: \"%.60s\" is not allowed; allowed are: %s", self->path,
                         pd_tree_text(node), list.data);
    pd_buffer_release(&list);
    return pd_tree_at(self->ctx, self->tree, node, status);
}

static pdot_status fail_value(walk *self, const yaml_node_t *node, const char *wanted)
{
    return pd_tree_at(self->ctx, self->tree, node,
                      pd_fail(self->ctx, PDOT_SCHEMA, "%s: \"%.60s\" is not allowed; allowed is: %s",
                              self->path, pd_tree_text(node), pd_translate(self->ctx, wanted)));
}

/* Letters without accents and digits, whatever the locale. */
static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static pdot_status check_id(walk *self, const yaml_node_t *node)
{
    const char *text = pd_tree_text(node);
    bool is_good = strlen(text) <= LONGEST_ID && is_plain(text[0]);
    for (const char *c = text; *c != '\0'; c++)
        is_good = is_good && (is_plain(*c) || *c == '_' || *c == '-');
    if (!is_good)
        return fail_value(
            self, node,
            N_("a short name of letters without accents, digits, _ and -, beginning with a letter or digit"));
    return PDOT_OK;
}

static pdot_status check_choice(walk *self, const yaml_node_t *node, const char *const *choices)
{
    size_t n = 0;
    while (choices[n] != NULL) {
        if (strcmp(choices[n++], pd_tree_text(node)) == 0)
            return PDOT_OK;
    }
    return fail_allowed(self, node, choices, n);
}

static pdot_status check_year(walk *self, const yaml_node_t *node)
{
    int64_t year = 0;
    const char *text = pd_tree_text(node);
    if (!pd_integer_parse(text, strlen(text), &year) || year < FIRST_YEAR || year > LAST_YEAR)
        return fail_value(self, node, N_("a year of four digits, such as 2023"));
    return PDOT_OK;
}

static pdot_status check_date(walk *self, const yaml_node_t *node)
{
    if (pd_date_day(pd_tree_text(node), strlen(pd_tree_text(node))) == 0)
        return fail_value(self, node, N_("a date of year, month and day, such as 2023-12-31"));
    return PDOT_OK;
}

static pdot_status check_length(walk *self, const yaml_node_t *node)
{
    double value = 0.0;
    const char *text = pd_tree_text(node);
    if (!pd_number_parse(text, strlen(text), &value) || !(value > 0.0) || value > LONGEST_DISTANCE_M)
        return fail_value(self, node, N_("a number of metres above 0, such as 100 (decimals after a point)"));
    return PDOT_OK;
}

static pdot_status check_crs(walk *self, const yaml_node_t *node)
{
    pd_crs *crs = NULL;
    const pdot_status status = pd_crs_new(self->ctx, pd_tree_text(node), &crs);
    pd_crs_free(crs);
    return pd_tree_at(self->ctx, self->tree, node, status);
}

static pdot_status check_encoding(walk *self, const yaml_node_t *node)
{
    static const char *const known[] = {PD_ENCODINGS};
    pd_encoding encoding;
    return pd_encoding_parse(pd_tree_text(node), &encoding) ? PDOT_OK : fail_allowed(self, node, known, 1);
}

/* The name up to its extension: extensions are alike and would make any two names look near. */
static char *copy_stem(pdot_ctx *ctx, const char *name)
{
    char *stem = pd_strdup(ctx, name);
    char *dot = stem != NULL ? strrchr(stem, '.') : NULL;
    if (dot != NULL && dot != stem)
        *dot = '\0';
    return stem;
}

enum { MOST_ENTRIES = 1000 };

typedef struct listing {
    char *names[MOST_ENTRIES], *stems[MOST_ENTRIES];
    size_t n;
} listing;

static void read_listing(pdot_ctx *ctx, const char *folder, listing *out)
{
    DIR *entries = opendir(folder);
    for (struct dirent *entry;
         entries != NULL && out->n < MOST_ENTRIES && (entry = readdir(entries)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        out->names[out->n] = pd_strdup(ctx, entry->d_name);
        out->stems[out->n] = copy_stem(ctx, entry->d_name);
        if (out->names[out->n] == NULL || out->stems[out->n] == NULL)
            break;
        out->n++;
    }
    if (entries != NULL)
        (void)closedir(entries);
}

/* The entry of the folder whose name is nearest to the missing file's; false if there is none. */
static bool find_near(walk *self, const char *path, pd_buffer *near)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    pd_buffer folder;
    pd_buffer_init(self->ctx, &folder);
    pd_buffer_add(&folder, path, (size_t)(name - path));
    listing *list = pd_alloc(self->ctx, sizeof *list);
    char *stem = copy_stem(self->ctx, name);
    int32_t index = -1;
    if (list != NULL && stem != NULL) {
        read_listing(self->ctx, folder.size > 0 ? folder.data : ".", list);
        index = pd_names_nearest(self->ctx, stem, (const char *const *)list->stems, list->n);
        if (index >= 0)
            pd_buffer_text(near, list->names[index]);
    }
    for (size_t i = 0; list != NULL && i < MOST_ENTRIES; i++) {
        pd_free(list->names[i]);
        pd_free(list->stems[i]);
    }
    pd_free(stem);
    pd_free(list);
    pd_buffer_release(&folder);
    return index >= 0;
}

static pdot_status fail_file(walk *self, const yaml_node_t *node, const char *path)
{
    pd_buffer near;
    pd_buffer_init(self->ctx, &near);
    pdot_status status;
    if (find_near(self, path, &near))
        status = pd_fail(self->ctx, PDOT_SCHEMA, "%s: there is no file \"%s\"; is \"%s\" meant?", self->path,
                         path, near.data);
    else
        status = pd_fail(self->ctx, PDOT_SCHEMA,
                         "%s: there is no file \"%s\" (relative paths start at the manifest's folder)",
                         self->path, path);
    pd_buffer_release(&near);
    return pd_tree_at(self->ctx, self->tree, node, status);
}

static pdot_status check_file(walk *self, const yaml_node_t *node)
{
    const char *written = pd_tree_text(node);
    if (strstr(written, "://") != NULL || strncmp(written, "/vsi", 4) == 0)
        return fail_value(self, node,
                          N_("a file on this machine: addresses are not followed, download it first"));
    pd_buffer path;
    pd_buffer_init(self->ctx, &path);
    pd_manifest_resolve(&path, self->folder, written);
    pdot_status status = pd_buffer_status(&path);
    struct stat info;
    if (status == PDOT_OK && stat(path.data, &info) != 0)
        status = fail_file(self, node, path.data);
    else if (status == PDOT_OK && !S_ISREG(info.st_mode))
        status = fail_value(self, node, N_("the file itself, not a folder or device"));
    else if (status == PDOT_OK && access(path.data, R_OK) != 0)
        status = fail_value(self, node, N_("a file that can be read: its permissions forbid it"));
    pd_buffer_release(&path);
    return status;
}

static pdot_status check_scalar(walk *self, const yaml_node_t *node)
{
    static const char *const yesno[] = {"yes", "no", "true", "false", NULL};
    const pd_key *key = pd_key_find(self->path);
    PD_ASSERT(key != NULL);
    if (node->type != YAML_SCALAR_NODE)
        return pd_tree_at(self->ctx, self->tree, node,
                          pd_fail(self->ctx, PDOT_SCHEMA,
                                  "%s: one value is wanted here, not a list or a mapping of keys",
                                  self->path));
    if (pd_tree_text(node)[0] == '\0' || strcmp(pd_tree_text(node), "~") == 0)
        return pd_tree_at(self->ctx, self->tree, node,
                          pd_fail(self->ctx, PDOT_SCHEMA,
                                  "%s: the key has no value: give it one or remove the key", self->path));
    switch (key->kind) {
    case PD_KEY_ID:
        return check_id(self, node);
    case PD_KEY_FILE:
        return check_file(self, node);
    case PD_KEY_CRS:
        return check_crs(self, node);
    case PD_KEY_ENCODING:
        return check_encoding(self, node);
    case PD_KEY_YEAR:
        return check_year(self, node);
    case PD_KEY_DATE:
        return check_date(self, node);
    case PD_KEY_LENGTH:
        return check_length(self, node);
    case PD_KEY_YESNO:
        return check_choice(self, node, yesno);
    case PD_KEY_CHOICE:
        return check_choice(self, node, key->choices);
    default:
        return PDOT_OK;
    }
}

/* Appends to the path and gives its former length, to cut it back to. */
static size_t push(walk *self, const char *separator, const char *name)
{
    const size_t length = strlen(self->path);
    (void)snprintf(self->path + length, sizeof self->path - length, "%s%s", length > 0 ? separator : "",
                   name);
    return length;
}

static pdot_status check_node(walk *self, const yaml_node_t *node, const cyaml_schema_value_t *schema);

static pdot_status check_list(walk *self, const yaml_node_t *node, const cyaml_schema_value_t *schema)
{
    if (node->type != YAML_SEQUENCE_NODE)
        return pd_tree_at(
            self->ctx, self->tree, node,
            pd_fail(self->ctx, PDOT_SCHEMA,
                    "%s: a list is wanted here: [a, b], or one entry per line, each after a hyphen",
                    self->path));
    const size_t n = pd_tree_count(node);
    if (n < schema->sequence.min || n > schema->sequence.max)
        return pd_tree_at(self->ctx, self->tree, node,
                          pd_fail(self->ctx, PDOT_SCHEMA,
                                  "%s: the list has %zu entries; from %u to %u are allowed", self->path, n,
                                  schema->sequence.min, schema->sequence.max));
    const size_t length = push(self, "", "[]");
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < n && status == PDOT_OK; i++)
        status = check_node(self, pd_tree_entry(self->tree, node, i), schema->sequence.entry);
    self->path[length] = '\0';
    return status;
}

enum { MOST_FIELDS = 64 };

static size_t list_fields(const cyaml_schema_field_t *fields, const char *names[MOST_FIELDS])
{
    size_t n = 0;
    for (; fields[n].key != NULL; n++) {
        PD_ASSERT(n < MOST_FIELDS);
        names[n] = fields[n].key;
    }
    return n;
}

static pdot_status fail_key(walk *self, const yaml_node_t *key, const char *const *names, size_t n)
{
    pd_buffer list;
    pd_buffer_init(self->ctx, &list);
    pd_names_list(&list, names, n);
    pdot_status status = pd_buffer_status(&list);
    const int32_t near = pd_names_nearest(self->ctx, pd_tree_text(key), names, n);
    const char *where = self->path[0] != '\0' ? self->path : "manifest";
    if (status == PDOT_OK && near >= 0)
        status =
            pd_fail(self->ctx, PDOT_SCHEMA, "%s: unknown key \"%.60s\"; is \"%s\" meant? Allowed are: %s",
                    where, pd_tree_text(key), names[near], list.data);
    else if (status == PDOT_OK)
        status = pd_fail(self->ctx, PDOT_SCHEMA, "%s: unknown key \"%.60s\"; allowed are: %s", where,
                         pd_tree_text(key), list.data);
    pd_buffer_release(&list);
    return pd_tree_at(self->ctx, self->tree, key, status);
}

/* One key and its value; seen[i] becomes the line where field i is. */
static pdot_status check_pair(walk *self, const yaml_node_pair_t *pair, const cyaml_schema_field_t *fields,
                              int seen[MOST_FIELDS])
{
    const yaml_node_t *key = pd_tree_node(self->tree, pair->key);
    const char *names[MOST_FIELDS];
    const size_t n = list_fields(fields, names);
    if (key->type != YAML_SCALAR_NODE)
        return pd_tree_at(self->ctx, self->tree, key,
                          pd_fail(self->ctx, PDOT_SCHEMA, "%s: a key is wanted here", self->path));
    size_t i = 0;
    while (i < n && strcmp(names[i], pd_tree_text(key)) != 0)
        i++;
    if (i == n)
        return fail_key(self, key, names, n);
    if (seen[i] != 0)
        return pd_tree_at(self->ctx, self->tree, key,
                          pd_fail(self->ctx, PDOT_SCHEMA, "the key \"%s\" is given twice, first on line %d",
                                  names[i], seen[i]));
    seen[i] = pd_tree_line(key);
    const size_t length = push(self, ".", names[i]);
    const yaml_node_t *value = pd_tree_node(self->tree, pair->value);
    const bool is_empty = value->type == YAML_SCALAR_NODE && pd_tree_text(value)[0] == '\0';
    pdot_status status;
    if (is_empty) /* the value's own mark lies at the next key */
        status = pd_tree_at(self->ctx, self->tree, key,
                            pd_fail(self->ctx, PDOT_SCHEMA,
                                    "%s: the key has no value: give it one or remove the key", self->path));
    else
        status = check_node(self, value, &fields[i].value);
    self->path[length] = '\0';
    return status;
}

static pdot_status check_mapping(walk *self, const yaml_node_t *node, const cyaml_schema_field_t *fields)
{
    int seen[MOST_FIELDS] = {0};
    const char *where = self->path[0] != '\0' ? self->path : "manifest";
    if (node->type != YAML_MAPPING_NODE)
        return pd_tree_at(self->ctx, self->tree, node,
                          pd_fail(self->ctx, PDOT_SCHEMA, "%s: keys with values are wanted here: {%s: …}",
                                  where, fields[0].key));
    pdot_status status = PDOT_OK;
    for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
         pair < node->data.mapping.pairs.top && status == PDOT_OK; pair++)
        status = check_pair(self, pair, fields, seen);
    for (size_t i = 0; status == PDOT_OK && fields[i].key != NULL; i++) {
        if (seen[i] == 0 && (fields[i].value.flags & CYAML_FLAG_OPTIONAL) == 0)
            status = pd_tree_at(
                self->ctx, self->tree, node,
                pd_fail(self->ctx, PDOT_SCHEMA, "%s: the key \"%s\" is missing", where, fields[i].key));
    }
    return status;
}

static pdot_status check_node(walk *self, const yaml_node_t *node, const cyaml_schema_value_t *schema)
{
    switch (schema->type) {
    case CYAML_MAPPING:
        return check_mapping(self, node, schema->mapping.fields);
    case CYAML_SEQUENCE:
    case CYAML_SEQUENCE_FIXED:
        return check_list(self, node, schema);
    default:
        return check_scalar(self, node);
    }
}

pdot_status pd_manifest_check_keys(pdot_ctx *ctx, pd_tree *tree, const char *folder)
{
    walk self = {.ctx = ctx, .tree = tree, .folder = folder};
    return check_node(&self, pd_tree_root(tree), &PD_MANIFEST_SCHEMA);
}
