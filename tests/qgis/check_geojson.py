#!/usr/bin/python3
"""check_geojson.py FOLDER: every .geojson file of the folder against RFC 7946, by hand and by OGR.

One FeatureCollection, no crs member, longitude and latitude in range, at most 7 decimals, closed rings, outer rings
counter-clockwise and holes clockwise, valid polygons, ids that are there and differ, a bbox that is the extent. Exit
status 1 if anything is wrong."""
import json
import pathlib
import re
import sys

from osgeo import ogr

ogr.UseExceptions()
problems = []


def expect(condition, message):
    if not condition:
        problems.append(message)


def signed_area(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:])) / 2


def check_polygon(polygon, where):
    for index, ring in enumerate(polygon):
        expect(len(ring) >= 4 and ring[0] == ring[-1], f"{where}: ring {index} is not closed")
        expect((signed_area(ring) > 0) == (index == 0), f"{where}: ring {index} turns the wrong way")


def positions(coordinates):
    if coordinates and isinstance(coordinates[0], (int, float)):
        yield coordinates
    else:
        for part in coordinates:
            yield from positions(part)


def check_geometry(geometry, where, box):
    for x, y in positions(geometry["coordinates"]):
        expect(-180 <= x <= 180 and -90 <= y <= 90, f"{where}: {x}, {y} is no longitude, latitude")
        box[:] = [min(box[0], x), min(box[1], y), max(box[2], x), max(box[3], y)]
    if geometry["type"] == "Polygon":
        check_polygon(geometry["coordinates"], where)
    if geometry["type"] == "MultiPolygon":
        for polygon in geometry["coordinates"]:
            check_polygon(polygon, where)
    shape = ogr.CreateGeometryFromJson(json.dumps(geometry))
    expect(shape is not None and shape.IsValid(), f"{where}: not valid")


def check_file(path):
    text = path.read_text(encoding="utf-8")
    for number in re.findall(r"-?\d+\.(\d+)(?=[,\]])", text.split('"features"')[1]):
        if len(number) > 7:
            expect(False, f"{path.name}: {len(number)} decimals")
            break
    data = json.loads(text)
    expect(data["type"] == "FeatureCollection", f"{path.name}: no FeatureCollection")
    expect("crs" not in data, f"{path.name}: has a crs member")
    box, ids = [1e9, 1e9, -1e9, -1e9], set()
    for feature in data["features"]:
        where = f"{path.name} {feature.get('id')}"
        expect(feature.get("id") not in ids | {None}, f"{where}: id missing or repeated")
        ids.add(feature.get("id"))
        if feature["geometry"] is not None:
            check_geometry(feature["geometry"], where, box)
    if box[0] <= box[2]:
        expect(data.get("bbox") == box, f"{path.name}: bbox {data.get('bbox')} is not {box}")
    return len(data["features"])


def main():
    files = sorted(pathlib.Path(sys.argv[1]).glob("*.geojson"))
    expect(files, "no .geojson file")
    n = sum(check_file(path) for path in files)
    for problem in problems[:50]:
        print(problem)
    print(f"{len(files)} files, {n} features, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
