# Unit tests of the layer source, one line a source file.
pdot_unit_test(source csv)
pdot_unit_test(source encoding)
pdot_unit_test(source table)
pdot_unit_test(source vector)
pdot_unit_test(source raster)
pdot_unit_test(source manifest)
pdot_unit_test(source manifest_schema)
target_compile_definitions(test_source_manifest_schema PRIVATE PDOT_REFERENCE="${PROJECT_SOURCE_DIR}/geodata/README.md")
