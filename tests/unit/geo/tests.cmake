# Unit tests of the layer geo, one line a source file.
pdot_unit_test(geo crs)
pdot_unit_test(geo geometry)
pdot_unit_test(geo shapes)
pdot_unit_test(geo equal_area)
pdot_unit_test(geo plain)
pdot_unit_test(geo shape_wkb)
