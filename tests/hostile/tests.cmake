# Hostile files and names, on the small plan.
if(NOT TARGET pdot)
  return()
endif()
add_test(NAME hostile COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_SOURCE_DIR}/hostile/test_hostile.py --program $<TARGET_FILE:pdot>)
set_tests_properties(hostile PROPERTIES LABELS slow TIMEOUT 900 ENVIRONMENT "PDOT_SANITIZE=${PDOT_SANITIZE}")
