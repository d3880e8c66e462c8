#!/usr/bin/python3
"""Every kind of count of the plan can be traced: for each table of counts, each column and a few rows that are not nil,
`pdot explain` gives rows that add up to the figure of the delivered table.

    test_explain_plan.py --program build/dev/bin/pdot
"""
import argparse
import csv
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

INPUTS = Path(__file__).resolve().parents[1] / "golden/inputs/second"
ROWS = 2  # of each column: the first that are not nil
COUNTS = {
    "territorios": "problemas problemas_max problemas_canton actividades actividades_max actividades_canton servicios usuarios brechas",
    "territorios_superiores": "problemas problemas_max actividades servicios usuarios brechas",
    "sintesis": "problemas problemas_max actividades actividades_max servicios servicios_max convenios convenios_max brechas",
    "brechas": "problemas actividades",
    "cobertura_plan": "problemas problemas_max problemas_canton actividades actividades_max actividades_canton",
    "cobertura_anual": "actividades acumuladas",
    "cobertura_servicios": "servicios servicios_max servicios_canton usuarios",
}
KEYS = {
    "territorios": ["codigo"], "territorios_superiores": ["codigo"], "sintesis": ["codigo"],
    "brechas": ["codigo", "componente", "tematica", "brecha", "amenaza"],
    "cobertura_plan": ["codigo", "componente", "tematica"], "cobertura_anual": ["codigo", "componente", "anio"],
    "cobertura_servicios": ["codigo", "area", "unidad"],
}


def figures(folder):
    """[(figure, value)] of the delivered tables."""
    out = []
    for table, columns in COUNTS.items():
        with open(folder / "out/entrega/tablas" / f"{table}.csv", encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        for column in columns.split():
            told = [r for r in rows if r[column] not in ("", "0")][:ROWS] or [r for r in rows if r[column] != ""][:1]
            out += [("/".join([table, *(r[k] for k in KEYS[table]), column]), float(r[column])) for r in told]
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    program = parser.parse_args().program
    faults, n = [], 0
    with tempfile.TemporaryDirectory(prefix="pdot-explain-") as name:
        folder = Path(name)
        shutil.copytree(INPUTS, folder / "second")
        subprocess.run([program, "run", "second/plan.yaml", "--out", "out", "--quiet"], cwd=folder, check=True)
        for figure, value in figures(folder):
            done = subprocess.run([program, "explain", "second/plan.yaml", figure, "--out", "out", "--json"], cwd=folder,
                                  capture_output=True, text=True)
            n += 1
            if done.returncode != 0:
                faults.append(f"{figure}: {done.stdout.strip() or done.stderr.strip()}")
                continue
            rows = json.loads(done.stdout)["rows"]
            if abs(sum(r["value"] for r in rows) - value) > 1e-9 or (value > 0 and not all(r["note"] for r in rows)):
                faults.append(f"{figure}: {rows} for {value}")
    if n < 60:
        faults.append(f"only {n} figures to ask for")
    for fault in faults:
        print("FAULT", fault)
    print(f"{n} counts explained")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
