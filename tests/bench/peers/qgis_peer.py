#!/usr/bin/python3
"""QGIS's own algorithms through its Python interface, without a screen.

classes  overlap analysis with a layer per class: a class is dissolved within a territory, but a place of two classes
         counts in both. The layers are cut out beforehand, which is not in its time.
cells    zonal histogram: a cell belongs to the territory that holds its centre
"""
import os
import subprocess
import tempfile
from pathlib import Path

from peer import Clock, arguments, report, skip, write

try:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from qgis.analysis import QgsNativeAlgorithms
    from qgis.core import (Qgis, QgsApplication, QgsProcessingContext, QgsProcessingFeedback, QgsProject, QgsRasterLayer,
                           QgsVectorLayer)
except ImportError:
    skip("python3-qgis")

CLASSES = range(1, 6)


def class_layers(options, folder):
    """A file per class."""
    for number in CLASSES:
        subprocess.run(["ogr2ogr", "-where", f"clase = {number}", folder / f"c{number}.gpkg",
                        options.folder / f"{options.layer}.gpkg", options.layer, "-nln", f"c{number}"], check=True)


def question(options, folder):
    """Algorithm, its parameters, and the column of a class in its answer."""
    territories = QgsVectorLayer(str(options.folder / "terr.gpkg"), "terr", "ogr")
    if options.kind == "classes":
        over = [QgsVectorLayer(str(folder / f"c{number}.gpkg"), f"c{number}", "ogr") for number in CLASSES]
        return "native:calculatevectoroverlaps", {"INPUT": territories, "LAYERS": over}, "c{}_area"
    raster = QgsRasterLayer(str(options.folder / f"{options.layer}.tif"), "cells")
    return "native:zonalhistogram", {"INPUT_RASTER": raster, "RASTER_BAND": 1, "INPUT_VECTOR": territories,
                                     "COLUMN_PREFIX": "h"}, "h{}"


def rows_of(path, column):
    layer = QgsVectorLayer(str(path), "answer", "ogr")
    names = {field.name() for field in layer.fields()}
    for feature in layer.getFeatures():
        for number in CLASSES:
            name = column.format(number)
            if name in names and feature[name]:
                yield feature["tid"], number, float(feature[name])


def main():
    options = arguments(["classes", "cells"])
    application = QgsApplication([], False)
    application.initQgis()
    application.processingRegistry().addProvider(QgsNativeAlgorithms())
    with tempfile.TemporaryDirectory(prefix="pdot-bench-") as name:
        folder, clock = Path(name), Clock()
        if options.kind == "classes":
            class_layers(options, folder)
        prepared = clock.look()
        algorithm, parameters, column = question(options, folder)
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        run = application.processingRegistry().createAlgorithmById(algorithm)
        parameters["OUTPUT"] = str(folder / "answer.gpkg")
        _, is_done = run.run(parameters, context, QgsProcessingFeedback())
        seconds = clock.look()
        if not is_done:
            raise SystemExit(f"{algorithm} failed")
        write(options.out, rows_of(folder / "answer.gpkg", column))
    report(seconds, f"QGIS {Qgis.QGIS_VERSION}", prepared)
    os._exit(0)  # QGIS ends its threads badly


if __name__ == "__main__":
    main()
