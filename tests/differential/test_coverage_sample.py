#!/usr/bin/python3
"""Coverage of the sample against Shapely, points and lines too: the stored geometries are cut and united in the plan CRS, where both sides take edges
as straight, and the pieces measured in EPSG:6933 with their edges cut to 50 m first.

    test_coverage_sample.py --program build/dev/bin/pdot

What may differ: the engine cuts an edge so that its chord stays within 1e-4 m of the curve, so a figure may be off by that times
the length of its outline, and the two measures by 2e-9 of the area. Lengths are those of geodesics of 50 m along the line. Counts
must be equal.
"""
import argparse
import sqlite3
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from osgeo import gdal, ogr, osr
from pyproj import Geod
from shapely import wkb
from shapely.geometry import box
from shapely.ops import unary_union

gdal.UseExceptions()
ogr.UseExceptions()
REPO = Path(__file__).resolve().parents[2]
CHORD_M, MEASURE = 1e-4, 2e-9
LENGTH_M = 1e-4  # of a few hundred km: 1e-9 of a segment, and pieces of lines cut at points rounded to 1e-9 m
faults = 0


def crs(epsg):
    found = osr.SpatialReference()
    found.ImportFromEPSG(epsg)
    found.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return found


TO_EQUAL_AREA = osr.CoordinateTransformation(crs(32717), crs(6933))


def area_m2(shape):
    if shape.is_empty:
        return 0.0
    moved = ogr.CreateGeometryFromWkb(shape.wkb)
    moved.Segmentize(50)
    moved.Transform(TO_EQUAL_AREA)
    return moved.GetArea()


TO_DEGREES = osr.CoordinateTransformation(crs(32717), crs(4326))
EARTH = Geod(ellps="WGS84")


def length_m(shape):
    """Of the lines of a shape, along the ellipsoid."""
    total = 0.0
    for part in getattr(shape, "geoms", [shape]):
        if part.geom_type != "LineString" or part.is_empty:
            continue
        moved = ogr.CreateGeometryFromWkb(part.wkb)
        moved.Segmentize(50)
        moved.Transform(TO_DEGREES)
        x, y = zip(*(point[:2] for point in moved.GetPoints()))
        total += EARTH.line_length(x, y)
    return total


def polygons(shape):
    """Without the points and lines where shapes only touch."""
    parts = [part for part in getattr(shape, "geoms", [shape]) if part.geom_type in ("Polygon", "MultiPolygon")]
    return unary_union(parts) if len(parts) != 1 else parts[0]


def cut(a, b):
    return polygons(a.intersection(b))


class Store:
    def __init__(self, path):
        self.base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self.source = ogr.Open(str(path))

    def rows(self, sql):
        return self.base.execute(sql).fetchall()

    def shapes(self, sql):
        found = self.source.ExecuteSQL(sql)
        shapes = [(row.GetField(0), wkb.loads(bytes(row.GetGeometryRef().ExportToWkb()))) for row in found]
        self.source.ReleaseResultSet(found)
        return shapes

    def features(self, owner):
        (table,), = self.rows(f"SELECT table_name FROM feature_owner WHERE owner = '{owner}'")
        return self.shapes(f'SELECT class_index, geom FROM "{table}" ORDER BY id')


class Check:
    """Figures of one table against pieces; a figure that is missing counts as 0."""

    def __init__(self, what):
        self.what, self.n, self.worst, self.total, self.expected = what, 0, 0.0, 0.0, 0.0
        self.worst_m2 = 0.0

    def cell(self, key, found_ha, pieces, outline_m=None):
        global faults
        expected = sum(area_m2(piece) for piece in pieces)
        length = sum(piece.length for piece in pieces) if outline_m is None else outline_m
        allowed = CHORD_M * length + MEASURE * expected + 1e-6
        off = abs(found_ha * 1e4 - expected)
        self.n += 1
        self.total += found_ha * 1e4
        self.expected += expected
        self.worst = max(self.worst, off / allowed)
        self.worst_m2 = max(self.worst_m2, off)
        if off > allowed:
            faults += 1
            print(f"FAULT {self.what} {key}: {found_ha * 1e4!r} m2, expected {expected!r}, allowed {allowed:.3g}")

    def end(self):
        off = abs(self.total / self.expected - 1) if self.expected else 0
        print(f"ok    {self.what}: {self.n} cells, worst {self.worst_m2:.2g} m2 ({self.worst:.2g} of what is allowed), "
              f"sum off by {off:.2g}")


def tops(features, ground):
    """position → pieces: what no higher class covers; position → what the class covers; position → each feature's part."""
    parts, top, gross = defaultdict(list), {}, {}
    for position, shape in features:
        piece = cut(shape, ground) if shape.intersects(ground) else None
        if piece is not None and not piece.is_empty:
            parts[position].append(piece)
    above = None
    for position in sorted(parts, reverse=True):
        gross[position] = unary_union(parts[position])
        top[position] = gross[position] if above is None else polygons(gross[position].difference(above))
        above = gross[position] if above is None else unary_union([above, gross[position]])
    return top, gross, parts


def labels(store, hazard):
    return {position: "sin dato" if rank < 0 else label for position, label, rank in
            store.rows(f"SELECT position, label, rank FROM hazard_class WHERE hazard = '{hazard}'")}


def check_hazards(store, territories):
    high = {}
    for hazard in ("movimientos_masa", "fallas"):
        stored = {(code, label): figures for code, label, *figures in store.rows(
            f"SELECT codigo, clase, area_ha, bruta_ha, suma_ha FROM cobertura_amenaza WHERE amenaza = '{hazard}'")}
        features, names = store.features(f"hazard/{hazard}"), labels(store, hazard)
        checks = [Check(f"{hazard} {figure}") for figure in ("area_ha", "bruta_ha", "suma_ha")]
        for code, ground in territories:
            top, gross, parts = tops(features, ground)
            high[code, hazard] = top
            for position, label in names.items():
                found = stored.pop((code, label), (0, 0, 0))
                expected = ([top[position]] if position in top else [], [gross[position]] if position in gross else [],
                            parts.get(position, []))
                for check, value, pieces in zip(checks, found, expected):
                    check.cell((code, label), value or 0, pieces)
        leftover = {label for _, label in stored} - {"libre", "sin dato"}
        if leftover:
            raise SystemExit(f"FAULT {hazard}: rows of classes that are not its own: {leftover}")
        for check in checks:
            check.end()
    return high


def check_land(store, territories, high):
    names = labels(store, "suelo")
    land = store.features("land/suelo")
    stored = {row[:4]: row[4] for row in store.rows(
        "SELECT codigo, clase_suelo, amenaza, clase, area_ha FROM cobertura_suelo")}
    for hazard in ("movimientos_masa", "fallas"):
        check, classes = Check(f"cobertura_suelo {hazard}"), labels(store, hazard)
        for code, ground in territories:
            grounds, _, _ = tops(land, ground)
            for position, name in names.items():
                free = grounds.get(position)
                for rank, label in classes.items():
                    top = high[code, hazard].get(rank)
                    pieces = [] if top is None or free is None else [cut(free, top)]
                    check.cell((code, name, label), stored.get((code, name, hazard, label), 0), pieces)
        check.end()


def raster_of_class(path, value):
    """The cells of a value as one shape of whole cells."""
    source = gdal.Open(str(path))
    x, dx, _, y, _, dy = source.GetGeoTransform()
    rows = source.ReadAsArray() == value
    runs = []
    for row in range(rows.shape[0]):
        line, start = rows[row], None
        for column in range(rows.shape[1] + 1):
            inside = column < rows.shape[1] and line[column]
            if inside and start is None:
                start = column
            elif not inside and start is not None:
                runs.append(box(x + start * dx, y + (row + 1) * dy, x + column * dx, y + row * dy))
                start = None
    return unary_union(runs)


def check_multiple(store, territories, high):
    """How many of three hazards are high at a place; the flood is a raster, whose cells count by shares of 1e-7."""
    flood = raster_of_class(REPO / "geodata/loja/inund.tif", 3)
    position = {hazard: {place for place, is_high in store.rows(
        f"SELECT position, is_high FROM hazard_class WHERE hazard = '{hazard}'") if is_high} for hazard in
        ("movimientos_masa", "fallas")}
    stored = {(code, n): area for code, n, area in store.rows("SELECT codigo, amenazas, area_ha FROM cobertura_multiple")}
    check = Check("cobertura_multiple")
    for code, ground in territories:
        sets = [unary_union([piece for place, piece in high[code, hazard].items() if place in position[hazard]])
                for hazard in ("movimientos_masa", "fallas")] + [cut(flood, ground)]
        any_, pairs = unary_union(sets), unary_union([cut(sets[i], sets[k]) for i in range(3) for k in range(i)])
        all_ = cut(cut(sets[0], sets[1]), sets[2])
        exactly = [ground.difference(any_), any_.difference(pairs), pairs.difference(all_), all_]
        for n, piece in enumerate(exactly):
            check.cell((code, n), stored.get((code, n), 0), [polygons(piece)])
    check.end()


def check_lines(store, territories, high):
    """Roads by the worst class that holds them, its border included; what lies outside all classes is free."""
    roads = store.features("asset/vias")
    for hazard in ("movimientos_masa", "fallas"):
        stored = {row[:2]: row[2] for row in store.rows(
            f"SELECT codigo, clase, longitud_m FROM cobertura_lineas WHERE activo = 'vias' AND amenaza = '{hazard}'")}
        names, worst, total, expected_total = labels(store, hazard), 0.0, 0.0, 0.0
        for code, ground in territories:
            inside = [shape.intersection(ground) for _, shape in roads]
            expected = defaultdict(float)
            for position, top in high[code, hazard].items():  # from the worst down
                expected[names[position]] += sum(length_m(line.intersection(top)) for line in inside)
                inside = [line.difference(top) for line in inside]
            expected["libre"] += sum(map(length_m, inside))
            for label in set(names.values()) | {"libre"}:
                found = stored.pop((code, label), 0)
                worst = max(worst, abs(found - expected[label]))
                total += found
                expected_total += expected[label]
        verdict("lines over " + hazard, worst <= LENGTH_M and not stored and expected_total > 1000,
                f"worst cell {worst:.2g} m, sum off by {abs(total / expected_total - 1):.2g} of {expected_total / 1000:.1f} km")


def check_points(store, territories, high):
    """Dwellings and their people, by the top class of their ground."""
    (table,), = store.rows("SELECT table_name FROM feature_owner WHERE owner = 'asset/viviendas'")
    points = store.shapes(f'SELECT weight, geom FROM "{table}" ORDER BY id')
    for hazard in ("movimientos_masa", "fallas"):
        stored = {row[:2]: row[2:] for row in store.rows(
            f"SELECT codigo, clase, cantidad, peso FROM cobertura_puntos WHERE activo = 'viviendas' AND amenaza = '{hazard}'")}
        names, expected = labels(store, hazard), {}
        for code, ground in territories:
            for weight, point in points:
                if not ground.contains(point):
                    continue
                label = next((names[position] for position, top in high[code, hazard].items() if top.covers(point)), "libre")
                count, people = expected.get((code, label), (0, 0.0))
                expected[code, label] = (count + 1, people + weight)
        verdict("points over " + hazard, stored == expected and len(expected) > 5,
                f"{sum(count for count, _ in expected.values())} counted in {len(expected)} cells")


def verdict(what, is_good, text):
    global faults
    faults += not is_good
    print(f"{'ok   ' if is_good else 'FAULT'} {what}: {text}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    program = Path(parser.parse_args().program).resolve()
    with tempfile.TemporaryDirectory(prefix="pdot-coverage-") as folder:
        subprocess.run([program, "coverage", REPO / "geodata/loja/plan.yaml", "--out", folder, "--quiet"], check=True)
        store = Store(Path(folder) / "plan.sqlite")
        territories = store.shapes("SELECT code, geom FROM territory ORDER BY code")
        high = check_hazards(store, territories)
        check_land(store, territories, high)
        check_multiple(store, territories, high)
        check_lines(store, territories, high)
        check_points(store, territories, high)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
