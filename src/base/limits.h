/* Limits on input sizes, each with its reason. Beyond them is PDOT_LIMIT. */
#ifndef PD_BASE_LIMITS_H
#define PD_BASE_LIMITS_H

#define PD_LIMIT_TEXT           (1u << 20)   /* bytes of one cell or zone text: a page of a plan is 4 kB */
#define PD_LIMIT_MANIFEST       (4u << 20)   /* bytes of a manifest */
#define PD_LIMIT_MANIFEST_NODES 20000u       /* keys and values of a manifest: hundreds of sources */
#define PD_LIMIT_MANIFEST_DEPTH 12u          /* nesting of a manifest; the schema needs 5 */
#define PD_LIMIT_SHEET          (1ull << 30) /* bytes of an unpacked spreadsheet: GDAL holds it in memory */
#define PD_LIMIT_TABLE_ROWS     10000000u    /* rows of a table */
#define PD_LIMIT_COLUMNS        1024u        /* columns of a table; spreadsheets and DBF stay far below */
#define PD_LIMIT_TERRITORIES                                                                                 \
    100000u                    /* Ecuador has 1,236 parroquias; census zones of the country some 40,000 */
#define PD_LIMIT_CLASSES  62u  /* classes of one hazard: counters of the sweep fit one cache line each */
#define PD_LIMIT_HAZARDS  256u /* hazards, land layers and assets of one plan */
#define PD_LIMIT_FEATURES 100000000u  /* features of one layer */
#define PD_LIMIT_POINTS   4000000000u /* vertices of one layer: 32-bit offsets */
#define PD_LIMIT_COORDINATE                                                                                  \
    1e12 /* of a geometry, whatever its unit: numbers of all sizes at once keep an overlay busy for ever */
#define PD_LIMIT_RASTER 2000000000u /* cells along one side */

#endif
