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
  set_tests_properties(delivery/${test} PROPERTIES FIXTURES_REQUIRED drawn LABELS fast TIMEOUT 900)
endforeach()
set_tests_properties(delivery/qgis PROPERTIES LABELS "fast;qgis")
add_test(NAME delivery/one-truth COMMAND ${python} ${CMAKE_CURRENT_SOURCE_DIR}/report/check_truth.py ${drawn}/b)
set_tests_properties(delivery/one-truth PROPERTIES FIXTURES_REQUIRED drawn LABELS fast TIMEOUT 120)

# The same for the sample's delivery, made by the program: twice, then under another name and in another language.
set(sample ${CMAKE_CURRENT_BINARY_DIR}/sample)
set(plan ${PROJECT_SOURCE_DIR}/geodata/loja/plan.yaml)
add_test(NAME sample/write COMMAND ${CMAKE_COMMAND} -E env sh -c
  "rm -rf '${sample}' && \"$<TARGET_FILE:pdot>\" run '${plan}' --out '${sample}/uno' --quiet && \"$<TARGET_FILE:pdot>\" run '${plan}' --out '${sample}/dos ñ' --jobs 1 --quiet")
add_test(NAME sample/rename COMMAND ${CMAKE_COMMAND} -E env sh -c
  "\"$<TARGET_FILE:pdot>\" run '${plan}' --out '${sample}/tres' --name otro --lang en --quiet && test -f '${sample}/tres/entrega/otro.qgz'")
set_tests_properties(sample/write sample/rename PROPERTIES FIXTURES_SETUP sample LABELS slow TIMEOUT 900)
set_tests_properties(sample/rename PROPERTIES DEPENDS sample/write)
add_test(NAME sample/same-bytes COMMAND diff -r ${sample}/uno/entrega "${sample}/dos ñ/entrega")
add_test(NAME sample/sums COMMAND ${CMAKE_COMMAND} -E chdir ${sample}/uno/entrega sha256sum --quiet -c SHA256SUMS)
add_test(NAME sample/no-path COMMAND sh -c "! grep -rlaF -e '${PROJECT_SOURCE_DIR}' -e '${sample}' '${sample}/uno/entrega'")
add_test(NAME sample/geopackage COMMAND ${python} -m osgeo_utils.samples.validate_gpkg -k --extra --warning-as-error
  ${sample}/uno/entrega/loja-2023-2027.gpkg)
add_test(NAME sample/geojson COMMAND ${python} ${CMAKE_CURRENT_LIST_DIR}/check_geojson.py ${sample}/uno/entrega/geojson)
add_test(NAME sample/one-truth COMMAND ${python} ${CMAKE_CURRENT_SOURCE_DIR}/report/check_truth.py ${sample}/uno/entrega)
add_test(NAME sample/ground COMMAND ${python} ${CMAKE_CURRENT_SOURCE_DIR}/report/check_ground.py ${sample}/uno/entrega)
add_test(NAME sample/qgis COMMAND ${python} ${CMAKE_CURRENT_LIST_DIR}/check_delivery.py "${sample}/dos ñ/entrega")
add_test(NAME sample/qgis-renamed COMMAND ${python} ${CMAKE_CURRENT_LIST_DIR}/check_delivery.py ${sample}/tres/entrega)
foreach(test same-bytes sums no-path geopackage geojson one-truth ground qgis qgis-renamed)
  set_tests_properties(sample/${test} PROPERTIES FIXTURES_REQUIRED sample LABELS slow TIMEOUT 900)
endforeach()
set_tests_properties(sample/qgis sample/qgis-renamed PROPERTIES LABELS "slow;qgis")
