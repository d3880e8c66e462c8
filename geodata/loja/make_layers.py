#!/usr/bin/python3
"""Makes the schematic and synthetic layers of the sample: python3 make_layers.py [folder].

Everything comes from the facts in make/facts.py and from one seed, so a second run gives the same files. Needs the
Python bindings of GDAL and numpy; takes about two minutes.
"""

import os
import sys

# The last bit of exp and tanh depends on the width of the processor's vectors; leave the widest out, before numpy starts.
os.environ["NPY_DISABLE_CPU_FEATURES"] = "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL"

import numpy as np
from osgeo import gdal

from make import facts, hazards, land, limits, output, roads, terrain, works

SEED = 1101


def territories(folder):
    """Writes the limits; returns (canton, city, {code: polygon of a finest unit})."""
    _, _, _, polygons = limits.rural_and_seat(np.random.default_rng(SEED))
    _, urban = limits.city(np.random.default_rng(SEED + 1))
    seat = polygons.pop(facts.SEAT[0])
    rest = limits.without_city(seat, list(urban.values()))
    canton = limits.union(list(polygons.values()) + [seat])
    note = "esquemático: área, punto y vecinos publicados"
    units = {**urban, **polygons, facts.REST[0]: rest}
    rows = [(c, facts.URBAN[c][0], "urbana", facts.SEAT[0], note, urban[c]) for c in sorted(urban)]
    rows.append((*facts.REST, "resto", facts.SEAT[0], "territorio, no parroquia", rest))
    rows += [(c, facts.RURAL[c][0], "rural", facts.CANTON[0], note, polygons[c]) for c in sorted(polygons)]
    fields = [(f, str) for f in ("codigo", "nombre", "tipo", "padre", "nota")]
    output.geopackage(os.path.join(folder, "limites.gpkg"), [
        ("canton", "Cantón", "polygon", fields, [(*facts.CANTON, "canton", None, "unión de las parroquias y la cabecera", canton)]),
        ("cabecera", "Cabecera cantonal", "polygon", fields, [(*facts.SEAT[:2], "cabecera", facts.CANTON[0], note, seat)]),
        ("parroquias", "Parroquias y resto de la cabecera", "polygon", fields, rows),
    ])
    return canton, limits.union(list(urban.values())), units


def relief(folder, canton):
    """Writes terrain, flood, faults, landslides and roads; returns what the land classes need."""
    frame = terrain.canton_frame(terrain.CELL_M)
    height = np.rint(terrain.elevation(frame, np.random.default_rng(SEED + 2)))
    drawn = np.where(frame.distance_to(frame.burn([canton])) < 2000.0, height, terrain.NODATA)
    output.geotiff(os.path.join(folder, "terreno.tif"), frame, drawn.astype(np.int16), gdal.GDT_Int16, terrain.NODATA, 2)
    slope = terrain.slope_percent(frame, height)
    fine = terrain.canton_frame(terrain.FLOOD_CELL_M)
    flood = terrain.flood_classes(fine, np.random.default_rng(SEED + 3))
    output.geotiff(os.path.join(folder, "inund.tif"), fine, flood, gdal.GDT_Byte, terrain.FLOOD_NODATA, 1)
    rng = np.random.default_rng(SEED + 4)
    slides = hazards.susceptibility(frame, slope, canton, rng)
    output.geopackage(os.path.join(folder, "amenazas.gpkg"), [
        ("masa", "Susceptibilidad a movimientos en masa (sintética)", "polygon", [("id", str), ("grado", str)],
         [(f"mm-{i:03d}", *row) for i, row in enumerate(slides, 1)]),
        ("fallas", "Fallas geológicas (esquemáticas)", "line", [("id", str), ("nombre", str), ("tipo", str)],
         [(f"fa-{i:02d}", *row) for i, row in enumerate(hazards.faults(rng), 1)]),
    ])
    coarse, coarse_slope = _coarse(frame, slope)
    output.geopackage(os.path.join(folder, "vias.gpkg"), [
        ("vias", "Vías (sintéticas)", "line", [("id", str), ("nombre", str), ("tipo", str)], roads.roads(coarse, coarse_slope)),
    ])
    return frame, height, slope


def _coarse(frame, slope):
    """Every third cell each way: enough to lay a road."""
    coarse = terrain.Frame(frame.west, frame.north - frame.rows * frame.cell_m, frame.west + frame.columns * frame.cell_m,
                           frame.north, 3 * frame.cell_m)
    return coarse, slope[frame.index(coarse.x, coarse.y)]


def uses(folder, canton, city, units, frame, height, slope):
    """Writes land classes, dwellings and works."""
    river_m, _ = terrain.valleys(frame)
    patches = land.classify(frame, height, slope, river_m, canton, city, np.random.default_rng(SEED + 5))
    output.geopackage(os.path.join(folder, "pugs.gpkg"), [
        ("suelo", "Clasificación del suelo (sintética)", "polygon", [("id", str), ("clase", str), ("tratamiento", str)],
         [(f"su-{i:03d}", *row) for i, row in enumerate(patches, 1)]),
    ])
    output.table(os.path.join(folder, "viviendas.csv"), ["id", "lon", "lat", "habitantes"],
                 [(f"vi-{i:04d}", *row) for i, row in enumerate(roads.dwellings(units, np.random.default_rng(SEED + 6)), 1)])
    rng = np.random.default_rng(SEED + 7)
    fields = [("id", str), ("id_actividad", str), ("nombre", str), ("anio", int)]
    output.geopackage(os.path.join(folder, "obras.gpkg"), [
        (name, title, shape, fields, [(f"{mark}-{i:02d}", *row) for i, row in enumerate(rows, 1)])
        for name, title, shape, mark, rows in (
            ("obras_puntos", "Obras: puntos (sintéticas)", "point", "op", works.points(rng)),
            ("obras_lineas", "Obras: líneas (sintéticas)", "line", "ol", works.lines(rng)),
            ("obras_poligonos", "Obras: polígonos (sintéticas)", "polygon", "og", works.areas(rng)),
        )
    ])


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    canton, city, units = territories(folder)
    uses(folder, canton, city, units, *relief(folder, canton))


if __name__ == "__main__":
    main()
