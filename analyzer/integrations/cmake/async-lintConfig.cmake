# find_package(async-lint) brings
#
#   async_lint_target(<name> [ALL] [OPTIONS <option>...] [PATHS <path>...])
#
# a target that checks the units of this build, or those of the paths, and
#
#   async_lint_units(<name> [ALL] TARGETS <target>... [OPTIONS <option>...])
#
# the same with one action a unit, see below. With ALL it is part of the default build. Call find_package before the targets are made: it has CMake write the compile
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

# async_lint_units(<name> [ALL] TARGETS <target>... [OPTIONS <option>...]) checks like
# async_lint_target(), with one action a unit: the build system runs only those whose files changed,
# side by side and wherever it runs its actions; the target merges what they wrote.
function(async_lint_units name)
  cmake_parse_arguments(PARSE_ARGV 1 lint "ALL" "" "TARGETS;OPTIONS")
  if(lint_UNPARSED_ARGUMENTS OR NOT lint_TARGETS)
    message(FATAL_ERROR "async_lint_units: give TARGETS and, at will, OPTIONS")
  endif()
  set(parts)
  foreach(target IN LISTS lint_TARGETS)
    _async_lint_parts(${name} ${target} made)
    list(APPEND parts ${made})
  endforeach()
  set(in_all)
  if(lint_ALL)
    set(in_all ALL)
  endif()
  add_custom_target(${name} ${in_all}
    COMMAND ${ASYNC_LINT_EXECUTABLE} merge ${parts} ${lint_OPTIONS}
    DEPENDS ${parts} WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
    COMMENT "Checking asynchronous code" USES_TERMINAL VERBATIM)
endfunction()

# The part of each C file of a target; headers are followed by the compiler's own dependency file.
function(_async_lint_parts name target result)
  get_target_property(sources ${target} SOURCES)
  get_target_property(folder ${target} SOURCE_DIR)
  get_target_property(standard ${target} C_STANDARD)
  set(includes "$<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>")
  set(definitions "$<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>")
  set(arguments "$<$<BOOL:${includes}>:-I$<JOIN:${includes},$<SEMICOLON>-I>>"
    "$<$<BOOL:${definitions}>:-D$<JOIN:${definitions},$<SEMICOLON>-D>>"
    "$<TARGET_PROPERTY:${target},COMPILE_OPTIONS>")
  if(standard)
    list(APPEND arguments "-std=gnu${standard}")
  endif()
  set(parts)
  foreach(source IN LISTS sources)
    if(NOT source MATCHES "\\.c$")
      continue()
    endif()
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${folder} OUTPUT_VARIABLE file)
    string(MD5 id "${file}")
    set(part "${CMAKE_CURRENT_BINARY_DIR}/${name}.parts/${target}/${id}.alx")
    add_custom_command(OUTPUT ${part}
      COMMAND ${CMAKE_COMMAND} -E make_directory "${CMAKE_CURRENT_BINARY_DIR}/${name}.parts/${target}"
      COMMAND ${CMAKE_C_COMPILER} ${arguments} -MM -MT ${part} -MF ${part}.d ${file}
      COMMAND ${ASYNC_LINT_EXECUTABLE} index ${file} -q -o ${part} -- ${arguments}
      DEPENDS ${file} ${ASYNC_LINT_EXECUTABLE} DEPFILE ${part}.d
      WORKING_DIRECTORY ${folder} COMMAND_EXPAND_LISTS VERBATIM
      COMMENT "Indexing ${source}")
    list(APPEND parts ${part})
  endforeach()
  set(${result} ${parts} PARENT_SCOPE)
endfunction()
