#!/usr/bin/python3
"""GeoPandas as Debian ships it.

polygons  overlay, then in each territory the union of the classes from the highest down
usual     overlay and the sum of the areas: the usual recipe, which counts overlaps twice
lines     overlay, lengths; points: spatial join
"""
import warnings

from peer import Clock, arguments, report, skip, write

try:
    warnings.filterwarnings("ignore")
    import geopandas
    import rtree  # noqa: F401  what GeoPandas uses for its joins
    from shapely.ops import unary_union
except ImportError:
    skip("python3-geopandas or python3-rtree")


def stacked(clips):
    """Per territory and class what the class adds to the union of the higher ones."""
    for territory, own in clips.groupby("tid"):
        covered, before = None, 0.0
        for number in sorted(own.clase.unique(), reverse=True):
            union = unary_union(list(own.geometry[own.clase == number]))
            covered = union if covered is None else covered.union(union)
            yield territory, number, covered.area - before
            before = covered.area


def summed(features, measure):
    for (territory, number), value in measure.groupby([features.tid, features.clase]).sum().items():
        yield territory, number, value


def main():
    options, clock = arguments(["polygons", "usual", "lines", "points"]), Clock()
    territories = geopandas.read_file(options.folder / "terr.gpkg")[["tid", "geometry"]]
    features = geopandas.read_file(options.folder / f"{options.layer}.gpkg")
    if options.kind == "points":
        inside = geopandas.sjoin(features, territories, predicate="within")
        rows = list(summed(inside, inside.clase * 0 + 1))
    else:
        clips = geopandas.overlay(features, territories, how="intersection", keep_geom_type=True)
        if options.kind == "polygons":
            rows = list(stacked(clips))
        else:
            rows = list(summed(clips, clips.length if options.kind == "lines" else clips.area))
    write(options.out, rows)
    report(clock.look(), f"GeoPandas {geopandas.__version__}")


if __name__ == "__main__":
    main()
