"""The jobs that are clocked: which data, which question, which peers, and what the engine is asked to reach."""
from dataclasses import dataclass

PEERS = {"geopandas": "geopandas_peer.py", "postgis": "postgis_peer.py", "spatialite": "spatialite_peer.py",
         "qgis": "qgis_peer.py", "gdal": "gdal_peer.py"}


@dataclass(frozen=True)
class Data:
    """A folder of layers: arguments of generate.py."""
    preset: str
    layers: tuple
    share: float = 0.20


DATA = {
    "canton": Data("canton", ("terr", "polys", "lines", "points", "self", "class250", "stairs250", "dem250")),
    "s": Data("s", ("terr", "polys", "lines", "points", "self", "class2000", "stairs2000")),
    "share": Data("s", ("terr", "polys"), 1.5),
    "m": Data("m", ("terr", "polys", "lines", "points")),
    "l": Data("l", ("terr", "polys")),
    "raster": Data("s", ("terr", "class10000", "class20000", "dem10000")),
}


@dataclass(frozen=True)
class Job:
    name: str
    data: str
    layer: str
    kind: str  # polygons, lines, points, cells, slope
    title: str
    n: int  # features or cells
    done_at: float = None  # ratio over the yardstick
    goal: float = None
    cell_m2: float = 1e-6  # two figures of one territory and class may differ by this
    peers: tuple = ()
    exact: str = None  # polygons that hold the raster's cells, for the exact answer
    group: str = ""


EVERY = (("geopandas", "polygons"), ("geopandas", "usual"), ("postgis", "polygons"), ("spatialite", "polygons"),
         ("qgis", "classes"))
CLUSTER_M2 = 1e-4  # in clusters of thousands of polygons rounding of the sums shows
GEOS_M2 = 2e-5  # what GEOS itself errs by in single cells of the larger layers

JOBS = (
    Job("canton", "canton", "polys", "polygons", "canton, 2,000 polygons", 2000, 1, 3.5, peers=EVERY, group="smoke"),
    Job("canton-self", "canton", "self", "polygons", "canton, territories over themselves", 19, group="smoke",
        cell_m2=GEOS_M2),
    Job("canton-stairs", "canton", "stairs250", "polygons", "canton, polygonised raster", 3904, group="smoke",
        cell_m2=CLUSTER_M2),
    Job("canton-lines", "canton", "lines", "lines", "canton, 2,000 lines", 2000, group="smoke",
        peers=(("geopandas", "lines"), ("postgis", "lines"), ("spatialite", "lines"))),
    Job("canton-points", "canton", "points", "points", "canton, 10,000 points", 10000, group="smoke",
        peers=(("geopandas", "points"), ("postgis", "points"), ("spatialite", "points"))),
    Job("canton-class", "canton", "class250", "cells", "canton, class raster 250 x 250", 250**2, group="smoke",
        peers=(("qgis", "cells"),), exact="stairs250"),
    Job("canton-slope", "canton", "dem250", "slope", "canton, slope classes 250 x 250", 250**2, group="smoke"),
    Job("s", "s", "polys", "polygons", "S, 20,000 polygons", 20000, 2.5, 5, GEOS_M2, EVERY, group="small"),
    Job("share", "share", "polys", "polygons", "S, everything overlapping", 20000, 3.5, 7, CLUSTER_M2, group="small"),
    Job("stairs", "s", "stairs2000", "polygons", "polygonised raster 2,000 x 2,000", 62167, 8, 14, CLUSTER_M2,
        group="small"),
    Job("self", "s", "self", "polygons", "S, territories over themselves", 1040, cell_m2=CLUSTER_M2, group="small"),
    Job("lines-20k", "s", "lines", "lines", "20,000 lines", 20000, group="small",
        peers=(("geopandas", "lines"), ("postgis", "lines"), ("spatialite", "lines"))),
    Job("points-100k", "s", "points", "points", "100,000 points", 100000, 1, 1.5, group="small",
        peers=(("geopandas", "points"), ("postgis", "points"), ("spatialite", "points"))),
    Job("class-2k", "s", "class2000", "cells", "class raster 2,000 x 2,000", 2000**2, group="small",
        peers=(("qgis", "cells"),), exact="stairs2000"),
    Job("m", "m", "polys", "polygons", "M, 200,000 polygons", 200000, 3.5, 7, GEOS_M2,
        (("geopandas", "polygons"), ("postgis", "polygons"), ("qgis", "classes")), group="medium"),
    Job("lines-200k", "m", "lines", "lines", "200,000 lines", 200000, 2, 3.5, group="medium",
        peers=(("geopandas", "lines"), ("postgis", "lines"))),
    Job("points-1m", "m", "points", "points", "1,000,000 points", 1000000, 1.5, 3, group="medium",
        peers=(("geopandas", "points"), ("postgis", "points"))),
    Job("class-10k", "raster", "class10000", "cells", "class raster 10,000 x 10,000", 10**8, 8, 11, group="raster",
        peers=(("qgis", "cells"),)),
    Job("class-20k", "raster", "class20000", "cells", "class raster 20,000 x 20,000", 4 * 10**8, 12, 16,
        group="raster"),
    Job("slope-10k", "raster", "dem10000", "slope", "slope classes 10,000 x 10,000", 10**8, 7, 12.5, group="raster"),
    Job("l", "l", "polys", "polygons", "L, 1,000,000 polygons", 1000000, 3.5, 7, GEOS_M2, group="large"),
)
GROUPS = ("smoke", "small", "medium", "raster", "large")

# Vertices of the polygons of S, M and L: what growth is held against.
VERTICES = {"s": 1.13e6, "m": 11.3e6, "l": 56.6e6}


def chosen(words):
    """Jobs by name or by group, in the order of the table."""
    known = {job.name for job in JOBS} | set(GROUPS) | {"all"}
    for word in words:
        if word not in known:
            raise ValueError(f"no job {word}; known: {', '.join(sorted(known))}")
    return [job for job in JOBS if "all" in words or job.name in words or job.group in words]
