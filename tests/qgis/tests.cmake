# The delivery as others see it: GDAL's validator, RFC 7946, QGIS. A drawn delivery is written twice; both must be equal.
set(drawn ${CMAKE_CURRENT_BINARY_DIR}/drawn)
set(python /usr/bin/python3) # Debian's: the one that has osgeo and qgis
add_test(NAME delivery/write COMMAND ${CMAKE_COMMAND} -E env sh -c
  "rm -rf '${drawn}' && mkdir -p '${drawn}/a ñ' '${drawn}/b' && \"$<TARGET_FILE:make_delivery>\" '${drawn}/a ñ' es && \"$<TARGET_FILE:make_delivery>\" '${drawn}/b' es")
set_tests_properties(delivery/write PROPERTIES FIXTURES_SETUP drawn LABELS fast)
add_test(NAME delivery/same-bytes COMMAND diff -r "${drawn}/a ñ" ${drawn}/b)
add_test(NAME delivery/geopackage COMMAND ${python} -m osgeo_utils.samples.validate_gpkg -k --extra --warning-as-error
  "${drawn}/a ñ/prueba.gpkg")
add_test(NAME delivery/geojson COMMAND ${python} ${CMAKE_CURRENT_LIST_DIR}/check_geojson.py ${drawn}/b/geojson)
add_test(NAME delivery/qgis COMMAND ${python} ${CMAKE_CURRENT_LIST_DIR}/check_delivery.py "${drawn}/a ñ")
foreach(test same-bytes geopackage geojson qgis)
  set_tests_properties(delivery/${test} PROPERTIES FIXTURES_REQUIRED drawn LABELS fast TIMEOUT 300)
endforeach()
set_tests_properties(delivery/qgis PROPERTIES LABELS "fast;qgis")
add_test(NAME delivery/one-truth COMMAND ${python} ${CMAKE_CURRENT_SOURCE_DIR}/report/check_truth.py ${drawn}/b)
set_tests_properties(delivery/one-truth PROPERTIES FIXTURES_REQUIRED drawn LABELS fast TIMEOUT 120)
