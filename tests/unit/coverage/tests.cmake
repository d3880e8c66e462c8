pdot_unit_test(coverage boundary)
