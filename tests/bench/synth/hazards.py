"""Hazard polygons: wiggly rings of five classes, about a third of which really overlap another."""

import numpy as np
from osgeo import ogr

from .frame import TURN, stream
from .wkb import Rings, is_valid, polygon

CLASS_SHARES = (0.35, 0.25, 0.20, 0.13, 0.07)
USUAL_SHARE = 0.20  # sum of the polygons' areas over the frame's
MOVED_SHARE = 0.30 * 0.42  # of the polygons are laid onto another; each makes about two that overlap
HOLE_SHARE, HOLE_VERTICES, HOLE_RADIUS = 0.05, 16, 0.12
SIGMA = 1.1  # of the lognormal areas
WIGGLES = ((2, 0.22), (3, 0.17), (5, 0.13), (8, 0.09), (13, 0.06))  # waves around the ring, amplitude
STUB_M = 5.0


def _stars(n, random, radius, counts):
    """Star-shaped rings around the origin (always simple), elongated and turned; and the ring of each vertex."""
    ring = np.repeat(np.arange(n), counts)
    place = np.arange(len(ring)) - np.concatenate([[0], np.cumsum(counts)[:-1]])[ring]
    angle = (place + 0.6 * random.random(len(ring))) / counts[ring] * TURN
    reach = np.ones(len(ring))
    for waves, amplitude in WIGGLES:
        height = amplitude * random.uniform(0.3, 1, n)[ring]
        reach += height * np.cos(waves * angle + (random.random(n) * TURN)[ring])
    reach += random.normal(0, 0.035, len(ring))
    reach = np.maximum(reach, 0.15) * radius[ring]
    stretch = np.exp(random.normal(0, 0.45, n))
    x, y = reach * np.cos(angle) * np.sqrt(stretch)[ring], reach * np.sin(angle) / np.sqrt(stretch)[ring]
    turn = random.random(n) * TURN
    cosine, sine = np.cos(turn)[ring], np.sin(turn)[ring]
    return np.c_[x * cosine - y * sine, x * sine + y * cosine], ring


def _centres(n, random, radius, frame):
    """One to a cell of a grid, with room to move; then some of them onto the rim of another."""
    cell, side = np.sqrt(frame.area / n), int(np.ceil(np.sqrt(n)))
    slot = random.permutation(side * side)[:n]
    room = np.maximum(0.0, 0.5 - radius / cell)[:, None]
    centres = np.c_[(slot % side + 0.5), (slot // side + 0.5)] + random.uniform(-1, 1, (n, 2)) * room
    centres = np.array([frame.west, frame.south]) + centres * np.array([frame.width / side, frame.height / side])
    moved = np.flatnonzero(random.random(n) < MOVED_SHARE)
    host = random.integers(0, n, len(moved))
    angle = random.random(len(moved)) * TURN
    centres[moved] = centres[host] + (radius[host] * 0.9)[:, None] * np.c_[np.cos(angle), np.sin(angle)]
    return centres


def _sizes(n, random, share, frame):
    area = random.lognormal(np.log(frame.area * share / n) - SIGMA * SIGMA / 2, SIGMA, n)
    cell = np.sqrt(frame.area / n)
    radius = np.clip(np.sqrt(area / np.pi), 0.03 * cell, 4.0 * cell)
    counts = random.lognormal(np.log(45), 0.6, n) * (radius / np.median(radius)) ** 0.4
    return radius, np.clip(counts, 20, 200).astype(int)


def _mended(wkb):
    """What the frame's side folded: its hull, or a small square if nothing but the side is left."""
    hull = ogr.CreateGeometryFromWkb(wkb).ConvexHull()
    if ogr.GT_Flatten(hull.GetGeometryType()) == ogr.wkbPolygon:
        return bytes(hull.ExportToWkb(ogr.wkbNDR))
    x, y = hull.Centroid().GetX(), hull.Centroid().GetY()
    square = np.array([[x + STUB_M, y - STUB_M], [x + STUB_M, y + STUB_M], [x - STUB_M, y + STUB_M],
                       [x - STUB_M, y - STUB_M]])
    return polygon(Rings(square, [4]).wkb(0))


def _specials(shells, holes, holed, edge):
    """Polygons that are not just their shell: with a hole that fits, or mended at the frame."""
    special = {}
    for h, i in enumerate(holed):
        wkb = polygon(shells.wkb(i), holes.wkb(h))
        if is_valid(wkb):
            special[i] = wkb
    for i in np.flatnonzero(edge):
        wkb = polygon(shells.wkb(i))
        if i not in special and not is_valid(wkb):
            special[i] = _mended(wkb)
    return special


def hazards(n, frame, share=USUAL_SHARE):
    """WKB of n polygons, one after the other, and the class 1 to 5 of each."""
    key = ("hazard", n, frame) if share == USUAL_SHARE else ("hazard", n, frame, share)
    random = stream(*key)
    radius, counts = _sizes(n, random, share, frame)
    centres = _centres(n, random, radius, frame)
    vertices, ring = _stars(n, random, radius, counts)
    vertices += centres[ring]
    del ring
    low, high = (frame.west + 1, frame.south + 1), (frame.east - 1, frame.north - 1)
    for axis in (0, 1):
        np.clip(vertices[:, axis], low[axis], high[axis], out=vertices[:, axis])
    vertices = np.round(vertices, 3)
    holed = np.flatnonzero(random.random(n) < HOLE_SHARE)
    hole_counts = np.full(len(holed), HOLE_VERTICES)
    hole_vertices, ring = _stars(len(holed), random, radius[holed] * HOLE_RADIUS, hole_counts)
    hole_vertices = np.round(hole_vertices + centres[holed][ring], 3)
    shells, holes = Rings(vertices, counts), Rings(hole_vertices, hole_counts)
    at_side = ((vertices <= low) | (vertices >= high)).any(axis=1)
    special = _specials(shells, holes, holed, np.logical_or.reduceat(at_side, shells.start[:-1]))
    classes = random.choice(5, n, p=CLASS_SHARES) + 1
    return (special.get(i) or polygon(shells.wkb(i)) for i in range(n)), classes
