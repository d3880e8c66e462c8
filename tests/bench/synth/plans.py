"""A plan per job over the generated data, and its class tables.

Lines and points are laid over a hazard by nature of the plan: here one small square, so that the work is theirs."""

HEAD = """# Escrito por tests/bench/generate.py.
plan: {{id: {id}, title: Prueba de rendimiento, language: es, crs: EPSG:32717}}
territories:
  - {{level: parroquia, path: terr.gpkg, layer: terr, code: codigo, name: nombre}}
"""
POLYGONS = "hazards:\n  - {{id: amenaza, title: Amenaza, path: {layer}.gpkg, layer: {layer}, class: clase, " \
           "classes: clases.csv, outside: free}}\n"
RASTER = "hazards:\n  - {{id: amenaza, title: Amenaza, raster: {layer}.tif, classes: clases.csv, outside: no_data}}\n"
SLOPE = "hazards:\n  - {{id: amenaza, title: Pendiente, dem: {layer}.tif, derive: slope_percent, " \
        "classes: pendientes.csv, outside: no_data}}\n"
MARK = "hazards:\n  - {{id: marca, title: Marca, path: marca.gpkg, layer: marca, class: clase, classes: clases.csv, " \
       "outside: free, summary: false}}\n"
LINES = MARK + "assets:\n  - {{id: vias, title: Vías, path: {layer}.gpkg, layer: {layer}, measure: length}}\n"
POINTS = MARK + "assets:\n  - {{id: viviendas, title: Viviendas, path: {layer}.gpkg, layer: {layer}, measure: count}}\n"

CLASSES = """value,rank,high,label,color
1,1,no,Muy baja,#ffffd4
2,2,no,Baja,#fed98e
3,3,no,Media,#fe9929
4,4,yes,Alta,#d95f0e
5,5,yes,Muy alta,#993404
"""
SLOPES = """value,rank,high,label,color
0,0,no,0-2 %,#1a9850
2,1,no,2-5 %,#66bd63
5,2,no,5-12 %,#d9ef8b
12,3,no,12-25 %,#fee08b
25,4,yes,25-50 %,#fdae61
50,5,yes,50-70 %,#f46d43
70,5,yes,70 % o más,#a50026
"""


def write(folder, layer, kind):
    """plan-<layer>.yaml and its class table; kind is one of the templates above."""
    (folder / "clases.csv").write_text(CLASSES)
    (folder / "pendientes.csv").write_text(SLOPES)
    text = (HEAD + kind).format(id=f"prueba-{layer}", layer=layer)
    (folder / f"plan-{layer}.yaml").write_text(text)
