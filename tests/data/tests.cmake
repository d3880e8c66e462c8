# The sample geodata/loja. The documents it was recorded from are not in the tree: skipped (77) without PDOT_DOCUMENTS.
foreach(part tables layers documents regenerate)
  add_test(NAME data/${part} COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_SOURCE_DIR}/data/test_sample.py ${part})
  set_tests_properties(data/${part} PROPERTIES LABELS fast TIMEOUT 120 SKIP_RETURN_CODE 77)
endforeach()
set_tests_properties(data/regenerate PROPERTIES LABELS slow TIMEOUT 600)
