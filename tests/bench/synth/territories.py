"""Territories: a Voronoi tessellation whose borders are fractal curves, the same vertices on both sides."""

import numpy as np
from scipy.spatial import Voronoi

from .frame import stream
from .wkb import Rings, polygon

LLOYD_STEPS = 2  # towards even cells: no absurd slivers
BAND_SHARE = 0.45  # of the seeds crowd around a north-south band, as people do in the Sierra
VERTICES_ACROSS = 240  # of a mean cell
MOST_AMPLITUDE, ANGLE_SHARE, MOST_ANGLE, DECAY = 0.13, 0.2, 0.35, 0.78


def _seeds(n, frame):
    random = stream("terr", n, frame)
    seeds = np.c_[random.uniform(frame.west, frame.east, n), random.uniform(frame.south, frame.north, n)]
    crowded = random.random(n) < BAND_SHARE
    middle, margin = (frame.west + frame.east) / 2, frame.width / 100
    seeds[crowded, 0] = np.clip(random.normal(middle, frame.width / 9, crowded.sum()),
                                frame.west + margin, frame.east - margin)
    return seeds


def _cells(seeds, frame):
    """Seeds mirrored at the four sides make the frame itself a border of the cells inside."""
    copies = [seeds]
    for axis, wall in ((0, frame.west), (0, frame.east), (1, frame.south), (1, frame.north)):
        mirrored = seeds.copy()
        mirrored[:, axis] = 2 * wall - mirrored[:, axis]
        copies.append(mirrored)
    return Voronoi(np.vstack(copies))


def _relaxed(seeds, frame):
    for _ in range(LLOYD_STEPS):
        cells = _cells(seeds, frame)
        for i in range(len(seeds)):
            seeds[i] = cells.vertices[cells.regions[cells.point_region[i]]].mean(axis=0)
    return _cells(seeds, frame)


def _straight(a, b, step):
    n = max(1, int(np.ceil(np.hypot(*(b - a)) / step)))
    return a + np.arange(n)[:, None] / n * (b - a)


def _fractal(a, b, amplitude, step, random):
    """Midpoint displacement from a to b, without b."""
    length = np.hypot(*(b - a))
    if amplitude <= 0 or length <= step:
        return _straight(a, b, step)
    curve = np.array([a, b])
    for _ in range(max(1, int(np.ceil(np.log2(length / step))))):
        along = np.diff(curve, axis=0)
        shift = amplitude * random.uniform(0.35, 1.0, len(along)) * random.choice([-1.0, 1.0], len(along))
        middle = (curve[:-1] + curve[1:]) / 2 + np.c_[-along[:, 1], along[:, 0]] * shift[:, None]
        finer = np.empty((len(curve) + len(middle), 2))
        finer[0::2], finer[1::2] = curve, middle
        curve = finer
        amplitude *= DECAY
    return curve[:-1]


def _amplitude(seeds, ends):
    """So small that the curve stays within the diamond between its ends and the two seeds, with its neighbours' apart."""
    smallest = np.pi
    for seed in seeds:
        for origin, end in (ends, ends[::-1]):
            cosine = np.dot(seed - origin, end - origin) / (
                np.hypot(*(seed - origin)) * np.hypot(*(end - origin)) + 1e-30)
            smallest = min(smallest, np.arccos(np.clip(cosine, -1, 1)))
    return min(MOST_AMPLITUDE, np.tan(min(smallest * ANGLE_SHARE, MOST_ANGLE)) / 2)


def _borders(cells, n, step):
    """The curve of each ridge (a, b), a < b, drawn once; and the ridges of each cell."""
    curves, ridges = {}, [[] for _ in range(n)]
    for sides, (a, b) in zip(cells.ridge_points, cells.ridge_vertices):
        if min(sides) >= n or a < 0 or b < 0:
            continue
        a, b = min(a, b), max(a, b)
        ends = (cells.vertices[a], cells.vertices[b])
        amplitude = _amplitude(cells.points[sides], ends)
        curves[a, b] = _fractal(*ends, amplitude, step, stream("ridge", n, a, b))
        for side in sides:
            if side < n:
                ridges[side].append((a, b))
    return curves, ridges


def _outline(ridges, curves, vertices):
    """Walks a cell's ridges from corner to corner."""
    neighbours = {}
    for a, b in ridges:
        neighbours.setdefault(a, []).append(b)
        neighbours.setdefault(b, []).append(a)
    parts, before, here = [], None, ridges[0][0]
    while True:
        ahead = neighbours[here][1] if neighbours[here][0] == before else neighbours[here][0]
        if here < ahead:
            parts.append(curves[here, ahead])
        else:  # the curve runs the other way: with its last corner, without its first
            parts.append(np.vstack([curves[ahead, here], vertices[here]])[::-1][:-1])
        before, here = here, ahead
        if here == ridges[0][0]:
            return np.vstack(parts)


def territories(n, frame):
    """WKB of n polygons that fill the frame."""
    cells = _relaxed(_seeds(n, frame), frame)
    step = np.sqrt(frame.area / n) / VERTICES_ACROSS
    curves, ridges = _borders(cells, n, step)
    outlines = [_outline(own, curves, cells.vertices) for own in ridges]
    rings = Rings(np.vstack(outlines), [len(outline) for outline in outlines])
    return [polygon(rings.wkb(i)) for i in range(n)]
