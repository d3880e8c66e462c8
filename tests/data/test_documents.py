#!/usr/bin/python3
"""The recorded tables against the two documents they were taken from: nothing left out, nothing added, printed cells as printed.

The documents are not in the tree; PDOT_DOCUMENTS names their folder. Exit 0 if all holds, 1 if not, 77 without the documents.
"""

import os
import re
import sys

from common import SAMPLE, check, equal, finish, table

DOCUMENTS = {"plan-2023-2027": "plan-de-trabajo-loja-2023-2027.txt", "rendicion-2023": "casmul-rendicion-2023.txt"}


def plain(text):
    return " ".join(re.sub(r"<[^>]*>", " ", text).replace("\\", "").split())


def documents(folder):
    return {d: [""] + open(os.path.join(folder, f), encoding="utf-8").read().split("\n") for d, f in DOCUMENTS.items()}


# Columns recorded as printed: the whole cell, or a part of it (a name without its marks, an extract, a number's unit).
WHOLE = {
    "diagnostico.csv": ["tematica", "zonas", "actores"], "actividades.csv": ["indicador", "meta", "articulacion"],
    "convenios.csv": ["numero", "plazo"], "acciones.csv": ["actividad", "sector"], "clinica.csv": ["concepto"],
    "territorios_descripcion.csv": ["nombre"],
}
PART = {
    "centros.csv": ["nombre"], "convenios.csv": ["unidades"], "acciones.csv": ["unidad"], "celdas_sueltas.csv": ["texto"],
    "alineacion.csv": ["nombre"], "jornadas_salud.csv": ["lugar"],
}


def check_printed(texts):
    for columns, holds, how in ((WHOLE, is_cell, "a whole cell of"), (PART, is_part, "in")):
        for name, wanted in columns.items():
            rows = table(name)
            missing = [(r["id"], c) for r in rows for c in wanted if r[c] and not holds(r[c], r, texts[r["documento"]])]
            equal(f"{name}: {', '.join(wanted)} as printed is {how} its line", missing, [])


def is_cell(value, row, text):
    line = int(row["linea"])
    if "parte " in row["nota"] or "siguen en" in row["nota"]:  # two rows in one cell, or a cell cut by a page break
        return is_part(value, row, text)
    return plain(value) in [plain(cell) for cell in text[line].split("\t")]


def is_part(value, row, text):
    """The value as it stands, or, over a page break two lines long, its words in order."""
    line = int(row["linea"])
    place = plain(" ".join(text[line:line + 3]))
    at = 0
    for word in [] if plain(value) in place else plain(value).split():
        at = place.find(word, at)
        if at < 0:
            return False
        at += len(word)
    return True


def check_complete(texts):
    plan, report = texts["plan-2023-2027"], texts["rendicion-2023"]
    filled = {n: sum(bool(c.strip()) for c in plan[n].split("\t")) for n in range(84, 246)}
    recorded = {int(r["linea"]) for r in table("diagnostico.csv")} | {
        int(r["linea_repetida"]) for r in table("diagnostico.csv") if r["linea_repetida"]}
    heading = {n for n in filled if "Actores de articulaci" in plan[n] or plan[n].strip().startswith("COMPONENTE")}
    equal("every printed row of the diagnosis with a problem, zone and actors is recorded",
          {n for n, k in filled.items() if k >= 3} - heading, recorded - {240})
    equal("the institutional cell holds 28 problems", plan[240].count("<p>"), 28)
    marked = {n for n in range(280, 392) if re.search(r"\tX(\t|$)", plan[n])}
    equal("every printed row with a year mark is recorded as an activity", marked, {int(r["linea"]) for r in table("actividades.csv")})
    for row in table("actividades.csv"):
        cells = plan[int(row["linea"])].split("\t")[4:]
        if " ".join("X" if c == "X" else "_" for c in cells) != row["marcas"]:
            check(f"the year marks of {row['id']} are as printed", False, cells)
    centres = {n for n in range(148, 257) if re.match(r"\d+\.\t", report[n])}
    equal("every numbered centre is recorded", centres, {int(r["linea"]) for r in table("centros.csv")} - {289, 307})
    agreements = {n for n in range(344, 376) if re.search(r"\t(<p>)?(S/N|No\. )", report[n])}
    equal("every agreement with a number cell is recorded", agreements, {int(r["linea"]) for r in table("convenios.csv")})


# Rows of printed tables that say nothing by themselves: headings of tables and sections, the index, the glossary.
HEADING = re.compile(r"\t*(COMPONENTE|Componente|Temática|Zonas|Objetivos?\.?\t|<p>Objetivo\.|(<p>)?Plan de Creación|Objetivos de Desarrollo"
                     r"|Actividades/proyectos|2023\t|Parroquias\t|Urbanas\t|Rurales\t|Nro\.\t|Centro/Proyecto|Especialidad\t|Discapacidad\t"
                     r"|---|Instalación\t|Servicio\t|CONVENIO\t|Actividad\t|Área\t|Tipo de contratación)")
FRONT = {"plan-2023-2027": 0, "rendicion-2023": 67}  # the index and the glossary end there


def recorded_lines():
    """{document: lines that some row of some table is recorded from}."""
    lines = {document: set() for document in DOCUMENTS}
    for name in sorted(n for n in os.listdir(SAMPLE) if n.endswith(".csv")):
        for row in table(name):
            document = row.get("documento") or row.get("file")
            if document not in lines:
                continue
            lines[document] |= {int(row[c]) for c in ("linea", "linea_repetida", "line") if row.get(c)}
            for pair in re.findall(r"líneas? (\d+)(?: y (\d+))?", row.get("nota") or row.get("note") or ""):
                lines[document] |= {int(n) for n in pair if n}
    return lines


def check_every_row(texts):
    recorded = recorded_lines()
    for document, text in texts.items():
        printed = {n for n, line in enumerate(text) if "\t" in line and line.strip() and n > FRONT[document]}
        left = {n for n in printed - recorded[document] if not HEADING.match(text[n])}
        equal(f"{document}: every row of every printed table is recorded, but for headings", left, set())
        check(f"{document}: it has tables", len(printed) > 100, len(printed))


FIGURES = {
    "declarado.csv": ["value"], "centros.csv": ["usuarios"], "presupuesto.csv": ["cantidad", "monto_usd"],
    "acciones.csv": ["cantidad", "beneficiarios"], "clinica.csv": ["cantidad"], "almacen_piscina.csv": ["cantidad"],
}
IN_WORDS = {"dec-41", "dec-46", "dec-56", "ap-04"}  # the print spells these out


def check_figures(texts):
    for name, columns in FIGURES.items():
        missing = []
        for row in table(name):
            text = texts[row.get("documento") or row["file"]]
            line = int(row.get("linea") or row["line"])
            extra = re.search(r"usuarios en la línea (\d+)", row.get("nota", ""))
            place = text[int(extra.group(1)) if extra else line]
            digits = {re.sub(r"\D", "", found) for cell in place.split("\t")
                      for found in re.findall(r"\d[\d.,' ]*", plain(cell))}
            missing += [(row["id"], row[c]) for c in columns if row[c] and row["id"] not in IN_WORDS and not forms(row[c]) & digits]
        equal(f"{name}: every figure stands on its line", missing, [])


def forms(value):
    """The digits of a number as a document may print it: with and without decimals."""
    number = float(value)
    whole = {str(int(number)), str(int(number)) + "00"} if number == int(number) else set()
    return whole | {re.sub(r"\D", "", value), f"{number:.2f}".replace(".", "")}


def check_labels(texts):
    """A label of our own keeps figures and names of places, and does not copy the whole sentence."""
    lost = []
    for name, column in (("diagnostico.csv", "problema"), ("actividades.csv", "actividad")):
        for row in table(name):
            if row["id"].startswith("ins-") or row["linea"] in ("174", "175", "178"):
                continue
            cell = [c for c in texts[row["documento"]][int(row["linea"])].split("\t") if c.strip()]
            source = cell[0] if name == "actividades.csv" or not row["tematica"] else cell[1]
            wanted = re.findall(r"\d[\d,.]*\d|\d|zonas? (?:urbanas?|rural(?:es)?)|parroquias rurales|Zamora Chinchipe|Loja", source)
            lost += [(row["id"], w) for w in wanted if w not in row[column] and w.lower() not in row[column].lower()]
    equal("our labels keep every figure and every place the print names", lost, [])


def main():
    folder = os.environ.get("PDOT_DOCUMENTS")
    if not folder:
        print("skip  PDOT_DOCUMENTS does not name the folder of the documents")
        return 77
    texts = documents(folder)
    check_printed(texts)
    check_complete(texts)
    check_every_row(texts)
    check_figures(texts)
    check_labels(texts)
    return finish()


if __name__ == "__main__":
    sys.exit(main())
