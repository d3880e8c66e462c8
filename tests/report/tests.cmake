# The report in a real browser. The deliveries are made by ../qgis/tests.cmake.
foreach(delivery drawn sample)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/drawn/b)
  if(delivery STREQUAL sample)
    set(folder ${CMAKE_CURRENT_BINARY_DIR}/sample/uno/entrega)
  endif()
  add_test(NAME report/${delivery} COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_LIST_DIR}/check_report.py ${folder})
  set_tests_properties(report/${delivery} PROPERTIES FIXTURES_REQUIRED ${delivery} LABELS "slow;browser" TIMEOUT 300)
endforeach()
add_test(NAME report/office COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_LIST_DIR}/check_office.py
         ${CMAKE_CURRENT_BINARY_DIR}/sample/uno/entrega)
set_tests_properties(report/office PROPERTIES FIXTURES_REQUIRED sample LABELS slow TIMEOUT 300 SKIP_RETURN_CODE 77)
