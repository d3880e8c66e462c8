#!/usr/bin/python3
"""What goes wrong around the program: it is killed, the disk is full, the folder cannot be written, the store is in use,
damaged or newer, two runs start at once, a source changes while it is read. Each time: a clear error, a sound store, no
half-written delivery; and the next run gives the delivery of an undisturbed one.

    test_faults.py --program build/dev/bin/pdot [unittest arguments]

PDOT_KILLS   number of runs killed at work (default 12), PDOT_SEED their seed (printed), PDOT_DISKS number of disk sizes (default 12),
PDOT_LOAD    large layers: so many times 200,000 polygons (default 1); PDOT_POINTS: so many million points (default 1).
"""
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

from osgeo import gdal, ogr, osr

gdal.UseExceptions()
HERE = Path(__file__).resolve().parent
MINI = HERE.parent / "golden/inputs/mini"
PROGRAM = None
KILLS = int(os.environ.get("PDOT_KILLS", "12"))
DISKS = int(os.environ.get("PDOT_DISKS", "12"))
SEED = int(os.environ.get("PDOT_SEED", "20240607"))
POLYGONS = 200_000 * int(os.environ.get("PDOT_LOAD", "1"))
POINTS = 1_000_000 * int(os.environ.get("PDOT_POINTS", "1"))
ENVIRONMENT = os.environ | {"LANGUAGE": "en", "LC_ALL": "C.UTF-8"}


def line(plan, out, *more, command="run"):
    return [PROGRAM, command, str(plan), "--out", str(out), "--lang", "en", *more]


def run(plan, out, *more, command="run"):
    return subprocess.run(line(plan, out, "--json", *more, command=command), capture_output=True, text=True,
                          env=ENVIRONMENT)


def error_of(done):
    """The error object; it has a code and a sentence."""
    error = json.loads(done.stdout)["error"]
    assert error["code"] and len(error["message"]) > 20, error
    return error


def bytes_of(delivery):
    """{path: digest}, or None if there is no delivery. A delivery is whole: its own list of sums holds."""
    if not delivery.exists():
        return None
    files = {p.relative_to(delivery).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
             for p in sorted(delivery.rglob("*")) if p.is_file()}
    listed = dict(reversed(line.split("  ", 1)) for line in (delivery / "SHA256SUMS").read_text().splitlines())
    found = {name: digest for name, digest in files.items() if name != "SHA256SUMS"}
    assert found == listed, "the delivery is not what its SHA256SUMS says"
    return files


def is_sound(store):
    base = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    try:
        return base.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        base.close()


def leftovers(out):
    """Files beside the store and the delivery, which a finished run leaves none of."""
    known = {"plan.sqlite", "plan.sqlite-wal", "plan.sqlite-shm", "entrega"}
    return sorted(p.name for p in out.iterdir() if p.name not in known)


def enlarge(plan):
    """The small plan with a hazard of many polygons, so that a run takes long enough to be disturbed."""
    maker = random.Random(7)
    features = []
    for _ in range(4000):
        x, y, size = -79.35 + 0.3 * maker.random(), -4.2 + 0.3 * maker.random(), 0.002 + 0.01 * maker.random()
        ring = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
        features.append({"type": "Feature", "properties": {"grado": maker.choice(["alta", "media", "baja"])},
                         "geometry": {"type": "Polygon", "coordinates": [ring]}})
    (plan / "muchos.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    text = (plan / "plan.yaml").read_text()
    text = text.replace("hazards:\n", "hazards:\n  - {id: muchos, title: Muchos, path: muchos.geojson, class: grado, "
                                      "classes: clases.csv, outside: free}\n")
    (plan / "plan.yaml").write_text(text)


class Plan(unittest.TestCase):
    """A folder with the plan and what an undisturbed run delivers."""
    TRIALS = 1

    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory(prefix="pdot-faults-")
        cls.addClassCleanup(cls.holder.cleanup)
        cls.folder = Path(cls.holder.name)
        cls.plan = cls.folder / "plan"
        shutil.copytree(MINI, cls.plan)
        enlarge(cls.plan)
        cls.seconds = float("inf")
        for _ in range(cls.TRIALS):
            shutil.rmtree(cls.folder / "sana", ignore_errors=True)
            begin = time.monotonic()
            done = run(cls.plan / "plan.yaml", cls.folder / "sana")
            cls.seconds = min(cls.seconds, time.monotonic() - begin)
            assert done.returncode == 0, done.stdout + done.stderr
        cls.wanted = bytes_of(cls.folder / "sana/entrega")

    def out(self, name):
        out = self.folder / name
        shutil.rmtree(out, ignore_errors=True)
        return out

    def assert_recovers(self, out, plan=None):
        done = run(plan or self.plan / "plan.yaml", out)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(bytes_of(out / "entrega"), self.wanted)
        self.assertEqual(is_sound(out / "plan.sqlite"), "ok")
        self.assertEqual(leftovers(out), [])


class Killed(Plan):
    TRIALS = 3  # the shortest counts: moments must fall into a run even if the machine was busy once

    def test_a_run_killed_at_any_moment_is_made_good_by_the_next(self):
        print(f"\nPDOT_SEED={SEED} PDOT_KILLS={KILLS}", file=sys.stderr)
        chance = random.Random(SEED)
        out = self.out("muerta")
        struck = tries = recovered = 0
        while struck < KILLS:
            tries += 1
            self.assertLess(tries, 10 * KILLS + 20, "the moments do not fall into the runs")
            # Sometimes from nothing, sometimes on top of what the last killed run left.
            if chance.random() < 0.5:
                shutil.rmtree(out, ignore_errors=True)
            before = bytes_of(out / "entrega")
            process = subprocess.Popen(line(self.plan / "plan.yaml", out, "--quiet"),
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
            try:
                process.wait(chance.random() * self.seconds)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                struck += 1
            with self.subTest(kill=struck):
                self.assertIn(bytes_of(out / "entrega"), (None, before, self.wanted))
                if chance.random() < 0.5:
                    self.assert_recovers(out)
                    recovered += 1
        self.assert_recovers(out)
        print(f"{struck} runs killed at work (of {tries}), {recovered + 1} times made good in between", file=sys.stderr)

    def test_an_interrupted_run_leaves_the_store_as_it_was(self):
        out = self.out("interrumpida")
        self.assertEqual(run(self.plan / "plan.yaml", out).returncode, 0)
        plan = self.folder / "cambiada"
        shutil.rmtree(plan, ignore_errors=True)
        shutil.copytree(self.plan, plan)
        text = (plan / "muchos.geojson").read_text().replace('"baja"', '"alta"')
        (plan / "muchos.geojson").write_text(text)
        codes = set()
        for share in (0.1, 0.3, 0.5, 0.7):
            process = subprocess.Popen(line(plan / "plan.yaml", out, "--quiet"),
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
            time.sleep(share * self.seconds)
            process.send_signal(signal.SIGINT)
            codes.add(process.wait())
            self.assertEqual(is_sound(out / "plan.sqlite"), "ok")
            self.assertIsNotNone(bytes_of(out / "entrega"))
            self.assertEqual(leftovers(out), [])
        self.assertTrue(codes <= {0, 130}, codes)
        self.assertIn(130, codes)


def can_mount():
    return subprocess.run(["unshare", "-m", "sh", "-c", "mount -t tmpfs none /mnt"], capture_output=True).returncode == 0


@unittest.skipUnless(can_mount(), "needs the right to mount a small disk")
class Disk(Plan):
    """On a disk of a given size, made for the test in a mount namespace of its own."""

    def on_disk(self, kilobytes, script):
        """Runs a shell script in which $disk is the mounted folder; returns what it prints."""
        disk = self.folder / "disco"
        disk.mkdir(exist_ok=True)
        text = f'mount -t tmpfs -o size={kilobytes}k none "{disk}" && disk="{disk}" && {script}'
        return subprocess.run(["unshare", "-m", "sh", "-c", text], capture_output=True, text=True, env=ENVIRONMENT)

    def sizes(self):
        """From nothing to more than a run needs at its height."""
        used = sum(p.stat().st_size for p in (self.folder / "sana").rglob("*") if p.is_file()) // 1024
        return [max(16, int(used * 2.5 * n / DISKS)) for n in range(DISKS + 1)]

    def test_a_full_disk_stops_the_run_and_room_makes_it_good(self):
        program = f'"{PROGRAM}" run "{self.plan}/plan.yaml" --lang en --out "$disk/out"'
        saved = self.folder / "salvada"
        filled = 0
        for size in self.sizes():
            with self.subTest(kilobytes=size):
                shutil.rmtree(saved, ignore_errors=True)
                done = self.on_disk(size, f'{{ {program} --json; code=$?; '
                                          f'mkdir "{saved}" && cp -r "$disk/out" "{saved}/" 2>/dev/null; '
                                          f'mount -o remount,size=1g "$disk" && {program} --quiet >&2; again=$?; '
                                          f'rm -rf "{saved}/sana"; cp -r "$disk/out" "{saved}/sana"; '
                                          f'echo; echo "$code $again"; }}')
                text, codes = done.stdout.rstrip("\n").rsplit("\n", 1)
                code, again = map(int, codes.split())
                self.assertEqual(again, 0, done.stderr)
                self.assertIn(code, (0, 4, 5), text)
                if code != 0:
                    filled += 1
                    self.assertGreater(len(json.loads(text)["error"]["message"]), 20)
                    self.assertIsNone(bytes_of(saved / "out/entrega"))
                self.assertEqual(bytes_of(saved / "sana/entrega"), self.wanted)
        print(f"\n{filled} of {DISKS + 1} disks were filled", file=sys.stderr)
        self.assertGreater(filled, 2)

    def test_a_disk_that_fills_while_publishing_keeps_the_old_delivery(self):
        """The store is there; only the delivery has to be written again."""
        used = sum(p.stat().st_size for p in (self.folder / "sana").rglob("*") if p.is_file()) // 1024
        before = self.folder / "antes"
        shutil.rmtree(before, ignore_errors=True)
        done = self.on_disk(used + used // 5,
                            f'cp -r "{self.folder}/sana" "$disk/out" && '
                            f'"{PROGRAM}" export "{self.plan}/plan.yaml" --force --lang en --out "$disk/out" --json; code=$?; '
                            f'cp -r "$disk/out" "{before}"; echo; echo $code')
        text, code = done.stdout.rstrip("\n").rsplit("\n", 1)
        self.assertEqual(code, "5", text + done.stderr)
        self.assertEqual(bytes_of(before / "entrega"), self.wanted)
        self.assertEqual(is_sound(before / "plan.sqlite"), "ok")
        self.assertEqual(leftovers(before), [])

    def test_a_folder_that_cannot_be_written_is_said(self):
        done = self.on_disk(1024, f'mkdir "$disk/out" && mount -o remount,ro "$disk" && '
                                  f'"{PROGRAM}" run "{self.plan}/plan.yaml" --lang en --out "$disk/out" --json; code=$?; echo; echo $code')
        text, code = done.stdout.rstrip("\n").rsplit("\n", 1)
        self.assertIn(code, ("4", "5"), text)
        self.assertIn("out", json.loads(text)["error"]["message"])


class Store(Plan):
    def made(self, name):
        out = self.out(name)
        shutil.copytree(self.folder / "sana", out)
        return out

    def test_a_store_in_use_by_another_run_is_said(self):
        import fcntl
        out = self.made("ocupada")
        with open(out / "plan.sqlite-lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = run(self.plan / "plan.yaml", out)
            self.assertEqual(done.returncode, 4)
            self.assertIn("in use", error_of(done)["message"])
            self.assertEqual(bytes_of(out / "entrega"), self.wanted)
        (out / "plan.sqlite-lock").unlink(missing_ok=True)
        self.assert_recovers(out)

    def test_a_store_locked_by_a_database_program_is_said(self):
        out = self.made("bloqueada")
        base = sqlite3.connect(out / "plan.sqlite", isolation_level=None)
        base.execute("BEGIN EXCLUSIVE")
        plan = self.folder / "otra"
        shutil.rmtree(plan, ignore_errors=True)
        shutil.copytree(self.plan, plan)
        with open(plan / "diagnostico.csv", "a") as table:
            table.write("\n")
        done = run(plan / "plan.yaml", out, "--force", command="import")
        base.execute("ROLLBACK")
        base.close()
        self.assertEqual(done.returncode, 4, done.stdout)
        error_of(done)
        self.assert_recovers(out)

    def damage(self, name, spoil):
        """Spoils the store and has it read whole: the run says so (4), and the delivery stays; or nothing was lost, and the
        same is delivered. Without the store, the next run makes a new one."""
        out = self.made(name)
        for side in ("plan.sqlite-wal", "plan.sqlite-shm"):
            (out / side).unlink(missing_ok=True)
        spoil(out / "plan.sqlite")
        codes = []
        for command in ("run", "link", "coverage", "export"):
            done = run(self.plan / "plan.yaml", out, *(["--force"] if command != "run" else []), command=command)
            codes.append(done.returncode)
            self.assertIn(done.returncode, (0, 4), f"{command}: {done.stdout}{done.stderr}")
            if done.returncode == 4:
                self.assertIn("plan.sqlite", error_of(done)["message"])
            self.assertEqual(bytes_of(out / "entrega"), self.wanted, command)
        for path in out.glob("plan.sqlite*"):
            path.unlink()
        self.assert_recovers(out)
        return max(codes)

    def test_a_damaged_store_is_said_or_made_good(self):
        def cut(share):
            return lambda path: os.truncate(path, int(path.stat().st_size * share))

        def scribble(path, begin=0):
            with open(path, "r+b") as store:
                store.seek(begin)
                store.write(os.urandom(4096))
        codes = {"nothing": self.damage("nada", lambda path: path.write_bytes(b"")),
                 "text": self.damage("texto", lambda path: path.write_text("no soy una base de datos\n" * 1000)),
                 "half": self.damage("mitad", cut(0.5)), "a tenth": self.damage("decima", cut(0.1)),
                 "head": self.damage("cabeza", scribble)}
        self.assertEqual(codes["text"], 4)
        self.assertEqual(codes["head"], 4)

    def test_a_scribbled_page_never_becomes_a_figure(self):
        """A page in the middle: the damage is seen, or the page was of no figure."""
        size = (self.folder / "sana/plan.sqlite").stat().st_size
        for n in range(1, 5):
            begin = size * n // 5 // 4096 * 4096

            def scribble(path):
                with open(path, "r+b") as store:
                    store.seek(begin)
                    store.write(b"\xA5" * 4096)
            with self.subTest(page=n):
                self.damage(f"pagina{n}", scribble)

    def test_a_wrong_number_of_vertices_is_damage(self):
        """By it the readers share an array: too few are said, too many make no difference."""
        for points, code in ((0, 4), (-1, 4), (1 << 60, 4), (1000000, 0)):
            def miscount(path, points=points):
                base = sqlite3.connect(path)
                base.execute("UPDATE territory SET point_count = ? WHERE code = (SELECT min(code) FROM territory)", (points,))
                base.commit()
                base.close()
            with self.subTest(points=points):
                self.assertEqual(self.damage(f"vertices{points}", miscount), code)

    def test_a_newer_store_is_refused_and_an_older_one_rebuilt(self):
        out = self.made("nueva")
        base = sqlite3.connect(out / "plan.sqlite")
        (version,) = base.execute("PRAGMA user_version").fetchone()
        base.execute(f"PRAGMA user_version = {version + 1}")
        base.commit()
        base.close()
        done = run(self.plan / "plan.yaml", out)
        self.assertEqual(done.returncode, 4, done.stdout)
        self.assertIn("newer", error_of(done)["message"])
        base = sqlite3.connect(out / "plan.sqlite")
        base.execute(f"PRAGMA user_version = {max(version - 1, 0)}")
        base.commit()
        base.close()
        self.assert_recovers(out)

    def test_two_runs_at_once_give_one_delivery(self):
        out = self.out("dos")
        for _ in range(4):
            pair = [subprocess.Popen(line(self.plan / "plan.yaml", out, "--json"),
                                     stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)
                    for _ in range(2)]
            answers = [process.communicate() + (process.returncode,) for process in pair]
            codes = sorted(code for _, _, code in answers)
            self.assertIn(codes, ([0, 0], [0, 4]), answers)
            for text, _, code in answers:
                if code == 4:
                    self.assertIn("in use", json.loads(text)["error"]["message"])
            self.assertEqual(bytes_of(out / "entrega"), self.wanted)
            shutil.rmtree(out)


class Sources(Plan):
    def test_a_source_that_changes_while_it_is_read_is_one_or_the_other(self):
        """Two versions that a background thread exchanges all the time: what is delivered is one of them, and the digest
        recorded for it is its own; or the run says that the file changed."""
        plan = self.folder / "inquieta"
        shutil.copytree(self.plan, plan)
        first = (plan / "muchos.geojson").read_bytes()
        second = first.replace(b'"baja"', b'"alta"')
        versions = {hashlib.sha256(text).hexdigest(): text for text in (first, second)}
        wanted = {}
        for digest, text in versions.items():
            (plan / "muchos.geojson").write_bytes(text)
            out = self.out("quieta")
            self.assertEqual(run(plan / "plan.yaml", out).returncode, 0)
            wanted[digest] = bytes_of(out / "entrega")
        stop = threading.Event()

        def exchange():
            n = 0
            while not stop.is_set():
                (plan / "nuevo").write_bytes((first, second)[n % 2])
                os.replace(plan / "nuevo", plan / "muchos.geojson")
                n += 1
                time.sleep(0.003)
        thread = threading.Thread(target=exchange)
        thread.start()
        try:
            for n in range(6):
                out = self.out(f"inquieta{n}")
                done = run(plan / "plan.yaml", out)
                self.assertIn(done.returncode, (0, 3, 5), done.stdout + done.stderr)
                if done.returncode != 0:
                    error_of(done)
                    self.assertIsNone(bytes_of(out / "entrega"))
                    continue
                sources = json.loads((out / "entrega/procedencia.json").read_text())
                said = [d for d in versions if d in json.dumps(sources)]
                self.assertEqual(len(said), 1)
                self.assertEqual(bytes_of(out / "entrega"), wanted[said[0]])
        finally:
            stop.set()
            thread.join()


class Load(unittest.TestCase):
    """Large layers under a cap of the address space: memory does not grow with the file."""
    CAP = 3 << 30

    def setUp(self):
        if os.environ.get("PDOT_SANITIZE"):
            self.skipTest("a sanitizer reserves more than the cap")
        holder = tempfile.TemporaryDirectory(prefix="pdot-load-")
        self.addCleanup(holder.cleanup)
        self.plan = Path(holder.name)
        shutil.copytree(MINI, self.plan, dirs_exist_ok=True)
        self.srs = osr.SpatialReference()
        self.srs.ImportFromEPSG(32717)

    def layer(self, name, kind, n, geometry):
        source = ogr.GetDriverByName("FlatGeobuf").CreateDataSource(str(self.plan / name))
        layer = source.CreateLayer("capa", self.srs, kind, options=["SPATIAL_INDEX=NO"])
        layer.CreateField(ogr.FieldDefn("grado", ogr.OFTString))
        chance = random.Random(1)
        for i in range(n):
            feature = ogr.Feature(layer.GetLayerDefn())
            feature.SetGeometryDirectly(ogr.CreateGeometryFromWkb(geometry(chance)))
            feature.SetField(0, ("alta", "media", "baja")[i % 3])
            layer.CreateFeature(feature)

    @staticmethod
    def square(chance):
        x, y, side = 690000 + 20000 * chance.random(), 9540000 + 20000 * chance.random(), 20 + 100 * chance.random()
        ring = (x, y, x + side, y, x + side, y + side, x, y + side, x, y)
        return struct.pack("<BIII10d", 1, 3, 1, 5, *ring)

    @staticmethod
    def point(chance):
        return struct.pack("<BIdd", 1, 1, 690000 + 20000 * chance.random(), 9540000 + 20000 * chance.random())

    def bounded_run(self, cap):
        done = subprocess.run(["/usr/bin/env", "python3", "-c",
                               "import resource, subprocess, sys\n"
                               "code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode\n"
                               "print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)",
                               *line(self.plan / "plan.yaml", self.plan / "out", "--json")],
                              capture_output=True, text=True, env=ENVIRONMENT,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (cap, cap)))
        self.assertRegex(done.stdout, r"^0 \d+$", done.stdout + done.stderr)
        return int(done.stdout.split()[1]) // 1024

    def test_large_layers_are_streamed(self):
        self.layer("muchos.fgb", ogr.wkbPolygon, POLYGONS, self.square)
        self.layer("puntos.fgb", ogr.wkbPoint, POINTS, self.point)
        text = (self.plan / "plan.yaml").read_text()
        text = text.replace("hazards:\n", "hazards:\n  - {id: muchos, title: Muchos, path: muchos.fgb, class: grado, "
                                          "classes: clases.csv, outside: free}\n")
        text += "assets:\n  - {id: puntos, title: Puntos, path: puntos.fgb, measure: count}\n"
        (self.plan / "plan.yaml").write_text(text)
        print(f"\n{POLYGONS} polygons, {POINTS} points: {self.bounded_run(self.CAP)} MiB", file=sys.stderr)

    def test_a_raster_larger_than_the_memory_is_read_by_windows(self):
        side = 60000  # cells of 1 m: 3.6 GB of bytes, of which the file keeps only what is not empty
        raster = gdal.GetDriverByName("GTiff").Create(str(self.plan / "grande.tif"), side, side, 1, gdal.GDT_Byte,
                                                      ["TILED=YES", "COMPRESS=DEFLATE", "SPARSE_OK=TRUE"])
        raster.SetProjection(self.srs.ExportToWkt())
        raster.SetGeoTransform([670000, 1, 0, 9590000, 0, -1])
        band = raster.GetRasterBand(1)
        band.SetNoDataValue(255)
        for n in range(16):
            band.WriteRaster(n * side // 16, n * side // 16, 256, 256, bytes([1 + n % 3]) * 65536)
        band = raster = None
        (self.plan / "clases_raster.csv").write_text("value,rank,high,label,color\n0,0,no,Nula,#ffffff\n1,2,no,Baja,#ffeeaa\n"
                                                     "2,3,no,Media,#ffcc66\n3,4,yes,Alta,#cc3300\n")
        text = (self.plan / "plan.yaml").read_text()
        text = text.replace("hazards:\n", "hazards:\n  - {id: grande, title: Grande, raster: grande.tif, "
                                          "classes: clases_raster.csv, outside: no_data}\n")
        (self.plan / "plan.yaml").write_text(text)
        used = self.bounded_run(2 << 30)
        print(f"\n3,600 million cells: {used} MiB", file=sys.stderr)
        self.assertLess(used, 1500)


def main():
    global PROGRAM
    arguments = sys.argv[1:]
    if "--program" not in arguments:
        sys.exit("usage: test_faults.py --program PDOT [unittest arguments]")
    at = arguments.index("--program")
    PROGRAM = str(Path(arguments[at + 1]).resolve())
    del arguments[at:at + 2]
    program = unittest.main(argv=[sys.argv[0], *arguments], exit=False)
    return 0 if program.result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
