# The sample geodata/loja. The documents it was recorded from are not in the tree: skipped (77) without PDOT_DOCUMENTS.
foreach(part tables layers regenerate)
  add_test(NAME data/${part} COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_SOURCE_DIR}/data/test_sample.py ${part})
endforeach()
add_test(NAME data/documents COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_SOURCE_DIR}/data/test_documents.py)
set_tests_properties(data/tables data/layers data/documents PROPERTIES LABELS fast TIMEOUT 60 SKIP_RETURN_CODE 77)
set_tests_properties(data/regenerate PROPERTIES LABELS slow TIMEOUT 600)
