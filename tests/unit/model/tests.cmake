pdot_unit_test(model plan)
