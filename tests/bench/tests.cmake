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
