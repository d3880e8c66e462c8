"""The outcome of every awkward file, as test_dirty.py compares it. Counts are those of the data's README where it gives one;
where a count depends on a definition:

gap      holes of the union of all polygons, and places closed in by polygons that meet in corners only (gap_layer: all six
         are of that kind). Not looked for in a layer of one polygon.
overlap  pairs of polygons with common ground, after repair: polygon_layer's double counts with each neighbour.
sliver   parts over 20 times as long as wide that are narrower than 12.5 m or smaller than a quarter of the middle part.
code_unknown  of a DPA column: no province 01 to 24. The not delimited zones (90) and ISLA are among them.
outside_extent  features whose box does not meet the country's; of all features: the file is of another country.
"""

# file: (exit status, driver or error, [(layer, features, CRS, encoding of texts, {finding: count})])
CHECKS = {
    'dirty/codificacion/derivado_azuay_parroquias_latin1_sin_cpg.shp':
        (0, 'ESRI Shapefile', [
            ('derivado_azuay_parroquias_latin1_sin_cpg', 76, 'EPSG:4326', 'CP1252', {'encoding_undeclared': 25, 'overlap': 154, 'gap': 223}),
        ]),
    'dirty/codificacion/iso-8859-1.shp':
        (0, 'ESRI Shapefile', [
            ('iso-8859-1', 1, 'EPSG:4326', 'ISO-8859-1', {'outside_extent': 1}),
        ]),
    'dirty/codificacion/iso-8859-1_ldid.shp':
        (0, 'ESRI Shapefile', [
            ('iso-8859-1_ldid', 1, 'EPSG:4326', 'ISO-8859-1', {'outside_extent': 1}),
        ]),
    'dirty/codificacion/latin1.shp':
        (0, 'ESRI Shapefile', [
            ('latin1', 1, 'EPSG:4326', 'latin1', {'outside_extent': 1}),
        ]),
    'dirty/codificacion/system_encoding.shp':
        (0, 'ESRI Shapefile', [
            ('system_encoding', 1, 'EPSG:4326', 'CP1252', {'encoding_undeclared': 1, 'outside_extent': 1}),
        ]),
    'dirty/codificacion/utf8.shp':
        (0, 'ESRI Shapefile', [
            ('utf8', 1, 'EPSG:4326', 'UTF-8', {'outside_extent': 1}),
        ]),
    'dirty/codificacion/windows-1252.shp':
        (0, 'ESRI Shapefile', [
            ('windows-1252', 1, 'EPSG:4326', 'CP1252', {'outside_extent': 1}),
        ]),
    'dirty/codificacion/windows-1252_ldid.shp':
        (0, 'ESRI Shapefile', [
            ('windows-1252_ldid', 1, 'EPSG:4326', 'CP1252', {'outside_extent': 1}),
        ]),
    'dirty/crs/bug5598.shp':
        (1, 'ESRI Shapefile', [
            ('bug5598', 1, 'EPSG:3148', 'ISO-8859-1', {'crs_doubtful': 1, 'outside_extent': 1}),
        ]),
    'dirty/crs/derivado_loja_parroquias_psad56_sin_prj.shp':
        (1, 'ESRI Shapefile', [
            ('derivado_loja_parroquias_psad56_sin_prj', 19, None, 'UTF-8', {'crs_missing': 1, 'code_unpadded': 1, 'overlap': 34, 'gap': 128}),
        ]),
    'dirty/crs/fallas_sin_dbf_ni_prj.shp':
        (1, 'ESRI Shapefile', [
            ('fallas_sin_dbf_ni_prj', 194, None, 'UTF-8', {'crs_missing': 1, 'outside_extent': 33}),
        ]),
    'dirty/crs/points_noproj.shp':
        (1, 'ESRI Shapefile', [
            ('points_noproj', 3, None, 'ISO-8859-1', {'crs_missing': 1}),
        ]),
    'dirty/csv/test_cr_end_of_line.csv':
        (0, 'CSV', [
            ('', 2, None, 'UTF-8', {}),
        ]),
    'dirty/csv/testdms.csv':
        (0, 'CSV', [
            ('', 24, None, 'UTF-8', {}),
        ]),
    'dirty/csv/testdp.csv':
        (0, 'CSV', [
            ('', 2, None, 'UTF-8', {}),
        ]),
    'dirty/csv/testlatin1.csv':
        (1, 'CSV', [
            ('', 1, None, 'CP1252', {'encoding_undeclared': 1}),
        ]),
    'dirty/csv/testwkt.csv':
        (0, 'CSV', [
            ('', 16, None, 'UTF-8', {}),
        ]),
    'dirty/gpkg/bug_21100-wierd_field_names.gpkg':
        (0, 'GPKG', [
            ('prova2', 3, 'EPSG:4326', 'UTF-8', {'outside_extent': 3}),
        ]),
    'dirty/gpkg/test_broken_geopackage.gpkg':
        (1, 'format', []),
    'dirty/gpkg/test_dimensions.gpkg':
        (1, 'GPKG', [
            ('test_dimensions', 5, 'EPSG:28992', 'UTF-8', {'crs_doubtful': 1, 'duplicate_geometry': 3, 'outside_extent': 5, 'overlap': 6, 'geom_zm': 4}),
            ('test_dimensions3', 1, 'EPSG:28992', 'UTF-8', {'crs_doubtful': 1, 'outside_extent': 1, 'geom_zm': 1}),
            ('test_dimensions4', 1, 'EPSG:28992', 'UTF-8', {'crs_doubtful': 1, 'outside_extent': 1, 'geom_zm': 1}),
            ('test_dimensions4_correct', 2, 'EPSG:28992', 'UTF-8', {'crs_doubtful': 1, 'duplicate_geometry': 1, 'outside_extent': 2, 'overlap': 1, 'geom_zm': 2}),
            ('test_dimensions3_correct', 2, 'EPSG:28992', 'UTF-8', {'crs_doubtful': 1, 'duplicate_geometry': 1, 'outside_extent': 2, 'overlap': 1, 'geom_zm': 2}),
        ]),
    'dirty/gpkg/test_geometry_empty.gpkg':
        (1, 'GPKG', [
            ('test_geometry_empty', 45, 'EPSG:28992', 'UTF-8', {'layer_empty': 45, 'geom_empty': 45}),
        ]),
    'dirty/gpkg/test_geometry_null.gpkg':
        (1, 'GPKG', [
            ('test_geometry_null', 2, 'EPSG:28992', 'UTF-8', {'layer_empty': 2, 'geom_null': 2}),
        ]),
    'dirty/gpkg/test_geometry_valid.gpkg':
        (1, 'GPKG', [
            ('test_geometry_valid', 2, 'EPSG:28992', 'UTF-8', {'crs_doubtful': 1, 'geom_invalid': 1, 'geom_mixed': 1, 'outside_extent': 2}),
        ]),
    'dirty/invalidas/gap_layer.shp':
        (0, 'ESRI Shapefile', [
            ('gap_layer', 6, 'EPSG:4326', 'UTF-8', {'outside_extent': 6, 'gap': 6}),
        ]),
    'dirty/invalidas/invalidgeometries.gml':
        (0, 'GML', [
            ('invalidgeometries', 1, 'EPSG:4326', 'UTF-8', {'geom_invalid': 1, 'outside_extent': 1, 'duplicate_vertex': 1}),
        ]),
    'dirty/invalidas/line_layer.shp':
        (0, 'ESRI Shapefile', [
            ('line_layer', 9, 'EPSG:4326', 'UTF-8', {'duplicate_geometry': 1, 'outside_extent': 9, 'duplicate_vertex': 1}),
        ]),
    'dirty/invalidas/nullGeometryDissolve.gml':
        (0, 'GML', [
            ('nullGeometryDissolve', 3, 'EPSG:3003', 'UTF-8', {'geom_null': 1, 'outside_extent': 2}),
        ]),
    'dirty/invalidas/overlap_layer_tolerance_bug.shp':
        (0, 'ESRI Shapefile', [
            ('overlap_layer_tolerance_bug', 2, 'EPSG:2056', 'UTF-8', {'outside_extent': 2, 'overlap': 1}),
        ]),
    'dirty/invalidas/poly_ring_self_intersection.gml':
        (1, 'GML', [
            ('poly_ring_self_intersection', 1, None, 'UTF-8', {'crs_missing': 1, 'geom_invalid': 1}),
        ]),
    'dirty/invalidas/polygon_layer.shp':
        (0, 'ESRI Shapefile', [
            ('polygon_layer', 25, 'EPSG:4326', 'UTF-8', {'geom_invalid': 3, 'duplicate_geometry': 1, 'outside_extent': 25, 'overlap': 7, 'gap': 2, 'sliver': 1, 'duplicate_vertex': 1}),
        ]),
    'dirty/invalidas/polygons_with_duplicate_nodes_in_several_holes.gml':
        (1, 'GML', [
            ('polygons_with_duplicate_nodes_in_several_holes', 1, None, 'UTF-8', {'crs_missing': 1}),
        ]),
    'dirty/invalidas/polys_overlapping.shp':
        (1, 'ESRI Shapefile', [
            ('polys_overlapping', 11, 'WGS 84', 'UTF-8', {'crs_doubtful': 1, 'outside_extent': 11, 'overlap': 1, 'gap': 1, 'duplicate_vertex': 8}),
        ]),
    'dirty/invalidas/regression6.wkt':
        (1, 'unsupported', []),
    'dirty/invalidas/russia.wkt':
        (1, 'unsupported', []),
    'dirty/tipos/circular_strings.gpkg':
        (0, 'GPKG', [
            ('circular_strings', 2, 'EPSG:4326', 'UTF-8', {'outside_extent': 2, 'geom_curve': 2}),
            ('circular_strings_with_line', 3, 'EPSG:4326', 'UTF-8', {'outside_extent': 3, 'geom_curve': 3}),
        ]),
    'dirty/tipos/curved_polys.gpkg':
        (0, 'GPKG', [
            ('polys', 4, 'EPSG:4326', 'UTF-8', {'outside_extent': 4, 'overlap': 1, 'gap': 1, 'geom_curve': 4}),
        ]),
    'dirty/tipos/empty_spatial_layer.shp':
        (1, 'ESRI Shapefile', [
            ('empty_spatial_layer', 0, 'EPSG:4326', 'UTF-8', {'layer_empty': 0}),
        ]),
    'dirty/tipos/line_zm.gpkg':
        (0, 'GPKG', [
            ('line_zm', 1, 'EPSG:4326', 'UTF-8', {'outside_extent': 1, 'geom_zm': 1}),
        ]),
    'dirty/tipos/lines_m.shp':
        (0, 'ESRI Shapefile', [
            ('lines_m', 7, 'EPSG:4326', 'UTF-8', {'geom_null': 1, 'outside_extent': 6, 'geom_zm': 6}),
        ]),
    'dirty/tipos/lines_z.shp':
        (0, 'ESRI Shapefile', [
            ('lines_z', 6, 'EPSG:4326', 'UTF-8', {'outside_extent': 6, 'geom_zm': 6}),
        ]),
    'dirty/tipos/mixed_layers.gpkg':
        (1, 'GPKG', [
            ('points', 0, 'EPSG:4283', 'UTF-8', {'layer_empty': 0}),
            ('lines', 6, 'EPSG:4326', 'UTF-8', {'outside_extent': 6, 'duplicate_vertex': 4}),
        ]),
    'dirty/tipos/mixed_types.TAB':
        (1, 'unsupported', []),
    'dirty/tipos/multi_polys_with_empty_geoms.gpkg':
        (0, 'GPKG', [
            ('multi_polys_with_empty_geoms', 10, 'EPSG:3116', 'UTF-8', {'geom_null': 1, 'geom_empty': 1, 'outside_extent': 8, 'overlap': 2, 'geom_zm': 9}),
        ]),
    'dirty/tipos/multipatch.shp':
        (1, 'ESRI Shapefile', [
            ('multipatch', 1, None, 'UTF-8', {'layer_empty': 1, 'crs_missing': 1, 'geom_invalid': 1, 'geom_zm': 1}),
        ]),
    'dirty/tipos/multipoint.shp':
        (1, 'ESRI Shapefile', [
            ('multipoint', 7, 'WGS 84', 'ISO-8859-1', {'crs_doubtful': 1, 'outside_extent': 7}),
        ]),
    'dirty/tipos/multisurface.gpkg':
        (0, 'GPKG', [
            ('multisurface', 1, 'EPSG:4326', 'UTF-8', {'outside_extent': 1}),
        ]),
    'dirty/tipos/null_geom.geojson':
        (0, 'GeoJSON', [
            ('null_geom', 2, 'EPSG:4326', 'UTF-8', {'geom_null': 1, 'outside_extent': 1}),
        ]),
    'dirty/tipos/pointszm.shp':
        (0, 'ESRI Shapefile', [
            ('pointszm', 9, 'EPSG:4326', 'UTF-8', {'outside_extent': 9, 'geom_zm': 9}),
        ]),
    'dirty/tipos/polygon_layer_empty_geometries.geojson':
        (0, 'GeoJSON', [
            ('polygon_layer_empty_geometries', 4, 'EPSG:4326', 'UTF-8', {'geom_empty': 3, 'outside_extent': 1}),
        ]),
    'admin/loja_canton_parroquias_cne2022.geojson':
        (0, 'GeoJSON', [
            ('loja_canton_parroquias_cne2022', 19, 'EPSG:4326', 'UTF-8', {'code_unpadded': 1, 'overlap': 34, 'gap': 128}),
        ]),
    'admin/ecuador_parroquias_cne2022.gpkg':
        (0, 'GPKG', [
            ('parroquias_cne2022', 1179, 'EPSG:4326', 'UTF-8', {'code_unpadded': 308, 'overlap': 2860, 'gap': 11824, 'sliver': 4}),
        ]),
    'admin/ecuador_dpa_inec_simplificado.gpkg':
        (1, 'GPKG', [
            ('parroquias', 1113, 'EPSG:4326', 'UTF-8', {'code_duplicate': 1, 'code_unknown': 3, 'overlap': 2969, 'gap': 5190, 'sliver': 2}),
            ('cantones', 222, 'EPSG:4326', 'UTF-8', {'overlap': 514, 'gap': 1881, 'sliver': 3}),
            ('provincias', 24, 'EPSG:4326', 'UTF-8', {'overlap': 53, 'gap': 236, 'sliver': 1}),
        ]),
    'admin/loja_provincia_cantones_inec.gpkg':
        (0, 'GPKG', [
            ('cantones_loja', 16, 'EPSG:4326', 'UTF-8', {'gap': 1}),
        ]),
    'hazard/deslizamientos_rbsf.gpkg':
        (0, 'GPKG', [
            ('deslizamientos', 1535, 'EPSG:32717', 'UTF-8', {'duplicate_geometry': 8}),
            ('area_estudio', 1, 'EPSG:32717', 'UTF-8', {}),
            ('muestra_atributos', 350, 'EPSG:32717', 'UTF-8', {'duplicate_geometry': 1}),
        ]),
    'hazard/deslizamientos_glc_ecuador.csv':
        (0, 'CSV', [
            ('', 32, None, 'UTF-8', {}),
        ]),
    'hazard/fallas_activas_gem.gpkg':
        (0, 'GPKG', [
            ('fallas', 194, 'EPSG:4326', 'UTF-8', {'outside_extent': 33}),
        ]),
    'hazard/sismos_m55_1965_2016.csv':
        (0, 'CSV', [
            ('', 175, None, 'UTF-8', {}),
        ]),
    'hazard/volcanes.csv':
        (0, 'CSV', [
            ('', 44, None, 'UTF-8', {}),
        ]),
    'tables/riesgo_climatico_parroquial_actual.csv':
        (1, 'CSV', [
            ('', 373, None, 'CP1252', {'encoding_undeclared': 1, 'code_duplicate': 7, 'code_unpadded': 56}),
        ]),
    'tables/riesgo_climatico_parroquial_futuro.csv':
        (1, 'CSV', [
            ('', 373, None, 'CP1252', {'encoding_undeclared': 1, 'code_duplicate': 7, 'code_unpadded': 56}),
        ]),
    'tables/inundacion_guayas_parroquias.csv':
        (0, 'CSV', [
            ('', 54, None, 'UTF-8', {'code_unpadded': 54}),
        ]),
    'tables/dpa_parroquias_inec2001_latin1.dbf':
        (0, 'ESRI Shapefile', [
            ('dpa_parroquias_inec2001_latin1', 995, None, 'CP1252', {'code_unknown': 5}),
        ]),
    'tables/poblados_geonames_ecuador.csv':
        (0, 'CSV', [
            ('', 122, None, 'UTF-8', {}),
        ]),
    'water/rios_gshhg_wdbii.gpkg':
        (0, 'GPKG', [
            ('rios', 59, 'EPSG:4326', 'UTF-8', {'geom_invalid': 17, 'outside_extent': 11, 'duplicate_vertex': 17}),
        ]),
    'dem/loja_srtm3.tif':
        (0, 'raster', [
            ('', 1555200, 'EPSG:4326', '', {}),
        ]),
    'dem/rbsf_dem_10m.tif':
        (0, 'raster', [
            ('', 158945, 'EPSG:32717', '', {}),
        ]),
    'dem/rbsf_atributos_terreno_10m.tif':
        (0, 'raster', [
            ('', 158945, 'EPSG:32717', '', {'raster_bands': 5}),
        ]),
    'dem/S04W080.hgt.zip':
        (1, 'unsupported', []),
    'dem/S05W080.hgt.zip':
        (1, 'unsupported', []),
    'perf/contorno_ecuador_utm17s.shp.zip':
        (1, 'unsupported', []),
    'perf/periferia_ecuador_utm17s.shp.zip':
        (1, 'unsupported', []),
    'tables/dpa_parroquias_inec2012_altitud.dbf.zip':
        (1, 'unsupported', []),
}

# What lies in the archives, unpacked: archive!file
UNPACKED = {
    'dem/S04W080.hgt.zip!S04W080.hgt':
        (0, 'raster', [
            ('', 1442401, 'EPSG:4326', '', {}),
        ]),
    'dem/S05W080.hgt.zip!S05W080.hgt':
        (0, 'raster', [
            ('', 1442401, 'EPSG:4326', '', {}),
        ]),
    'perf/contorno_ecuador_utm17s.shp.zip!Ecd.shp':
        (0, 'ESRI Shapefile', [
            ('Ecd', 1, 'EPSG:32717', 'UTF-8', {'sliver': 1}),
        ]),
    'perf/periferia_ecuador_utm17s.shp.zip!periferia.shp':
        (0, 'ESRI Shapefile', [
            ('periferia', 1, 'EPSG:32717', 'CP1252', {}),
        ]),
    'tables/dpa_parroquias_inec2012_altitud.dbf.zip!dpa_parroquias_inec2012_altitud.dbf':
        (0, 'ESRI Shapefile', [
            ('dpa_parroquias_inec2012_altitud', 1040, None, 'CP1252', {'code_unknown': 3}),
        ]),
}

# file: [(how it is named in the manifest, ("imported", features kept, {finding: count}) or
#         ("refused", code, words of the message))]
IMPORTS = {
    'dirty/codificacion/derivado_azuay_parroquias_latin1_sin_cpg.shp': [
        ({'dimension': 2}, ('imported', 76, {'encoding_undeclared': 1})),
    ],
    'dirty/codificacion/iso-8859-1.shp': [
        ({'dimension': 0}, ('imported', 1, {})),
    ],
    'dirty/codificacion/iso-8859-1_ldid.shp': [
        ({'dimension': 0}, ('imported', 1, {})),
    ],
    'dirty/codificacion/latin1.shp': [
        ({'dimension': 0}, ('imported', 1, {})),
    ],
    'dirty/codificacion/system_encoding.shp': [
        ({'dimension': 0}, ('imported', 1, {'encoding_undeclared': 1})),
    ],
    'dirty/codificacion/utf8.shp': [
        ({'dimension': 0}, ('imported', 1, {})),
    ],
    'dirty/codificacion/windows-1252.shp': [
        ({'dimension': 0}, ('imported', 1, {})),
    ],
    'dirty/codificacion/windows-1252_ldid.shp': [
        ({'dimension': 0}, ('imported', 1, {})),
    ],
    'dirty/crs/bug5598.shp': [
        ({'dimension': 2}, ('refused', 'crs', 'no sound transformation')),
    ],
    'dirty/crs/derivado_loja_parroquias_psad56_sin_prj.shp': [
        ({'dimension': 2}, ('refused', 'crs', 'does not say its coordinate reference system')),
        ({'dimension': 2, 'crs': 'EPSG:24877'}, ('imported', 19, {})),
    ],
    'dirty/crs/fallas_sin_dbf_ni_prj.shp': [
        ({'dimension': 1}, ('refused', 'crs', 'does not say its coordinate reference system')),
        ({'dimension': 1, 'crs': 'EPSG:4326'}, ('imported', 194, {})),
    ],
    'dirty/crs/points_noproj.shp': [
        ({'dimension': 0}, ('refused', 'crs', 'does not say its coordinate reference system')),
    ],
    'dirty/csv/test_cr_end_of_line.csv': [
        ({}, ('imported', 2, {})),
    ],
    'dirty/csv/testdms.csv': [
        ({}, ('imported', 24, {})),
    ],
    'dirty/csv/testdp.csv': [
        ({}, ('imported', 2, {})),
    ],
    'dirty/csv/testlatin1.csv': [
        ({}, ('refused', 'format', 'is not UTF-8')),
        ({'encoding': 'CP1252'}, ('imported', 1, {})),
    ],
    'dirty/csv/testwkt.csv': [
        ({}, ('imported', 16, {})),
    ],
    'dirty/gpkg/bug_21100-wierd_field_names.gpkg': [
        ({'dimension': 0}, ('imported', 3, {})),
    ],
    'dirty/gpkg/test_broken_geopackage.gpkg': [
        ({'dimension': 1}, ('refused', 'format', 'required GeoPackage tables')),
    ],
    'dirty/gpkg/test_dimensions.gpkg': [
        ({'dimension': 2, 'layer_name': 'test_dimensions'}, ('refused', 'crs', 'no sound transformation')),
        ({'dimension': 2, 'layer_name': 'test_dimensions3'}, ('refused', 'crs', 'no sound transformation')),
        ({'dimension': 2, 'layer_name': 'test_dimensions4'}, ('refused', 'crs', 'no sound transformation')),
        ({'dimension': 2, 'layer_name': 'test_dimensions4_correct'}, ('refused', 'crs', 'no sound transformation')),
        ({'dimension': 2, 'layer_name': 'test_dimensions3_correct'}, ('refused', 'crs', 'no sound transformation')),
    ],
    'dirty/gpkg/test_geometry_empty.gpkg': [
        ({'dimension': 0}, ('refused', 'schema', 'no feature that can be used')),
    ],
    'dirty/gpkg/test_geometry_null.gpkg': [
        ({'dimension': 2}, ('refused', 'crs', 'no sound transformation')),
    ],
    'dirty/gpkg/test_geometry_valid.gpkg': [
        ({'dimension': 2}, ('refused', 'crs', 'no sound transformation')),
    ],
    'dirty/invalidas/gap_layer.shp': [
        ({'dimension': 2}, ('refused', 'crs', 'no feature lies in the range')),
    ],
    'dirty/invalidas/invalidgeometries.gml': [
        ({'dimension': 2}, ('imported', 1, {'geom_repaired': 1})),
    ],
    'dirty/invalidas/line_layer.shp': [
        ({'dimension': 1}, ('imported', 4, {'outside_extent': 5})),
    ],
    'dirty/invalidas/nullGeometryDissolve.gml': [
        ({'dimension': 2}, ('imported', 2, {'geom_null': 1})),
    ],
    'dirty/invalidas/overlap_layer_tolerance_bug.shp': [
        ({'dimension': 2}, ('imported', 2, {})),
    ],
    'dirty/invalidas/poly_ring_self_intersection.gml': [
        ({'dimension': 2}, ('refused', 'crs', 'does not say its coordinate reference system')),
    ],
    'dirty/invalidas/polygon_layer.shp': [
        ({'dimension': 2}, ('imported', 12, {'outside_extent': 13})),
    ],
    'dirty/invalidas/polygons_with_duplicate_nodes_in_several_holes.gml': [
        ({'dimension': 2}, ('refused', 'crs', 'does not say its coordinate reference system')),
    ],
    'dirty/invalidas/polys_overlapping.shp': [
        ({'dimension': 2}, ('refused', 'crs', 'no sound transformation')),
    ],
    'dirty/invalidas/regression6.wkt': [
        ({'dimension': 1}, ('refused', 'unsupported', 'of no format that is read')),
    ],
    'dirty/invalidas/russia.wkt': [
        ({'dimension': 1}, ('refused', 'unsupported', 'of no format that is read')),
    ],
    'dirty/tipos/circular_strings.gpkg': [
        ({'dimension': 1, 'layer_name': 'circular_strings'}, ('refused', 'crs', 'no feature lies in the range')),
        ({'dimension': 1, 'layer_name': 'circular_strings_with_line'}, ('refused', 'crs', 'no feature lies in the range')),
    ],
    'dirty/tipos/curved_polys.gpkg': [
        ({'dimension': 2}, ('imported', 4, {'geom_curve': 1})),
    ],
    'dirty/tipos/empty_spatial_layer.shp': [
        ({'dimension': 0}, ('refused', 'schema', 'no feature that can be used')),
    ],
    'dirty/tipos/line_zm.gpkg': [
        ({'dimension': 1}, ('imported', 1, {'geom_zm': 1})),
    ],
    'dirty/tipos/lines_m.shp': [
        ({'dimension': 1}, ('refused', 'crs', 'no feature lies in the range')),
    ],
    'dirty/tipos/lines_z.shp': [
        ({'dimension': 1}, ('refused', 'crs', 'no feature lies in the range')),
    ],
    'dirty/tipos/mixed_layers.gpkg': [
        ({'dimension': 0, 'layer_name': 'points'}, ('refused', 'schema', 'no feature that can be used')),
        ({'dimension': 1, 'layer_name': 'lines'}, ('imported', 6, {})),
    ],
    'dirty/tipos/mixed_types.TAB': [
        ({'dimension': 1}, ('refused', 'unsupported', 'of no format that is read')),
    ],
    'dirty/tipos/multi_polys_with_empty_geoms.gpkg': [
        ({'dimension': 2}, ('imported', 8, {'geom_empty': 1, 'geom_null': 1, 'geom_zm': 1})),
    ],
    'dirty/tipos/multipatch.shp': [
        ({'dimension': 2}, ('refused', 'schema', 'there is no column "FID"')),
    ],
    'dirty/tipos/multipoint.shp': [
        ({'dimension': 0}, ('refused', 'crs', 'no sound transformation')),
    ],
    'dirty/tipos/multisurface.gpkg': [
        ({'dimension': 2}, ('imported', 1, {'geom_curve': 1})),
    ],
    'dirty/tipos/null_geom.geojson': [
        ({'dimension': 1}, ('imported', 1, {'geom_null': 1})),
    ],
    'dirty/tipos/pointszm.shp': [
        ({'dimension': 0}, ('imported', 2, {'geom_zm': 1, 'outside_extent': 7})),
    ],
    'dirty/tipos/polygon_layer_empty_geometries.geojson': [
        ({'dimension': 2}, ('imported', 1, {'geom_empty': 3})),
    ],
    'admin/loja_provincia_cantones_inec.gpkg': [
        ({'dimension': 2}, ('imported', 16, {})),
    ],
    'admin/ecuador_dpa_inec_simplificado.gpkg': [  # its parroquias: test_the_units_of_the_census_office
        ({'dimension': 2, 'layer_name': 'provincias'}, ('imported', 24, {})),
        ({'dimension': 2, 'layer_name': 'cantones'}, ('imported', 222, {})),
    ],
    'hazard/deslizamientos_rbsf.gpkg': [
        ({'dimension': 0, 'layer_name': 'deslizamientos'}, ('imported', 1535, {})),
        ({'dimension': 2, 'layer_name': 'area_estudio'}, ('imported', 1, {})),
        ({'dimension': 0, 'layer_name': 'muestra_atributos'}, ('imported', 350, {})),
    ],
    'hazard/deslizamientos_glc_ecuador.csv': [
        ({}, ('imported', 32, {})),
    ],
    'hazard/fallas_activas_gem.gpkg': [
        ({'dimension': 1}, ('imported', 194, {})),
    ],
    'hazard/sismos_m55_1965_2016.csv': [
        ({}, ('imported', 175, {})),
    ],
    'hazard/volcanes.csv': [
        ({}, ('imported', 44, {})),
    ],
    'tables/riesgo_climatico_parroquial_actual.csv': [
        ({}, ('refused', 'format', 'byte 0xA0 is not UTF-8')),
        ({'encoding': 'CP1252'}, ('imported', 373, {})),
    ],
    'tables/riesgo_climatico_parroquial_futuro.csv': [
        ({}, ('refused', 'format', 'byte 0xA0 is not UTF-8')),
        ({'encoding': 'CP1252'}, ('imported', 373, {})),
    ],
    'tables/inundacion_guayas_parroquias.csv': [
        ({}, ('imported', 54, {})),
    ],
    'tables/dpa_parroquias_inec2001_latin1.dbf': [
        ({}, ('imported', 995, {})),
    ],
    'tables/poblados_geonames_ecuador.csv': [
        ({}, ('imported', 122, {})),
    ],
    'water/rios_gshhg_wdbii.gpkg': [
        ({'dimension': 1}, ('imported', 42, {'geom_invalid': 17})),
    ],
}

# Imported by the plans of test_real.py.
PLANS = {'admin/ecuador_parroquias_cne2022.gpkg', 'admin/loja_canton_parroquias_cne2022.geojson', 'dem/loja_srtm3.tif'}
# Terrain of other ground, checked only; unit/source/raster reads the bands of the second.
TERRAIN = {'dem/rbsf_dem_10m.tif', 'dem/rbsf_atributos_terreno_10m.tif'}
