# Unit tests of the layer source, one line a source file.
pdot_unit_test(source csv)
pdot_unit_test(source encoding)
pdot_unit_test(source table)
pdot_unit_test(source vector)
pdot_unit_test(source raster)
