#!/usr/bin/python3
"""Every awkward file of PDOT_REALDATA has an outcome that is written down here: what `pdot check` says of it, and what an
import does with it (takes it, takes it with a log, refuses it with a message).

    PDOT_REALDATA=FOLDER test_dirty.py --program build/dev/pdot [unittest arguments]
    PDOT_REALDATA=FOLDER test_dirty.py --program build/dev/pdot --show      prints what happens, in the form of the tables

Exit status 77, which CTest calls skipped, when PDOT_REALDATA is not set.
"""
import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

from osgeo import gdal, ogr, osr

from dirty_outcomes import CHECKS, IMPORTS, PLANS, TERRAIN, UNPACKED

gdal.UseExceptions()
ogr.UseExceptions()
HERE = Path(__file__).resolve().parent
MINI = HERE.parents[0] / "golden/inputs/mini"
DATA = Path(os.environ.get("PDOT_REALDATA", ""))
PROGRAM = None
# What belongs to another file of the same layer, or to the program that wrote it.
SIDECARS = {".cpg", ".dbf", ".prj", ".qpj", ".sbn", ".shx", ".gfs", ".xsd", ".dat", ".id", ".map"}
ENVIRONMENT = os.environ | {"PROJ_NETWORK": "OFF", "LANGUAGE": "en", "LC_ALL": "C.UTF-8"}


def pdot(*arguments, cwd=None):
    return subprocess.run([PROGRAM, *map(str, arguments)], cwd=cwd, capture_output=True, text=True, env=ENVIRONMENT)


def files_of(folder):
    """The files a planner would name, relative to the data."""
    files = [f for f in sorted((DATA / folder).rglob("*")) if f.is_file() and f.suffix != ".md"]
    return [f.relative_to(DATA).as_posix() for f in files if f.suffix.lower() not in SIDECARS or
            f.suffix == ".dbf" and not f.with_suffix(".shp").exists()]


# ---- check

def check(name, folder=None):
    """(exit status, driver or error code, [(layer, features, CRS, encoding, {code: count})])"""
    done = pdot("check", "--json", (folder or DATA) / name)
    (entry,) = json.loads(done.stdout)["files"]
    layers = [(layer["name"], layer["features"], layer["crs"]["declared"], layer["encoding"]["used"],
               {f["code"]: f["count"] for f in layer["findings"]}) for layer in entry["layers"]]
    return done.returncode, entry["error"]["code"] if "error" in entry else entry["driver"], layers


class Check(unittest.TestCase):
    maxDiff = None

    def test_every_file_has_an_expected_outcome(self):
        self.assertEqual([name for name in files_of("") if name not in CHECKS], [])
        archives = {name.split("!")[0] for name in UNPACKED}
        self.assertEqual(set(files_of("")) - set(IMPORTS) - PLANS - TERRAIN - archives, set())

    def test_what_is_said_of_each_file(self):
        for name, expected in CHECKS.items():
            with self.subTest(name):
                self.assertEqual(check(name), expected)

    def test_what_lies_in_archives(self):
        with tempfile.TemporaryDirectory(prefix="pdot-dirty-") as holder:
            for name in sorted(UNPACKED):
                archive, inner = name.split("!")
                with zipfile.ZipFile(DATA / archive) as packed:
                    packed.extractall(Path(holder) / archive)
                with self.subTest(name):
                    self.assertEqual(check(f"{archive}/{inner}", Path(holder)), UNPACKED[name])

    def test_the_old_datum_is_recognised_by_the_known_territories(self):
        known = DATA / "admin/loja_canton_parroquias_cne2022.geojson"
        name = DATA / "dirty/crs/derivado_loja_parroquias_psad56_sin_prj.shp"
        for arguments in (["--against", known], []):  # the extent of the canton is known by heart
            done = pdot("check", "--json", *arguments, name)
            self.assertEqual(done.returncode, 1)
            layer = json.loads(done.stdout)["files"][0]["layers"][0]
            best = layer["crs"]["candidates"][0]
            self.assertEqual((best["rank"], best["epsg"]), (1, 24877))
            self.assertAlmostEqual(best["shift_e_m"], 252, delta=3)
            self.assertAlmostEqual(best["shift_n_m"], 365, delta=3)
            self.assertIn("crs: EPSG:24877", layer["manifest"])

    def test_a_layer_of_another_edition_serves_as_known_ground(self):
        known = DATA / "admin/ecuador_dpa_inec_simplificado.gpkg"
        done = pdot("check", "--json", "--against", known,
                    DATA / "dirty/crs/derivado_loja_parroquias_psad56_sin_prj.shp")
        candidates = json.loads(done.stdout)["files"][0]["layers"][0]["crs"]["candidates"]
        self.assertEqual(candidates[0]["epsg"], 24877)

    def test_codes_are_joined_to_known_territories(self):
        known = DATA / "admin/ecuador_dpa_inec_simplificado.gpkg"
        done = pdot("check", "--json", "--lang", "en", "--against", known,
                    DATA / "tables/inundacion_guayas_parroquias.csv", DATA / "tables/riesgo_climatico_parroquial_actual.csv")
        said = [{f["code"]: f["message"] for f in entry["layers"][0]["findings"]}
                for entry in json.loads(done.stdout)["files"]]
        self.assertIn("that match: 0, that would with a zero in front: 54, that match none: 0", said[0]["code_unknown"])
        self.assertIn("that match: 316, that would with a zero in front: 56, that match none: 1", said[1]["code_unknown"])


# ---- import

def column_for_classes(path, layer_name, encoding):
    """A column and all its values; the feature id where there is no other."""
    options = [f"ENCODING={encoding}"] if path.suffix == ".shp" and encoding else []
    source = gdal.OpenEx(str(path), gdal.OF_VECTOR, open_options=options)
    layer = source.GetLayerByName(layer_name) if layer_name else source.GetLayer(0)
    names = [field.GetName() for field in layer.schema]
    if not names:
        return layer.GetFIDColumn() or "FID", sorted({str(feature.GetFID()) for feature in layer})
    return names[0], sorted({feature.GetFieldAsString(0) if feature.IsFieldSetAndNotNull(0) else "" for feature in layer})


def manifest_for(folder, name, layer_name, dimension, crs, encoding):
    """The small plan with the file as a further hazard (2), asset of lines (1) or points (0), or table (None)."""
    shutil.copytree(MINI, folder, dirs_exist_ok=True)
    path = DATA / name
    options = f", path: {path}"
    options += f", layer: {layer_name}" if layer_name else ""
    options += f", crs: '{crs}'" if crs else ""
    options += f", encoding: {encoding}" if encoding else ""
    text = (folder / "plan.yaml").read_text()
    if dimension == 2:
        used = encoding or next((said[3] for said in check(name)[2]), "")
        column, values = column_for_classes(path, layer_name, used)
        with open(folder / "clases_sucias.csv", "w", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(["value", "rank", "high", "label", "color"])
            rows.writerows([value, 3, "no", "Todo", "#808080"] for value in values)
        text = text.replace("hazards:\n", f"hazards:\n  - {{id: sucia, title: Sucia{options}, class: '{column}', "
                                          "classes: clases_sucias.csv, outside: free}\n")
    elif dimension is None:
        text += f"  agreements: {{{options[2:]}}}\n"
    else:
        measure = "length" if dimension == 1 else "count"
        text += f"assets:\n  - {{id: sucia, title: Sucia{options}, measure: {measure}}}\n"
    (folder / "plan.yaml").write_text(text)


def run_import(name, layer_name="", dimension=None, crs="", encoding="", look=lambda store: None):
    """("imported", features or rows, {rule: count}) or ("refused", code, message). The second import does nothing."""
    with tempfile.TemporaryDirectory(prefix="pdot-dirty-") as holder:
        folder = Path(holder)
        manifest_for(folder, name, layer_name, dimension, crs, encoding)
        done = pdot("import", "plan.yaml", "--out", "out", "--lang", "en", "--json", cwd=folder)
        answer = json.loads(done.stdout)
        if "error" in answer:
            if (folder / "out/entrega").exists():
                raise AssertionError(f"{name}: refused, and yet something was delivered")
            return "refused", answer["error"]["code"], answer["error"]["message"]
        again = json.loads(pdot("import", "plan.yaml", "--out", "out", "--lang", "en", "--json", cwd=folder).stdout)
        if again["stages"][0]["state"] != "fresh":
            raise AssertionError(f"{name}: imported again, it does something")
        role = {2: "hazards/sucia", None: "tables/agreements"}.get(dimension, "assets/sucia")
        base = sqlite3.connect(f"file:{folder}/out/plan.sqlite?mode=ro", uri=True)
        (rows,) = base.execute("SELECT row_count FROM source WHERE role = ?", (role,)).fetchone()
        log = dict(base.execute("SELECT rule, count(*) FROM finding WHERE unit = ? GROUP BY rule ORDER BY rule",
                                (f"import/{role}",)).fetchall())
        base.close()
        look(folder / "out/plan.sqlite")
        return "imported", rows, log


class Import(unittest.TestCase):
    maxDiff = None

    def test_what_an_import_does_with_each_file(self):
        for name, cases in IMPORTS.items():
            for how, expected in cases:
                with self.subTest(name, **how):
                    found = run_import(name, **how)
                    if expected[0] == "refused":
                        self.assertEqual(found[:2], expected[:2], found)
                        self.assertIn(expected[2], found[2])
                    else:
                        self.assertEqual(found, expected)


    def test_the_old_datum_is_imported_to_within_six_metres(self):
        name = "dirty/crs/derivado_loja_parroquias_psad56_sin_prj.shp"
        source = ogr.Open(str(DATA / "admin/loja_canton_parroquias_cne2022.geojson"))
        truth = source.GetLayer(0)
        degrees, metres = osr.SpatialReference(), osr.SpatialReference()
        degrees.ImportFromEPSG(4326)
        metres.ImportFromEPSG(32717)
        for one in (degrees, metres):
            one.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        way = osr.CoordinateTransformation(degrees, metres)
        boxes = {}
        for feature in truth:
            shape = feature.GetGeometryRef().Clone()
            shape.Transform(way)
            boxes[feature["parroquia_name"]] = shape.GetEnvelope()

        def compare(store):
            base = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
            (table,) = base.execute("SELECT table_name FROM feature_owner WHERE owner = 'hazard/sucia'").fetchone()
            (operation,) = base.execute("SELECT operation FROM source WHERE role = 'hazards/sucia'").fetchone()
            base.close()
            self.assertIn("PSAD56 to WGS 84 (14)", operation)
            opened = ogr.Open(str(store))
            found = [feature.GetGeometryRef().GetEnvelope() for feature in opened.GetLayerByName(table)]
            self.assertEqual(len(found), 19)
            for box in found:
                nearest = min(max(abs(a - b) for a, b in zip(box, true)) for true in boxes.values())
                self.assertLess(nearest, 6)

        self.assertEqual(run_import(name, dimension=2, crs="EPSG:24877", look=compare), ("imported", 19, {}))


# ---- limits

class Limits(unittest.TestCase):
    """The parroquias of canton Loja: their overlaps and gaps as a layer, and closed where the manifest asks for it."""

    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory(prefix="pdot-limits-")
        cls.addClassCleanup(cls.holder.cleanup)
        cls.folder = Path(cls.holder.name)
        for path in [*HERE.glob("*.csv"), HERE / "canton.yaml"]:
            shutil.copy(path, cls.folder)
        (cls.folder / "datos").symlink_to(DATA)
        (cls.folder / "loja").symlink_to(HERE.parents[1] / "geodata/loja")
        zones = (HERE.parents[1] / "geodata/loja/zonas.csv").read_text()
        (cls.folder / "zonas.csv").write_text(zones.replace(" 110150-R", ""))
        text = (cls.folder / "canton.yaml").read_text()
        (cls.folder / "cerrado.yaml").write_text(text.replace("level: parroquia,", "level: parroquia, close_m: 15,"))
        text = (HERE / "national.yaml").read_text().replace("level: parroquia,", "level: parroquia, close_m: 15,")
        (cls.folder / "nacional.yaml").write_text("\n".join(line for line in text.split("\n") if "dem:" not in line))

    def limits(self, manifest, out):
        """{kind: (places, hectares)}, [places moved], sum of the parroquias in m²."""
        done = pdot("coverage", manifest, "--out", out, "--json", cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        base = sqlite3.connect(f"file:{self.folder / out}/plan.sqlite?mode=ro", uri=True)
        found = {kind: (n, area) for kind, n, area in base.execute(
            "SELECT tipo, count(*), sum(area_ha) FROM salud_limites WHERE nivel = 'parroquia' GROUP BY tipo")}
        moves = [text for (text,) in base.execute("SELECT message FROM finding WHERE rule = 'limits_closed'")]
        (total,) = base.execute("SELECT sum(area_m2) FROM territory WHERE level = (SELECT max(level) FROM territory)").fetchone()
        rules = {rule for (rule,) in base.execute("SELECT rule FROM finding WHERE rule LIKE 'territories_%'")}
        base.close()
        self.assertEqual(rules, {"territories_overlap", "territories_gap"})
        return found, moves, total

    def test_they_are_delivered_and_closed_only_on_request(self):
        before, none, total = self.limits("canton.yaml", "antes")
        self.assertEqual((none, before["traslape"][0]), ([], 34))
        self.assertAlmostEqual(before["traslape"][1], 138.8, delta=0.1)
        # 128 in degrees; two of them are narrower than a centimetre, which is what straight lines bend in the plan's plane.
        self.assertEqual(before["hueco"][0], 126)
        self.assertAlmostEqual(before["hueco"][1], 120.8, delta=0.1)
        after, moves, closed = self.limits("cerrado.yaml", "despues")
        self.assertEqual(len(moves), 82)
        self.assertEqual((after["traslape"][0], after["hueco"][0]), (28, 50))
        gained = (before["hueco"][1] - after["hueco"][1]) - (before["traslape"][1] - after["traslape"][1])
        # Square metres in 1,890 km²: changed units are drawn on a grid of a millimetre.
        self.assertAlmostEqual(closed - total, gained * 10000, delta=20)


    def test_the_units_of_the_census_office(self):
        """65 units of Quito under one code stop an import; the other two levels come in, their defects counted. Fewer than the
        check tells (514 and 1,881 of the cantones): what is narrower than a centimetre in the plan's plane is one line."""
        text = (HERE / "national.yaml").read_text()
        text = "\n".join(line for line in text.split("\n") if "dem:" not in line and "{level:" not in line)
        for layer, code, name, wanted in (("parroquias", "cod_parr", "nombre", None),
                                          ("cantones", "DPA_CANTON", "DPA_DESCAN", {"traslape": 498, "hueco": 1850}),
                                          ("provincias", "DPA_PROVIN", "DPA_DESPRO", {"traslape": 53, "hueco": 236})):
            (self.folder / "inec.yaml").write_text(text.replace("territories:", "territories:\n  - {level: unidad, path: "
                                                   "datos/admin/ecuador_dpa_inec_simplificado.gpkg, "
                                                   f"layer: {layer}, code: {code}, name: {name}}}"))
            done = pdot("coverage", "inec.yaml", "--out", layer, "--lang", "en", "--json", cwd=self.folder)
            if wanted is None:
                self.assertIn('the code "170150" is used twice', json.loads(done.stdout)["error"]["message"])
                continue
            self.assertEqual(done.returncode, 0, done.stdout)
            base = sqlite3.connect(f"file:{self.folder / layer}/plan.sqlite?mode=ro", uri=True)
            self.assertEqual(dict(base.execute("SELECT tipo, count(*) FROM salud_limites GROUP BY tipo")), wanted)
            base.close()

    def test_of_the_whole_country_none_narrower_is_left(self):
        """2,860 overlapping pairs and 11,824 gaps of all widths; those under 15 m go, each told, and figures still close."""
        after, moves, _ = self.limits("nacional.yaml", "nacional")
        base = sqlite3.connect(f"file:{self.folder}/nacional/plan.sqlite?mode=ro", uri=True)
        narrow, nameless = base.execute("SELECT total(ancho_m < 15), total(unidades = '') FROM salud_limites").fetchone()
        errors = base.execute("SELECT rule, message FROM finding WHERE severity = 2").fetchall()
        base.close()
        self.assertEqual((narrow, nameless, errors), (0, 0, []))
        self.assertAlmostEqual(len(moves), 7520, delta=40)
        self.assertAlmostEqual(after["hueco"][0], 4911, delta=40)
        self.assertAlmostEqual(after["traslape"][0], 2181, delta=40)


def show():
    for name in files_of(""):
        print(f"    {name!r}: {check(name)!r},")
    for name, cases in IMPORTS.items():
        print(f"    {name!r}: [")
        for how, _ in cases:
            print(f"        ({how!r}, {run_import(name, **how)!r}),")
        print("    ],")


def main():
    global PROGRAM
    arguments = sys.argv[1:]
    if "--program" not in arguments:
        sys.exit("usage: test_dirty.py --program PDOT [--show | unittest arguments]")
    at = arguments.index("--program")
    PROGRAM = str(Path(arguments[at + 1]).resolve())
    del arguments[at:at + 2]
    if not os.environ.get("PDOT_REALDATA"):
        print("PDOT_REALDATA is not set")
        return 77
    if "--show" in arguments:
        show()
        return 0
    program = unittest.main(argv=[sys.argv[0], *arguments], exit=False)
    return 0 if program.result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
