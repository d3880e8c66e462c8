#!/usr/bin/python3
"""What the coverage reads and brings in parts must add up to the whole: territories that only some hazards need, assets read and
counted part by part, by any number of threads.

    test_coverage_parts.py --program build/dev/bin/pdot

A hundred territories with crooked borders, a hazard of 400 shapes in one corner and one in the opposite corner, twelve thousand weighted points
and three thousand lines. Held against each other: figures with assets in the plan (then territories far from a hazard stay in the
plan's plane) and without; one, two and five threads, whose tables must be the same to the last bit; counts and weights against
Shapely.
"""
import argparse
import random
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy
from osgeo import ogr, osr
from shapely import wkb
from shapely.geometry import LineString, Point, Polygon
from shapely.prepared import prep

ogr.UseExceptions()
SIDE, CELL, X0, Y0 = 10, 3000.0, 640000.0, 9540000.0
N_POINTS, N_LINES = 12000, 3000
TABLES = ("cobertura_amenaza", "cobertura_total", "cobertura_multiple", "cobertura_puntos", "cobertura_lineas")
faults = 0

HAZARDS = """plan: {id: partes, title: Partes, language: es, crs: EPSG:32717}
territories:
  - {level: parroquia, path: limites.gpkg, layer: capa, code: codigo, name: codigo}
hazards:
  - {id: sur, title: Sur, path: sur.gpkg, layer: capa, class: clase, classes: clases.csv, outside: free}
  - {id: norte, title: Norte, path: norte.gpkg, layer: capa, class: clase, classes: clases.csv, outside: free}
"""
ASSETS = """assets:
  - {id: casas, title: Casas, path: casas.gpkg, layer: capa, measure: count, weight: gente}
  - {id: vias, title: Vias, path: vias.gpkg, layer: capa, measure: length}
"""


def verdict(what, is_good, text):
    global faults
    faults += not is_good
    print(f"{'ok   ' if is_good else 'FAULT'} {what}: {text}")


def write(path, kind, fields, rows):
    """rows: a shape and the values of the fields."""
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(32717)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer("capa", crs, kind)
    for name, type_ in fields:
        layer.CreateField(ogr.FieldDefn(name, type_))
    source.StartTransaction()
    for shape, *values in rows:
        feature = ogr.Feature(layer.GetLayerDefn())
        for (name, _), value in zip(fields, values):
            feature.SetField(name, value)
        feature.SetGeometryDirectly(ogr.CreateGeometryFromWkb(shape.wkb))
        layer.CreateFeature(feature)
    source.CommitTransaction()


def crooked(chance, a, b):
    """The border from a to b, the same for both neighbours."""
    points = [(a[0] + (b[0] - a[0]) * t / 12 + chance.uniform(-60, 60), a[1] + (b[1] - a[1]) * t / 12 + chance.uniform(-60, 60))
              for t in range(1, 12)]
    return [a, *points, b]


def territories(chance):
    corner = [[(X0 + CELL * c + chance.uniform(-400, 400), Y0 + CELL * r + chance.uniform(-400, 400)) for c in range(SIDE + 1)]
              for r in range(SIDE + 1)]
    across = [[crooked(chance, corner[r][c], corner[r][c + 1]) for c in range(SIDE)] for r in range(SIDE + 1)]
    up = [[crooked(chance, corner[r][c], corner[r + 1][c]) for c in range(SIDE + 1)] for r in range(SIDE)]
    for r in range(SIDE):
        for c in range(SIDE):
            ring = across[r][c] + up[r][c + 1][1:] + across[r + 1][c][::-1][1:] + up[r][c][::-1][1:]
            yield Polygon(ring), f"{r:02}{c:02}"


def blobs(chance, x, y, n):
    for _ in range(n):
        cx, cy, radius = chance.gauss(x, 900), chance.gauss(y, 900), chance.uniform(100, 700)
        angles = sorted(chance.uniform(0, 2 * numpy.pi) for _ in range(30))
        ring = [(cx + radius * chance.uniform(0.5, 1) * numpy.cos(a), cy + radius * chance.uniform(0.5, 1) * numpy.sin(a))
                for a in angles]
        shape = Polygon(ring)
        if shape.is_valid:
            yield shape, str(chance.randint(1, 3))


def draw(folder):
    chance = random.Random(20)
    write(folder / "limites.gpkg", ogr.wkbPolygon, [("codigo", ogr.OFTString)], territories(chance))
    write(folder / "sur.gpkg", ogr.wkbPolygon, [("clase", ogr.OFTString)], blobs(chance, X0 + 3000, Y0 + 3000, 400))
    far = CELL * SIDE - 3000
    write(folder / "norte.gpkg", ogr.wkbPolygon, [("clase", ogr.OFTString)], blobs(chance, X0 + far, Y0 + far, 400))
    place = lambda: (chance.uniform(X0 - 500, X0 + CELL * SIDE + 500), chance.uniform(Y0 - 500, Y0 + CELL * SIDE + 500))
    write(folder / "casas.gpkg", ogr.wkbPoint, [("gente", ogr.OFTInteger)],
          ((Point(place()), chance.randint(1, 9)) for _ in range(N_POINTS)))
    write(folder / "vias.gpkg", ogr.wkbLineString, [],
          ((LineString([(x, y), (x + chance.uniform(-900, 900), y + chance.uniform(-900, 900))]),)
           for x, y in (place() for _ in range(N_LINES))))
    (folder / "clases.csv").write_text("value,rank,high,label\n1,1,no,Baja\n2,2,no,Media\n3,3,yes,Alta\n")
    (folder / "solo.yaml").write_text(HAZARDS)
    (folder / "plan.yaml").write_text(HAZARDS + ASSETS)


def run(program, plan, out, *options):
    subprocess.run([program, "coverage", plan, "--out", out, "--quiet", *options], check=True)
    base = sqlite3.connect(f"file:{out / 'plan.sqlite'}?mode=ro", uri=True)
    stored = {name for name, in base.execute("SELECT name FROM sqlite_master")}
    tables = {name: base.execute(f'SELECT * FROM "{name}" ORDER BY 1, 2, 3, 4, 5, 6').fetchall() if name in stored else []
              for name in TABLES}
    base.close()
    return tables


def check_planes(alone, with_assets):
    """Territories brought to the equal-area plane all or some: the same figures to the last bit."""
    for name in TABLES[:3]:
        verdict(f"{name}, territories of the corner or all", alone[name] == with_assets[name] and len(alone[name]) >= SIDE * SIDE,
                f"{len(alone[name])} rows")


def read(path):
    source = ogr.Open(str(path))
    return [(wkb.loads(bytes(row.GetGeometryRef().ExportToWkb())), [row.GetField(i) for i in range(row.GetFieldCount())])
            for row in source.GetLayer(0)]


def holders(shapes):
    """point → the values of the shapes that hold it."""
    prepared = [(shape.bounds, prep(shape), values[0]) for shape, values in shapes]

    def at(point):
        x, y = point.x, point.y
        return [value for (west, south, east, north), shape, value in prepared
                if west <= x <= east and south <= y <= north and shape.contains(point)]
    return at


def check_points(folder, base):
    """Counted by Shapely; no point lies on a border."""
    names = {"1": "Baja", "2": "Media", "3": "Alta"}
    codes, houses = holders(read(folder / "limites.gpkg")), read(folder / "casas.gpkg")
    for hazard in ("sur", "norte"):
        classes, expected = holders(read(folder / f"{hazard}.gpkg")), {}
        for point, (people,) in houses:
            label = names[max(classes(point), default="")] if classes(point) else "libre"
            for code in codes(point):
                n, weight = expected.get((code, label), (0, 0.0))
                expected[code, label] = (n + 1, weight + people)
        found = {row[:2]: row[2:] for row in base.execute(
            f"SELECT codigo, clase, cantidad, peso FROM cobertura_puntos WHERE amenaza = '{hazard}'")}
        counted = sum(n for n, _ in expected.values())
        verdict(f"points over {hazard}", found == expected and counted > N_POINTS * 0.8,
                f"{counted} counted in {len(expected)} cells")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    program = Path(parser.parse_args().program).resolve()
    with tempfile.TemporaryDirectory(prefix="pdot-parts-") as name:
        folder = Path(name)
        draw(folder)
        alone = run(program, folder / "solo.yaml", folder / "solo")
        by_jobs = {jobs: run(program, folder / "plan.yaml", folder / "todo", "--force", f"--jobs={jobs}") for jobs in (2, 1, 5)}
        check_planes(alone, by_jobs[2])
        for jobs in (1, 5):
            verdict(f"{jobs} threads", by_jobs[jobs] == by_jobs[2] and all(by_jobs[2].values()),
                    f"{sum(map(len, by_jobs[jobs].values()))} rows of five tables")
        check_points(folder, sqlite3.connect(f"file:{folder / 'todo/plan.sqlite'}?mode=ro", uri=True))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
