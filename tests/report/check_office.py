#!/usr/bin/python3
"""check_office.py DELIVERY: LibreOffice, without a screen, opens the workbook; each figure of the GeoPackage is a number of
the same value in it, each code a text. Exit status 1 if anything differs, 77 without LibreOffice."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
import zipfile

from check_truth import read_geopackage

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def cell_value(cell):
    kind = cell.get(f"{OFFICE}value-type")
    if kind in ("float", "percentage", "currency"):
        return float(cell.get(f"{OFFICE}value"))
    if kind is None:
        return None
    return "\n".join("".join(p.itertext()) for p in cell.iter(f"{TEXT}p"))


def sheet_rows(sheet):
    for row in sheet.iter(f"{TABLE}table-row"):
        cells = []
        for cell in row:
            cells += [cell_value(cell)] * min(int(cell.get(f"{TABLE}number-columns-repeated", "1")), 64)
        for _ in range(min(int(row.get(f"{TABLE}number-rows-repeated", "1")), 2)):  # the last fills the sheet
            yield cells


def open_in_office(workbook, folder):
    """The sheets as LibreOffice reads them: name to rows of cells."""
    subprocess.run(["soffice", f"-env:UserInstallation={folder.as_uri()}/profile", "--headless", "--convert-to", "ods",
                    "--outdir", folder, workbook], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
    with zipfile.ZipFile(folder / f"{workbook.stem}.ods") as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
    return {sheet.get(f"{TABLE}name"): list(sheet_rows(sheet)) for sheet in root.iter(f"{TABLE}table")}


def check_table(name, columns, rows, sheet):
    """The number of figures, and what is wrong."""
    n, wrong = 0, []
    for index, row in enumerate(rows):
        for number, column in enumerate(columns):
            value = row[column]
            if isinstance(value, bool) or not isinstance(value, (int, float, str)) or value == "":
                continue
            cells = sheet[index + 1] if index + 1 < len(sheet) else []
            cell = cells[number] if number < len(cells) else None
            n += not isinstance(value, str)
            if isinstance(cell, str) != isinstance(value, str) or (not isinstance(value, str) and cell != value):
                wrong.append(f"{name} row {index + 2}: {column} is {cell!r}, not {value!r}")
    return n, wrong


def main():
    if shutil.which("soffice") is None:
        print("LibreOffice is not installed")
        return 77
    delivery = pathlib.Path(sys.argv[1])
    tables = read_geopackage(next(delivery.glob("*.gpkg")))
    with tempfile.TemporaryDirectory(prefix="pdot-office-") as folder:
        sheets = open_in_office(next(delivery.glob("*.xlsx")).resolve(), pathlib.Path(folder))
    figures, problems = 0, []
    for name, (columns, rows) in tables.items():
        n, wrong = check_table(name, columns, rows, sheets.get(name[:31], []))
        figures += n
        problems += wrong
    print("\n".join(problems[:40]))
    print(f"{len(tables)} sheets, {figures} figures, {len(problems)} problems")
    return 1 if problems or figures == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
