#!/usr/bin/python3
"""Writes inputs/mini: a plan small enough to check by eye. Coordinates are kilometres of a square of 3 x 2 km whose corner
is E 690 000 N 9 560 000 (UTM 17S).

    2 +-----+-----+-----+     masa: "alta" over x 0..1.5, y 0..1; "media" over x 1..2, y 0..2
      |     |  U  |     |     falla: a line at x = 2.5, buffered by 100 m
    1 + R1  +-----+ R2  |     R1 Río Claro (rural), R2 La Loma (rural), U Centro (urbana), S Sur (urbana)
      |     |  S  |     |
    0 +-----+-----+-----+
      0     1     2     3
"""
import json
from pathlib import Path

HERE = Path(__file__).resolve().parent / "inputs/mini"
CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32717"}}


def point(x, y):
    return [690000 + 1000 * x, 9560000 + 1000 * y]


def box(x0, y0, x1, y1):
    return {"type": "Polygon",
            "coordinates": [[point(x0, y0), point(x1, y0), point(x1, y1), point(x0, y1), point(x0, y0)]]}


def write(name, rows):
    lines = ",\n".join(json.dumps({"type": "Feature", "properties": row, "geometry": shape}, ensure_ascii=False)
                       for row, shape in rows)
    head = json.dumps({"name": name, "crs": CRS})[1:-1]
    (HERE / f"{name}.geojson").write_text(f'{{"type": "FeatureCollection", {head}, "features": [\n{lines}\n]}}\n')


def main():
    write("canton", [({"codigo": "1199", "nombre": "Prueba"}, box(0, 0, 3, 2))])
    write("parroquias", [
        ({"codigo": "119901", "nombre": "Centro", "tipo": "urbana"}, box(1, 1, 2, 2)),
        ({"codigo": "119902", "nombre": "Sur", "tipo": "urbana"}, box(1, 0, 2, 1)),
        ({"codigo": "119951", "nombre": "Río Claro", "tipo": "rural"}, box(0, 0, 1, 2)),
        ({"codigo": "119952", "nombre": "La Loma", "tipo": "rural"}, box(2, 0, 3, 2)),
    ])
    write("masa", [({"grado": "ALTA"}, box(0, 0, 1.5, 1)), ({"grado": "Media"}, box(1, 0, 2, 2))])
    write("fallas", [({"nombre": "Falla Uno"}, {"type": "LineString", "coordinates": [point(2.5, -1), point(2.5, 3)]})])


if __name__ == "__main__":
    main()
