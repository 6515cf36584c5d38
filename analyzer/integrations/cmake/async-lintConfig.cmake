# find_package(async-lint) brings
#
#   async_lint_target(<name> [ALL] [OPTIONS <option>...] [PATHS <path>...])
#
# a target that checks the units of this build, or those of the paths. With ALL it is part of the
# default build. Call find_package before the targets are made: it has CMake write the compile
# database, and targets made earlier are not in it.
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT ASYNC_LINT_EXECUTABLE)
  find_program(ASYNC_LINT_EXECUTABLE async-lint HINTS "${CMAKE_CURRENT_LIST_DIR}/../../../../bin"
    "${CMAKE_CURRENT_LIST_DIR}/../../../bin" DOC "async-lint, which checks asynchronous C")
endif()
if(NOT ASYNC_LINT_EXECUTABLE)
  set(async-lint_FOUND FALSE)
  set(async-lint_NOT_FOUND_MESSAGE "there is no program async-lint: set ASYNC_LINT_EXECUTABLE")
  return()
endif()

function(async_lint_target name)
  cmake_parse_arguments(PARSE_ARGV 1 lint "ALL" "" "OPTIONS;PATHS")
  if(lint_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "async_lint_target: unknown arguments: ${lint_UNPARSED_ARGUMENTS}")
  endif()
  set(in_all)
  if(lint_ALL)
    set(in_all ALL)
  endif()
  add_custom_target(${name} ${in_all}
    COMMAND ${ASYNC_LINT_EXECUTABLE} -p ${CMAKE_BINARY_DIR} ${lint_OPTIONS} ${lint_PATHS}
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
    COMMENT "Checking asynchronous code" USES_TERMINAL VERBATIM)
endfunction()
