pdot_unit_test(audit rules)
