"""RESULTS.md from the measurements: tables made here, the reading of them kept from the file as it was."""
import os
import subprocess

from jobs import JOBS, VERTICES

MARK = "<!-- Below: written by hand, kept by tests/bench/run. -->"
MIB = 1 << 20
HEAD = """# Results of the benchmarks

Written by `tests/bench/run`; how it measures is in `README.md`. {machine}
"""
ABOUT_RACE = """
## The engine against the yardstick

One process from the imported store to the stored table (`pdot coverage --force`) against one process from GeoPackage or
GeoTIFF to a table of figures, in turns, least of several rounds. Yardstick: for vectors `bench_geos` (C on GEOS,
planar: it is spared the measure on the ellipsoid), for rasters GDAL's tools (without the start of the interpreter).
Agreement: relative difference of the sums and largest difference of a figure (m2, m, points; for rasters without an
exact oracle the share of the territory). The ratio of processor time, all threads, start of the interpreter included,
suffers less from other work on the machine (its load stands in the last column); it says nothing about how well
threads are used.
"""
ABOUT_IMPORT = """
## Import

`pdot import` from nothing, against the bare read of the same features through OGR. The first `pdot coverage` after it
also looks at the health of the limits (overlaps and gaps of the territories), which a forced one does not repeat.
"""
ABOUT_GROWTH = """
## Growth

Time over time, beside vertices over vertices.
"""
ABOUT_PEERS = """
## What users run today

One run each, planar. Seconds leave out the start of an interpreter and the loading into a server or file of its own,
which stands beside them. The last column is the peer's time over the engine's.
"""


def shell(*command):
    return subprocess.run(command, text=True, capture_output=True, check=False).stdout.strip()


def machine():
    memory = next(int(line.split()[1]) for line in open("/proc/meminfo") if line.startswith("MemTotal"))
    gdal = shell("gdal-config", "--version") or "unknown"
    geos = shell("geos-config", "--version") or "unknown"
    return f"{os.cpu_count()} cores, {memory / MIB:.0f} GiB memory, GDAL {gdal}, GEOS {geos}."


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def seconds(ns):
    s = ns / 1e9
    return f"{s:.3f}" if s < 1 else f"{s:.2f}" if s < 100 else f"{s:.0f}"


def mib(row):
    return f"{row['peak_bytes'] / MIB:.0f}"


def small(value):
    return "0" if value == 0 else f"{value:.0e}"


def agreement(row):
    return f"{small(row['sum_relative'])}, {small(row['worst_cell'])}"


def verdict(job, ratio):
    if job.done_at is None:
        return ""
    if ratio >= job.done_at:
        return "goal" if ratio >= job.goal else "done"
    return f"{100 * (1 - ratio / job.done_at):.0f} % short"


def race_rows(found):
    for job in JOBS:
        ours, bar = found.get(f"{job.name}/pdot"), found.get(f"{job.name}/yardstick")
        if ours and bar:
            asked = f"{job.done_at:g} / {job.goal:g}" if job.done_at else ""
            yield (job.title, seconds(ours["ns"]), seconds(bar["ns"]), f"{ours['ratio']:.2f}", asked,
                   verdict(job, ours["ratio"]), f"{bar['cpu_ns'] / ours['cpu_ns']:.2f}",
                   f"{mib(ours)} / {mib(bar)}", agreement(ours), f"{ours['load']:g}")


def import_rows(found):
    for job in JOBS:
        ours, read = found.get(f"{job.name}/import"), found.get(f"{job.name}/read")
        if ours and read:
            first = found.get(f"{job.name}/first")
            yield (job.title, seconds(ours["ns"]), seconds(read["ns"]), f"{ours['ns'] / read['ns']:.1f}", mib(ours),
                   seconds(first["ns"]) if first else "")


def growth_rows(found):
    for small_one, large in (("s", "m"), ("m", "l")):
        names = [(f"{small_one}/{who}", f"{large}/{who}") for who in ("pdot", "yardstick")]
        if all(name in found for pair in names for name in pair):
            times = [f"{found[b]['ns'] / found[a]['ns']:.1f}" for a, b in names]
            yield (f"{small_one.upper()} to {large.upper()}", f"{VERTICES[large] / VERTICES[small_one]:.1f}", *times)


def peer_rows(found):
    for job in JOBS:
        ours = found.get(f"{job.name}/pdot")
        for name, row in found.items():
            if ours and name.startswith(f"{job.name}/") and "prepare_ns" in row:
                who, how = row["version"], agreement(row)
                if name.endswith("usual"):
                    who, how = f"{who}, usual recipe", f"counts overlaps twice: +{100 * row['sum_relative']:.1f} %"
                yield (job.title, who, seconds(row["ns"]), seconds(row["prepare_ns"]), how,
                       f"{row['ns'] / ours['ns']:.1f}")


def write(path, found):
    """found: measurements by name. Keeps what stands below the mark."""
    old = path.read_text() if path.exists() else ""
    tail = old[old.index(MARK):] if MARK in old else MARK + "\n"
    parts = [HEAD.format(machine=machine())]
    for about, head, rows in (
            (ABOUT_RACE, ("job", "pdot s", "yardstick s", "ratio", "done at / goal", "reached", "ratio of cpu",
                          "peak MiB", "agreement", "load"), race_rows(found)),
            (ABOUT_IMPORT, ("job", "pdot s", "OGR read s", "ratio", "peak MiB", "first coverage s"),
             import_rows(found)),
            (ABOUT_GROWTH, ("from, to", "vertices", "pdot", "yardstick"), growth_rows(found)),
            (ABOUT_PEERS, ("job", "peer", "s", "loading s", "agreement with the yardstick", "over pdot"),
             peer_rows(found))):
        parts += [about, "\n", table(head, rows)]
    path.write_text("".join(parts) + "\n" + tail)
