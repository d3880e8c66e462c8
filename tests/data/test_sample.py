#!/usr/bin/python3
"""The sample geodata/loja is what its README says: one line per check, exit 0 if all hold, 1 if not.

    test_sample.py [tables] [layers] [regenerate]      default: all three

`regenerate` makes the layers again and takes a minute. test_documents.py compares with the documents.
"""

import csv
import filecmp
import io
import math
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter

from osgeo import gdal, ogr, osr

from common import SAMPLE, check, equal, finish, fold, table

gdal.UseExceptions()
ogr.UseExceptions()
sys.path.insert(0, SAMPLE)
from make import facts  # noqa: E402  (the published facts; the drawing itself is not imported)

GENERATED = ["amenazas.gpkg", "inund.tif", "limites.gpkg", "obras.gpkg", "pugs.gpkg", "terreno.tif", "vias.gpkg", "viviendas.csv"]
GRADES = {"exact", "corrected", "likely", "settlement", "approximate", "vague", "ambiguous", "unresolved"}


# ---- tables -----------------------------------------------------------------------------------------------------------


def check_files():
    wrong = []
    for name in sorted(os.listdir(SAMPLE)):
        if not name.endswith(".csv"):
            continue
        with open(os.path.join(SAMPLE, name), "rb") as stream:
            raw = stream.read()
        rows = list(csv.reader(io.StringIO(raw.decode("utf-8"), newline=""), strict=True))
        if b"\r" in raw or not raw.endswith(b"\n") or raw.startswith(b"\xef\xbb\xbf") or len({len(r) for r in rows}) != 1:
            wrong.append(name)
        ids = [r["id"] for r in table(name) if "id" in r]
        if len(set(ids)) != len(ids):
            wrong.append(name + " repeats an id")
    equal("every table is UTF-8 with line feeds, rows as long as the header, ids once", wrong, [])


def check_plan_tables():
    problems, activities = table("diagnostico.csv"), table("actividades.csv")
    equal("problems: 27 + 47 + 40 + 11 + 28", Counter(r["componente"] for r in problems), {
        "Biofísico": 27, "Sociocultural": 47, "Económico productivo": 40, "Asentamientos humanos": 11, "Político institucional": 28})
    equal("three printed rows hold two problems each", sorted(
        line for line, n in Counter(r["linea"] for r in problems if r["id"].startswith("eco")).items() if n == 2), ["174", "175", "178"])
    equal("the settlement table is printed twice, twelve lines apart", {
        int(r["linea_repetida"]) - int(r["linea"]) for r in problems if r["linea_repetida"]}, {12})
    equal("activities printed", len(activities), 55)
    equal("activities distinct", sum(not r["repite"] for r in activities), 44)
    by_id = {r["id"]: r for r in activities}
    told = [by_id[r["repite"]]["actividad"] == r["actividad"] and by_id[r["repite"]]["meta"] == r["meta"] for r in activities if r["repite"]]
    equal("repeated rows repeat their first occurrence", told, [True] * 11)
    components = {r["componente"] for r in problems}
    check("activities use the components of the diagnosis", {r["componente"] for r in activities} <= components)
    objectives = {r["numero"] for r in table("objetivos.csv")}
    check("every activity has an objective that is recorded", {r["objetivo"] for r in activities} <= objectives)
    equal("year marks are X or _ by columns", [r["id"] for r in activities if not re.fullmatch(r"[X_]( [X_])*", r["marcas"])], [])
    equal("rows with more marks than the four years", sum(len(r["marcas"].split()) > 4 for r in activities), 7)


def select(subject):
    """Rows of `table/column=value|column=value`; None if the subject is no selection."""
    name, _, conditions = subject.partition("/")
    if not os.path.exists(os.path.join(SAMPLE, name + ".csv")) or (conditions and "=" not in conditions):
        return None
    wanted = [c.split("=", 1) for c in conditions.split("|") if c]
    return [r for r in table(name + ".csv") if all(r[column] == value for column, value in wanted)]


# What the documents state and their own rows contradict: the audit must find these and no others.
CONTRADICTED = {
    ("presupuesto/tabla=Tabla 11", 1488590.0), ("presupuesto/tabla=Tabla 11", 1488590.2), ("presupuesto/tabla=Tabla 12", 191.0),
    ("clinica/tabla=Tabla 2", 66338.0), ("clinica/tabla=Tabla 4", 44.0),
}


def check_declared():
    stated, off = 0, set()
    for row in table("declarado.csv"):
        rows, value = select(row["subject"]), float(row["value"])
        if rows is None or not (row["quantity"] == "filas" or row["quantity"].startswith("total:")):
            continue
        column = row["quantity"].partition(":")[2]
        found = sum(float(r[column] or 0) for r in rows) if column else len(rows)
        stated += 1
        if abs(found - value) > 0.005:
            off.add((row["subject"], value))
    check("at least 15 totals and counts can be recomputed", stated >= 15, stated)
    equal("declared totals agree with the rows except where the document contradicts itself", off, CONTRADICTED)


def check_report_tables():
    agreements = table("convenios.csv")
    equal("30 centres, 24 agreements", (len(table("centros.csv")), len(agreements)), (30, 24))
    dates = [r[c] for r in agreements for c in ("desde", "hasta") if r[c]]
    equal("dates are AAAA-MM-DD", [d for d in dates if not re.fullmatch(r"20\d\d-[01]\d-[0-3]\d", d)], [])
    for row in agreements:
        printed = re.findall(r"(\d\d)/(\d\d)/(\d{4})", row["plazo"])
        if ["-".join(p[::-1]) for p in printed] != [d for d in (row["desde"], row["hasta"]) if d]:
            check("dates of " + row["id"] + " are those of its printed term", False, row["plazo"])
    budget = table("presupuesto.csv")
    cents = {t: round(sum(float(r["monto_usd"]) for r in budget if r["tabla"] == t) * 100) for t in ("Tabla 11", "Tabla 12")}
    equal("budget lines and procurement in cents", cents, {"Tabla 11": 160046959, "Tabla 12": 74621205})
    equal("19 parroquias described", len({r["codigo"] for r in table("territorios_descripcion.csv")}), 19)


def check_gazetteer():
    codes = {c for c, *_ in ([facts.CANTON, facts.SEAT, facts.REST])} | set(facts.RURAL) | set(facts.URBAN)
    kinds = {"rural", "urbana", "resto"}
    unknown = []
    for name, column in (("zonas.csv", "codes"), ("lugares.csv", "code")):
        for row in table(name):
            unknown += [w for w in re.split(r"[ /]", row[column]) if w and w not in codes | kinds]
    equal("the gazetteer names only units and kinds of the layers", unknown, [])
    grades = {r["grade"] for n in ("zonas.csv", "lugares.csv") for r in table(n)}
    check("its grades are known", grades <= GRADES, grades - GRADES)
    names = Counter(n.casefold() for f in ("zonas.csv", "lugares.csv") for r in table(f) if r.get("rule") != "common"
                    for n in [r["name"], *r["aliases"].split("|")] if n)
    equal("no name stands twice", [n for n, k in names.items() if k > 1], [])


def check_actors():
    names = sorted((fold(n) for r in table("actores.csv") for n in [r["name"], *r["aliases"].split("|")] if n), key=len, reverse=True)
    cells = [r["actores"] for r in table("diagnostico.csv")] + [r["articulacion"] for r in table("actividades.csv")]
    unread = {cell for cell in cells if rest_of(fold(cell), names)}
    equal("every actor cell is read whole by the longest names of actores.csv", unread, set())


def rest_of(text, names):
    while text:
        name = next((n for n in names if text == n or text.startswith(n + " ")), None)
        if name is None:
            return text
        text = text[len(name):].strip()
    return ""


# ---- layers -----------------------------------------------------------------------------------------------------------


def system(definition):
    reference = osr.SpatialReference()
    reference.SetFromUserInput(definition)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


UTM, DEGREES = system("EPSG:32717"), system("EPSG:4326")
EQUAL_AREA = system("+proj=laea +lat_0=-4.1 +lon_0=-79.3 +ellps=WGS84 +units=m")
TO_EQUAL_AREA = osr.CoordinateTransformation(UTM, EQUAL_AREA)
TO_UTM, TO_DEGREES = osr.CoordinateTransformation(DEGREES, UTM), osr.CoordinateTransformation(UTM, DEGREES)


def layer(name, part):
    """[(fields, geometry)]; the data source is closed again."""
    source = ogr.Open(os.path.join(SAMPLE, name))
    return [(f.items(), f.GetGeometryRef().Clone()) for f in source.GetLayerByName(part)]


def hectares(geometry):
    flat = geometry.Clone()
    flat.Transform(TO_EQUAL_AREA)
    return flat.GetArea() / 1e4


def rings(geometry):
    for i in range(geometry.GetGeometryCount()):
        part = geometry.GetGeometryRef(i)
        yield from rings(part) if part.GetGeometryName() != "LINEARRING" else [part.GetPoints()]


def edges(geometry):
    for points in rings(geometry):
        yield from zip(points[:-1], points[1:])


def unpaired(geometries):
    """Edges that one polygon alone has, and how many have more than two."""
    count = Counter(frozenset(e) for g in geometries for e in edges(g))
    return {e for e, n in count.items() if n == 1}, sum(n > 2 for n in count.values())


def union(geometries):
    bundle = ogr.Geometry(ogr.wkbMultiPolygon)
    for geometry in geometries:
        for i in range(geometry.GetGeometryCount()):
            bundle.AddGeometry(geometry.GetGeometryRef(i))
    return bundle.UnionCascaded()


def check_systems():
    wrong = []
    for name in sorted(n for n in os.listdir(SAMPLE) if n.endswith((".gpkg", ".tif"))):
        source = gdal.OpenEx(os.path.join(SAMPLE, name))
        found = [source.GetSpatialRef()] if name.endswith(".tif") else [
            source.GetLayer(i).GetSpatialRef() for i in range(source.GetLayerCount())]
        wrong += [name for one in found if one is None or one.GetAuthorityCode(None) != "32717"]
    equal("every layer and raster is EPSG:32717", wrong, [])


def check_tessellation(sentence, geometries, whole):
    valid = all(g.IsValid() for g in geometries)
    overlap = sum(g.GetArea() for g in geometries) - union(geometries).GetArea()
    difference = union(geometries).SymDifference(whole).GetArea()
    check(f"{sentence}: valid, no overlap, no gap", valid and abs(overlap) < 0.01 and difference < 0.01, (valid, overlap, difference))


def check_limits():
    units = {f["codigo"]: (f, g) for f, g in layer("limites.gpkg", "parroquias")}
    (_, canton), = layer("limites.gpkg", "canton")
    (seat_fields, seat), = layer("limites.gpkg", "cabecera")
    equal("13 rural, 6 urban, one rest", Counter(f["tipo"] for f, _ in units.values()), {"rural": 13, "urbana": 6, "resto": 1})
    equal("parents", {f["padre"] for f, _ in units.values()} | {seat_fields["padre"]}, {"1101", "110150"})
    geometries = [g for _, g in units.values()]
    check_tessellation("the 20 units fill the canton", geometries, canton)
    check_tessellation("seven of them fill the seat", [g for f, g in units.values() if f["padre"] == "110150"], seat)
    outer, crowded = unpaired(geometries)
    equal("neighbours share their vertices: edges used once are the outline of the canton", (
        outer == {frozenset(e) for e in edges(canton)}, crowded), (True, 0))
    check_facts(units, seat, canton)
    check_neighbours(units, seat)


def check_facts(units, seat, canton):
    published = {c: (a, p) for c, (_, a, p, *_) in {**facts.RURAL, **facts.URBAN}.items()}
    published[facts.SEAT[0]] = (facts.SEAT[2], facts.SEAT[3])
    drawn = {c: g for c, (_, g) in units.items()}
    drawn[facts.SEAT[0]] = seat
    off = {c: round(hectares(drawn[c]) / area - 1, 4) for c, (area, _) in published.items()}
    check(f"areas on the ellipsoid within 2 % of the published ones (worst {max(map(abs, off.values())):.2%})",
          max(map(abs, off.values())) < 0.02, off)
    check("the canton has 1891 km² within 0.5 %", abs(hectares(canton) / 189100 - 1) < 0.005, hectares(canton))
    outside = []
    for code, (_, (lon, lat)) in published.items():
        point = ogr.Geometry(ogr.wkbPoint)
        point.AddPoint_2D(*TO_UTM.TransformPoint(lon, lat)[:2])
        outside += [] if drawn[code].Contains(point) else [code]
    equal("each reference point lies in its unit", outside, [])
    geographic = canton.Clone()
    geographic.Transform(TO_DEGREES)
    west, east, south, north = geographic.GetEnvelope()
    inside = west >= facts.EXTENT[0] and south >= facts.EXTENT[1] and east <= facts.EXTENT[2] and north <= facts.EXTENT[3]
    check("the canton keeps to its published extent", inside, (west, south, east, north))


def touching(drawn):
    pairs = {c: set() for c in drawn}
    sides = {c: {frozenset(e) for e in edges(g)} for c, g in drawn.items()}
    for a in drawn:
        pairs[a] = {b[-2:] for b in drawn if b != a and sides[a] & sides[b]}
    return pairs


def check_neighbours(units, seat):
    rural = {c: g for c, (f, g) in units.items() if f["tipo"] == "rural"}
    found = touching({**rural, facts.SEAT[0]: seat})
    wrong = {c: sorted(n) for c, n in found.items() if c in rural and n != set(facts.NEIGHBOURS[c[-2:]].split())}
    equal("the neighbours of the rural parroquias are the published ones", wrong, {})
    city = touching({c: g for c, (f, g) in units.items() if f["tipo"] == "urbana"})
    wrong = {c: sorted(n) for c, n in city.items() if n != set(facts.URBAN_NEIGHBOURS[c[-2:]].split())}
    equal("the neighbours of the urban parroquias are the published ones", wrong, {})


def check_themes():
    (_, canton), = layer("limites.gpkg", "canton")
    land = layer("pugs.gpkg", "suelo")
    check_tessellation("the land classes fill the canton", [g for _, g in land], canton)
    classes = {fold(r["value"]) for r in table("suelo.csv")}
    equal("all seven land classes are drawn, and no other", {fold(f["clase"]) for f, _ in land}, classes)
    slides = layer("amenazas.gpkg", "masa")
    ranks = {fold(r["value"]): r["rank"] for r in table("clases_masa.csv")}
    equal("landslide polygons use all five classes, and no other", {ranks.get(fold(f["grado"])) for f, _ in slides}, set("12345"))
    check("300 to 600 landslide polygons, valid, with some overlap", 300 <= len(slides) <= 600 and all(g.IsValid() for _, g in slides)
          and sum(g.GetArea() for _, g in slides) > union([g for _, g in slides]).GetArea() * 1.02, len(slides))
    check("6 to 10 fault lines", 6 <= len(layer("amenazas.gpkg", "fallas")) <= 10)
    check_roads()
    check_works()


def check_roads():
    ends = [p for _, g in layer("vias.gpkg", "vias") for p in (g.GetPoint_2D(0), g.GetPoint_2D(g.GetPointCount() - 1))]
    seats = [TO_UTM.TransformPoint(*u[2])[:2] for u in facts.RURAL.values()]
    far = [s for s in seats if min(math.dist(s, e) for e in ends) > 1.0]
    equal("a road reaches every parish seat", far, [])


def check_works():
    activities = {r["id"] for r in table("actividades.csv")}
    parts = {p: layer("obras.gpkg", p) for p in ("obras_puntos", "obras_lineas", "obras_poligonos")}
    equal("works refer to recorded activities", {f["id_actividad"] for w in parts.values() for f, _ in w} - activities, set())
    cycle = sum(g.Length() for f, g in parts["obras_lineas"] if f["id_actividad"] == "act-36")
    check("the cycle ways measure less than the 8 km of the target", 4000 < cycle < 8000, cycle)


def check_rasters():
    terrain, waters = (gdal.Open(os.path.join(SAMPLE, n)) for n in ("terreno.tif", "inund.tif"))
    low, high = terrain.GetRasterBand(1).ComputeRasterMinMax(False)
    check("the terrain lies between 900 and 3500 m", 900 < low < high < 3500, (low, high))
    flood = waters.GetRasterBand(1)
    values = Counter(flood.ReadAsArray().ravel().tolist())
    equal("flood classes are those of the table, and no data", {str(v) for v in values if v != flood.GetNoDataValue()},
          {r["value"] for r in table("clases_inund.csv")})
    share = values[int(flood.GetNoDataValue())] / sum(values.values())
    check("the flood map leaves ground unmapped", 0.3 < share < 0.95, share)


def check_size():
    total = sum(os.path.getsize(os.path.join(d, f)) for d, _, files in os.walk(SAMPLE) for f in files)
    check(f"the folder stays below 6 MB ({total / 1e6:.1f})", total < 6e6, total)


# ---- regenerate -------------------------------------------------------------------------------------------------------


def check_regenerate():
    with tempfile.TemporaryDirectory() as folder:
        script = os.path.join(SAMPLE, "make_layers.py")
        subprocess.run([sys.executable, "-B", script, folder], check=True)
        differ = [n for n in GENERATED if not filecmp.cmp(os.path.join(folder, n), os.path.join(SAMPLE, n), shallow=False)]
        equal("the layers come out the same, byte for byte, and no other file", (differ, sorted(os.listdir(folder))), ([], GENERATED))


PARTS = {
    "tables": [check_files, check_plan_tables, check_declared, check_report_tables, check_gazetteer, check_actors],
    "layers": [check_systems, check_limits, check_themes, check_rasters, check_size],
    "regenerate": [check_regenerate],
}


def main(parts):
    for part in parts or PARTS:
        for one in PARTS[part]:
            one()
    return finish()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
