#!/usr/bin/python3
"""Coverage of the real parroquias of canton Loja against QGIS's overlap analysis. Parroquias, river and fault corridors and
landslide surroundings are written in EPSG:6933 first, and the plan is in EPSG:6933 too: both sides then take the same edges as
straight. pdot goes from there to degrees by PROJ, whose inverse of the authalic latitude (a series up to e^6) makes all areas
around Loja 1e-9 too large or small; that scale is measured on each territory, held below 2e-9 and taken out. QGIS dissolves inside a class, so it is held against bruta_ha; and the layer of all classes from
one on, against what counts as that class or a higher one.

    PDOT_REALDATA=FOLDER test_coverage_qgis.py --program build/dev/bin/pdot      77: skipped, no QGIS or no real layers
"""
import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from osgeo import ogr, osr

ogr.UseExceptions()
try:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from qgis.analysis import QgsNativeAlgorithms
    from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback, QgsProject, QgsVectorLayer
except ImportError:
    print("skipped: python3-qgis is not installed")
    sys.exit(77)

DATA = os.environ.get("PDOT_REALDATA")
CLASSES = range(1, 5)
SCALE = 2e-9
CELL, SUM = 1e-10, 1e-11  # of the territory (the scale of a territory is not that of each place in it); of the sum


def crs(epsg):
    found = osr.SpatialReference()
    found.ImportFromEPSG(epsg)
    found.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return found


def layer_of(path):
    source = ogr.Open(str(path))
    return source, source.GetLayer(0)


def moved(geometry, source, target):
    copy = geometry.Clone()
    copy.Transform(osr.CoordinateTransformation(crs(source), crs(target)))
    return copy


def around(geometry, metres):
    """In EPSG:6933, of a shape in degrees: what lies within so many metres, measured in UTM."""
    return moved(moved(geometry, 4326, 32717).Buffer(metres, 8), 32717, 6933)


def write(path, shapes, fields):
    """Features with every digit of their coordinates: a GeoPackage, which keeps doubles."""
    target = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = target.CreateLayer(path.stem, crs(6933), ogr.wkbMultiPolygon)
    for name in fields:
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTString))
    for values, shape in shapes:
        feature = ogr.Feature(layer.GetLayerDefn())
        for name, value in zip(fields, values):
            feature[name] = value
        feature.SetGeometry(ogr.ForceToMultiPolygon(shape))
        layer.CreateFeature(feature)
    target = None


def territories():
    source, layer = layer_of(f"{DATA}/admin/loja_canton_parroquias_cne2022.geojson")
    return [((f"{n:06}", row["parroquia_name"]), moved(row.GetGeometryRef(), 4326, 6933)) for n, row in enumerate(layer, 1)]


def hazards(near):
    """class → features that overlap each other within it: corridors of 3 km and 1 km of faults and rivers, 2 km of slides."""
    found = []
    for name, steps in (("hazard/fallas_activas_gem.gpkg", ((3000, "1"), (1000, "4"))),
                        ("water/rios_gshhg_wdbii.gpkg", ((1500, "2"), (400, "3"))),
                        ("hazard/deslizamientos_rbsf.gpkg", ((900, "3"),))):
        source, layer = layer_of(f"{DATA}/{name}")
        for row in layer:
            line = row.GetGeometryRef()
            if name.startswith("hazard/desl"):
                line = moved(line, 32717, 4326)
            for metres, number in steps:
                is_drawn = line.GetDimension() == 0 or line.Length() > 0  # some rivers are one point twice
                shape = around(line, metres) if is_drawn else None
                if shape is not None and shape.IsValid() and shape.Intersects(near):
                    found.append(((number,), shape))
    return found


def by_pdot(program, folder):
    (folder / "clases.csv").write_text("value,rank,high,label,color\n" + "".join(f"{n},{n},no,c{n},#80808{n}\n" for n in CLASSES))
    (folder / "plan.yaml").write_text("""plan: {id: real, title: Real, language: es, crs: EPSG:6933, period: [2023, 2027]}
territories:
  - {level: parroquia, path: parroquias.gpkg, layer: parroquias, code: codigo, name: nombre}
hazards:
  - {id: peligro, title: Peligro, path: peligro.gpkg, layer: peligro, class: clase, classes: clases.csv, outside: free}
""")
    subprocess.run([program, "coverage", "plan.yaml", "--out", "out", "--quiet"], cwd=folder, check=True)
    base = sqlite3.connect(f"file:{folder}/out/plan.sqlite?mode=ro", uri=True)
    rows = {(code, label): (area, gross) for code, label, area, gross in base.execute(
        "SELECT codigo, clase, area_ha, bruta_ha FROM cobertura_amenaza")}
    area = {code: hectares * 1e4 for code, hectares in base.execute("SELECT codigo, area_ha FROM cobertura_total")}
    base.close()
    return rows, area


def by_qgis(folder):
    application = QgsApplication([], False)
    application.initQgis()
    application.processingRegistry().addProvider(QgsNativeAlgorithms())
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())  # a project without ellipsoid: planar areas
    names = [f"{kind}{n}" for kind in ("solo", "desde") for n in CLASSES]
    layers = [QgsVectorLayer(str(folder / f"{name}.gpkg"), name, "ogr") for name in names]
    run = application.processingRegistry().createAlgorithmById("native:calculatevectoroverlaps")
    _, is_done = run.run({"INPUT": QgsVectorLayer(str(folder / "parroquias.gpkg"), "t", "ogr"), "LAYERS": layers,
                          "OUTPUT": str(folder / "answer.gpkg")}, context, QgsProcessingFeedback())
    if not is_done:
        raise SystemExit("FAULT the overlap analysis failed")
    answer = QgsVectorLayer(str(folder / "answer.gpkg"), "answer", "ogr")
    return {(row["codigo"], name): float(row[f"{name}_area"] or 0) for row in answer.getFeatures() for name in names}


def scales(ground, area):
    """code → planar area over measured area of a territory."""
    found = {code: shape.GetArea() / area[code] for (code, _), shape in ground}
    worst = max(abs(scale - 1) for scale in found.values())
    print(f"{'ok   ' if worst <= SCALE else 'FAULT'} scale of the measure: off by up to {worst:.2g}")
    return found, worst > SCALE


def compare(ours, area, scale, theirs):
    faults = 0
    for kind in ("solo", "desde"):
        worst = total = expected = 0
        for (code, name), square in theirs.items():
            if not name.startswith(kind):
                continue
            n = int(name[-1])
            if kind == "solo":
                found = ours.get((code, f"c{n}"), (0, 0))[1] * 1e4
            else:
                found = sum(ours.get((code, f"c{k}"), (0, 0))[0] for k in CLASSES if k >= n) * 1e4
            found *= scale[code]
            worst = max(worst, abs(found - square) / area[code])
            total, expected = total + found, expected + square
        off = abs(total / expected - 1)
        is_good = worst <= CELL and off <= SUM and expected > 1e8
        faults += not is_good
        what = "ground of one class" if kind == "solo" else "ground of a class or a higher one"
        print(f"{'ok   ' if is_good else 'FAULT'} {what}: worst cell {worst:.2g} of its territory, sum off by {off:.2g} of {expected / 1e6:.1f} km2")
    return faults


def main():
    if not DATA:
        print("skipped: PDOT_REALDATA names no folder of real layers")
        return 77
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    program = Path(parser.parse_args().program).resolve()
    with tempfile.TemporaryDirectory(prefix="pdot-qgis-") as name:
        folder = Path(name)
        ground = territories()
        near = ogr.Geometry(ogr.wkbMultiPolygon)
        for _, shape in ground:
            near = near.Union(shape)
        shapes = hazards(near)
        write(folder / "parroquias.gpkg", ground, ["codigo", "nombre"])
        write(folder / "peligro.gpkg", shapes, ["clase"])
        for n in CLASSES:
            write(folder / f"solo{n}.gpkg", [shape for shape in shapes if int(shape[0][0]) == n], ["clase"])
            write(folder / f"desde{n}.gpkg", [shape for shape in shapes if int(shape[0][0]) >= n], ["clase"])
        ours, area = by_pdot(program, folder)
        scale, is_off = scales(ground, area)
        return 1 if compare(ours, area, scale, by_qgis(folder)) or is_off else 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # QGIS ends its threads badly
