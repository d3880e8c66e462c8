#!/usr/bin/python3
"""check_report.py DELIVERY [--png FOLDER]: the report in Chromium, offline, as a reader uses it. No request but the page
itself, nothing on the console, and map, card, year, layers, filter, sort, search, tabs, phone and print work. With --png
the looks are kept, to be looked at. Exit status 1 if anything is wrong."""
import argparse
import json
import pathlib
import re
import sys
import time
import unicodedata

from browser import Page

problems = []


def expect(condition, message):
    if not condition:
        problems.append(message)


def fold(text):
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()


class Report:
    def __init__(self, page, data, pngs):
        self.page, self.data, self.pngs = page, data, pngs
        self.n = next(len(t["rows"]) for t in data["tables"] if t["name"] == "territorios")

    def shot(self, name, whole=False):
        if self.pngs:
            self.page.run("new Promise((done) => setTimeout(done, 400))")  # the map's own movement
            self.page.shot(self.pngs / f"{name}.png", whole)

    def count(self, selector):
        return self.page.run(f"document.querySelectorAll({json.dumps(selector)}).length")

    def select(self, identity, value):
        self.page.run(f"(() => {{ const box = document.getElementById('{identity}'); box.value = {json.dumps(value)};"
                      "box.dispatchEvent(new Event('change', { bubbles: true })); })()")

    def type(self, identity, text):
        self.page.run(f"(() => {{ const box = document.getElementById('{identity}'); box.value = {json.dumps(text)};"
                      "box.dispatchEvent(new Event('input', { bubbles: true })); })()")

    def options(self, identity):
        return self.page.run(f"[...document.querySelectorAll('#{identity} option')].map((o) => o.value)")

    def press(self, selector):
        self.page.run(f"document.querySelector({json.dumps(selector)}).click()")

    def colours(self):
        return self.page.run("[...document.querySelectorAll('#mapa path.leaflet-interactive')].map((p) => p.getAttribute('fill')).join()")

    def colours_of_territories(self):
        return self.page.run("[...document.querySelectorAll('#mapa .leaflet-overlay-pane path.leaflet-interactive')].map((p) => p.getAttribute('fill'))")

    # -- what a reader does ------------------------------------------------------------------------------------------

    def check_map(self):
        expect(self.count("#mapa path.leaflet-interactive") >= self.n, "not every territory is drawn")
        expect(self.count("#leyenda .muestra") >= 2, "the legend is empty")
        before = self.colours()
        self.select("indicador", "problemas")
        expect(self.colours() != before, "another indicator leaves the map as it was")
        if "anual" in self.options("indicador"):
            self.select("indicador", "anual")
            years = self.options("anio")
            self.select("anio", years[0])
            first = self.colours()
            self.select("anio", years[-1])
            expect(len(years) > 1 and self.colours() != first, "the year changes nothing")
        self.select("indicador", self.options("indicador")[0])

    def check_card(self):
        self.select("territorio", self.options("territorio")[1])
        expect(self.count("#ficha h2") == 1 and self.count("#ficha table") >= 1, "no card for a chosen territory")
        self.shot("ficha", whole=True)
        self.select("territorio", "")
        self.page.run("new Promise((done) => setTimeout(done, 500))")
        place = self.page.run("""(() => { for (const path of document.querySelectorAll('#mapa path.leaflet-interactive')) {
            const box = path.getBoundingClientRect(), at = [box.x + box.width / 2, box.y + box.height / 2];
            if (document.elementFromPoint(...at) === path) return at; } return null; })()""")
        expect(place is not None, "no territory can be clicked")
        if place:
            self.page.click(*place)
            expect(self.page.run("document.getElementById('territorio').value") != "", "a click on the map chooses nothing")

    def check_layers(self):
        n = self.count("#capas input")
        for i in range(n):
            self.page.run(f"(() => {{ const box = document.querySelectorAll('#capas input')[{i}]; if (!box.checked) box.click(); }})()")
        self.shot("capas")
        if self.data["shapes"]["amenazas"]:
            expect(len(set(self.colours_of_territories())) == 1, "colours of the indicator lie under the ground of a hazard")
        for i in range(n):
            self.page.run(f"(() => {{ const box = document.querySelectorAll('#capas input')[{i}]; if (box.checked) box.click(); }})()")

    def names(self):
        return self.page.run("[...document.querySelectorAll('#filas tbody tr td:nth-child(2)')].map((td) => td.textContent)")

    def is_sorted(self, sign):
        return self.page.run("[...document.querySelectorAll('#filas tbody tr td:nth-child(2)')].map((td) => td.textContent)"
                             f".every((name, i, all) => i === 0 || all[i - 1].localeCompare(name, 'es-EC') {sign} 0)")

    def check_tables(self):
        self.press("#ir-tablas")
        self.select("tabla", "territorios")
        names = self.names()
        accented = next((name for name in names if fold(name) != name.lower()), names[0])
        self.type("filtro", fold(accented).upper())
        found = self.names()
        expect(accented in found, f"the filter does not find \"{accented}\" without accents")
        expect(len(found) < len(names), "the filter filters nothing")
        self.type("filtro", "")
        self.press("#filas thead th:nth-child(2) button")
        expect(self.is_sorted("<="), "the first click does not sort upwards")
        self.press("#filas thead th:nth-child(2) button")
        expect(self.is_sorted(">="), "the second click does not sort downwards")
        expect(self.count("#filas th[aria-sort=descending]") == 1, "no aria-sort")
        self.shot("tablas")
        return accented

    def check_search(self, name):
        self.type("buscar", fold(name)[:5])
        expect(self.count("#hallados li") >= 1, "the search finds nothing")
        self.press("#hallados button")
        expect(self.page.run("!document.getElementById('vista-mapa').hidden") and self.count("#ficha h2") == 1,
               "a result opens no card")
        self.type("buscar", "")

    def check_rest(self):
        self.press("#ir-hallazgos")
        expect(len(self.page.run("document.getElementById('hallazgos').textContent")) > 10, "no findings, nor a word on it")
        self.shot("hallazgos")
        self.press("#ir-metodo")
        expect(self.count("#metodo li") >= 5, "the page of method is empty")
        self.shot("metodo")
        expect(self.count("body script:not([type])") == 2, "a name became a script")
        self.press("#ir-mapa")

    def check_print(self):
        pdf = self.page.pdf()
        pages = len(re.findall(rb"/Type\s*/Page[^s]", pdf))
        expect(pages == self.n, f"{pages} printed pages for {self.n} territories")
        if self.pngs:
            (self.pngs / "impreso.pdf").write_bytes(pdf)

    def check_phone(self):
        self.page.resize(390, 844)
        self.select("territorio", self.options("territorio")[1])
        expect(self.page.run("document.documentElement.scrollWidth <= window.innerWidth + 1"), "the page is wider than a phone")
        self.shot("telefono", whole=True)


def check(page, path, pngs):
    started = time.monotonic()
    page.call("Page.navigate", url=path.resolve().as_uri())
    expect(page.wait("document.documentElement?.dataset.listo === 'si'"), "the page never gets ready")
    seconds = time.monotonic() - started
    report = Report(page, json.loads(page.run("document.getElementById('datos').textContent")), pngs)
    report.shot("escritorio")
    # a page for a canton: one can send it by mail
    expect(report.n > 100 or path.stat().st_size < 1_000_000, f"the page has {path.stat().st_size} bytes")
    report.check_map()
    report.check_card()
    report.check_layers()
    report.check_search(report.check_tables())
    report.check_rest()
    report.check_print()
    report.check_phone()
    foreign = [url for url in page.requests if url not in ("about:blank", path.resolve().as_uri()) and not url.startswith("data:")]
    expect(not foreign, f"requests: {foreign[:5]}")
    for line in page.console:
        problems.append(f"console: {line[:200]}")
    return seconds, report.n


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("delivery", type=pathlib.Path)
    parser.add_argument("--png", type=pathlib.Path)
    options = parser.parse_args()
    if options.png:
        options.png.mkdir(parents=True, exist_ok=True)
    page = Page(1366, 900)
    try:
        seconds, n = check(page, options.delivery / "informe.html", options.png)
    finally:
        page.close()
    for problem in problems:
        print(problem)
    print(f"report ready in {seconds:.2f} s, {n} territories, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
