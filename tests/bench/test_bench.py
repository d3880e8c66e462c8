#!/usr/bin/python3
"""The benchmarks themselves: the generator repeats itself, a wrong answer is noticed, and the runner goes through on the
smallest data with the yardstick, whose answers must be the engine's. No time is judged.

test_bench.py --program PDOT --tools FOLDER
"""
import argparse
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True

import answers  # noqa: E402
import jobs  # noqa: E402
from osgeo import ogr  # noqa: E402

HERE = Path(__file__).resolve().parent
PROGRAMS = argparse.Namespace()
SMOKE = [job.name for job in jobs.chosen(["smoke"])]


def generate(folder, *layers, preset="canton"):
    subprocess.run(["/usr/bin/python3", "-B", HERE / "generate.py", folder, "--preset", preset, "--only",
                    ",".join(layers)], check=True, stderr=subprocess.DEVNULL)


def features(folder, layer):
    source = ogr.Open(str(folder / f"{layer}.gpkg"))
    return [(feature.items(), bytes(feature.GetGeometryRef().ExportToWkb())) for feature in source.GetLayer(0)]


class Generator(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="pdot-bench-")
        self.addCleanup(self.folder.cleanup)

    def test_same_arguments_same_features(self):
        one, other = Path(self.folder.name, "one"), Path(self.folder.name, "other")
        for folder in (one, other):
            generate(folder, "terr", "polys", "lines", "points")
        for layer in ("terr", "polys", "lines", "points"):
            self.assertEqual(features(one, layer), features(other, layer), layer)

    def test_the_data_are_those_of_the_published_figures(self):
        folder = Path(self.folder.name)
        generate(folder, "terr", "polys")
        shapes = [ogr.CreateGeometryFromWkb(wkb) for _, wkb in features(folder, "polys")]
        self.assertEqual(len(shapes), 2000)
        self.assertTrue(all(shape.IsValid() for shape in shapes))
        vertices = sum(ring.GetPointCount() for shape in shapes for ring in shape)
        self.assertAlmostEqual(vertices, 113e3, delta=2e3)
        territories = [ogr.CreateGeometryFromWkb(wkb) for _, wkb in features(folder, "terr")]
        union = ogr.Geometry(ogr.wkbMultiPolygon)
        for shape in territories:
            union.AddGeometry(shape)
        areas = sum(shape.GetArea() for shape in territories)
        self.assertAlmostEqual(union.UnionCascaded().GetArea() / areas, 1, places=12, msg="territories do not overlap")


class Comparison(unittest.TestCase):
    right = {(1, 1): 1e6, (1, 2): 2e6, (2, 1): 3e6}

    def holds(self, other):
        return answers.compare(self.right, other, 1e-12, 1e-6).holds

    def test_a_wrong_figure_is_noticed(self):
        self.assertTrue(self.holds(dict(self.right)))
        self.assertFalse(self.holds({**self.right, (1, 2): 2e6 + 1e-4}))

    def test_ground_given_to_another_class_is_noticed_though_the_sum_is_right(self):
        self.assertFalse(self.holds({**self.right, (1, 1): 1e6 - 1, (1, 2): 2e6 + 1}))

    def test_a_missing_or_additional_row_is_noticed(self):
        self.assertFalse(self.holds({key: value for key, value in self.right.items() if key != (2, 1)}))
        self.assertFalse(self.holds({**self.right, (2, 5): 1.0}))

    def test_an_empty_answer_agrees_with_nothing(self):
        self.assertFalse(answers.compare({}, {}, 1e-12, 1e-6).holds)


class Runner(unittest.TestCase):
    def test_engine_and_yardstick_agree_on_the_smallest_data(self):
        with tempfile.TemporaryDirectory(prefix="pdot-bench-") as name:
            folder = Path(name)
            done = subprocess.run(["/usr/bin/python3", "-B", HERE / "run", "--jobs", "smoke", "--peers", "none",
                                   "--rounds", "1", "--folder", folder, "--results", folder / "RESULTS.md",
                                   "--program", PROGRAMS.program, "--tools", PROGRAMS.tools],
                                  text=True, capture_output=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            rows = [json.loads(line) for line in (folder / "results.jsonl").read_text().splitlines()]
            table = (folder / "RESULTS.md").read_text()
        found = {row["name"]: row for row in rows}
        for job in SMOKE:
            self.assertTrue(found[f"{job}/pdot"]["agrees"], job)
            self.assertGreater(found[f"{job}/pdot"]["ns"], 0)
            self.assertEqual(len(found[f"{job}/pdot"]["checksum"]), 64)
        for job in jobs.chosen(["smoke"]):
            self.assertIn(f"| {job.title} |", table)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", type=Path)
    parser.add_argument("--tools", type=Path)
    PROGRAMS, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest])
