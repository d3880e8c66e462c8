# A plan of CSV files for the tests of text, and a tool that prints cards.
add_library(text_fixture OBJECT unit/text/fixture.c)
target_include_directories(text_fixture PUBLIC unit/text)
target_compile_definitions(text_fixture PUBLIC PDOT_GEODATA="${PROJECT_SOURCE_DIR}/geodata"
                           PDOT_TESTDATA="${CMAKE_CURRENT_SOURCE_DIR}")
target_link_libraries(text_fixture PUBLIC test_support pdot_flags PRIVATE pdot_dev_flags)

function(pdot_text_test name)
  pdot_unit_test(text ${name})
  target_link_libraries(test_text_${name} PRIVATE text_fixture)
endfunction()

add_executable(show_card unit/text/show_card.c)
target_link_libraries(show_card PRIVATE text_fixture pdot_dev_flags)
pdot_layer_closure(below text)
foreach(one IN LISTS below)
  if(TARGET pd_${one})
    target_link_libraries(show_card PRIVATE pd_${one})
  endif()
endforeach()
pdot_text_test(cards)
