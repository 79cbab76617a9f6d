# SPDX-License-Identifier: GPL-3.0-or-later
# What every target shares: language level, warnings, hardening, sanitizers, ccache.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}/detox-studio")

find_program(DETOX_CCACHE ccache)
if(DETOX_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # pch_defines,time_macros: what ccache needs to cache users of a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} ${DETOX_CCACHE})
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()

find_package(Threads REQUIRED)

add_library(detox_build_flags INTERFACE)
target_compile_options(detox_build_flags INTERFACE
  -Wall -Wextra -Wno-missing-field-initializers -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wconversion -Wno-sign-conversion
  -fstack-protector-strong -ftemplate-backtrace-limit=4)
target_compile_definitions(detox_build_flags INTERFACE _GLIBCXX_ASSERTIONS $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
target_link_options(detox_build_flags INTERFACE -Wl,-z,relro,-z,now)
target_link_libraries(detox_build_flags INTERFACE Threads::Threads)

if(DETOX_SANITIZE)
  target_compile_options(detox_build_flags INTERFACE -fsanitize=${DETOX_SANITIZE} -fno-omit-frame-pointer -g1)
  target_link_options(detox_build_flags INTERFACE -fsanitize=${DETOX_SANITIZE})
endif()

if(DETOX_BUILD_FUZZ)
  target_compile_options(detox_build_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# A library of core: strict flags, includes spelt from the repository's root ("core/util/result.h").
function(detox_library name type)
  add_library(${name} ${type})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE detox_build_flags)
endfunction()

# Makes every header of `folders` a public header of `target` that must compile alone:
# `ninja all_verify_interface_header_sets` (not part of `all`).
function(detox_verify_headers target)
  foreach(folder ${ARGN})
    file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.h)
    target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR} FILES ${headers})
  endforeach()
  set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
endfunction()
