"""Answers as {(territory, class): measure}, from a peer's table or from the engine's store, and how far two differ.

A peer's measures are planar, in the layers' own CRS. The engine's are on the ellipsoid. The yardstick gives both: planar
it is compared with the peers, on the ellipsoid with the engine.
"""
import csv
import hashlib
import math
import sqlite3
from dataclasses import dataclass

M2_PER_HA = 1e4
CLASS_TABLES = {"slope": "pendientes.csv"}
AREAS = ("SELECT codigo, clase, {} FROM cobertura_amenaza WHERE amenaza = 'amenaza' AND nivel = 'parroquia' "
         "AND rango IS NOT NULL")
QUERIES = {"polygons": AREAS.format("area_ha"), "cells": AREAS.format("area_ha"), "slope": AREAS.format("area_ha"),
           "classes": AREAS.format("bruta_ha"),
           "lines": "SELECT codigo, '', sum(longitud_m) FROM cobertura_lineas WHERE activo = 'vias' GROUP BY codigo",
           "points": "SELECT codigo, '', sum(cantidad) FROM cobertura_puntos WHERE activo = 'viviendas' GROUP BY codigo"}
AREA_KINDS = ("polygons", "cells", "slope", "classes")


def from_table(path, kind):
    """A peer's; lines and points are summed over the classes, which the engine's assets do not have."""
    rows = {}
    with open(path, newline="") as table:
        for row in csv.DictReader(table):
            key = (int(row["tid"]), int(row["clase"]) if kind not in ("lines", "points") else 0)
            rows[key] = rows.get(key, 0.0) + float(row["m"] or 0)
    return rows


def from_store(path, kind, folder):
    """The engine's, in m2, m or points; a class is its place in the class table."""
    with open(folder / CLASS_TABLES.get(kind, "clases.csv"), newline="") as table:
        number = {row["label"]: i for i, row in enumerate(csv.DictReader(table), 1)}
    number[""] = 0
    unit = M2_PER_HA if kind in AREA_KINDS else 1
    store = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return {(int(code), number[label]): value * unit for code, label, value in store.execute(QUERIES[kind])}
    finally:
        store.close()


def checksum(answer):
    lines = (f"{territory},{number},{value!r}\n" for (territory, number), value in sorted(answer.items()))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@dataclass
class Agreement:
    sum_relative: float
    worst_cell: float  # in the answers' unit
    limit_sum: float
    limit_cell: float

    @property
    def holds(self):
        return self.sum_relative <= self.limit_sum and self.worst_cell <= self.limit_cell

    def __str__(self):
        return f"sum {self.sum_relative:.0e}, worst cell {self.worst_cell:.0e}"


def compare(one, other, limit_sum, limit_cell):
    cells = [(one.get(key, 0.0), other.get(key, 0.0)) for key in one.keys() | other.keys()]
    sums = math.fsum(a for a, _ in cells), math.fsum(b for _, b in cells)
    return Agreement(abs(sums[0] - sums[1]) / max(*sums, 1e-300), max((abs(a - b) for a, b in cells), default=math.inf),
                     limit_sum, limit_cell)


def shares(answer):
    """Each class as a share of its territory's classes: what a count of cells and an area can be compared by."""
    whole = {}
    for (territory, _), value in answer.items():
        whole[territory] = whole.get(territory, 0.0) + value
    return {key: value / whole[key[0]] for key, value in answer.items() if whole[key[0]] > 0}
