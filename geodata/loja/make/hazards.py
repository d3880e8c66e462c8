"""Synthetic hazards: landslide susceptibility from the slope of the synthetic terrain, and fault lines."""

import numpy as np
from osgeo import gdal, ogr

from . import arcs
from .grid import Frame, box_mean, noise, utm

CELL_M = 270.0
SMALLEST_CELLS = 8
SMALLEST_M2 = 20000.0
SHARES = (0.30, 0.44, 0.60, 0.78, 0.92)  # ground below the first share is not drawn: mapped, no susceptibility

# Printed as the producers print them: case, accents and gender vary.
NAMES = {
    1: ["Muy baja", "MUY BAJA", "muy bajo"],
    2: ["Baja", "BAJO", "baja"],
    3: ["Media", "MODERADA", "medio", "Moderado"],
    4: ["Alta", "ALTO", "alta"],
    5: ["Muy alta", "MUY ALTO", "Muy Alta"],
}

FAULTS = [  # name, kind, points
    ("Falla esquemática Villonaco", "normal", [(-79.262, -3.90), (-79.268, -3.97), (-79.262, -4.05), (-79.270, -4.12)]),
    ("Falla esquemática Solamar", "inversa", [(-79.213, -3.93), (-79.226, -3.99), (-79.222, -4.06)]),
    ("Falla esquemática Zamora Huayco", "inversa", [(-79.176, -3.95), (-79.188, -4.00), (-79.183, -4.06)]),
    ("Falla esquemática Malacatos", "inversa", [(-79.235, -4.12), (-79.252, -4.20), (-79.247, -4.30)]),
    ("Falla esquemática Yangana", "normal", [(-79.165, -4.28), (-79.182, -4.37), (-79.176, -4.47)]),
    ("Falla esquemática Quinara", "normal", [(-79.270, -4.30), (-79.262, -4.38), (-79.275, -4.46)]),
    ("Falla esquemática San Lucas", "inversa", [(-79.235, -3.69), (-79.250, -3.76), (-79.243, -3.82)]),
    ("Falla esquemática El Cisne", "normal", [(-79.470, -3.82), (-79.432, -3.85), (-79.405, -3.90)]),
]


def _coarse(frame, array, target):
    """Mean of a fine grid in the cells of a coarser one."""
    source = frame.memory(array.astype(np.float32), gdal.GDT_Float32)
    result = target.memory(np.zeros(target.shape, np.float32), gdal.GDT_Float32)
    gdal.Warp(result, source, resampleAlg="average")
    return result.GetRasterBand(1).ReadAsArray().astype(float)


def susceptibility(frame, slope, canton, rng):
    """Polygons (grado, geometry) of landslide susceptibility; some overlap, as sheets and inventories do."""
    coarse = Frame(frame.west, frame.north - frame.rows * frame.cell_m, frame.west + frame.columns * frame.cell_m,
                   frame.north, CELL_M)
    index = box_mean(_coarse(frame, slope, coarse), 5) + 3.5 * noise(coarse, rng, 4000.0, 3, 0.5)
    ground = coarse.distance_to(coarse.burn([canton])) < 500.0
    limits = np.quantile(index[ground], SHARES)
    labels = np.where(ground, np.searchsorted(limits, index) - 1, -1)
    labels = np.where(ground, coarse.sieve(labels, SMALLEST_CELLS), -1)
    drawn = arcs.tessellate(coarse, labels, 90.0)
    polygons = [(rank + 1, face) for rank in sorted(drawn) for face in drawn[rank] if face.GetArea() > SMALLEST_M2]
    polygons += _neighbouring_sheets(polygons, rng) + _inventory(coarse, index, ground, rng)
    return [(_print(rank, rng), _rounded(geometry)) for rank, geometry in polygons]


def _print(rank, rng):
    return NAMES[rank][int(rng.integers(len(NAMES[rank])))]


def _neighbouring_sheets(polygons, rng):
    """Second drawings of some polygons, a few tens of metres off and one class apart."""
    chosen = rng.choice(len(polygons), 40, replace=False)
    return [(max(1, polygons[i][0] - 1), polygons[i][1].Buffer(45.0, 4).SimplifyPreserveTopology(20.0))
            for i in sorted(chosen) if polygons[i][1].GetArea() < 6e6]


def _inventory(frame, index, ground, rng):
    """Landslide bodies on the steepest ground: small, long down the slope, high or very high."""
    rows, columns = np.nonzero(ground & (index > np.quantile(index[ground], 0.85)))
    bodies = []
    for pick in sorted(rng.choice(len(rows), 70, replace=False)):
        x, y = frame.x[rows[pick], columns[pick]], frame.y[rows[pick], columns[pick]]
        length, width, turn = rng.uniform(180, 520), rng.uniform(70, 200), rng.uniform(0, np.pi)
        around = np.linspace(0, 2 * np.pi, 20)[:-1]
        edge = 1 + 0.18 * rng.standard_normal(len(around)).clip(-1.5, 1.5)
        u, v = length * edge * np.cos(around), width * edge * np.sin(around)
        bodies.append((int(rng.integers(4, 6)), polygon(x + u * np.cos(turn) - v * np.sin(turn), y + u * np.sin(turn) + v * np.cos(turn))))
    return bodies


def polygon(xs, ys):
    ring = ogr.Geometry(ogr.wkbLinearRing)
    for x, y in zip(xs, ys):
        ring.AddPoint_2D(float(x), float(y))
    ring.CloseRings()
    result = ogr.Geometry(ogr.wkbPolygon)
    result.AddGeometry(ring)
    return result


def _rounded(geometry):
    """Centimetres, and valid after the rounding."""
    for r in range(geometry.GetGeometryCount()):
        ring = geometry.GetGeometryRef(r)
        for i in range(ring.GetPointCount()):
            ring.SetPoint_2D(i, round(ring.GetX(i), 2), round(ring.GetY(i), 2))
    return geometry if geometry.IsValid() else geometry.Buffer(0)


def bent(points, rng, spread_m=70.0, step_m=400.0):
    """A polyline (lon, lat) with natural bends, in EPSG:32717."""
    corners = [np.array(utm(lon, lat)) for lon, lat in points]
    path = [corners[0]]
    for a, b in zip(corners[:-1], corners[1:]):
        pieces = max(2, int(np.hypot(*(b - a)) / step_m))
        for k in range(1, pieces + 1):
            shift = rng.standard_normal(2) * spread_m if k < pieces else 0.0
            path.append(a + (b - a) * k / pieces + shift)
    return arcs.line((round(float(x), 2), round(float(y), 2)) for x, y in path)


def faults(rng):
    return [(name, kind, bent(points, rng)) for name, kind, points in FAULTS]
