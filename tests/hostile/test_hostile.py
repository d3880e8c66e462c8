#!/usr/bin/python3
"""Files from strangers are data. What a hostile file asks for is never done (no other file opened, no address followed, no
unbounded memory or time), and a hostile text travels through every output as the text it is.

    test_hostile.py --program build/dev/bin/pdot [unittest arguments]
"""
import csv
import json
import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import unittest
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from xml.etree import ElementTree

HERE = Path(__file__).resolve().parent
MINI = HERE.parent / "golden/inputs/mini"
PROGRAM = None
MEMORY = 3 << 30  # of address space: the program maps libraries and the store, a bomb would want more
SECONDS = 60
SECRET = "secreto-que-nadie-debe-ver"


def limits():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def pdot(*arguments, cwd=None):
    done = subprocess.run([PROGRAM, *map(str, arguments)], cwd=cwd, capture_output=True, timeout=SECONDS,
                          preexec_fn=None if os.environ.get("PDOT_SANITIZE") else limits,
                          env=os.environ | {"LANGUAGE": "en", "LC_ALL": "C.UTF-8"})
    if done.returncode < 0 or done.returncode == 70:
        raise AssertionError(f"pdot {arguments}: {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return done


class Folder(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="pdot-hostile-")
        self.addCleanup(holder.cleanup)
        self.folder = Path(holder.name)

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def check(self, path):
        done = pdot("check", "--json", path)
        return json.loads(done.stdout)["files"][0]

    def refused(self, path, *codes):
        said = self.check(path)
        self.assertIn("error", said, said)
        self.assertIn(said["error"]["code"], codes, said["error"])
        self.assertNotIn(SECRET, json.dumps(said))
        return said["error"]["message"]


# ---- files that ask for more than they are

class Files(Folder):
    def test_addresses_and_virtual_paths_are_not_followed(self):
        seen = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                seen.append(self.path)
                self.send_response(404)
                self.end_headers()
            do_HEAD = do_GET

            def log_message(self, *_):
                pass
        server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        url = f"http://127.0.0.1:{server.server_port}/capa.geojson"
        for path in (url, f"/vsicurl/{url}", f"/vsicurl_streaming/{url}", "/vsistdin/x.geojson", "/vsizip//x.zip/a.shp",
                     '{"type":"FeatureCollection","features":[]}', "GeoJSON:" + url):
            with self.subTest(path):
                self.refused(path, "io", "unsupported")
        for name, text in {"enlace.kml": f'<kml xmlns="http://www.opengis.net/kml/2.2"><NetworkLink><Link><href>{url}</href>'
                                         "</Link></NetworkLink></kml>",
                           "enlace.geojson": url,
                           "externa.gml": '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "%s">]><a>&e;</a>' % url}.items():
            with self.subTest(name):
                self.check(self.write(name, text))
        self.assertEqual(seen, [])

    def test_only_regular_files_are_opened(self):
        os.mkfifo(self.folder / "tubo.geojson")
        (self.folder / "carpeta.gpkg").mkdir()
        for path in (self.folder / "tubo.geojson", self.folder / "carpeta.gpkg", "/dev/zero", "/proc/self/mem",
                     self.folder / "no-existe.shp"):
            with self.subTest(str(path)):
                self.refused(path, "io", "unsupported")

    def test_a_vrt_under_any_name_opens_no_other_file(self):
        secret = self.write("secreto.csv", f"nombre\n{SECRET}\n")
        vrt = (f'<OGRVRTDataSource><OGRVRTLayer name="secreto"><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer>'
               "</OGRVRTDataSource>")
        for name in ("a.vrt", "a.geojson", "a.gml", "a.kml", "a.gpkg", "a.shp", "a.fgb", "a.xlsx", "a.ods", "a.tif"):
            with self.subTest(name):
                self.refused(self.write(name, vrt), "format", "unsupported", "io")

    def test_xml_entities_bring_no_file_in(self):
        secret = self.write("secreto.txt", SECRET)
        gml = f'''<?xml version="1.0"?><!DOCTYPE ogr [<!ENTITY e SYSTEM "file://{secret}">]>
<ogr:FeatureCollection xmlns:ogr="http://ogr.maptools.org/" xmlns:gml="http://www.opengis.net/gml"><gml:featureMember>
<ogr:capa fid="1"><ogr:nombre>&e;</ogr:nombre><ogr:geometryProperty><gml:Point srsName="EPSG:4326"><gml:coordinates>-79,-4
</gml:coordinates></gml:Point></ogr:geometryProperty></ogr:capa></gml:featureMember></ogr:FeatureCollection>'''
        self.assertNotIn(SECRET, json.dumps(self.check(self.write("entidad.gml", gml))))
        kml = f'''<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY e SYSTEM "file://{secret}">]>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>&e;</name><Point><coordinates>-79,-4</coordinates>
</Point></Placemark></Document></kml>'''
        self.assertNotIn(SECRET, json.dumps(self.check(self.write("entidad.kml", kml))))

    def test_entities_that_multiply_do_not_fill_the_memory(self):
        lines = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
        bomb = (f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "jajajajaja">{lines}]>'
                '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>&a11;</name></Placemark></Document></kml>')
        for name in ("bomba.kml", "bomba.gml"):
            with self.subTest(name):
                self.check(self.write(name, bomb))

    def test_a_geopackage_with_a_table_over_another_file_is_refused(self):
        secret = self.write("secreto.csv", f"nombre\n{SECRET}\n")
        path = self.folder / "trampa.gpkg"
        make_geopackage(path)
        base = sqlite3.connect(path)
        base.execute("PRAGMA writable_schema = ON")
        base.execute("INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES ('table', 'ajena', 'ajena', 0, ?)",
                     (f"CREATE VIRTUAL TABLE ajena USING VirtualText('{secret}', 'UTF-8', 1)",))
        base.execute("INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('ajena', 'attributes', 'ajena')")
        base.commit()
        base.close()
        self.refused(path, "format")

    def test_a_foreign_database_is_no_input(self):
        path = self.folder / "ajena.sqlite"
        sqlite3.connect(path).execute("CREATE TABLE t (a)")
        self.refused(path, "unsupported")

    def test_a_spreadsheet_that_unpacks_to_gigabytes_is_refused(self):
        path = self.folder / "bomba.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            out.writestr("[Content_Types].xml", "<Types/>")
            with out.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
                for _ in range(1200):
                    sheet.write(b" " * (1 << 20))
        self.refused(path, "limit", "format")

    def test_nesting_has_an_end(self):
        deep = '{"type":"GeometryCollection","geometries":[' * 5000 + "]}" * 5000
        self.check(self.write("hondo.geojson", '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},'
                                               f'"geometry":{deep}}}]}}'))
        self.check(self.write("corchetes.geojson", "[" * 200000))
        self.check(self.write("hondo.kml", "<kml>" + "<Folder>" * 20000 + "</Folder>" * 20000 + "</kml>"))

    def test_headers_that_lie_about_sizes_are_not_believed(self):
        shp = bytearray(100)
        shp[0:4] = (9994).to_bytes(4, "big")
        shp[24:28] = (2**31 - 1).to_bytes(4, "big")
        shp[28:32] = (1000).to_bytes(4, "little")
        shp[32:36] = (5).to_bytes(4, "little")
        record = (1).to_bytes(4, "big") + (2**30).to_bytes(4, "big") + (5).to_bytes(4, "little") + bytes(32)
        record += (2**30).to_bytes(4, "little") + (2**31 - 1).to_bytes(4, "little")
        self.write("enorme.shp", bytes(shp) + record)
        self.write("enorme.shx", bytes(shp) + (50).to_bytes(4, "big") + (2**30).to_bytes(4, "big"))
        self.check(self.folder / "enorme.shp")
        dbf = bytearray(32)
        dbf[0] = 3
        dbf[4:8] = (2**31 - 1).to_bytes(4, "little")
        dbf[8:10] = (65535).to_bytes(2, "little")
        dbf[10:12] = (65535).to_bytes(2, "little")
        self.check(self.write("enorme.dbf", bytes(dbf)))
        self.check(self.write("enorme.fgb", b"fgb\x03fgb\x00" + (2**31 - 8).to_bytes(4, "little") + b"\0" * 64))

    def test_numbers_of_all_sizes_do_not_keep_an_overlay_busy_for_ever(self):
        ring = ("[[0,0],[-5.829006818063777e303,3.3356532583824814e151],[2.0001896576846296,-8.371160993642713e298],"
                "[8.2890456e-317,2],[-5.654887982419431e303,5.075883674704874e-116],[0,0]]")
        said = self.check(self.write("enormes.geojson", '{"type":"Feature","properties":{"n":1},"geometry":{"type":"Polygon",'
                                                         f'"coordinates":[{ring}]}}}}'))
        self.assertIn("geom_invalid", [f["code"] for f in said["layers"][0]["findings"]])

    def test_a_cell_without_end_is_refused(self):
        said = self.check(self.write("celda.csv", b"a,b\n1,\"" + b"x" * (8 << 20)))
        self.assertEqual([f["code"] for f in said["layers"][0]["findings"]] if said["layers"] else [said["error"]["code"]],
                         ["quote_open"])
        said = self.check(self.write("celda.csv", b"a,b\n1," + b"x" * (8 << 20)))
        self.assertEqual(said["error"]["code"], "limit")

    def test_file_names_are_only_names(self):
        for name in ("; touch dentro.csv", "$(touch dentro).csv", "--json.csv", "a'b\"c.csv", "%s%n.csv", "salto\nde línea.csv"):
            with self.subTest(name):
                path = self.write(name, "codigo,v\n110151,1\n")
                before = sorted(p.name for p in self.folder.iterdir())
                self.assertEqual(self.check(path)["path"], str(path))
                self.assertEqual(sorted(p.name for p in self.folder.iterdir()), before)
        path = os.fsencode(self.folder) + b"/no-utf8-\xff.csv"
        with open(path, "wb") as out:
            out.write(b"a\n1\n")
        done = subprocess.run([PROGRAM, "check", "--json", path], capture_output=True)
        self.assertIn("\\xFF", json.loads(done.stdout)["files"][0]["path"])


def make_geopackage(path):
    subprocess.run(["ogr2ogr", "-f", "GPKG", str(path), str(MINI / "parroquias.geojson")], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


# ---- manifests

class Manifests(Folder):
    def refuse_manifest(self, text):
        path = self.write("plan.yaml", text)
        done = pdot("run", path, "--json", "--out", self.folder / "out")
        self.assertIn(done.returncode, (3, 5), done.stdout)
        self.assertFalse((self.folder / "out").exists())
        return json.loads(done.stdout)["error"]

    def test_aliases_that_multiply_are_refused(self):
        lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
        lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 30)]
        self.refuse_manifest("\n".join(lines) + "\nplan: *a29\n")

    def test_an_alias_of_itself_is_refused(self):
        self.refuse_manifest("plan: &p {id: a, crs: *p}\n")

    def test_nesting_has_an_end(self):
        self.refuse_manifest("plan: " + "[" * 100000 + "\n")
        self.refuse_manifest("plan: " + "{a: " * 20000 + "\n")
        self.refuse_manifest("\n".join(" " * i + "a:" for i in range(5000)) + "\n")

    def test_a_manifest_without_end_is_refused(self):
        self.refuse_manifest("# " + "x" * (8 << 20) + "\n")
        self.refuse_manifest("plan: {id: a, title: " + "x" * (5 << 20) + "}\n")

    def test_bytes_that_are_no_text_are_refused(self):
        self.refuse_manifest(bytes(range(256)) * 10)
        self.refuse_manifest(b"\xff\xfe" + "plan: {id: a}".encode("utf-16-le"))

    def test_an_id_makes_no_folder_elsewhere(self):
        text = (MINI / "plan.yaml").read_text()
        for name in ("../fuera", "/tmp/fuera", "a/b", "..", "a b;c"):
            with self.subTest(name):
                self.refuse_manifest(text.replace("id: mini", f"id: '{name}'"))


# ---- names that try to be more than names

HOSTILE = ["<script>alert('x')</script>", "'; DROP TABLE territory; --", "=HYPERLINK(\"http://x\",\"y\")", "@SUM(1+1)", "+51",
           "]]><b>&amp;&#60;", "\"comillas\"; coma, y \\barra", "</script><!--", "${jndi:x} %s %n {{7*7}}", "-2+3"]


class Names(Folder):
    """The small plan with such names for its territories, hazard, classes, problems and plan."""

    def setUp(self):
        super().setUp()
        shutil.copytree(MINI, self.folder / "plan")
        plan = self.folder / "plan"
        layer = json.loads((plan / "parroquias.geojson").read_text())
        self.names = {}
        for feature, name in zip(layer["features"], HOSTILE):
            feature["properties"]["nombre"] = name
            self.names[feature["properties"]["codigo"]] = name
        (plan / "parroquias.geojson").write_text(json.dumps(layer))
        with (plan / "diagnostico.csv").open(newline="") as table:
            rows = list(csv.reader(table))
        at = rows[0].index("problema")
        for row, name in zip(rows[1:], HOSTILE[::-1]):
            row[at] = name
        self.problems = [row[at] for row in rows[1:]]
        with (plan / "diagnostico.csv").open("w", newline="") as out:
            csv.writer(out).writerows(rows)
        with (plan / "actividades.csv").open(newline="") as table:
            rows = list(csv.reader(table))
        at = rows[0].index("actividad")
        for row, name in zip(rows[1:], HOSTILE):
            row[at] = name
        with (plan / "actividades.csv").open("w", newline="") as out:
            csv.writer(out).writerows(rows)
        classes = (plan / "clases.csv").read_text().replace(",Alta,", ',"<i>Alta</i> & \'x\'",')
        (plan / "clases.csv").write_text(classes)
        text = (plan / "plan.yaml").read_text()
        text = text.replace("title: Plan de prueba", "title: \"<script>alert(1)</script> & 'plan'; --\"")
        text = text.replace("title: Movimientos en masa", "title: \"=masa & <b>más</b>\"")
        (plan / "plan.yaml").write_text(text)
        done = pdot("run", plan / "plan.yaml", "--out", self.folder / "out", "--json")
        self.assertEqual(done.returncode, 0, done.stdout.decode() + done.stderr.decode())
        self.delivery = self.folder / "out/entrega"

    def test_they_travel_through_every_output_unharmed(self):
        self.in_store()
        self.in_geopackage()
        self.in_geojson()
        self.in_tables()
        self.in_workbook()
        self.in_report()
        self.in_styles()
        self.in_every_file()
        self.validated()

    def in_store(self):
        base = sqlite3.connect(f"file:{self.folder}/out/plan.sqlite?mode=ro", uri=True)
        found = dict(base.execute("SELECT code, name FROM territory"))
        self.assertEqual({code: found[code] for code in self.names}, self.names)
        base.close()

    def in_geopackage(self):
        base = sqlite3.connect(f"file:{self.delivery}/mini.gpkg?mode=ro", uri=True)
        found = dict(base.execute("SELECT codigo, nombre FROM territorios"))
        self.assertEqual({code: found.get(code) for code in self.names}, self.names)
        self.assertEqual([text for (text,) in base.execute("SELECT problema FROM problemas ORDER BY rowid")], self.problems)
        for (style,) in base.execute("SELECT styleQML FROM layer_styles"):
            ElementTree.fromstring(style)
        base.close()

    def in_geojson(self):
        layer = json.loads((self.delivery / "geojson/territorios.geojson").read_text())
        found = {f["properties"]["codigo"]: f["properties"]["nombre"] for f in layer["features"]}
        self.assertEqual({code: found[code] for code in self.names}, self.names)

    def in_tables(self):
        """A spreadsheet must not take a text for a formula: an apostrophe stands before it, and nothing else changes."""
        def shown(name):
            return "'" + name if name[0] in "=+-@\t\r" else name
        with (self.delivery / "tablas/territorios.csv").open(newline="", encoding="utf-8-sig") as table:
            found = {row["codigo"]: row["nombre"] for row in csv.DictReader(table)}
        self.assertEqual({code: found[code] for code in self.names}, {c: shown(n) for c, n in self.names.items()})

    def in_every_file(self):
        """No table has a cell that a spreadsheet would compute, and whatever is JSON reads as such."""
        seen = 0
        for path in self.delivery.rglob("*.csv"):
            with path.open(newline="", encoding="utf-8-sig") as table:
                for row in csv.reader(table):
                    for cell in row:
                        seen += 1
                        if cell[:1] and cell[0] in "=+-@\t\r":
                            float(cell)
        self.assertGreater(seen, 500)
        for path in [*self.delivery.rglob("*.json"), *self.delivery.rglob("*.geojson")]:
            json.loads(path.read_text(encoding="utf-8"))

    def in_workbook(self):
        """Every part is XML, every such text is a text cell, and no cell is a formula of theirs."""
        space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
        texts = set()
        with zipfile.ZipFile(self.delivery / "mini.xlsx") as book:
            for name in book.namelist():
                if not name.endswith((".xml", ".rels")):
                    continue
                part = ElementTree.fromstring(book.read(name))
                texts |= {text.text for text in part.iter(f"{space}t")}
                formulas = [formula.text for formula in part.iter(f"{space}f")]
                self.assertEqual([f for f in formulas if "SUM(1" in f or "http://x" in f], [])
        for name in self.names.values():
            self.assertIn(name, texts)

    def in_report(self):
        html = (self.delivery / "informe.html").read_text()
        self.assertNotIn("<script>alert", html)
        self.assertNotIn("<b>más</b>", html)
        self.assertNotIn("<i>Alta</i>", html)
        # What opens a script closes it once: no text of the data ends one early.
        self.assertEqual(len(re.findall(r"<script\b", html)), len(re.findall(r"</script>", html)))
        self.assertIn("\\u003cscript>alert", html.replace("\\u003C", "\\u003c").replace("\\u003e", ">"))

    def in_styles(self):
        for path in [*self.delivery.rglob("*.qml"), *self.delivery.rglob("*.sld")]:
            ElementTree.parse(path)
        with zipfile.ZipFile(self.delivery / "mini.qgz") as project:
            for name in project.namelist():
                if name.endswith(".qgs"):
                    ElementTree.fromstring(project.read(name))

    def validated(self):
        done = subprocess.run([sys.executable, "-m", "osgeo_utils.samples.validate_gpkg", "-k", "--extra",
                               "--warning-as-error", str(self.delivery / "mini.gpkg")], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stdout + done.stderr)

    def test_they_are_said_as_they_are(self):
        done = pdot("zone", self.folder / "plan/plan.yaml", HOSTILE[0], "--out", self.folder / "out", "--json")
        card = json.loads(done.stdout)
        self.assertEqual(card["text"], HOSTILE[0])
        self.assertEqual(json.loads(pdot("audit", self.folder / "plan/plan.yaml", "--out", self.folder / "out",
                                         "--json").stdout)["findings"] is not None, True)


def main():
    global PROGRAM
    arguments = sys.argv[1:]
    if "--program" not in arguments:
        sys.exit("usage: test_hostile.py --program PDOT [unittest arguments]")
    at = arguments.index("--program")
    PROGRAM = str(Path(arguments[at + 1]).resolve())
    del arguments[at:at + 2]
    program = unittest.main(argv=[sys.argv[0], *arguments], exit=False)
    return 0 if program.result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
