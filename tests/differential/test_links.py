#!/usr/bin/python3
"""Links and counts of the sample against a naive reading: every distinct zone cell of the diagnosis is written down here with
the territories a planner gives it, and the counts are made from that list and the recorded tables alone.

    test_links.py --program build/dev/bin/pdot
"""
import argparse
import csv
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
SAMPLE = REPO / "geodata/loja"
RURAL = {f"1101{n}" for n in range(51, 64)}
URBAN = {f"1101{n:02}" for n in range(1, 7)}
FRINGE = {"110104", "110105", "110106", "110150-R"}
PARISHES = RURAL | URBAN
ALL = PARISHES | {"110150-R"}
WHOLE = "whole"

# Cell without final stop and in lower case → certain, possible.
READING = {
    "": (set(), set()),
    "todo el cantón": WHOLE,
    "parroquias rurales": (RURAL, set()),
    "zona urbana": (URBAN, set()),
    "centros consolidados en parroquias zona urbana": (RURAL | URBAN, set()),
    "parroquia el valle, carigan, punzara parroquias rurales": (RURAL | {"110104", "110105", "110106"}, set()),
    "parroquias de malacatos, vilcabamba, san pedro de vilcabamba parroquia el valle, punzara y carigan":
        ({"110104", "110105", "110106", "110156", "110158", "110161"}, set()),
    "penitencia urbana parroquias rurales": (RURAL, FRINGE),
    "periferia urbana parroquias rurales": (RURAL, FRINGE),
    "periferie urbana parroquias rurales": (RURAL, FRINGE),
    "zona periférica urbana parroquias rurales": (RURAL, FRINGE),
    "zona periférica de la ciudad parroquias rurales": (RURAL, FRINGE),
    "zona periférica de la ciudad algunas parroquias rurales": (set(), RURAL | FRINGE),
    "zona periférica de la ciudad algunas parroquias": (set(), PARISHES | FRINGE),
}

# The activities that name a place in their words or indicator, by hand; the others name none.
ACTIVITIES = {
    "act-11": PARISHES, "act-19": PARISHES, "act-20": PARISHES, "act-22": PARISHES, "act-25": URBAN, "act-26": RURAL,
    "act-27": URBAN, "act-28": RURAL, "act-34": PARISHES, "act-35": PARISHES, "act-36": URBAN,
}

faults = 0


def check(what, actual, expected):
    global faults
    if actual == expected:
        print(f"ok    {what}")
        return
    faults += 1
    print(f"FAULT {what}\n      is       {actual}\n      expected {expected}")


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def naive_problems():
    """code → certain, upper bound; and the number said of the whole canton; and the links."""
    certain, most, whole, links = Counter(), Counter(), 0, set()
    for row in table(SAMPLE / "diagnostico.csv"):
        reading = READING[row["zonas"].strip().rstrip(".").lower()]
        if reading == WHOLE:
            whole += 1
            links |= {(row["id"], code, "certain") for code in ALL}
            continue
        sure, maybe = reading
        for code in sure:
            certain[code] += 1
        for code in sure | maybe:
            most[code] += 1
        links |= {(row["id"], c, "certain") for c in sure} | {(row["id"], c, "possible") for c in maybe - sure}
    return certain, most, whole, links


def naive_activities():
    certain = Counter()
    for row in table(SAMPLE / "actividades.csv"):
        if not row["repite"]:
            for code in ACTIVITIES.get(row["id"], set()):
                certain[code] += 1
    return certain


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    program = parser.parse_args().program
    with tempfile.TemporaryDirectory(prefix="pdot-links-") as folder:
        done = subprocess.run([program, "run", str(SAMPLE / "plan.yaml"), "--out", "out", "--quiet"], cwd=folder,
                              capture_output=True, text=True)
        check("the sample runs", (done.returncode, done.stderr), (0, ""))
        tables = Path(folder) / "out/entrega/tablas"
        units = {row["codigo"]: row for row in table(tables / "territorios.csv")}
        links = {(r["problema_id"], r["codigo"], r["certeza"]) for r in table(tables / "problema_territorio.csv")}
        activities = {r["actividad_id"]: r for r in table(tables / "actividades.csv")}
        plan_rows = table(tables / "cobertura_plan.csv")
        upper = {row["codigo"]: row for row in table(tables / "territorios_superiores.csv")}
    certain, most, whole, expected_links = naive_problems()
    check("the twenty units", set(units), ALL)
    check("every link of a problem, certain or possible", links ^ expected_links, set())
    check("problems per unit", {c: int(r["problemas"]) for c, r in units.items()}, {c: certain[c] for c in ALL})
    check("upper bound per unit", {c: int(r["problemas_max"]) for c, r in units.items()}, {c: most[c] for c in ALL})
    check("canton-wide problems are the same for all", {r["problemas_canton"] for r in units.values()}, {str(whole)})
    named = naive_activities()
    check("activities per unit", {c: int(r["actividades"]) for c, r in units.items()}, {c: named[c] for c in ALL})
    check("activities that name a place", {i for i, r in activities.items() if int(r["ciertos"]) and not r["repite"]},
          set(ACTIVITIES))
    sums = Counter()
    for row in plan_rows:
        sums[row["codigo"]] += int(row["problemas"])
    check("components and themes sum to the units", {c: sums[c] for c in ALL}, {c: certain[c] for c in ALL})
    placed = sum(1 for r in table(SAMPLE / "diagnostico.csv")
                 if READING[r["zonas"].strip().rstrip(".").lower()] not in (WHOLE, READING[""])
                 and READING[r["zonas"].strip().rstrip(".").lower()][0])
    check("a row counts once in the canton however many parts it names", int(upper["1101"]["problemas"]), placed)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
