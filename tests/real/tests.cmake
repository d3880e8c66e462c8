# Real layers; skipped (77) where PDOT_REALDATA does not name their folder.
if(NOT TARGET pdot)
  return()
endif()
foreach(what Canton Country)
  string(TOLOWER ${what} name)
  add_test(NAME real/${name} COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_SOURCE_DIR}/real/test_real.py
           --program $<TARGET_FILE:pdot> ${what})
  set_tests_properties(real/${name} PROPERTIES LABELS "real;slow" TIMEOUT 900 SKIP_RETURN_CODE 77)
endforeach()
add_test(NAME real/dirty COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_SOURCE_DIR}/real/test_dirty.py --program $<TARGET_FILE:pdot>)
set_tests_properties(real/dirty PROPERTIES LABELS "real;slow" TIMEOUT 900 SKIP_RETURN_CODE 77)
