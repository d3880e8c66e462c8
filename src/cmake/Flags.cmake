# Compiler flags as two interface targets: pdot_flags for everybody, pdot_dev_flags only in developer presets.
add_library(pdot_flags INTERFACE)
target_compile_features(pdot_flags INTERFACE c_std_11)
target_compile_definitions(pdot_flags INTERFACE _GNU_SOURCE GEOS_USE_ONLY_R_API)
target_compile_options(pdot_flags INTERFACE -Wall -Wextra -Werror=implicit-function-declaration -ffp-contract=off
                       -fvisibility=hidden -fno-math-errno)
target_include_directories(pdot_flags INTERFACE ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(pdot_flags INTERFACE m)

add_library(pdot_dev_flags INTERFACE)
if(PDOT_DEV)
  target_compile_options(pdot_dev_flags INTERFACE -Werror -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes
                         -Wformat=2 -Wundef -Wvla -Wcast-qual -Wwrite-strings -Wpointer-arith)
endif()
if(PDOT_SANITIZE)
  target_compile_options(pdot_flags INTERFACE -fsanitize=${PDOT_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(pdot_flags INTERFACE -fsanitize=${PDOT_SANITIZE})
endif()
if(PDOT_COVERAGE)
  target_compile_options(pdot_flags INTERFACE --coverage -O0)
  target_link_options(pdot_flags INTERFACE --coverage)
endif()
