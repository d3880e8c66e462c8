# The Spanish catalogue is complete, and no message hides from it.
add_test(NAME messages/catalogue COMMAND ${PROJECT_SOURCE_DIR}/tools/messages --check)
add_test(NAME messages/calls COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_SOURCE_DIR}/messages/test_calls.py)
set_tests_properties(messages/catalogue messages/calls PROPERTIES LABELS fast TIMEOUT 60)
