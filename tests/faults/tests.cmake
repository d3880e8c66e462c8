# What goes wrong around the program. PDOT_KILLS, PDOT_DISKS, PDOT_SEED choose how often and which.
if(NOT TARGET pdot)
  return()
endif()
foreach(what Killed Disk Store Sources Load)
  string(TOLOWER ${what} name)
  add_test(NAME faults/${name} COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_SOURCE_DIR}/faults/test_faults.py
           --program $<TARGET_FILE:pdot> ${what})
  set_tests_properties(faults/${name} PROPERTIES LABELS slow TIMEOUT 900 ENVIRONMENT "PDOT_SANITIZE=${PDOT_SANITIZE}")
endforeach()
