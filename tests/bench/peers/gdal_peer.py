#!/usr/bin/python3
"""GDAL's tools on rasters.

cells  territories rasterised in strips, numpy counts: a cell belongs to the territory that holds its centre
slope  gdaldem, gdal_calc into classes, then as above
"""
import subprocess
import tempfile
from pathlib import Path

from peer import Clock, arguments, report, skip, write

try:
    import numpy as np
    from osgeo import gdal, ogr
except ImportError:
    skip("python3-gdal")

STRIP_ROWS, VALUES = 2048, 256
LIMITS = (2, 5, 12, 25, 50, 70)
TILED = ("TILED=YES", "COMPRESS=DEFLATE")


def burned(layer, raster, first, rows):
    """Territory numbers of a strip of rows."""
    west, across, _, north, _, down = raster.GetGeoTransform()
    top, bottom = north + first * down, north + (first + rows) * down
    strip = gdal.GetDriverByName("MEM").Create("", raster.RasterXSize, rows, 1, gdal.GDT_Int32)
    strip.SetGeoTransform((west, across, 0, top, 0, down))
    strip.SetProjection(raster.GetProjection())
    layer.SetSpatialFilterRect(west, bottom, west + raster.RasterXSize * across, top)
    gdal.RasterizeLayer(strip, [1], layer, options=["ATTRIBUTE=tid"])
    return strip.ReadAsArray()


def counted(territories, path):
    source, raster = ogr.Open(str(territories)), gdal.Open(str(path))
    layer, band = source.GetLayer(0), raster.GetRasterBand(1)
    count = np.zeros((max(feature["tid"] for feature in layer) + 1) * VALUES, np.int64)
    for first in range(0, raster.RasterYSize, STRIP_ROWS):
        rows = min(STRIP_ROWS, raster.RasterYSize - first)
        key = burned(layer, raster, first, rows)
        key *= VALUES
        key += band.ReadAsArray(0, first, raster.RasterXSize, rows)
        count += np.bincount(key.ravel(), minlength=len(count))
    count = count.reshape(-1, VALUES)
    count[0, :] = 0
    if band.GetNoDataValue() is not None:
        count[:, int(band.GetNoDataValue())] = 0
    return [(territory, value, count[territory, value]) for territory, value in zip(*np.nonzero(count))]


def slope_classes(path, folder):
    """Class k from the k-th limit on, 1 below the first; 0 is no data."""
    slope, classes = folder / "slope.tif", folder / "classes.tif"
    creation = [word for option in (*TILED, "NUM_THREADS=2", "ZLEVEL=1") for word in ("-co", option)]
    subprocess.run(["gdaldem", "slope", "-q", "-p", path, slope, *creation], check=True)
    steps = "+".join(f"(A>={limit})" for limit in LIMITS)
    subprocess.run(["gdal_calc.py", "--quiet", "-A", slope, f"--outfile={classes}", "--type=Byte", "--NoDataValue=0",
                    *(f"--co={option}" for option in TILED), f"--calc=where(A<0,0,1+{steps}).astype(uint8)"], check=True)
    return classes


def main():
    options = arguments(["cells", "slope"])
    gdal.UseExceptions()
    with tempfile.TemporaryDirectory(prefix="pdot-bench-") as folder:
        clock, path = Clock(), options.folder / f"{options.layer}.tif"
        if options.kind == "slope":
            path = slope_classes(path, Path(folder))
        write(options.out, counted(options.folder / "terr.gpkg", path))
        report(clock.look(), f"GDAL {gdal.__version__}")


if __name__ == "__main__":
    main()
