# SPDX-License-Identifier: GPL-3.0-or-later
# Writes version.cpp's values into the build tree; the git hash is looked up at every build, and the file
# only changes when the hash does.
add_custom_target(detox_git_hash
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${CMAKE_SOURCE_DIR} -DOUT=${CMAKE_BINARY_DIR}/generated/detox_version.h
          -DVERSION=${PROJECT_VERSION} -P ${CMAKE_CURRENT_LIST_DIR}/WriteVersion.cmake
  BYPRODUCTS ${CMAKE_BINARY_DIR}/generated/detox_version.h
  COMMENT "" VERBATIM)
