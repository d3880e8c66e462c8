"""Lines like roads and points like houses."""

import numpy as np

from .frame import COUNTRY, TURN, stream
from .wkb import line, point

TOWNS = 400
SCATTERED_SHARE = 0.4  # of the points; the others crowd around towns
MEAN_LENGTH_M = {True: 1500.0, False: 400.0}  # on the country, on a canton


def _folded(values, low, high):
    """Mirrored at the frame: clamped lines would retrace themselves along it."""
    return low + (high - low) - np.abs((high - low) - np.abs(values - low))


def roads(n, frame):
    """WKB of n lines that wander, and the class 1 to 4 of each."""
    random = stream("roads", n, frame)
    length = random.lognormal(np.log(MEAN_LENGTH_M[frame == COUNTRY]), 0.8, n)
    counts = np.clip(length / 40, 5, 120).astype(int)
    road = np.repeat(np.arange(n), counts)
    start = np.concatenate([[0], np.cumsum(counts)])
    first = start[:-1][road]
    heading = np.cumsum(random.normal(0, 0.22, len(road)))
    heading = heading - heading[first] + (random.random(n) * TURN)[road]
    step = (length / counts)[road]
    x, y = np.cumsum(step * np.cos(heading)), np.cumsum(step * np.sin(heading))
    x = x - x[first] + random.uniform(frame.west, frame.east, n)[road]
    y = y - y[first] + random.uniform(frame.south, frame.north, n)[road]
    vertices = np.round(np.c_[_folded(x, frame.west + 1, frame.east - 1),
                              _folded(y, frame.south + 1, frame.north - 1)], 3)
    classes = random.choice(4, n, p=[0.1, 0.2, 0.3, 0.4]) + 1
    return (line(vertices[start[i]:start[i + 1]]) for i in range(n)), classes


def houses(n, frame):
    """WKB of n points, and the class 1 to 6 of each."""
    random = stream("points", n, frame)
    towns = np.c_[random.uniform(frame.west, frame.east, TOWNS), random.uniform(frame.south, frame.north, TOWNS)]
    vertices = towns[random.integers(0, TOWNS, n)] + random.normal(0, frame.width / 60, (n, 2))
    scattered = random.random(n) < SCATTERED_SHARE
    count = scattered.sum()
    vertices[scattered] = np.c_[random.uniform(frame.west, frame.east, count),
                                random.uniform(frame.south, frame.north, count)]
    vertices = np.round(np.clip(vertices, (frame.west + 1, frame.south + 1), (frame.east - 1, frame.north - 1)), 3)
    classes = random.integers(1, 7, n)
    return (point(vertex) for vertex in vertices), classes
