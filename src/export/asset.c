/* The assets inside the program: the assembler reads the files as they are, so that they need no generator.
 * The build defines where they lie. */
#include "export/asset.h"

#define EMBED(symbol, file)                                                                                  \
    __asm__(".pushsection .rodata\n"                                                                         \
            ".global " symbol "\n"                                                                           \
            ".hidden " symbol "\n"                                                                           \
            ".type " symbol ", @object\n" symbol ":\n"                                                       \
            ".incbin \"" file "\"\n"                                                                         \
            ".byte 0\n"                                                                                      \
            ".size " symbol ", . - " symbol "\n"                                                             \
            ".popsection\n")

EMBED("pd_asset_palettes", PD_STYLES_FOLDER "/paletas.csv");
EMBED("pd_asset_layers", PD_STYLES_FOLDER "/capas.csv");
EMBED("pd_asset_gpkg_sql", PD_EXPORT_FOLDER "/gpkg/extra.sql");
EMBED("pd_asset_report_html", PD_STYLES_FOLDER "/informe/informe.html");
EMBED("pd_asset_report_css", PD_STYLES_FOLDER "/informe/informe.css");
EMBED("pd_asset_report_js", PD_STYLES_FOLDER "/informe/informe.js");
EMBED("pd_asset_leaflet_js", PD_LEAFLET_FOLDER "/leaflet.min.js");
EMBED("pd_asset_leaflet_css", PD_LEAFLET_FOLDER "/leaflet.css");
