/* A walker over geometry bytes, WKB or SpatiaLite BLOB, that hands what it finds to a sink. Private to geo:
 * the sinks are flat arrays (shapes.c) and the two byte layouts (blob.c). Nothing here computes: no repair,
 * no reprojection; Z and M are dropped. */
#ifndef PD_GEO_WKB_H
#define PD_GEO_WKB_H

#include "geo/shapes.h"

/* The types of the standard, dimension removed. */
enum {
    PD_WKB_POINT = 1,
    PD_WKB_LINE,
    PD_WKB_POLYGON,
    PD_WKB_MULTI_POINT,
    PD_WKB_MULTI_LINE,
    PD_WKB_MULTI_POLYGON,
    PD_WKB_COLLECTION
};

/* Marks of the BLOB layout. */
enum {
    PD_BLOB_START = 0x00,
    PD_BLOB_BODY = 0x7C,
    PD_BLOB_MEMBER = 0x69,
    PD_BLOB_END = 0xFE,
    PD_BLOB_HEAD_SIZE = 39 /* up to and with PD_BLOB_BODY */
};

#define PD_WKB_POINT_SIZE ((size_t)16) /* x and y */

/* Where a walk delivers; every function but `points` answers with a status that ends the walk if it is a
 * failure. */
typedef struct pd_wkb_sink {
    /* An entity and the count that follows it: rings of a polygon, members of a collection, points of a line.
     */
    pdot_status (*entity)(void *user, int type, uint32_t count, bool is_member);
    /* A run of n points: a point (n 0 if it is empty), a line, or ring `index` of a polygon. */
    pdot_status (*part)(void *user, int type, uint32_t index, uint32_t n);
    /* Room for the n > 0 points of the part, PD_WKB_POINT_SIZE bytes each; NULL: no memory, error recorded.
     */
    unsigned char *(*points)(void *user, uint32_t n);
    void *user;
} pd_wkb_sink;

/* box: of all points, empty (min > max) if there are none. FORMAT if the bytes are damaged, of an unknown
 * type, or hold a coordinate that is not finite; else what the sink answered. */
PDOT_MUST_CHECK pdot_status pd_wkb_walk(pdot_ctx *ctx, pd_bytes wkb, const pd_wkb_sink *to, pd_box *box);
PDOT_MUST_CHECK pdot_status pd_blob_walk(pdot_ctx *ctx, pd_bytes blob, const pd_wkb_sink *to, int *srid,
                                         pd_box *box);

#endif
