pdot_unit_test(coverage boundary)
pdot_unit_test(coverage overlay)
pdot_unit_test(coverage hard_shapes)
