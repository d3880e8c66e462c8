"""Synthetic works of the plan's activities: places, lines and areas that a planner might have drawn.

One work is drawn outside the zone its activity names (a rural water system inside the city), so that the audit has
something to find; README.md says so.
"""

import numpy as np
from osgeo import ogr

from . import facts
from .grid import utm
from .hazards import bent, polygon

FAIRS = ["110101", "110103", "110105", "110153", "110154", "110156", "110157", "110159", "110160", "110161", "110162",
         "110151"]
WATER = ["110152", "110154", "110155", "110157", "110159", "110162", "110163"]
OUT_OF_ZONE = "110105"
MARKETS = [("110106", "Mercado sur (esquemático)"), ("110156", "Centro de acopio (esquemático)")]
SQUARES = ["110102", "110104", "110106", "110151", "110158"]

CYCLEWAYS = [
    ("Ciclo vía ribera norte", 2024, [(-79.2215, -3.9500), (-79.2150, -3.9650), (-79.2085, -3.9800)]),
    ("Ciclo vía ribera centro", 2023, [(-79.2060, -3.9840), (-79.2045, -3.9960)]),
    ("Ciclo vía ribera sur", 2025, [(-79.2050, -4.0020), (-79.2060, -4.0150)]),
]
PATHS = [
    ("Sendero ecológico oriental", 2024, [(-79.1905, -3.9900), (-79.1800, -3.9980), (-79.1720, -4.0090)]),
    ("Sendero ecológico sur", 2025, [(-79.2110, -4.0480), (-79.2160, -4.0620), (-79.2130, -4.0740)]),
]
URBAN_SEWERS = [
    ("Colector occidental", 2023, [(-79.2330, -3.9780), (-79.2320, -4.0000), (-79.2270, -4.0140)]),
    ("Colector Carigán", 2024, [(-79.2380, -3.9300), (-79.2320, -3.9450)]),
    ("Colector Punzara", 2026, [(-79.2110, -4.0430), (-79.2080, -4.0200)]),
]
RURAL_SEWERS = ["110156", "110160", "110157", "110153"]
PAVED = ["110156", "110161", "110162", "110158", "110160", "110154"]
BASINS = [
    ("Microcuenca oriental norte", 2023, (-79.163, -3.965), 1900.0, 1100.0),
    ("Microcuenca oriental sur", 2024, (-79.160, -4.055), 2100.0, 1200.0),
    ("Microcuenca San Pedro", 2024, (-79.150, -4.215), 1700.0, 700.0),
    ("Microcuenca Yangana", 2025, (-79.145, -4.400), 1900.0, 1300.0),
    ("Microcuenca Chuquiribamba", 2025, (-79.352, -3.822), 1300.0, 900.0),
]


def _near(code, rng, spread_m):
    lon, lat = (facts.URBAN if code in facts.URBAN else facts.RURAL)[code][2]
    x, y = utm(lon, lat)
    return x + spread_m * rng.uniform(-1, 1), y + spread_m * rng.uniform(-1, 1)


def _name(code):
    return (facts.URBAN if code in facts.URBAN else facts.RURAL)[code][0]


def _point(x, y):
    point = ogr.Geometry(ogr.wkbPoint)
    point.AddPoint_2D(round(float(x), 2), round(float(y), 2))
    return point


def points(rng):
    """(activity, name, year, geometry)"""
    rows = [("act-22", f"Feria en {_name(c)}", 2023 + i % 4, _point(*_near(c, rng, 250.0))) for i, c in enumerate(FAIRS)]
    rows += [("act-26", f"Sistema de agua en {_name(c)}", 2023 + i % 4, _point(*_near(c, rng, 900.0)))
             for i, c in enumerate(WATER)]
    rows.append(("act-26", f"Sistema de agua en {_name(OUT_OF_ZONE)}", 2024, _point(*_near(OUT_OF_ZONE, rng, 300.0))))
    rows += [("act-20", name, 2024, _point(*_near(c, rng, 300.0))) for c, name in MARKETS]
    rows += [("act-11", f"Espacio público en {_name(c)}", 2025, _point(*_near(c, rng, 300.0))) for c in SQUARES]
    return rows


def lines(rng):
    rows = [("act-36", name, year, bent(path, rng, 25.0, 250.0)) for name, year, path in CYCLEWAYS]
    rows += [("act-02", name, year, bent(path, rng, 60.0, 300.0)) for name, year, path in PATHS]
    rows += [("act-27", name, year, bent(path, rng, 25.0, 250.0)) for name, year, path in URBAN_SEWERS]
    rows += [("act-28", f"Alcantarillado de {_name(c)}", 2023 + i, _street(c, rng, 1400.0)) for i, c in enumerate(RURAL_SEWERS)]
    rows += [("act-34", f"Carpeta asfáltica en {_name(c)}", 2023 + i % 3, _street(c, rng, 900.0)) for i, c in enumerate(PAVED)]
    return rows


def _street(code, rng, length_m):
    lon, lat = facts.RURAL[code][2]
    turn = rng.uniform(0, np.pi)
    half = length_m / 2 / 111000.0
    return bent([(lon - half * np.cos(turn), lat - half * np.sin(turn)), (lon + half * np.cos(turn), lat + half * np.sin(turn))],
                rng, 20.0, 150.0)


def areas(rng):
    rows = [("act-01", name, year, _blob(utm(*centre), length, width, rng)) for name, year, centre, length, width in BASINS]
    rows.append(("act-11", "Parque lineal (esquemático)", 2024, _blob(utm(-79.2040, -4.0080), 420.0, 130.0, rng)))
    rows.append(("act-29", "Planta de residuos (esquemática)", 2025, _blob(utm(-79.2560, -3.9800), 380.0, 260.0, rng)))
    return rows


def _blob(centre, length_m, width_m, rng):
    around = np.linspace(0, 2 * np.pi, 33)[:-1]
    edge = 1 + 0.12 * np.sin(3 * around + rng.uniform(0, 6)) + 0.08 * np.sin(5 * around + rng.uniform(0, 6))
    turn = rng.uniform(0, np.pi)
    u, v = length_m * edge * np.cos(around), width_m * edge * np.sin(around)
    x = centre[0] + u * np.cos(turn) - v * np.sin(turn)
    y = centre[1] + u * np.sin(turn) + v * np.cos(turn)
    return polygon(np.round(x, 2), np.round(y, 2))
