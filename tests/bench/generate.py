#!/usr/bin/python3
"""Data for the benchmarks: territories and what lies over them, with a plan per layer.

generate.py FOLDER --preset canton|s|m|l [--share 1.5] [--only LAYER,...]

Layers: terr polys lines points; self (the territories as hazard polygons); classN and demN, rasters of N x N cells;
stairsN, the polygons of classN. Everything is EPSG:32717 in a frame over mainland Ecuador. The same arguments give the
same coordinates. Needs Debian's python3-numpy, python3-scipy and python3-gdal.
"""
import argparse
import re
import sys
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr, osr

from synth import layers, plans, rasters
from synth.frame import PRESETS
from synth.hazards import USUAL_SHARE, hazards
from synth.objects import houses, roads
from synth.territories import territories
from synth.wkb import Rings, polygon

for module in (gdal, ogr, osr):
    module.UseExceptions()

MARK_M = 1000.0

class Folder:
    """The layers of one preset in one folder."""

    def __init__(self, path, preset, share):
        self.path, self.preset, self.share = path, preset, share
        self.frame = preset.frame

    def make(self, layer):
        word, size = re.fullmatch(r"([a-z]+)(\d*)", layer).groups()
        getattr(self, f"make_{word}")(layer, *([int(size)] if size else []))

    def vector(self, layer, kind, shapes, columns):
        columns = {name: values.tolist() if isinstance(values, np.ndarray) else values
                   for name, values in columns.items()}
        layers.write(self.path / f"{layer}.gpkg", layer, kind, shapes, columns)

    def make_terr(self, layer):
        shapes = territories(self.preset.territories, self.frame)
        numbers = range(1, len(shapes) + 1)
        self.vector(layer, ogr.wkbPolygon, shapes, {
            "tid": list(numbers), "codigo": [f"{tid:06d}" for tid in numbers],
            "nombre": [f"Unidad {tid}" for tid in numbers]})

    def make_polys(self, layer):
        self.polygons(layer, *hazards(self.preset.polygons, self.frame, self.share))

    def make_self(self, layer):
        shapes = territories(self.preset.territories, self.frame)
        self.polygons(layer, shapes, np.arange(len(shapes)) % 5 + 1)

    def make_stairs(self, layer, size):
        raster = self.path / f"class{size}.tif"
        if not raster.exists():
            self.make_class(f"class{size}", size)
        self.polygons(layer, *rasters.staircases(raster))

    def polygons(self, layer, shapes, classes):
        self.vector(layer, ogr.wkbPolygon, shapes, {"clase": classes})
        plans.write(self.path, layer, plans.POLYGONS)

    def make_mark(self):
        """The hazard under lines and points."""
        x, y = (self.frame.west + self.frame.east) / 2, (self.frame.south + self.frame.north) / 2
        square = np.array([[x, y], [x + MARK_M, y], [x + MARK_M, y + MARK_M], [x, y + MARK_M]])
        shape = polygon(Rings(square, [4]).wkb(0))
        layers.write(self.path / "marca.gpkg", "marca", ogr.wkbPolygon, [shape], {"clase": [1]})

    def make_lines(self, layer):
        self.make_mark()
        shapes, classes = roads(self.preset.lines, self.frame)
        self.vector(layer, ogr.wkbLineString, shapes, {"clase": classes})
        plans.write(self.path, layer, plans.LINES)

    def make_points(self, layer):
        self.make_mark()
        shapes, classes = houses(self.preset.points, self.frame)
        self.vector(layer, ogr.wkbPoint, shapes, {"clase": classes})
        plans.write(self.path, layer, plans.POINTS)

    def make_class(self, layer, size):
        rasters.class_raster(self.path / f"{layer}.tif", size, self.frame)
        plans.write(self.path, layer, plans.RASTER)

    def make_dem(self, layer, size):
        rasters.elevation_raster(self.path / f"{layer}.tif", size, self.frame)
        plans.write(self.path, layer, plans.SLOPE)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--preset", default="s", choices=PRESETS)
    parser.add_argument("--only", default="terr,polys,lines,points", help="layers, with commas")
    parser.add_argument("--share", type=float, default=USUAL_SHARE,
                        help="sum of the polygons' areas over the frame's (1.5: everything overlaps)")
    options = parser.parse_args()
    options.only = options.only.split(",")
    for layer in options.only:
        if not re.fullmatch(r"terr|polys|lines|points|self|(class|dem|stairs)[1-9]\d*", layer):
            parser.error(f"no layer {layer}")
    return options


def main():
    options = arguments()
    options.folder.mkdir(parents=True, exist_ok=True)
    folder = Folder(options.folder, PRESETS[options.preset], options.share)
    for layer in options.only:
        print(f"{options.folder.name}: {layer}", file=sys.stderr, flush=True)
        folder.make(layer)


if __name__ == "__main__":
    main()
