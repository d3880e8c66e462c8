pdot_unit_test(pipeline import)
pdot_unit_test(pipeline join)
