# Rules of the house, read from the sources and from the built archive.
set(check /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/layers/check_layers.py)
foreach(rule includes calls sources headers)
  add_test(NAME layers/${rule} COMMAND ${check} ${rule} --root ${PROJECT_SOURCE_DIR})
  list(APPEND layer_tests layers/${rule})
endforeach()
if(NOT PDOT_SANITIZE AND NOT PDOT_COVERAGE) # both add symbols of their own
  add_test(NAME layers/symbols COMMAND ${check} symbols $<TARGET_FILE:pdot_engine>)
  list(APPEND layer_tests layers/symbols)
endif()
add_test(NAME layers/checker COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_SOURCE_DIR}/layers/test_check_layers.py)
add_test(NAME layers/format COMMAND ${PROJECT_SOURCE_DIR}/tools/format --check)
set_tests_properties(${layer_tests} layers/checker layers/format PROPERTIES LABELS fast TIMEOUT 120)
