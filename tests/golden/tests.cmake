# Golden cases, one test each, and a test of the runner itself.
add_test(NAME golden/runner COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_SOURCE_DIR}/golden/test_run.py)
set_tests_properties(golden/runner PROPERTIES LABELS fast TIMEOUT 60)
if(NOT TARGET pdot)
  return()
endif()
file(GLOB golden_cases CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR}/golden/cases
     ${CMAKE_CURRENT_SOURCE_DIR}/golden/cases/*/cmd)
foreach(path IN LISTS golden_cases)
  get_filename_component(case ${path} DIRECTORY)
  add_test(NAME golden/${case}
           COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/golden/run.py --program $<TARGET_FILE:pdot> ${case})
  set_tests_properties(golden/${case} PROPERTIES LABELS fast TIMEOUT 300)
endforeach()
