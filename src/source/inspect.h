/* The facts of a file as it is found: driver, layers, declared CRS, evidence of the encoding, kinds and
 * validity of the geometries, repeated features, columns and what they may be. Reads everything once or
 * twice, changes nothing, and decides nothing that needs another file: where the layer lies is the
 * detective's, how its polygons meet is the boundary check's; for them the geometries are kept, up to a
 * limit.
 *
 *     pd_inspection *inspection = NULL;
 *     if (pd_inspect(ctx, "parroquias.shp", &inspection) == PDOT_OK)
 *         for (size_t i = 0; i < inspection->n_layers; i++)
 *             … inspection->layers[i].symptoms …
 *     pd_inspection_free(inspection); */
#ifndef PD_SOURCE_INSPECT_H
#define PD_SOURCE_INSPECT_H

#include "geo/shapes.h"
#include "source/inspect/columns.h"

/* Vertices of one layer that are kept for the second looks: 64 MB of coordinates. Larger layers are inspected
 * too, but neither compared with the known territories beyond these vertices nor searched for gaps and
 * overlaps. */
#define PD_INSPECT_POINTS 4000000u

typedef struct pd_inspected_layer {
    pdot_check_layer facts; /* candidates, findings and manifest are filled by the caller */
    pd_symptoms symptoms;
    pd_columns columns;
    pd_column_roles roles;
    char *crs;           /* WKT of the declared CRS; NULL if there is none */
    bool is_known_crs;   /* crs is identified by an EPSG code */
    bool is_table;       /* no geometry at all */
    bool is_raster;      /* its shape is its outline, its features are cells */
    bool may_be_classes; /* a raster of few whole numbers */
    int dimension;       /* of most geometries: 0, 1, 2; -1 if there are none */
    pd_box box;          /* of all coordinates as the numbers are */
    pd_shapes shapes;    /* the geometries, linear and 2D, as found; not finished */
    int64_t *shape_ids;  /* feature ids of the shapes */
    size_t id_capacity;  /* private */
    bool is_cut;         /* more vertices than are kept */
    pd_bytes *polygons;  /* valid MULTIPOLYGONs of the features that have one */
    const char **labels; /* of the polygons: "Malacatos (110156)", else "feature 12" */
    size_t n_polygons, polygon_capacity;
    int64_t *polygon_ids; /* private */
    size_t polygon_id_capacity;
} pd_inspected_layer;

typedef struct pd_inspection {
    const char *path;
    const char *driver;
    pd_inspected_layer *layers;
    size_t n_layers;
    pd_arena arena; /* owns strings and polygons */
} pd_inspection;

/* IO, FORMAT, UNSUPPORTED, LIMIT: the file cannot be read; the error says why. */
PDOT_MUST_CHECK pdot_status pd_inspect(pdot_ctx *ctx, const char *path, pd_inspection **out);
void pd_inspection_free(pd_inspection *inspection);

#endif
