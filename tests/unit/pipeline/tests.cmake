pdot_unit_test(pipeline import)
pdot_unit_test(pipeline join)
pdot_unit_test(pipeline publish)
