pdot_unit_test(result catalog)
pdot_unit_test(result table)
