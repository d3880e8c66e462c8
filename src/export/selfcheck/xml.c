/* Reading style and project documents back. */
#include "export/selfcheck/xml.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <string.h>

const pd_known_table *pd_known_find(const pd_known *known, const char *name, size_t size)
{
    for (size_t i = 0; i < known->n_tables; i++)
        if (strlen(known->tables[i].name) == size && strncmp(known->tables[i].name, name, size) == 0)
            return &known->tables[i];
    return NULL;
}

static bool has_column(const pd_known_table *table, const char *name, size_t size)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (strlen(table->columns[i]) == size && strncmp(table->columns[i], name, size) == 0)
            return true;
    return false;
}

typedef struct checker {
    pdot_ctx *ctx;
    const char *subject;
    xmlXPathContext *xpath;
    pdot_status status;
} checker;

static void fail(checker *check, const char *what, const char *name)
{
    if (check->status == PDOT_OK)
        check->status = pd_fail(check->ctx, PDOT_INTERNAL, "the delivery is not sound: %s: %s \"%s\"",
                                check->subject, pd_translate(check->ctx, what), name);
}

typedef void (*node_fn)(checker *check, xmlNode *node, const void *with);

static void each(checker *check, xmlNode *root, const char *path, node_fn run, const void *with)
{
    if (check->status != PDOT_OK)
        return;
    check->xpath->node = root;
    xmlXPathObject *found = xmlXPathEval(BAD_CAST path, check->xpath);
    const int n = found != NULL && found->nodesetval != NULL ? found->nodesetval->nodeNr : 0;
    for (int i = 0; i < n; i++)
        run(check, found->nodesetval->nodeTab[i], with);
    xmlXPathFreeObject(found);
}

static int count(checker *check, xmlNode *root, const char *path)
{
    check->xpath->node = root;
    xmlXPathObject *found = xmlXPathEval(BAD_CAST path, check->xpath);
    const int n = found != NULL && found->nodesetval != NULL ? found->nodesetval->nodeNr : 0;
    xmlXPathFreeObject(found);
    return n;
}

/* ---- styles */

static void need_column(checker *check, xmlNode *node, const void *with)
{
    xmlChar *name = xmlNodeGetContent(node);
    if (name != NULL && name[0] != '\0' && !has_column(with, (const char *)name, strlen((const char *)name)))
        fail(check, N_("a style names a column that is not there:"), (const char *)name);
    xmlFree(name);
}

/* Quoted names of an expression; texts stand in single quotes. */
static void need_filter(checker *check, xmlNode *node, const void *with)
{
    xmlChar *filter = xmlNodeGetContent(node);
    bool is_text = false;
    for (const char *at = (const char *)filter; at != NULL && *at != '\0'; at++) {
        if (*at == '\'')
            is_text = !is_text;
        if (*at != '"' || is_text)
            continue;
        const char *end = strchr(at + 1, '"');
        if (end == NULL || !has_column(with, at + 1, (size_t)(end - at) - 1)) {
            fail(check, N_("a style's rule names a column that is not there:"), (const char *)filter);
            break;
        }
        at = end;
    }
    xmlFree(filter);
}

/* with: the renderer whose symbols it may use. */
static void need_symbol(checker *check, xmlNode *node, const void *with)
{
    xmlChar *name = xmlNodeGetContent(node);
    char path[128];
    (void)snprintf(path, sizeof path, "symbols/symbol[@name='%.20s']", (const char *)name);
    xmlNode *renderer = node->parent;
    while (renderer != NULL && xmlStrcmp(renderer->name, BAD_CAST "renderer-v2") != 0)
        renderer = renderer->parent;
    if (renderer == NULL || count(check, renderer, path) != 1)
        fail(check, N_("a style has no symbol"), (const char *)name);
    xmlFree(name);
    (void)with;
}

static void check_style(checker *check, xmlNode *root, const pd_known_table *table)
{
    each(check, root, "renderer-v2/@attr", need_column, table);
    each(check, root, "renderer-v2//rule/@filter", need_filter, table);
    each(check, root, "renderer-v2//rule/@symbol | renderer-v2//category/@symbol", need_symbol, NULL);
    each(check, root, "labeling//text-style/@fieldName", need_column, table);
    each(check, root, "aliases/alias/@field | fieldConfiguration/field/@name", need_column, table);
    each(check, root, "attributeEditorForm//attributeEditorField/@name", need_column, table);
}

static pdot_status with_document(checker *check, const char *text, size_t size,
                                 void (*run)(checker *check, xmlNode *root, const void *with),
                                 const void *with)
{
    xmlDoc *document = xmlReadMemory(text, (int)size, NULL, "UTF-8",
                                     XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    check->xpath = document != NULL ? xmlXPathNewContext(document) : NULL;
    if (check->xpath != NULL)
        run(check, xmlDocGetRootElement(document), with);
    else
        fail(check, N_("is no XML:"), "");
    xmlXPathFreeContext(check->xpath);
    xmlFreeDoc(document);
    return check->status;
}

static void check_qml(checker *check, xmlNode *root, const void *with)
{
    const bool is_plain =
        count(check, root, "layerGeometryType[text()='4']") == 1; /* a table without geometry */
    if (!is_plain && count(check, root, "renderer-v2/symbols/symbol") == 0)
        fail(check, N_("a style draws nothing:"), "");
    check_style(check, root, with);
}

pdot_status pd_check_qml(pdot_ctx *ctx, const char *subject, const char *text, size_t size,
                         const pd_known_table *table)
{
    checker check = {.ctx = ctx, .subject = subject};
    return with_document(&check, text, size, check_qml, table);
}

/* ---- projects */

static void need_layer(checker *check, xmlNode *node, const void *with)
{
    xmlNode *root = xmlDocGetRootElement(node->doc);
    xmlChar *id = xmlNodeGetContent(node);
    char path[256];
    (void)snprintf(path, sizeof path, "projectlayers/maplayer[id='%.200s']", (const char *)id);
    if (count(check, root, path) != 1)
        fail(check, N_("the project has no layer"), (const char *)id);
    xmlFree(id);
    (void)with;
}

static void need_relation(checker *check, xmlNode *node, const void *with)
{
    xmlNode *root = xmlDocGetRootElement(node->doc);
    xmlChar *id = xmlNodeGetContent(node);
    char path[256];
    (void)snprintf(path, sizeof path, "relations/relation[@id='%.200s']", (const char *)id);
    if (id != NULL && id[0] != '\0' && count(check, root, path) != 1)
        fail(check, N_("the project has no relation"), (const char *)id);
    xmlFree(id);
    (void)with;
}

/* The table behind "./file.gpkg|layername=table|subset=…". */
static const pd_known_table *source_table(const pd_known *known, const char *source)
{
    static const char KEY[] = "|layername=";
    const char *at = strstr(source, KEY);
    if (strncmp(source, "./", 2) != 0 || at == NULL)
        return NULL;
    at += sizeof KEY - 1;
    return pd_known_find(known, at, strcspn(at, "|"));
}

static const pd_known_table *layer_table(checker *check, xmlNode *layer, const pd_known *known)
{
    for (xmlNode *child = layer->children; child != NULL; child = child->next) {
        if (xmlStrcmp(child->name, BAD_CAST "datasource") != 0)
            continue;
        xmlChar *source = xmlNodeGetContent(child);
        const pd_known_table *table = source_table(known, (const char *)source);
        if (table == NULL)
            fail(check, N_("the project's data are not there:"), (const char *)source);
        xmlFree(source);
        return table;
    }
    fail(check, N_("a layer of the project has no data:"), "");
    return NULL;
}

static void need_sound_layer(checker *check, xmlNode *node, const void *with)
{
    const pd_known_table *table = layer_table(check, node, with);
    if (table != NULL)
        check_style(check, node, table);
}

/* A field of a relation against the columns of the layer on its side. */
static void need_relation_field(checker *check, xmlNode *relation, const pd_known *known, const char *side,
                                const char *field)
{
    xmlNode *root = xmlDocGetRootElement(relation->doc);
    xmlChar *id = xmlGetProp(relation, BAD_CAST side);
    char path[256];
    (void)snprintf(path, sizeof path, "projectlayers/maplayer[id='%.200s']", (const char *)id);
    check->xpath->node = root;
    xmlXPathObject *found = xmlXPathEval(BAD_CAST path, check->xpath);
    if (found != NULL && found->nodesetval != NULL && found->nodesetval->nodeNr == 1) {
        const pd_known_table *table = layer_table(check, found->nodesetval->nodeTab[0], known);
        (void)snprintf(path, sizeof path, "fieldRef/@%s", field);
        if (table != NULL)
            each(check, relation, path, need_column, table);
    } else {
        fail(check, N_("a relation names a layer that is not there:"), (const char *)id);
    }
    xmlXPathFreeObject(found);
    xmlFree(id);
}

static void need_sound_relation(checker *check, xmlNode *node, const void *with)
{
    need_relation_field(check, node, with, "referencingLayer", "referencingField");
    need_relation_field(check, node, with, "referencedLayer", "referencedField");
}

static void check_qgs(checker *check, xmlNode *root, const void *with)
{
    if (count(check, root, "projectlayers/maplayer") == 0)
        fail(check, N_("the project has no layers:"), "");
    each(check, root, "projectlayers/maplayer", need_sound_layer, with);
    each(check, root, "layer-tree-group//layer-tree-layer/@id", need_layer, NULL);
    each(check, root, "visibility-presets/visibility-preset/layer/@id", need_layer, NULL);
    each(check, root, "Layouts/Layout/Atlas/@coverageLayer", need_layer, NULL);
    each(check, root, "relations/relation", need_sound_relation, with);
    each(check, root, "//attributeEditorRelation/@relation | //attributeEditorRelation/@nmRelationId",
         need_relation, NULL);
}

pdot_status pd_check_qgs(pdot_ctx *ctx, const char *subject, const char *text, size_t size,
                         const pd_known *known)
{
    checker check = {.ctx = ctx, .subject = subject};
    return with_document(&check, text, size, check_qgs, known);
}
