#!/usr/bin/python3
"""check_truth.py DELIVERY: every figure of every delivered table, read back from the GeoPackage, the CSV tables, the
GeoJSON files, the workbook and the report, is the same everywhere. Texts too, but for what a format says it does to them
(the CSV's apostrophe, the workbook's labels). Exit status 1 if anything differs."""
import csv
import json
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree
import zipfile

from osgeo import ogr

ogr.UseExceptions()
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
problems = []


def expect(condition, message):
    if not condition and len(problems) < 40:
        problems.append(message)


def read_geopackage(path):
    source = ogr.Open(str(path))
    tables = {}
    for layer in (source.GetLayer(i) for i in range(source.GetLayerCount())):
        if layer.GetName() == "layer_styles":
            continue
        definition = layer.GetLayerDefn()
        columns = [definition.GetFieldDefn(i) for i in range(definition.GetFieldCount())]
        names = [column.GetName() for column in columns]
        flags = {c.GetName() for c in columns if c.GetSubType() == ogr.OFSTBoolean}
        rows = []
        for feature in layer:
            row = {name: feature.GetField(name) for name in names}
            rows.append({n: bool(v) if n in flags and v is not None else v for n, v in row.items()})
        tables[layer.GetName()] = (names, rows)
    return tables


def same_text(text, value):
    """A CSV cell against a value of the GeoPackage."""
    if value is None:
        return text == ""
    if isinstance(value, bool):
        return text == ("true" if value else "false")
    if isinstance(value, str):
        return text == value or (text == "'" + value and value[0] in "=+-@\t\r")
    return text != "" and float(text) == value


def check_csv(folder, tables):
    for name, (columns, rows) in tables.items():
        with open(folder / f"{name}.csv", encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file, strict=True))
        expect(lines[0] == columns, f"csv {name}: columns {lines[0]}")
        expect(len(lines) - 1 == len(rows), f"csv {name}: {len(lines) - 1} rows, not {len(rows)}")
        for line, row in zip(lines[1:], rows):
            for column, text in zip(columns, line):
                expect(same_text(text, row[column]), f"csv {name} {line[:2]}: {column} is {text!r}, not {row[column]!r}")


def check_geojson(folder, tables):
    for path in folder.glob("*.geojson"):
        columns, rows = tables[path.stem]
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        expect(len(features) == len(rows), f"geojson {path.stem}: {len(features)} features, not {len(rows)}")
        for feature, row in zip(features, rows):
            expect(feature["properties"] == row, f"geojson {path.stem} {feature['id']}: properties differ")


def column_number(reference):
    number = 0
    for letter in re.match(r"[A-Z]+", reference).group():
        number = number * 26 + ord(letter) - 64
    return number - 1


def read_sheet(archive, path, shared):
    rows = {}
    for cell in ElementTree.fromstring(archive.read(path)).iter(f"{SPREADSHEET}c"):
        row = int(re.search(r"\d+", cell.get("r")).group())
        value = cell.find(f"{SPREADSHEET}v")
        if cell.get("t") == "s":
            content = shared[int(value.text)]
        elif cell.get("t") == "inlineStr":
            content = "".join(t.text or "" for t in cell.iter(f"{SPREADSHEET}t"))
        else:
            content = float(value.text) if value is not None else None
        rows.setdefault(row, {})[column_number(cell.get("r"))] = content
    return rows


def read_workbook(path):
    archive = zipfile.ZipFile(path)
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    shared = []
    if "xl/sharedStrings.xml" in archive.namelist():
        root = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
        shared = ["".join(t.text or "" for t in item.iter(f"{SPREADSHEET}t")) for item in root]
    names = [sheet.get("name") for sheet in book.iter(f"{SPREADSHEET}sheet")]
    return {name: read_sheet(archive, f"xl/worksheets/sheet{i + 1}.xml", shared) for i, name in enumerate(names)}


def check_workbook(path, tables):
    sheets = read_workbook(path)
    for name, (columns, rows) in tables.items():
        sheet = sheets.get(name[:31])
        expect(sheet is not None, f"xlsx: no sheet {name}")
        if sheet is None:
            continue
        expect(max(sheet) - 1 == len(rows), f"xlsx {name}: {max(sheet) - 1} rows, not {len(rows)}")
        for index, row in enumerate(rows):
            cells = sheet.get(index + 2, {})
            for number, column in enumerate(columns):
                value, cell = row[column], cells.get(number)
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    expect(cell == value, f"xlsx {name} row {index + 2}: {column} is {cell!r}, not {value!r}")
                elif value is None or value == "":
                    expect(cell is None, f"xlsx {name} row {index + 2}: {column} is {cell!r}, not empty")
                else:
                    expect(isinstance(cell, str), f"xlsx {name} row {index + 2}: {column} is {cell!r}, not text")


def check_report(path, tables):
    page = path.read_text(encoding="utf-8")
    data = json.loads(page.split('id="datos">', 1)[1].split("</script>", 1)[0])
    expect(len(page.encode()) < 5_000_000, f"html: {len(page.encode())} bytes")
    for table in data["tables"]:
        _, rows = tables[table["name"]]
        expect(len(table["rows"]) == len(rows), f"html {table['name']}: {len(table['rows'])} rows, not {len(rows)}")
        for cells, row in zip(table["rows"], rows):
            for column, cell in zip(table["columns"], cells):
                value = data["texts"][cell] if column["type"] == "text" and cell is not None else cell
                expect(value == row[column["name"]],
                       f"html {table['name']} {cells[:2]}: {column['name']} is {value!r}, not {row[column['name']]!r}")
    return len(data["tables"])


def main():
    folder = pathlib.Path(sys.argv[1])
    tables = read_geopackage(next(folder.glob("*.gpkg")))
    check_csv(folder / "tablas", tables)
    check_geojson(folder / "geojson", tables)
    check_workbook(next(folder.glob("*.xlsx")), tables)
    n = check_report(folder / "informe.html", tables)
    for problem in problems:
        print(problem)
    cells = sum(len(columns) * len(rows) for columns, rows in tables.values())
    print(f"{len(tables)} tables, {cells} cells, {n} tables in the report, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
