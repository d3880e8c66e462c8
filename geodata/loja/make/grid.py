"""Grids: frames in EPSG:32717, seeded noise, growth of regions to given areas, and the way from labels to shared arcs.

A frame is a north-up grid of square cells; arrays are indexed [row, column] from the north-west corner.
"""

import numpy as np
from osgeo import gdal, ogr, osr

gdal.UseExceptions()
ogr.UseExceptions()


def srs(epsg=32717):
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(epsg)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


_TO_UTM = osr.CoordinateTransformation(srs(4326), srs())
_TO_DEGREES = osr.CoordinateTransformation(srs(), srs(4326))


def utm(lon, lat):
    return _TO_UTM.TransformPoint(lon, lat)[:2]


def degrees(x, y):
    return _TO_DEGREES.TransformPoint(x, y)[:2]


class Frame:
    """A grid of square cells; `x` and `y` hold the coordinates of the cell centres."""

    def __init__(self, west, south, east, north, cell_m):
        self.cell_m = cell_m
        self.west = np.floor(west / cell_m) * cell_m
        self.north = np.ceil(north / cell_m) * cell_m
        self.columns = int(np.ceil((east - self.west) / cell_m))
        self.rows = int(np.ceil((self.north - south) / cell_m))
        columns = self.west + (np.arange(self.columns) + 0.5) * cell_m
        rows = self.north - (np.arange(self.rows) + 0.5) * cell_m
        self.x, self.y = np.meshgrid(columns, rows)
        self.shape = self.x.shape

    def geotransform(self):
        return (self.west, self.cell_m, 0.0, self.north, 0.0, -self.cell_m)

    def memory(self, array, kind):
        dataset = gdal.GetDriverByName("MEM").Create("", self.columns, self.rows, 1, kind)
        dataset.SetGeoTransform(self.geotransform())
        dataset.SetProjection(srs().ExportToWkt())
        dataset.GetRasterBand(1).WriteArray(array)
        return dataset

    def index(self, x, y):
        """Row and column of the cell that holds a point, clamped to the frame."""
        column = np.clip(((np.asarray(x) - self.west) / self.cell_m).astype(int), 0, self.columns - 1)
        row = np.clip(((self.north - np.asarray(y)) / self.cell_m).astype(int), 0, self.rows - 1)
        return row, column

    def burn(self, geometries, touched=False):
        """True where the geometries lie."""
        target = self.memory(np.zeros(self.shape, np.uint8), gdal.GDT_Byte)
        source = ogr.GetDriverByName("Memory").CreateDataSource("burn")
        layer = source.CreateLayer("burn", srs())
        for geometry in geometries:
            feature = ogr.Feature(layer.GetLayerDefn())
            feature.SetGeometry(geometry)
            layer.CreateFeature(feature)
        options = ["ALL_TOUCHED=TRUE"] if touched else []
        gdal.RasterizeLayer(target, [1], layer, burn_values=[1], options=options)
        return target.GetRasterBand(1).ReadAsArray() > 0

    def distance_to(self, mask):
        """Distance in metres from each cell to the nearest true cell."""
        source = self.memory(mask.astype(np.uint8), gdal.GDT_Byte)
        target = self.memory(np.zeros(self.shape, np.float32), gdal.GDT_Float32)
        gdal.ComputeProximity(source.GetRasterBand(1), target.GetRasterBand(1), ["VALUES=1", "DISTUNITS=GEO"])
        return target.GetRasterBand(1).ReadAsArray().astype(float)

    def sieve(self, labels, cells):
        """Labels without patches smaller than `cells`."""
        source = self.memory(labels.astype(np.int32), gdal.GDT_Int32)
        band = source.GetRasterBand(1)
        gdal.SieveFilter(band, None, band, cells, 4)
        return band.ReadAsArray()


def noise(frame, rng, wavelength_m, octaves, persistence=0.5):
    """Smooth value noise with mean 0 and standard deviation 1; each octave halves the wavelength."""
    total = np.zeros(frame.shape)
    amplitude = 1.0
    for octave in range(octaves):
        total += amplitude * _value_noise(frame, rng, wavelength_m / 2**octave)
        amplitude *= persistence
    return (total - total.mean()) / total.std()


def _value_noise(frame, rng, step_m):
    u = (frame.x - frame.west) / step_m
    v = (frame.north - frame.y) / step_m
    lattice = rng.standard_normal((int(v.max()) + 2, int(u.max()) + 2))
    i, j = v.astype(int), u.astype(int)
    s, t = _fade(v - i), _fade(u - j)
    upper = lattice[i, j] * (1 - t) + lattice[i, j + 1] * t
    lower = lattice[i + 1, j] * (1 - t) + lattice[i + 1, j + 1] * t
    return upper * (1 - s) + lower * s


def _fade(t):
    return t * t * t * (t * (t * 6 - 15) + 10)


def box_mean(array, cells):
    """Mean over a square of an odd number of cells around each cell."""
    padded = np.pad(array, cells // 2, mode="edge").cumsum(axis=0).cumsum(axis=1)
    padded = np.pad(padded, ((1, 0), (1, 0)))
    total = padded[cells:, cells:] - padded[:-cells, cells:] - padded[cells:, :-cells] + padded[:-cells, :-cells]
    return total / cells**2


def distance_to_lines(x, y, lines):
    """Distance in metres to the nearest of the polylines (lists of UTM points)."""
    best = np.full(x.shape, np.inf)
    for line in lines:
        for (ax, ay), (bx, by) in zip(line[:-1], line[1:]):
            dx, dy = bx - ax, by - ay
            t = np.clip(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0.0, 1.0)
            best = np.minimum(best, np.hypot(x - ax - t * dx, y - ay - t * dy))
    return best


def close_gaps(frame, mask, reach_m):
    """The mask with its notches and holes narrower than twice `reach_m` filled."""
    wide = frame.distance_to(mask) <= reach_m
    return frame.distance_to(~wide) > reach_m


def grow(cost, targets, free, allowance=None, steps=200):
    """Label each cell with the cheapest unit, the units' allowances tuned until each has its target number of cells.

    `cost` has one plane per unit, in metres. Where `free` is true a cell that no unit reaches within its allowance
    keeps label -1; elsewhere every cell belongs to a unit. Returns labels and allowances.
    """
    if allowance is None:
        allowance = np.full(len(targets), float(np.median(cost.min(axis=0))))
    spacing = float(np.median(np.abs(np.diff(cost, axis=2))))
    rate = 0.45 * np.sqrt(targets) * spacing
    for step in range(steps):
        score = cost - allowance[:, None, None]
        labels = score.argmin(axis=0)
        labels[free & (score.min(axis=0) > 0)] = -1
        counts = np.bincount(labels[labels >= 0], minlength=len(targets))
        error = np.log(targets / np.maximum(counts, 1))
        if np.abs(error).max() < 0.001:
            break
        allowance = allowance + rate * np.clip(error, -1, 1) * 0.995**step
    return labels, allowance
