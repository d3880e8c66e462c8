pdot_unit_test(pipeline import)
