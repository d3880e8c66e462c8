pdot_unit_test(coverage boundary)
pdot_unit_test(coverage overlay)
