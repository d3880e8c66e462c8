# Foreign libraries, one interface target each: pkg_<word>, the words of src/layers.table.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(GDAL 3.6 CONFIG REQUIRED)
find_package(GEOS 3.11 CONFIG REQUIRED)
find_package(PROJ 9.1 CONFIG REQUIRED)

function(pdot_package word)
  add_library(pkg_${word} INTERFACE)
  target_link_libraries(pkg_${word} INTERFACE ${ARGN})
endfunction()
function(pdot_pkgconfig word module)
  pkg_check_modules(PC_${word} REQUIRED IMPORTED_TARGET ${module})
  pdot_package(${word} PkgConfig::PC_${word})
endfunction()

pdot_package(threads Threads::Threads)       # parallel loop
pdot_package(gdal GDAL::GDAL)                # vector, raster and GeoPackage input and output
pdot_package(geos GEOS::geos_c)              # repair, buffer, union of geometries
pdot_package(proj PROJ::proj)                # coordinate reference systems
pdot_pkgconfig(utf8proc libutf8proc)         # folding of Spanish text
pdot_pkgconfig(crypto libcrypto)             # SHA-256
pdot_pkgconfig(cyaml libcyaml)               # manifest
pdot_pkgconfig(yaml yaml-0.1)                # positions in the manifest
pdot_pkgconfig(sqlite sqlite3)               # store and delivery
pdot_pkgconfig(spatialite spatialite)        # store
pdot_pkgconfig(xml libxml-2.0)               # QML, SLD, QGS
pdot_pkgconfig(xlsxwriter xlsxwriter)        # workbook
pdot_pkgconfig(cairo cairo)                  # printed maps
pdot_pkgconfig(pango pangocairo)             # text on printed maps
pdot_pkgconfig(jansson jansson)              # JSON
