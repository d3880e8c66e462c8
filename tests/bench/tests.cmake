# Benchmarks are run by hand (tests/bench/run); here their programs, built only when asked for, and a test that
# generator, yardstick and runner work and agree with the engine on the smallest data. No time is judged.
pdot_layer_closure(bench_layers geo)
set(bench_layer_targets "")
foreach(layer IN LISTS bench_layers)
  if(TARGET pd_${layer})
    list(APPEND bench_layer_targets pd_${layer})
  endif()
endforeach()
set(bench_yardstick ${CMAKE_CURRENT_SOURCE_DIR}/bench/yardstick)
add_executable(bench_geos EXCLUDE_FROM_ALL
  ${bench_yardstick}/main.c ${bench_yardstick}/memory.c ${bench_yardstick}/features.c ${bench_yardstick}/wkb.c
  ${bench_yardstick}/index.c ${bench_yardstick}/pieces.c ${bench_yardstick}/territory.c ${bench_yardstick}/overlaps.c
  ${bench_yardstick}/ellipsoid.c)
target_link_libraries(bench_geos PRIVATE ${bench_layer_targets} pkg_geos pkg_sqlite pkg_threads pdot_dev_flags)
target_compile_options(bench_geos PRIVATE -O3)
add_executable(bench_read EXCLUDE_FROM_ALL ${bench_yardstick}/read_layers.c)
target_link_libraries(bench_read PRIVATE pkg_gdal pdot_flags pdot_dev_flags)
add_custom_target(bench DEPENDS bench_geos bench_read)

add_test(NAME bench/programs COMMAND ${CMAKE_COMMAND} --build ${CMAKE_BINARY_DIR} --target bench)
set_tests_properties(bench/programs PROPERTIES LABELS slow TIMEOUT 900 FIXTURES_SETUP bench_programs)
add_test(NAME bench/generator COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_SOURCE_DIR}/bench/test_bench.py Generator Comparison)
set_tests_properties(bench/generator PROPERTIES LABELS fast TIMEOUT 120)
if(TARGET pdot)
  add_test(NAME bench/smoke COMMAND /usr/bin/python3 -B ${CMAKE_CURRENT_SOURCE_DIR}/bench/test_bench.py
           --program $<TARGET_FILE:pdot> --tools $<TARGET_FILE_DIR:bench_geos> Runner)
  set_tests_properties(bench/smoke PROPERTIES LABELS slow TIMEOUT 900 FIXTURES_REQUIRED bench_programs)
endif()
