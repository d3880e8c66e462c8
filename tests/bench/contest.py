"""One job: data, import, then the engine and the yardstick in turns, then the other peers, and whether all agree."""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import answers
import measure
from jobs import DATA, PEERS

HERE = Path(__file__).resolve().parent
CRS = "EPSG:32717"
SUM_LIMIT = 1e-12
LENGTH_LIMIT = 1e-9  # a border cuts a segment: its two parts are measured, each to 1e-10
CELL_LIMIT_M = 1e-3  # of some 1e5 m
RASTER_SUM_LIMIT = 1e-9
RASTER_CELL_LIMIT = 1e-8  # of the largest: a territory's border is a chord for polygons, bent for cells, 0.1 mm apart
CENTRE_LIMIT = 3e-3  # of a territory: what counting cells by their centre may differ from fractions
QGIS_LIMIT = 1e-8  # its overlap analysis rounds
YARDSTICK = {"polygons": "polygons", "lines": "lines", "points": "points"}


def say(text):
    print(text, file=sys.stderr, flush=True)


class Contest:
    """options: data and work folders, programs, rounds, threads, peers; out takes one dictionary a measurement."""

    def __init__(self, job, options, out):
        self.job, self.options, self.out = job, options, out
        self.folder = options.data / job.data
        self.plan = self.folder / f"plan-{job.layer}.yaml"
        self.store_folder = options.work / job.name
        self.is_right = True
        self.is_raster = job.kind in ("cells", "slope")

    def run(self):
        say(f"{self.job.name}: {self.job.title}")
        self.make_data()
        self.import_layers()
        self.cover_first()
        self.race()
        self.check_engine()
        for peer, kind in self.job.peers:
            if self.options.peers is None or peer in self.options.peers:
                self.ask_peer(peer, kind)
        shutil.rmtree(self.store_folder)
        return self.is_right

    def record(self, who, measured, answer, **more):
        self.out({"name": f"{self.job.name}/{who}", "n": self.job.n, "ns": round(measured.seconds * 1e9),
                  "cpu_ns": round(measured.cpu_seconds * 1e9),
                  "peak_bytes": measured.peak_bytes, "checksum": answers.checksum(answer) if answer else "",
                  "load": round(os.getloadavg()[0], 1), **more})

    # ---- data

    def make_data(self):
        data = DATA[self.job.data]
        layers = ("terr", self.job.layer, *([self.job.exact] if self.job.exact else []))
        missing = [layer for layer in layers if not self.has(layer)]
        if missing:
            subprocess.run([HERE / "generate.py", self.folder, "--preset", data.preset, "--share", str(data.share),
                            "--only", ",".join(missing)], check=True)

    def has(self, layer):
        files = [self.folder / f"{layer}.{ending}" for ending in ("gpkg", "tif")]
        is_written = any(path.exists() for path in files)
        return is_written and (layer == "terr" or (self.folder / f"plan-{layer}.yaml").exists())

    # ---- the engine

    def pdot(self, *words):
        return measure.run([self.options.program, *words, "--out", self.store_folder, "--jobs", self.options.threads,
                            "--json"], cwd=self.options.work)

    def import_layers(self):
        shutil.rmtree(self.store_folder, ignore_errors=True)
        imported = self.pdot("import", self.plan)
        self.record("import", imported, None)
        if self.is_raster:
            return
        files = [self.folder / "terr.gpkg", self.folder / f"{self.job.layer}.gpkg"]
        reads = [measure.run([self.options.tools / "bench_read", *files]) for _ in range(self.options.rounds)]
        self.record("read", measure.best(reads), None)

    def heed(self, measured):
        """The engine itself may say that figures do not close."""
        errors = json.loads(measured.stdout)["findings"]["error"]
        if errors:
            say(f"  pdot finds {errors} errors in its own figures")
            self.is_right = False

    def cover_first(self):
        """What a first run does besides (the health of the limits), and a forced one does not do again."""
        self.record("first", self.pdot("coverage", self.plan), None)

    def engine_answer(self, kind):
        return answers.from_store(self.store_folder / "plan.sqlite", kind, self.folder)

    # ---- the yardstick

    def table(self, who):
        return self.options.work / f"{self.job.name}-{who}.csv"

    def geos(self, layer, kind, who, *crs):
        """C on GEOS; its answer lies in the table of `who`."""
        return measure.run([self.options.tools / "bench_geos", self.folder, layer, kind, self.table(who),
                            self.options.threads, *crs])

    def python_peer(self, peer, kind, who):
        """Its own clock leaves the start of the interpreter out."""
        measured = measure.run([HERE / "peers" / PEERS[peer], self.folder, self.job.layer, kind, self.table(who)])
        told = json.loads(measured.stdout.splitlines()[-1])
        return measure.Measured(told["seconds"], measured.cpu_seconds, measured.peak_bytes, measured.stdout), told

    def yardstick(self):
        if self.is_raster:
            return self.python_peer("gdal", self.job.kind, "yardstick")[0]
        return self.geos(self.job.layer, YARDSTICK[self.job.kind], "yardstick")

    def race(self):
        """In turns, so that what else the machine does hits both."""
        ours, theirs = [], []
        for _ in range(self.options.rounds):
            ours.append(self.pdot("coverage", self.plan, "--force"))
            self.heed(ours[-1])
            theirs.append(self.yardstick())
        self.engine, bar = measure.best(ours), measure.best(theirs)
        self.planar = answers.from_table(self.table("yardstick"), self.job.kind)
        self.ratio = bar.seconds / self.engine.seconds
        self.record("yardstick", bar, self.planar, version=json.loads(bar.stdout.splitlines()[-1])["version"])
        say(f"  pdot {self.engine.seconds:.3f} s, yardstick {bar.seconds:.3f} s: {self.ratio:.2f}")

    # ---- agreement

    def agree(self, what, agreement):
        say(f"  {what}: {agreement}{'' if agreement.holds else '  DISAGREES'}")
        self.is_right &= agreement.holds
        return {"sum_relative": agreement.sum_relative, "worst_cell": agreement.worst_cell, "agrees": agreement.holds}

    def check_engine(self):
        answer = self.engine_answer(self.job.kind)
        more = self.agree("answers", self.engine_agreement(answer))
        self.record("pdot", self.engine, answer, ratio=self.ratio, **more)
        if self.job.kind == "polygons":
            self.geos(self.job.layer, "classes", "exact", CRS)
            apart = answers.from_table(self.table("exact"), "classes")
            self.agree("each class apart",
                       answers.compare(self.engine_answer("classes"), apart, SUM_LIMIT, self.job.cell_m2))

    def engine_agreement(self, answer):
        job = self.job
        if job.kind == "points":
            return answers.compare(answer, self.planar, 0, 0)
        if self.is_raster and job.exact is None:
            return answers.compare(answers.shares(answer), answers.shares(self.planar), CENTRE_LIMIT, CENTRE_LIMIT)
        layer, kind = (job.exact, "polygons") if self.is_raster else (job.layer, job.kind)
        self.geos(layer, kind, "exact", CRS)
        exact = answers.from_table(self.table("exact"), kind)
        if job.kind == "lines":
            return answers.compare(answer, exact, LENGTH_LIMIT, CELL_LIMIT_M)
        if self.is_raster:
            return answers.compare(answer, exact, RASTER_SUM_LIMIT, RASTER_CELL_LIMIT * max(exact.values()))
        return answers.compare(answer, exact, SUM_LIMIT, job.cell_m2)

    # ---- the other peers, once each

    def ask_peer(self, peer, kind):
        who = peer if kind != "usual" else f"{peer}-usual"
        try:
            measured, told = self.python_peer(peer, kind, who)
        except measure.Skipped as reason:
            say(f"  {peer}: {reason}")
            return
        answer = answers.from_table(self.table(who), kind)
        say(f"  {who}: {measured.seconds:.2f} s")
        self.record(who, measured, answer, prepare_ns=round(told["prepare"] * 1e9), version=told["version"],
                    **self.peer_agreement(who, kind, answer))

    def peer_agreement(self, who, kind, answer):
        if kind == "usual":
            usual = answers.compare(answer, self.planar, 1, float("inf"))
            return {"sum_relative": usual.sum_relative, "worst_cell": usual.worst_cell, "agrees": False}
        if kind == "classes":
            self.geos(self.job.layer, "classes", "planar")
            apart = answers.from_table(self.table("planar"), "classes")
            return self.agree(who, answers.compare(answer, apart, QGIS_LIMIT, QGIS_LIMIT * max(apart.values())))
        limit = 0 if kind in ("points", "cells") else max(self.job.cell_m2, answers.M2_PER_HA * 1e-9)
        return self.agree(who, answers.compare(answer, self.planar, SUM_LIMIT, limit))
