#!/usr/bin/python3
"""SpatiaLite's shell on a file of its own. One thread: SQLite does not share a query among several."""
import shutil
import subprocess
import tempfile
from pathlib import Path

import sql
from peer import Clock, arguments, report, skip, write

PAIRS = """terr t JOIN layer p ON p.rowid IN (
    SELECT rowid FROM SpatialIndex WHERE f_table_name = 'layer' AND search_frame = t.g)
WHERE ST_Intersects(p.g, t.g) = 1"""
COVERED = "ST_Covers(t.g, p.g) = 1"
QUERIES = {"polygons": sql.stacked(PAIRS, COVERED, "t.tid", "MATERIALIZED"),
           "usual": sql.measured("usual", PAIRS, COVERED), "lines": sql.measured("lines", PAIRS, COVERED),
           "points": sql.counted(PAIRS)}


def load(path, options):
    for source, table in (("terr", "terr"), (options.layer, "layer")):
        how = ["-update"] if path.exists() else ["-dsco", "SPATIALITE=YES"]
        subprocess.run(["ogr2ogr", "-f", "SQLite", *how, path, options.folder / f"{source}.gpkg", source, "-nln", table,
                        "-lco", "GEOMETRY_NAME=g", "-gt", "200000"], check=True, capture_output=True)


def ask(path, sql):
    return subprocess.run(["spatialite", "-bail", "-silent", "-noheader", "-csv", path, sql], check=True, text=True,
                          capture_output=True).stdout


def main():
    options = arguments(QUERIES)
    if shutil.which("spatialite") is None:
        skip("spatialite-bin")
    with tempfile.TemporaryDirectory(prefix="pdot-bench-") as folder:
        path, clock = Path(folder) / "work.sqlite", Clock()
        load(path, options)
        loaded = clock.look()
        answer = ask(path, QUERIES[options.kind])
        asked = clock.look()
        version = ask(path, "SELECT 'SpatiaLite ' || spatialite_version()").strip().strip('"')
    write(options.out, (row.split(",") for row in answer.split()))
    report(asked, version, loaded)


if __name__ == "__main__":
    main()
