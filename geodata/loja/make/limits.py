"""Territories: canton, seat, parroquias. A schematic tessellation that keeps published areas, points and neighbours."""

import numpy as np
from osgeo import ogr

from . import arcs, facts
from .grid import Frame, close_gaps, distance_to_lines, grow, noise, utm

CELL_M = 100.0
CITY_CELL_M = 25.0
OUTSIDE_EXTENT = 2.5  # how much dearer ground is outside a unit's published extent
FORBIDDEN_M = 1e6  # a cost that no allowance reaches
HOLE_CELLS = 6000  # ground that encloses a smaller gap has it filled
ROUNDS = 4  # drawing changes areas a little; targets are corrected and the growth repeated


def utm_lines(lines):
    return [[utm(*point) for point in line] for line in lines]


def _warp(frame, rng, amplitude_m, wavelength_m):
    return (frame.x + amplitude_m * noise(frame, rng, wavelength_m, 5, 0.6),
            frame.y + amplitude_m * noise(frame, rng, wavelength_m, 5, 0.6))


def _outside(x, y, extent):
    west, south = utm(extent[0], extent[1])
    east, north = utm(extent[2], extent[3])
    return np.hypot(np.maximum(np.maximum(west - x, x - east), 0), np.maximum(np.maximum(south - y, y - north), 0))


def _beyond_canton(x, y, margin_deg):
    """Metres outside the published extent of the canton, drawn in by a margin."""
    west, south, east, north = facts.EXTENT
    return _outside(x, y, (west + margin_deg, south + margin_deg, east - margin_deg, north - margin_deg))


def ellipsoidal_ha(geometry):
    """Area on the WGS 84 ellipsoid, from the planar one and the scale of the projection at each place.

    UTM stretches lengths by k = k0 (1 + (E - 500000)^2 / (2 R^2 k0^2)) to first order; the area is divided by k^2 at
    the centroid. Over the units of this canton that is right to some 1e-5.
    """
    k = 0.9996 * (1 + (geometry.Centroid().GetX() - 500000.0) ** 2 / (2 * 6365000.0**2 * 0.9996**2))
    return geometry.GetArea() / k**2 / 1e4


def _outline(frame, cost, targets, contiguous_cells, reach_m):
    """The ground of all units together, without notches, as large as the targets' sum; and the allowances reached."""
    allowance, scale = None, 1.0
    for _ in range(2 * ROUNDS):
        labels, allowance = grow(cost, targets * scale, np.ones(frame.shape, bool), allowance)
        ground = close_gaps(frame, frame.sieve(labels, contiguous_cells) >= 0, reach_m)
        ground = frame.sieve(ground, HOLE_CELLS) > 0
        scale *= targets.sum() / ground.sum()
    return ground, allowance


def _grown(frame, cost, wanted_ha, simplify_m, contiguous_cells, reach_m):
    """Grow, draw, measure, correct. Returns labels and the polygons of each unit."""
    wanted = np.array(wanted_ha)
    targets = wanted / (frame.cell_m**2 / 1e4)
    ground, allowance = _outline(frame, cost, targets, contiguous_cells, reach_m)
    inside = np.where(ground, cost, 0.0)
    for _ in range(ROUNDS):
        labels, allowance = _fill(inside, targets * ground.sum() / targets.sum(), ground, allowance)
        labels = np.where(ground, frame.sieve(labels, contiguous_cells), -1)
        pieces = arcs.tessellate(frame, labels, simplify_m)
        drawn = np.array([sum(ellipsoidal_ha(p) for p in pieces[u]) for u in range(len(wanted))])
        targets = targets * wanted / drawn
    return labels, pieces


def _fill(cost, targets, ground, allowance):
    """Divide the ground among the units; each cell of it belongs to one."""
    columns = cost[:, ground][:, None, :]
    labels, allowance = grow(columns, targets, np.zeros(columns.shape[1:], bool), allowance)
    whole = np.full(ground.shape, -1)
    whole[ground] = labels[0]
    return whole, allowance


def _single(pieces, name):
    if len(pieces) != 1:
        raise SystemExit(f"{name}: {len(pieces)} parts, expected one; change its skeleton in facts.py")
    return pieces[0]


def rural_and_seat(rng):
    """(frame, labels, codes, polygons): the 13 rural parroquias and the seat."""
    west, south = utm(-79.575, -4.535)
    east, north = utm(-79.075, -3.645)
    frame = Frame(west, south, east, north, CELL_M)
    x, y = _warp(frame, rng, 650.0, 6000.0)
    units = {code: (area, extent, lines) for code, (_, area, _, extent, lines) in facts.RURAL.items()}
    units[facts.SEAT[0]] = (facts.SEAT[2], facts.SEAT[4], facts.SEAT_SKELETON)
    codes = sorted(units)
    cost = np.stack([
        distance_to_lines(x, y, utm_lines(units[c][2])) + OUTSIDE_EXTENT * _outside(x, y, units[c][1]) for c in codes
    ])
    cost += 12.0 * _beyond_canton(x, y, 0.008)
    cost += np.where(_beyond_canton(frame.x, frame.y, 0.002) > 0, FORBIDDEN_M, 0.0)
    labels, pieces = _grown(frame, cost, [units[c][0] for c in codes], 60.0, 600, 1300.0)
    return frame, labels, codes, {c: _single(pieces[i], c) for i, c in enumerate(codes)}


def city(rng):
    """(codes, polygons) of the six urban parroquias, away from the border of the seat."""
    west, south = utm(-79.275, -4.085)
    east, north = utm(-79.165, -3.895)
    frame = Frame(west, south, east, north, CITY_CELL_M)
    x, y = _warp(frame, rng, 110.0, 1400.0)
    codes = sorted(facts.URBAN)
    cost = np.stack([distance_to_lines(x, y, utm_lines(facts.URBAN[c][3])) for c in codes])
    _, pieces = _grown(frame, cost, [facts.URBAN[c][1] for c in codes], 16.0, 900, 120.0)
    return codes, {c: _single(pieces[i], c) for i, c in enumerate(codes)}


def union(geometries):
    bundle = ogr.Geometry(ogr.wkbMultiPolygon)
    for geometry in geometries:
        bundle.AddGeometry(geometry)
    return bundle.UnionCascaded()


def without_city(seat, urban):
    """The seat less the city: its outer ring with the city's outline as a hole, vertex by vertex."""
    outline = union(urban)
    if outline.GetGeometryType() != ogr.wkbPolygon or outline.GetGeometryCount() != 1:
        raise SystemExit("the six urban parroquias do not make one polygon without holes")
    if not seat.Contains(outline.Buffer(100.0)):
        raise SystemExit("the city comes closer than 100 m to the border of the seat")
    rest = ogr.Geometry(ogr.wkbPolygon)
    rest.AddGeometry(seat.GetGeometryRef(0))
    rest.AddGeometry(_turned(outline.GetGeometryRef(0), not _clockwise(seat.GetGeometryRef(0))))
    return rest


def _clockwise(ring):
    points = np.array(ring.GetPoints())[:, :2]
    x, y = (points - points[0]).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) < 0


def _turned(ring, clockwise):
    """The ring, running the way asked for."""
    points = ring.GetPoints() if _clockwise(ring) == clockwise else ring.GetPoints()[::-1]
    result = ogr.Geometry(ogr.wkbLinearRing)
    for point in points:
        result.AddPoint_2D(point[0], point[1])
    return result
