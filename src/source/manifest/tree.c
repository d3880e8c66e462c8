/* Parsing with libyaml: first its events, to refuse what is too deep, too much or refers to itself, then its
 * tree. */
#include "source/manifest/tree.h"

#include <string.h>

#include "base/limits.h"

static pdot_status at_mark(pdot_ctx *ctx, const char *path, const yaml_mark_t *mark, pdot_status failure)
{
    const pd_place place = {
        .file = path, .row = (int64_t)mark->line + 1, .column = (int64_t)mark->column + 1};
    return pd_locate(ctx, failure, &place);
}

static int64_t line_of_offset(const unsigned char *bytes, size_t size, size_t offset)
{
    int64_t line = 1;
    for (size_t i = 0; i < size && i < offset; i++)
        line += bytes[i] == '\n';
    return line;
}

static pdot_status fail_parse(pdot_ctx *ctx, const char *path, const yaml_parser_t *parser,
                              const unsigned char *bytes, size_t size)
{
    const yaml_mark_t *mark = &parser->problem_mark;
    if (parser->error == YAML_MEMORY_ERROR)
        return pd_fail(ctx, PDOT_NOMEM, "out of memory");
    if (parser->error == YAML_READER_ERROR) {
        const pd_place place = {.file = path, .row = line_of_offset(bytes, size, parser->problem_offset)};
        return pd_locate(ctx, pd_fail(ctx, PDOT_FORMAT, "the manifest is not UTF-8: save it as UTF-8"),
                         &place);
    }
    if (mark->index < size && bytes[mark->index] == '\t')
        return at_mark(ctx, path, mark, pd_fail(ctx, PDOT_FORMAT, "a tab cannot indent YAML: use blanks"));
    return at_mark(
        ctx, path, mark,
        pd_fail(
            ctx, PDOT_FORMAT,
            "not YAML: %s (quote texts that contain \": \" or begin with a sign, close brackets, indent by "
            "blanks)",
            parser->problem != NULL ? parser->problem : ""));
}

typedef struct event_scan {
    unsigned depth, nodes, documents;
} event_scan;

static const yaml_char_t *anchor_of(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return event->data.scalar.anchor;
    case YAML_SEQUENCE_START_EVENT:
        return event->data.sequence_start.anchor;
    case YAML_MAPPING_START_EVENT:
        return event->data.mapping_start.anchor;
    default:
        return NULL;
    }
}

static pdot_status scan_event(pdot_ctx *ctx, const char *path, event_scan *scan, const yaml_event_t *event)
{
    const bool opens = event->type == YAML_SEQUENCE_START_EVENT || event->type == YAML_MAPPING_START_EVENT;
    const bool closes = event->type == YAML_SEQUENCE_END_EVENT || event->type == YAML_MAPPING_END_EVENT;
    pdot_status status = PDOT_OK;
    scan->documents += event->type == YAML_DOCUMENT_START_EVENT;
    scan->depth += opens;
    scan->depth -= closes;
    scan->nodes += opens || event->type == YAML_SCALAR_EVENT;
    if (event->type == YAML_ALIAS_EVENT || anchor_of(event) != NULL)
        status = pd_fail(ctx, PDOT_FORMAT,
                         "anchors (&name) and aliases (*name) are not used in a manifest: write the "
                         "value out, or quote a text that begins so");
    else if (scan->documents > 1)
        status = pd_fail(ctx, PDOT_FORMAT, "a manifest is one YAML document: remove the line ---");
    else if (scan->depth > PD_LIMIT_MANIFEST_DEPTH)
        status = pd_fail(ctx, PDOT_LIMIT, "nested more than %u levels deep", PD_LIMIT_MANIFEST_DEPTH);
    else if (scan->nodes > PD_LIMIT_MANIFEST_NODES)
        status = pd_fail(ctx, PDOT_LIMIT, "more than %u keys and values", PD_LIMIT_MANIFEST_NODES);
    return at_mark(ctx, path, &event->start_mark, status);
}

static pdot_status scan_events(pdot_ctx *ctx, const char *path, const unsigned char *bytes, size_t size)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        return pd_fail(ctx, PDOT_NOMEM, "out of memory");
    yaml_parser_set_input_string(&parser, bytes, size);
    event_scan seen = {0};
    pdot_status status = PDOT_OK;
    for (bool is_over = false; status == PDOT_OK && !is_over;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            status = fail_parse(ctx, path, &parser, bytes, size);
            break;
        }
        status = scan_event(ctx, path, &seen, &event);
        is_over = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    if (status == PDOT_OK && seen.nodes == 0)
        status = pd_locate(
            ctx, pd_fail(ctx, PDOT_SCHEMA, "the manifest is empty: it needs at least plan: and territories:"),
            &(pd_place){.file = path, .row = 1});
    return status;
}

pdot_status pd_tree_parse(pdot_ctx *ctx, const char *path, const unsigned char *bytes, size_t size,
                          pd_tree *out)
{
    *out = (pd_tree){.path = path};
    pdot_status status = scan_events(ctx, path, bytes, size);
    if (status != PDOT_OK)
        return status;
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        return pd_fail(ctx, PDOT_NOMEM, "out of memory");
    yaml_parser_set_input_string(&parser, bytes, size);
    if (yaml_parser_load(&parser, &out->document))
        out->is_open = true;
    else
        status = fail_parse(ctx, path, &parser, bytes, size);
    yaml_parser_delete(&parser);
    return status;
}

void pd_tree_close(pd_tree *tree)
{
    if (tree->is_open)
        yaml_document_delete(&tree->document);
    tree->is_open = false;
}

yaml_node_t *pd_tree_root(pd_tree *tree)
{
    return yaml_document_get_root_node(&tree->document);
}

yaml_node_t *pd_tree_node(pd_tree *tree, int index)
{
    return yaml_document_get_node(&tree->document, index);
}

yaml_node_t *pd_tree_value(pd_tree *tree, const yaml_node_t *mapping, const char *key)
{
    if (mapping == NULL || mapping->type != YAML_MAPPING_NODE)
        return NULL;
    for (const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start;
         pair < mapping->data.mapping.pairs.top; pair++) {
        const yaml_node_t *name = pd_tree_node(tree, pair->key);
        if (name->type == YAML_SCALAR_NODE && strcmp(pd_tree_text(name), key) == 0)
            return pd_tree_node(tree, pair->value);
    }
    return NULL;
}

yaml_node_t *pd_tree_entry(pd_tree *tree, const yaml_node_t *list, size_t index)
{
    if (index >= pd_tree_count(list))
        return NULL;
    return pd_tree_node(tree, list->data.sequence.items.start[index]);
}

size_t pd_tree_count(const yaml_node_t *list)
{
    if (list == NULL || list->type != YAML_SEQUENCE_NODE)
        return 0;
    return (size_t)(list->data.sequence.items.top - list->data.sequence.items.start);
}

const char *pd_tree_text(const yaml_node_t *scalar)
{
    return (const char *)scalar->data.scalar.value;
}

int pd_tree_line(const yaml_node_t *node)
{
    return node != NULL ? (int)node->start_mark.line + 1 : 0;
}

pdot_status pd_tree_at(pdot_ctx *ctx, const pd_tree *tree, const yaml_node_t *node, pdot_status failure)
{
    return at_mark(ctx, tree->path, &node->start_mark, failure);
}
