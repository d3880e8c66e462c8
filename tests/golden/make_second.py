#!/usr/bin/python3
"""Writes the boundaries and the hazard of inputs/second: a canton of our making on the coast, whose names clash with those of
the sample. Nine parroquias in a square of 3 x 3 cells of 10 km, corner E 600 000 N 9 720 000 (UTM 17S), row by row from the
south-west in the order of territorios.csv; "marea" is high over the lowest row; "obras" are works that cross borders.

The faults of its tables are listed in README.md beside them.
"""
import csv
import json
from pathlib import Path

HERE = Path(__file__).resolve().parent / "inputs/second"
CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32717"}}


def point(x, y):
    return [600000 + 10000 * x, 9720000 + 10000 * y]


def box(x0, y0, x1, y1):
    return {"type": "Polygon",
            "coordinates": [[point(x0, y0), point(x1, y0), point(x1, y1), point(x0, y1), point(x0, y0)]]}


def write(name, rows):
    lines = ",\n".join(json.dumps({"type": "Feature", "properties": row, "geometry": shape}, ensure_ascii=False)
                       for row, shape in rows)
    head = json.dumps({"name": name, "crs": CRS})[1:-1]
    (HERE / f"{name}.geojson").write_text(f'{{"type": "FeatureCollection", {head}, "features": [\n{lines}\n]}}\n')


def main():
    with open(HERE / "territorios.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    write("canton", [({"cod": r["code"], "nom": r["name"]}, box(0, 0, 3, 3)) for r in rows if r["level"] == "canton"])
    parishes = [r for r in rows if r["level"] == "parroquia"]
    write("parroquias", [({"cod": r["code"], "nom": r["name"], "clase": r["kind"]}, box(i % 3, i // 3, i % 3 + 1, i // 3 + 1))
                         for i, r in enumerate(parishes)])
    write("obras", [({"act": "a04", "anio": 2024}, box(0.9, 2.5, 1.1, 2.51)),
                    ({"act": "a04", "anio": "pronto"}, box(2.5, 2.5, 2.51, 2.6)),
                    ({"act": "a01", "anio": 2025}, {"type": "Point", "coordinates": point(0.5, 1.5)}),
                    ({"act": "a01", "anio": 2024}, {"type": "Point", "coordinates": point(3.5, 3.5)}),
                    ({"act": "a05", "anio": None}, {"type": "LineString", "coordinates": [point(2.5, 0.5), point(3.5, 0.5)]})])
    write("marea", [({"nivel": "ALTA"}, box(0, 0, 3, 0.5)), ({"nivel": "baja"}, box(0, 0.5, 3, 1))])


if __name__ == "__main__":
    main()
