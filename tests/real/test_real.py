#!/usr/bin/python3
"""The real parroquias of canton Loja, and the whole country, from the files in PDOT_REALDATA to the delivery.

    PDOT_REALDATA=FOLDER test_real.py --program build/dev/pdot [unittest arguments]

Exit status 77, which CTest calls skipped, when PDOT_REALDATA is not set. The independent computations here use Shapely
and NumPy on the same input, never a figure of pdot's.
"""
import csv
import json
import math
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy
from osgeo import gdal, ogr, osr
from shapely import wkb as shapely_wkb
from shapely.ops import unary_union

gdal.UseExceptions()
ogr.UseExceptions()
HERE = Path(__file__).resolve().parent
REPO = HERE.parents[1]
DATA = Path(os.environ.get("PDOT_REALDATA", ""))
PROGRAM = None
URBAN = [f"1101{n:02}" for n in range(1, 7)]
RURAL = [f"1101{n}" for n in range(51, 64)]


class Run:
    """One manifest of this folder, run in a folder of its own."""

    def __init__(self, manifest):
        self.holder = tempfile.TemporaryDirectory(prefix="pdot-real-")
        self.folder = Path(self.holder.name)
        for name in HERE.glob("*.csv"):
            shutil.copy(name, self.folder)
        shutil.copy(HERE / manifest, self.folder / "plan.yaml")
        (self.folder / "datos").symlink_to(DATA)
        (self.folder / "loja").symlink_to(REPO / "geodata/loja")
        # Where the urban parroquias fill the seat there is no rest, so no zone may name it.
        zones = (REPO / "geodata/loja/zonas.csv").read_text()
        (self.folder / "zonas.csv").write_text(zones.replace(" 110150-R", ""))
        self.report = json.loads(self.pdot("run", "plan.yaml", "--out", "out", "--json"))
        self.delivery = self.folder / "out/entrega"

    def pdot(self, *arguments):
        done = subprocess.run([PROGRAM, *arguments], cwd=self.folder, capture_output=True, text=True,
                              env=os.environ | {"PROJ_NETWORK": "OFF"})
        if done.returncode != 0:
            raise AssertionError(f"pdot {' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def query(self, sql):
        """Rows of the store, with every digit, as dictionaries."""
        base = sqlite3.connect(f"file:{self.folder}/out/plan.sqlite?mode=ro", uri=True)
        base.row_factory = sqlite3.Row
        found = [dict(row) for row in base.execute(sql)]
        base.close()
        return found

    def result(self, table):
        return self.query(f'SELECT * FROM "{table}"')

    def shapes(self, sql):
        """[(attributes, OGR geometry in the plan CRS)] from the store."""
        source = ogr.Open(str(self.folder / "out/plan.sqlite"))
        rows = source.ExecuteSQL(sql)
        found = [(row.items(), row.GetGeometryRef().Clone()) for row in rows]
        source.ReleaseResultSet(rows)
        return found

    def features(self, owner):
        (row,) = self.query(f"SELECT table_name FROM feature_owner WHERE owner = '{owner}'")
        return [shape for _, shape in self.shapes(f'SELECT geom FROM "{row["table_name"]}"')]

    def delivered(self, table):
        with open(self.delivery / f"tablas/{table}.csv", encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def close(self):
        self.holder.cleanup()


def reference(epsg):
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(epsg)
    crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return crs


def equal_area(geometry, step_m=50.0):
    """In EPSG:6933, with edges cut first, so that a straight edge of the plan CRS stays where it is."""
    cut = geometry.Clone()
    cut.Segmentize(step_m)
    cut.AssignSpatialReference(reference(32717))
    cut.TransformTo(reference(6933))
    return shapely_wkb.loads(bytes(cut.ExportToWkb()))


class Canton(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.run_ = Run("canton.yaml")
        cls.shapes = {row["code"]: shape for row, shape in cls.run_.shapes("SELECT code, geom FROM territory")}
        cls.area = {row["codigo"]: row["area_ha"] for table in ("territorios", "territorios_superiores")
                    for row in cls.run_.result(table)}
        cls.units = sorted(row["codigo"] for row in cls.run_.result("territorios"))

    @classmethod
    def tearDownClass(cls):
        cls.run_.close()

    def test_there_are_19_units_under_seat_and_canton(self):
        self.assertEqual(self.units, sorted(URBAN + RURAL))
        self.assertEqual(sorted(row["codigo"] for row in self.run_.result("territorios_superiores")), ["1101", "110150"])
        parents = {row["codigo"]: row["padre"] for row in self.run_.result("territorios")}
        self.assertEqual(parents, {code: "110150" if code in URBAN else "1101" for code in self.units})

    def test_the_canton_has_its_area(self):
        self.assertAlmostEqual(self.area["1101"] / 100, 1890, delta=1890 * 0.003)

    def test_the_canton_is_the_union_of_its_children_not_their_sum(self):
        union = unary_union([equal_area(self.shapes[code]) for code in self.units]).area / 1e4
        self.assertAlmostEqual(self.area["1101"] / union, 1, delta=1e-6)
        self.assertGreater(sum(self.area[code] for code in self.units) - self.area["1101"], 100)

    def test_classes_free_and_no_data_close_to_the_territory(self):
        sums = {}
        for row in self.run_.result("cobertura_amenaza"):
            sums.setdefault((row["codigo"], row["amenaza"]), []).append(row["area_ha"])
        self.assertEqual(set(sums), {(code, hazard) for code in self.area for hazard in ("pendiente", "fallas")})
        for (code, hazard), areas in sums.items():
            self.assertAlmostEqual(math.fsum(areas), self.area[code], delta=1e-9 * self.area[code], msg=(code, hazard))
        for row in self.run_.result("cobertura_total"):
            self.assertLessEqual(abs(row["residuo_ha"]), 1e-9 * row["area_ha"], row)

    def test_mean_altitudes_agree_with_the_reference_table(self):
        means = {row["codigo"]: row["media"] for row in self.run_.result("estadisticas_raster")}
        reference_means = altitudes()
        for code in RURAL:
            self.assertAlmostEqual(means[code], reference_means[code], delta=11, msg=code)

    def test_faults_agree_with_an_independent_overlay(self):
        buffers = unary_union([equal_area(shape) for shape in self.run_.features("hazard/fallas")])
        got = {row["codigo"]: row["cualquier_ha"] for row in self.run_.result("cobertura_total")
               if row["amenaza"] == "fallas"}
        wanted = {code: equal_area(shape).intersection(buffers).area / 1e4 for code, shape in self.shapes.items()}
        self.assertGreater(wanted["1101"], 1000)
        for code, area in wanted.items():
            self.assertAlmostEqual(got[code], area, delta=1e-6 * max(area, 1), msg=code)

    def test_slope_classes_agree_with_an_independent_count_of_cells(self):
        got = {row["clase"]: row["area_ha"] for row in self.run_.result("cobertura_amenaza")
               if row["amenaza"] == "pendiente" and row["codigo"] == "1101"}
        for label, area in slope_areas(self.shapes["1101"]).items():
            # Cells counted whole by their centre: the border of the canton is what may differ.
            self.assertAlmostEqual(got.get(label, 0), area, delta=1e-3 * self.area["1101"], msg=label)

    def test_landslides_are_counted_where_they_lie(self):
        rows = [row for row in self.run_.result("cobertura_puntos")
                if row["activo"] == "deslizamientos" and row["amenaza"] == "fallas" and row["codigo"] in self.units]
        got = {}
        for row in rows:
            got[row["codigo"]] = got.get(row["codigo"], 0) + row["cantidad"]
        self.assertEqual(got, landslides({code: self.shapes[code] for code in self.units}))

    def test_the_plan_tables_are_whole(self):
        self.assertEqual(len(self.run_.result("problemas")), 153)
        self.assertEqual(len(self.run_.result("actividades")), 55)

    def test_no_link_leaves_the_plan(self):
        links = self.run_.result("problema_territorio")
        self.assertGreater(len(links), 153)
        self.assertTrue({row["codigo"] for row in links} <= set(self.units))

    def test_a_second_run_has_nothing_to_do(self):
        again = json.loads(self.run_.pdot("run", "plan.yaml", "--out", "out", "--json"))
        self.assertEqual({stage["state"] for stage in again["stages"]}, {"fresh"})


class Country(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.run_ = Run("national.yaml")
        cls.totals = cls.run_.result("cobertura_total")

    @classmethod
    def tearDownClass(cls):
        cls.run_.close()

    def test_every_unit_is_there(self):
        self.assertEqual(len(self.run_.result("territorios")), 1179)
        for hazard in ("pendiente", "fallas"):
            self.assertEqual(len([row for row in self.totals if row["amenaza"] == hazard]), 1179)

    def test_everything_closes(self):
        for row in self.totals:
            self.assertLessEqual(abs(row["residuo_ha"]), 1e-9 * row["area_ha"], row)

    def test_ground_outside_the_elevation_model_has_no_data(self):
        west, south, east, north = -79.75, -4.65, -78.85, -3.45
        to_plan = osr.CoordinateTransformation(reference(4326), reference(32717))
        x0, y0, _ = to_plan.TransformPoint(west, south)
        x1, y1, _ = to_plan.TransformPoint(east, north)
        far = 2000.0  # the edges of the model are curves in the plan CRS, and slope needs a neighbour
        outside, inside = [], []
        for row, shape in self.run_.shapes("SELECT code, geom FROM territory"):
            a, b, c, d = shape.GetEnvelope()
            if b < x0 - far or a > x1 + far or d < y0 - far or c > y1 + far:
                outside.append(row["code"])
            elif a > x0 + far and b < x1 - far and c > y0 + far and d < y1 - far:
                inside.append(row["code"])
        self.assertGreater(len(outside), 1000)
        self.assertGreater(len(inside), 40)
        slope = {row["codigo"]: row for row in self.totals if row["amenaza"] == "pendiente"}
        none = {row["codigo"]: row["area_ha"] for row in self.run_.result("cobertura_amenaza")
                if row["amenaza"] == "pendiente" and row["clase"] == "sin dato"}
        for code in outside:
            self.assertEqual(slope[code]["mapeada_ha"], 0, code)
            self.assertAlmostEqual(none[code], slope[code]["area_ha"], delta=1e-9 * slope[code]["area_ha"])
        for code in inside:
            self.assertAlmostEqual(slope[code]["mapeada_ha"], slope[code]["area_ha"],
                                   delta=1e-9 * slope[code]["area_ha"])

    def test_the_delivery_says_so_too(self):
        rows = [row for row in self.run_.delivered("cobertura_amenaza") if row["clase"] == "sin dato"]
        self.assertGreater(len(rows), 1000)


def altitudes():
    folder = f"/vsizip/{DATA}/tables/dpa_parroquias_inec2012_altitud.dbf.zip"
    source = gdal.OpenEx(f"{folder}/{gdal.ReadDir(folder)[0]}")
    return {row["DPA_PARROQ"].strip(): row["Altmean"] for row in source.GetLayer(0)}


def landslides(units):
    """Catalogue points by territory: Shapely on the same geometries."""
    to_plan = osr.CoordinateTransformation(reference(4326), reference(32717))
    counts = {}
    shapes = {code: shapely_wkb.loads(bytes(shape.ExportToWkb())) for code, shape in units.items()}
    with open(DATA / "hazard/deslizamientos_glc_ecuador.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            point = ogr.Geometry(ogr.wkbPoint)
            point.AddPoint_2D(float(row["longitude"]), float(row["latitude"]))
            point.Transform(to_plan)
            inside = [code for code, shape in sorted(shapes.items())
                      if shape.intersects(shapely_wkb.loads(bytes(point.ExportToWkb())))]
            if inside:
                counts[inside[0]] = counts.get(inside[0], 0) + 1
    return counts


def meridian_m(latitude_deg):
    """Metres of one degree of latitude and of longitude on WGS 84."""
    a, f = 6378137.0, 1 / 298.257223563
    e2 = f * (2 - f)
    phi = numpy.radians(latitude_deg)
    w = numpy.sqrt(1 - e2 * numpy.sin(phi) ** 2)
    return math.pi / 180 * a * (1 - e2) / w ** 3, math.pi / 180 * a * numpy.cos(phi) / w


def slope_areas(shape):
    """Hectares by slope class inside the shape, cells taken whole by their centre; Horn's formula."""
    dem = gdal.Open(str(DATA / "dem/loja_srtm3.tif"))
    x0, dx, _, y0, _, dy = dem.GetGeoTransform()
    z = dem.ReadAsArray().astype(float)
    lat = y0 + dy * (numpy.arange(z.shape[0]) + 0.5)
    north_m, east_m = meridian_m(lat[:, None])
    p = numpy.pad(z, 1, constant_values=numpy.nan)
    a, b, c = p[:-2, :-2], p[:-2, 1:-1], p[:-2, 2:]
    d, f = p[1:-1, :-2], p[1:-1, 2:]
    g, h, i = p[2:, :-2], p[2:, 1:-1], p[2:, 2:]
    across = ((c + 2 * f + i) - (a + 2 * d + g)) / (8 * dx * east_m)
    along = ((g + 2 * h + i) - (a + 2 * b + c)) / (8 * -dy * north_m)
    slope = 100 * numpy.hypot(across, along)
    memory = ogr.GetDriverByName("Memory").CreateDataSource("")
    layer = memory.CreateLayer("canton", reference(4326))
    copy = shape.Clone()
    copy.AssignSpatialReference(reference(32717))
    copy.TransformTo(reference(4326))
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(copy)
    layer.CreateFeature(feature)
    mask = gdal.GetDriverByName("MEM").Create("", z.shape[1], z.shape[0], 1, gdal.GDT_Byte)
    mask.SetGeoTransform(dem.GetGeoTransform())
    mask.SetProjection(reference(4326).ExportToWkt())
    gdal.RasterizeLayer(mask, [1], layer, burn_values=[1])
    cell_ha = numpy.broadcast_to(dx * east_m * -dy * north_m / 1e4, z.shape)
    inside = mask.ReadAsArray() == 1
    with open(HERE / "pendientes.csv", encoding="utf-8", newline="") as file:
        classes = [(float(row["value"]), row["label"]) for row in csv.DictReader(file)]
    areas = {}
    for k, (low, label) in enumerate(classes):
        high = classes[k + 1][0] if k + 1 < len(classes) else math.inf
        areas[label] = float(cell_ha[inside & (slope >= low) & (slope < high)].sum())
    return areas


if __name__ == "__main__":
    if not os.environ.get("PDOT_REALDATA"):
        print("PDOT_REALDATA is not set")
        sys.exit(77)
    DATA = DATA.resolve()
    if "--program" in sys.argv:
        at = sys.argv.index("--program")
        PROGRAM = str(Path(sys.argv[at + 1]).resolve())
        del sys.argv[at:at + 2]
    unittest.main()
