#!/usr/bin/python3
"""check_ground.py DELIVERY: the layer amenazas against its figures and against the territories. Of each territory and
hazard the pieces lie within the territory and do not overlap, and the ellipsoidal area of each, measured here in an
equal-area projection, is the figure beside it. Exit status 1 if anything is wrong."""
import pathlib
import sys

from osgeo import ogr, osr

ogr.UseExceptions()
OVERLAP = 1e-7  # of the territory
AREA = 2e-6     # of the figure; plus half of its last decimal and the strip GEOS moves at borders
problems = []


def expect(condition, message):
    if not condition and len(problems) < 40:
        problems.append(message)


def to_equal_area(crs):
    target = osr.SpatialReference()
    target.SetFromUserInput("+proj=cea +ellps=WGS84 +units=m +type=crs")
    for one in (crs, target):
        one.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return osr.CoordinateTransformation(crs, target)


def area_ha(geometry, transformation):
    copy = geometry.Clone()
    copy.Segmentize(500)
    copy.Transform(transformation)
    return copy.GetArea() / 1e4


def area_of(geometry):
    """Of what an overlay left: lines and points have none."""
    if geometry is None:
        return 0
    if geometry.GetGeometryType() in (ogr.wkbPolygon, ogr.wkbMultiPolygon):
        return geometry.GetArea()
    return sum(area_of(geometry.GetGeometryRef(i)) for i in range(geometry.GetGeometryCount()))


def main():
    source = ogr.Open(str(next(pathlib.Path(sys.argv[1]).glob("*.gpkg"))))
    layer = source.GetLayerByName("amenazas")
    if layer is None:
        print("there is no layer amenazas")
        return 1
    transformation = to_equal_area(layer.GetSpatialRef())
    units = {f["codigo"]: f.GetGeometryRef().Clone() for f in source.GetLayerByName("territorios")}
    pieces = {}
    for feature in layer:
        pieces.setdefault((feature["codigo"], feature["amenaza"]), []).append(
            (feature["clase"], feature["area_ha"], feature.GetGeometryRef().Clone()))
    for (code, hazard), parts in pieces.items():
        whole = units[code].GetArea()
        total = sum(part.GetArea() for _, _, part in parts)
        expect(total < (1 + OVERLAP) * whole + 1, f"{code} {hazard}: pieces {total:.2f} m2, territory {whole:.2f} m2")
        for i, (label, figure, part) in enumerate(parts):
            expect(part.IsValid(), f"{code} {hazard} {label}: not valid")
            outside = area_of(part.Difference(units[code]))
            expect(outside < OVERLAP * whole + 1, f"{code} {hazard} {label}: {outside:.3f} m2 outside the territory")
            measured = area_ha(part, transformation)
            expect(abs(measured - figure) < AREA * figure + 2e-4,
                   f"{code} {hazard} {label}: {measured:.6f} ha measured, figure {figure:.6f}")
            for other, _, ground in parts[i + 1:]:
                shared = area_of(part.Intersection(ground))
                expect(shared < OVERLAP * whole + 1, f"{code} {hazard}: {label} and {other} share {shared:.3f} m2")
    expect(pieces, "the layer is empty")
    for problem in problems:
        print(problem)
    print(f"{layer.GetFeatureCount()} pieces of {len(pieces)} territories and hazards, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
