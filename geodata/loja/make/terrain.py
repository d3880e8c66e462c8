"""Synthetic terrain: valleys cut along schematic rivers, ridges between them and along the east; and the flood classes."""

import numpy as np

from . import facts
from .grid import Frame, noise, utm

CELL_M = 90.0
FLOOD_CELL_M = 60.0
PIECE_M = 700.0  # longest straight piece of a river
RIVER_SEED = 11  # the same rivers whatever the grid
NODATA = -32768

# Rivers from source to mouth: lon, lat, elevation of the bed in metres. Schematic; elevations are round figures.
RIVERS = {
    "Zamora": [(-79.190, -4.115, 2650), (-79.205, -4.030, 2160), (-79.205, -3.995, 2065), (-79.222, -3.950, 2020),
               (-79.215, -3.900, 1960), (-79.185, -3.868, 1840), (-79.130, -3.840, 1600)],
    "Zamora Huayco": [(-79.150, -4.020, 2750), (-79.180, -4.005, 2250), (-79.205, -3.995, 2065)],
    "Vilcabamba": [(-79.125, -4.290, 2400), (-79.180, -4.268, 1800), (-79.2195, -4.262, 1560), (-79.250, -4.245, 1500),
                   (-79.280, -4.225, 1440), (-79.345, -4.200, 1280)],
    "Piscobamba": [(-79.205, -4.505, 2500), (-79.185, -4.430, 2100), (-79.1765, -4.364, 1850), (-79.215, -4.335, 1680),
                   (-79.2372, -4.3188, 1570), (-79.262, -4.270, 1490), (-79.280, -4.225, 1440)],
    "Malacatos": [(-79.135, -4.145, 2600), (-79.210, -4.170, 1900), (-79.2594, -4.2197, 1480), (-79.280, -4.225, 1440)],
    "San Pedro": [(-79.125, -4.215, 2600), (-79.190, -4.228, 1900), (-79.2211, -4.2435, 1700), (-79.250, -4.245, 1500)],
    "San Lucas": [(-79.295, -3.690, 2950), (-79.2633, -3.7368, 2480), (-79.220, -3.780, 2200), (-79.170, -3.805, 1880),
                  (-79.130, -3.840, 1600)],
    "Santiago": [(-79.335, -3.755, 2950), (-79.2848, -3.7932, 2450), (-79.245, -3.800, 2290), (-79.220, -3.780, 2200)],
    "Guayabal": [(-79.350, -3.825, 2850), (-79.3443, -3.8415, 2700), (-79.3297, -3.8797, 2350), (-79.315, -3.930, 1950),
                 (-79.345, -3.985, 1600)],
    "Taquil": [(-79.275, -3.870, 2500), (-79.2888, -3.8906, 2280), (-79.315, -3.930, 1950)],
    "Gualel": [(-79.370, -3.700, 3000), (-79.3749, -3.7691, 2560), (-79.400, -3.810, 2250), (-79.430, -3.835, 2000),
               (-79.500, -3.880, 1300), (-79.550, -3.885, 1000)],
    "El Cisne": [(-79.405, -3.845, 2600), (-79.4243, -3.8508, 2320), (-79.455, -3.870, 1900), (-79.500, -3.880, 1300)],
    "Quinara": [(-79.290, -4.490, 2600), (-79.285, -4.420, 2200), (-79.270, -4.360, 1800), (-79.2372, -4.3188, 1570)],
}

# Where the flood map was drawn at all: two sheets (west, south, east, north). The rest of the canton is no data.
FLOOD_SHEETS = [(-79.275, -4.090, -79.145, -3.860), (-79.335, -4.350, -79.150, -4.180)]
FLOOD_NODATA = 255


def canton_frame(cell_m, margin_m=1500.0):
    west, south, east, north = facts.EXTENT
    corners = np.array([utm(lon, lat) for lon in (west, east) for lat in (south, north)])
    (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
    return Frame(x0 - margin_m, y0 - margin_m, x1 + margin_m, y1 + margin_m, cell_m)


def _winding(river, rng):
    """The river as UTM points with elevation, bent by displacing midpoints until its pieces are short."""
    points = [np.array((*utm(lon, lat), z)) for lon, lat, z in river]
    while max(np.hypot(*(b - a)[:2]) for a, b in zip(points[:-1], points[1:])) > PIECE_M:
        bent = [points[0]]
        for a, b in zip(points[:-1], points[1:]):
            across = np.array((a[1] - b[1], b[0] - a[0], 0.0))
            bent += [(a + b) / 2 + across * rng.uniform(-0.16, 0.16), b]
        points = bent
    return points


def _bed(frame, points):
    """Distance to a river and the elevation of its bed at the nearest place."""
    best, level = np.full(frame.shape, np.inf), np.zeros(frame.shape)
    for (ax, ay, az), (bx, by, bz) in zip(points[:-1], points[1:]):
        dx, dy = bx - ax, by - ay
        t = np.clip(((frame.x - ax) * dx + (frame.y - ay) * dy) / (dx * dx + dy * dy), 0.0, 1.0)
        distance = np.hypot(frame.x - ax - t * dx, frame.y - ay - t * dy)
        nearer = distance < best
        best[nearer] = distance[nearer]
        level[nearer] = (az + t * (bz - az))[nearer]
    return best, level


def valleys(frame):
    """Distance to the nearest river and a smooth surface through the beds of all of them."""
    nearest = np.full(frame.shape, np.inf)
    weighted, weights = np.zeros(frame.shape), np.zeros(frame.shape)
    rng = np.random.default_rng(RIVER_SEED)
    for river in RIVERS.values():
        distance, level = _bed(frame, _winding(river, rng))
        weight = 1.0 / (distance + 120.0) ** 3
        weighted += weight * level
        weights += weight
        nearest = np.minimum(nearest, distance)
    return nearest, weighted / weights


def elevation(frame, rng):
    """Metres above the sea."""
    distance, floor = valleys(frame)
    rough = noise(frame, rng, 5200.0, 5, 0.5)
    ridged = 1.0 - np.abs(noise(frame, rng, 3600.0, 5, 0.55))
    away = 1.0 - np.exp(-(distance / 1900.0) ** 1.25)
    east = np.exp(-(((frame.x - utm(-79.105, -4.1)[0]) / 5200.0) ** 2))
    height = floor + away * (620.0 + 170.0 * rough + 200.0 * ridged + 620.0 * east)
    return np.where(height > 2950.0, 2950.0 + 470.0 * np.tanh((height - 2950.0) / 620.0), height)


def slope_percent(frame, height):
    rise_row, rise_column = np.gradient(height, frame.cell_m)
    return 100.0 * np.hypot(rise_row, rise_column)


def flood_classes(frame, rng):
    """Byte classes: 0 none, 1 low, 2 medium, 3 high, 255 not mapped."""
    distance, _ = valleys(frame)
    reach = distance / np.exp(0.35 * noise(frame, rng, 1500.0, 4, 0.5))
    classes = np.select([reach < 140.0, reach < 330.0, reach < 620.0], [3, 2, 1], 0).astype(np.uint8)
    mapped = np.zeros(frame.shape, bool)
    for west, south, east, north in FLOOD_SHEETS:
        (x0, y0), (x1, y1) = utm(west, south), utm(east, north)
        mapped |= (frame.x >= x0) & (frame.x <= x1) & (frame.y >= y0) & (frame.y <= y1)
    return np.where(mapped, classes, FLOOD_NODATA).astype(np.uint8)
