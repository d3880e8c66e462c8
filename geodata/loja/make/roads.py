"""Synthetic roads between the parish seats, laid where the synthetic terrain is least steep; and dwellings along them."""

import heapq

import numpy as np
from osgeo import ogr

from . import arcs, facts
from .grid import degrees, utm

# From, to (codes of facts), class.
LINKS = [
    ("110150", "110156", "primaria"), ("110156", "110158", "primaria"), ("110158", "110161", "primaria"),
    ("110161", "110163", "secundaria"), ("110161", "110162", "primaria"), ("110150", "110160", "secundaria"),
    ("110160", "110151", "secundaria"), ("110151", "110152", "secundaria"), ("110152", "110154", "terciaria"),
    ("110152", "110153", "terciaria"), ("110150", "110159", "primaria"), ("110159", "110157", "primaria"),
    ("110150", "110155", "terciaria"), ("110159", "110160", "terciaria"),
]


def place(code):
    lon, lat = facts.SEAT[3] if code == facts.SEAT[0] else facts.RURAL[code][2]
    return utm(lon, lat)


def name(code):
    return facts.SEAT[1] if code == facts.SEAT[0] else facts.RURAL[code][0]


def roads(frame, slope):
    """(id, name, class, line) for each link."""
    effort = 1.0 + (slope / 9.0) ** 2
    result = []
    for number, (start, end, kind) in enumerate(LINKS, 1):
        cells = _cheapest(effort, frame.index(*place(start)), frame.index(*place(end)))
        inner = [(frame.x[c], frame.y[c]) for c in cells[1:-1]]
        points = arcs.smooth([place(start)] + inner + [place(end)], 70.0)
        result.append((f"via-{number:02d}", f"{name(start)} - {name(end)}", kind, arcs.line(points)))
    return result


def _cheapest(effort, start, end):
    """Dijkstra over the eight neighbours of each cell."""
    start, end = (int(start[0]), int(start[1])), (int(end[0]), int(end[1]))
    best, before, queue = {start: 0.0}, {}, [(0.0, start)]
    while queue:
        cost, cell = heapq.heappop(queue)
        if cell == end:
            break
        if cost > best[cell]:
            continue
        for dr in (-1, 0, 1):
            for dc in (-1, 0, 1):
                other = (cell[0] + dr, cell[1] + dc)
                if other == cell or not (0 <= other[0] < effort.shape[0] and 0 <= other[1] < effort.shape[1]):
                    continue
                onward = cost + np.hypot(dr, dc) * (effort[cell] + effort[other]) / 2
                if onward < best.get(other, np.inf):
                    best[other], before[other] = onward, cell
                    heapq.heappush(queue, (onward, other))
    path = [end]
    while path[-1] != start:
        path.append(before[path[-1]])
    return path[::-1]


def dwellings(units, rng, total=3000):
    """Rows lon, lat, people: points scattered inside the units, denser near their reference point. Not a census."""
    shares = {code: 0.62 * area / 6060.0 for code, (_, area, _, _) in facts.URBAN.items()}
    shares[facts.REST[0]] = 0.13
    spread = sum(area**0.5 for _, area, *_ in facts.RURAL.values())
    shares.update({code: 0.25 * area**0.5 / spread for code, (_, area, *_) in facts.RURAL.items()})
    rows = []
    for code in sorted(shares):
        rows += _scatter(units[code], _centre(code), round(total * shares[code]), rng)
    return rows


def _centre(code):
    if code in facts.URBAN:
        return (*utm(*facts.URBAN[code][2]), 1500.0)
    if code in facts.RURAL:
        return (*utm(*facts.RURAL[code][2]), 1700.0)
    return (*utm(*facts.SEAT[3]), 6500.0)


def _scatter(geometry, centre, count, rng):
    rows, point = [], ogr.Geometry(ogr.wkbPoint)
    while len(rows) < count:
        x, y = centre[0] + centre[2] * rng.standard_normal(), centre[1] + centre[2] * rng.standard_normal()
        point.SetPoint_2D(0, float(x), float(y))
        if geometry.Contains(point):
            lon, lat = degrees(float(x), float(y))
            rows.append((f"{lon:.5f}", f"{lat:.5f}", 1 + int(rng.binomial(6, 0.42))))
    return rows
