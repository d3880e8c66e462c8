"""From a grid of labels to a tessellation: shared borders become arcs, drawn once, so that neighbours have the same vertices."""

from collections import defaultdict

import numpy as np
from osgeo import ogr


def trace(frame, labels):
    """Borders between unlike labels as chains of grid corners, cut where three or more labels meet."""
    padded = np.pad(labels, 1, constant_values=-1)
    links = defaultdict(list)
    for row, column in zip(*np.nonzero(padded[:, 1:] != padded[:, :-1])):
        _link(links, (column, row - 1), (column, row))
    for row, column in zip(*np.nonzero(padded[1:, :] != padded[:-1, :])):
        _link(links, (column - 1, row), (column, row))
    return [[(frame.west + c * frame.cell_m, frame.north - r * frame.cell_m) for c, r in chain] for chain in _chains(links)]


def _link(links, a, b):
    links[a].append(b)
    links[b].append(a)


def _chains(links):
    used = set()

    def walk(start, following):
        chain = [start, following]
        used.add(frozenset((start, following)))
        while len(links[chain[-1]]) == 2 and chain[-1] != start:
            ahead = [p for p in links[chain[-1]] if p != chain[-2]][0]
            used.add(frozenset((chain[-1], ahead)))
            chain.append(ahead)
        return chain

    nodes = sorted(p for p in links if len(links[p]) != 2)
    for node in nodes:
        for other in sorted(links[node]):
            if frozenset((node, other)) not in used:
                yield walk(node, other)
    for point in sorted(links):
        for other in sorted(links[point]):
            if frozenset((point, other)) not in used:
                yield walk(point, other)


def smooth(chain, simplify_m, rounds=2):
    """A chain of grid steps as a smooth line: thinned, corners cut `rounds` times, ends kept, centimetres."""
    points = np.array(chain, dtype=float)
    closed = bool((points[0] == points[-1]).all())
    if len(points) > 3:
        middle = (points[1:] + points[:-1]) / 2
        points = np.vstack([middle, middle[:1]]) if closed else np.vstack([points[:1], middle, points[-1:]])
    thin = line(points).SimplifyPreserveTopology(simplify_m)
    points = np.array(thin.GetPoints())[:, :2]
    for _ in range(rounds):
        points = _cut_corners(points, closed)
    return [(round(float(x), 2), round(float(y), 2)) for x, y in points]


def _cut_corners(points, closed):
    if len(points) < 3:
        return points
    near = points[:-1] * 0.75 + points[1:] * 0.25
    far = points[:-1] * 0.25 + points[1:] * 0.75
    body = np.empty((2 * len(near), 2))
    body[0::2], body[1::2] = near, far
    if closed:
        return np.vstack([body, body[:1]])
    return np.vstack([points[:1], body[1:-1], points[-1:]])


def line(points):
    result = ogr.Geometry(ogr.wkbLineString)
    for x, y in points:
        result.AddPoint_2D(x, y)
    return result


def bundle(lines):
    result = ogr.Geometry(ogr.wkbMultiLineString)
    for points in lines:
        result.AddGeometry(line(points))
    return result


def noded(lines):
    """The lines cut where they cross, so that they meet only at their ends."""
    return lines.Union(lines.GetGeometryRef(0))


def faces(lines):
    """Polygons that the lines of a MultiLineString enclose; the lines must meet only at their ends."""
    found = lines.Polygonize()
    return [found.GetGeometryRef(i).Clone() for i in range(found.GetGeometryCount())]


def commonest(frame, labels, face):
    """The label of most cells in a face; of one inner point where no cell centre lies in it."""
    cells = labels[frame.burn([face])]
    if len(cells) == 0:
        inside = face.PointOnSurface()
        return int(labels[frame.index(inside.GetX(), inside.GetY())])
    values, counts = np.unique(cells, return_counts=True)
    return int(values[counts.argmax()])


def tessellate(frame, labels, simplify_m):
    """One list of polygons per label; -1 is ground outside."""
    result = defaultdict(list)
    for face in faces(noded(bundle(smooth(chain, simplify_m) for chain in trace(frame, labels)))):
        label = commonest(frame, labels, face)
        if label >= 0:
            result[label].append(face)
    return result
