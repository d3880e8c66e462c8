#!/usr/bin/python3
"""PostGIS in a cluster of its own, which lives in a temporary folder for this one question, listens on a socket there
and nowhere else, and runs as another user than root. The territories are cut by ST_Subdivide first, as its users do.
"""
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import sql
from peer import Clock, arguments, report, skip, write

OWNER = "postgres"  # of the cluster, if we are root
MOST_VERTICES = 256  # of a piece of territory
SETTINGS = {"listen_addresses": "", "shared_buffers": "2GB", "work_mem": "512MB", "jit": "off", "fsync": "off",
            "max_parallel_workers_per_gather": "2", "max_wal_size": "8GB"}
SESSION = ("SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; "
           "SET client_min_messages = warning;")
PAIRS = "layer p JOIN piece t ON ST_Intersects(p.g, t.g)"
COVERED = "ST_CoveredBy(p.g, t.g)"
QUERIES = {"polygons": sql.stacked(PAIRS, COVERED, "t.piece"), "usual": sql.measured("usual", PAIRS, COVERED),
           "lines": sql.measured("lines", PAIRS, COVERED), "points": sql.counted(PAIRS)}


def programs():
    """The folder of initdb and pg_ctl."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found or not list(found[-1].parents[1].glob("lib/postgis-*.so")):
        skip("postgresql-15-postgis-3")
    return found[-1].parent


def as_owner(*command):
    """Runs it as somebody else than root; quiet unless it fails."""
    prefix = ["runuser", "-u", OWNER, "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*prefix, *map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          cwd="/", check=False)
    if done.returncode != 0:
        sys.exit(f"{command[0]}: {done.stdout}")


@contextmanager
def cluster(binaries):
    """A running server; the folder of its socket."""
    folder = Path(tempfile.mkdtemp(prefix="pdot-bench-"))
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam(OWNER).pw_uid, -1)
    data, options = folder / "data", " ".join(f"-c {key}='{value}'" for key, value in SETTINGS.items())
    is_running = False
    try:
        as_owner(binaries / "initdb", "-D", data, "-A", "trust", "-U", OWNER, "-E", "UTF8", "--locale=C")
        as_owner(binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", f"{options} -k {folder}", "start")
        is_running = True
        yield folder
    finally:
        if is_running:
            as_owner(binaries / "pg_ctl", "-D", data, "-m", "fast", "-w", "stop")
        shutil.rmtree(folder)


def ask(folder, sql):
    return subprocess.run(["psql", "-X", "-q", "-A", "-t", "-F", ",", "-v", "ON_ERROR_STOP=1", "-h", folder, "-U", OWNER,
                           "-d", "postgres", "-c", SESSION, "-c", sql], check=True, text=True, capture_output=True).stdout


def load(folder, options):
    ask(folder, "CREATE EXTENSION postgis")
    for source, table in (("terr", "terr"), (options.layer, "layer")):
        subprocess.run(["ogr2ogr", "-f", "PostgreSQL", f"PG:host={folder} user={OWNER} dbname=postgres",
                        options.folder / f"{source}.gpkg", source, "-nln", table, "-nlt", "PROMOTE_TO_MULTI",
                        "-lco", "GEOMETRY_NAME=g", "-gt", "100000", "--config", "PG_USE_COPY", "YES"], check=True)
    ask(folder, f"CREATE TABLE piece AS SELECT row_number() OVER () AS piece, tid, g FROM "
                f"(SELECT tid, ST_Subdivide(g, {MOST_VERTICES}) AS g FROM terr) AS cut")
    ask(folder, "CREATE INDEX ON piece USING gist (g)")
    for table in ("piece", "layer"):
        ask(folder, f"ANALYZE {table}")
        ask(folder, f"ALTER TABLE {table} SET (parallel_workers = 2)")


def main():
    options, binaries = arguments(QUERIES), programs()
    with cluster(binaries) as folder:
        clock = Clock()
        load(folder, options)
        loaded = clock.look()
        answer = ask(folder, QUERIES[options.kind])
        asked = clock.look()
        version = ask(folder, "SELECT 'PostGIS ' || postgis_lib_version()").strip()
    write(options.out, (row.split(",") for row in answer.split()))
    report(asked, version, loaded)


if __name__ == "__main__":
    main()
