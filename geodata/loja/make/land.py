"""Synthetic land classes (LOOTUGS): a tessellation of the canton that keeps the limits of the city and of the canton."""

import numpy as np
from osgeo import ogr

from . import arcs, facts
from .grid import box_mean, noise, utm

SMALLEST_M2 = 40000.0
BEYOND_M = 50.0

CLASSES = {  # label on the grid: class, treatment
    0: ("Rural de producción", "promoción productiva"),
    1: ("Rural de protección", "conservación"),
    2: ("Rural de expansión urbana", "desarrollo"),
    3: ("Rural de aprovechamiento extractivo", "mitigación"),
    4: ("Urbano consolidado", "consolidación"),
    5: ("Urbano no consolidado", "mejoramiento integral"),
    6: ("Urbano de protección", "conservación"),
}
QUARRIES = [(-79.262, -3.962, 700.0), (-79.300, -4.212, 620.0), (-79.190, -4.318, 500.0), (-79.330, -3.955, 560.0)]


def classify(frame, height, slope, river_m, canton, city, rng):
    """[(class, treatment, polygon)]"""
    rural = _rural(frame, height, slope, city, rng)
    urban = _urban(frame, river_m, city, rng)
    lines = [arcs.smooth(chain, 70.0) for chain in arcs.trace(frame, rural)]
    rings = [canton.GetGeometryRef(0).GetPoints(), city.GetGeometryRef(0).GetPoints()]
    kept = []
    for face in arcs.faces(arcs.bundle(rings + lines).Union(_inside(frame, urban, city))):
        spot = face.PointOnSurface()
        if canton.Contains(spot):
            grid = urban if city.Contains(spot) else rural
            kept.append([arcs.commonest(frame, grid, face), face])
    return [(*CLASSES[label], face) for label, face in _merged(kept)]


def _rural(frame, height, slope, city, rng):
    calm = box_mean(slope, 5)
    labels = np.where((height + 90.0 * noise(frame, rng, 4000.0, 3) > 2820.0) | (calm > 66.0), 1, 0)
    for lon, lat, radius in QUARRIES:
        x, y = utm(lon, lat)
        labels[np.hypot(frame.x - x, frame.y - y) < radius * (1 + 0.15 * noise(frame, rng, 900.0, 2))] = 3
    labels = frame.sieve(labels, 60)
    ring = frame.distance_to(frame.burn([city]))
    labels[(ring < 950.0 + 350.0 * noise(frame, rng, 2500.0, 3)) & (calm < 42.0)] = 2
    labels[ring < 260.0] = 2
    labels = frame.sieve(labels, 60)
    for code, unit in facts.RURAL.items():
        x, y = utm(*unit[2])
        reach = np.hypot(frame.x - x, frame.y - y) / (1 + 0.18 * noise(frame, rng, 700.0, 2))
        labels[reach < (720.0 if code in ("110156", "110161") else 430.0)] = 5
        if code in ("110156", "110161"):
            labels[reach < 330.0] = 4
    return labels


def _urban(frame, river_m, city, rng):
    depth = frame.distance_to(~frame.burn([city]))
    labels = np.where(depth > 520.0 + 160.0 * noise(frame, rng, 1500.0, 3), 4, 5)
    labels = frame.sieve(labels, 40)
    labels[river_m < 150.0] = 6
    return labels


def _inside(frame, labels, city):
    """Borders of the urban classes, to a little beyond the limit of the city, so that they cross it."""
    return arcs.bundle(arcs.smooth(chain, 40.0) for chain in arcs.trace(frame, labels)).Intersection(city.Buffer(BEYOND_M))


def _merged(kept):
    """Faces below the smallest size join the neighbour with the longest common border."""
    while True:
        kept.sort(key=lambda item: item[1].GetArea())
        if kept[0][1].GetArea() >= SMALLEST_M2:
            return sorted(kept, key=lambda item: (item[0], item[1].GetEnvelope()))
        label, small = kept.pop(0)
        shared = [(_shared_m(small, other), i) for i, (_, other) in enumerate(kept) if small.Touches(other)]
        _, i = max(shared)
        kept[i][1] = kept[i][1].Union(small)


def _shared_m(a, b):
    common = a.Intersection(b)
    if common.GetGeometryCount() == 0:
        return common.Length() if common.GetGeometryType() == ogr.wkbLineString else 0.0
    parts = [common.GetGeometryRef(i) for i in range(common.GetGeometryCount())]
    return sum(p.Length() for p in parts if p.GetGeometryType() == ogr.wkbLineString)
