# Against another way of computing the same.
add_test(NAME differential/links COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/differential/test_links.py
         --program $<TARGET_FILE:pdot>)
set_tests_properties(differential/links PROPERTIES LABELS "slow;diff" TIMEOUT 900)
add_test(NAME differential/audit COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/differential/test_audit.py
         --program $<TARGET_FILE:pdot>)
set_tests_properties(differential/audit PROPERTIES LABELS "slow;diff" TIMEOUT 900)
add_test(NAME differential/explain_plan
         COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/differential/test_explain_plan.py --program $<TARGET_FILE:pdot>)
set_tests_properties(differential/explain_plan PROPERTIES LABELS "slow;diff" TIMEOUT 900)
pdot_coverage_test(differential coverage_union "diff;slow")
pdot_coverage_test(differential coverage_raster "diff;slow")
add_test(NAME differential/coverage_sample COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/differential/test_coverage_sample.py
         --program $<TARGET_FILE:pdot>)
set_tests_properties(differential/coverage_sample PROPERTIES LABELS "slow;diff" TIMEOUT 900)
add_test(NAME differential/coverage_parts COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/differential/test_coverage_parts.py
         --program $<TARGET_FILE:pdot>)
set_tests_properties(differential/coverage_parts PROPERTIES LABELS "slow;diff" TIMEOUT 900)
add_test(NAME differential/coverage_qgis COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/differential/test_coverage_qgis.py
         --program $<TARGET_FILE:pdot>)
set_tests_properties(differential/coverage_qgis PROPERTIES LABELS "diff;real;slow" TIMEOUT 900 SKIP_RETURN_CODE 77)
