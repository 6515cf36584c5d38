# find_package(async-lint) brings
#
#   async_lint_target(<name> [ALL] [OPTIONS <option>...] [PATHS <path>...])
#
# a target that checks the units of this build, or those of the paths, and
#
#   async_lint_units(<name> [ALL] TARGETS <target>... [OPTIONS <option>...])
#
# the same with one action a unit, see below. With ALL it is part of the default build. Call
# find_package before the targets are made: it has CMake write the compile database, and targets made
# earlier are not in it. Where files are generated, what generates them has to be built first:
# add_dependencies(<name> <target>...) for async_lint_target(); async_lint_units() does so itself.
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

# async_lint_units(<name> [ALL] TARGETS <target>... [OPTIONS <option>...]) checks the C files of the
# targets like async_lint_target(), with one action a unit: the build system runs only those whose
# files or arguments changed, side by side and wherever it runs its actions; the target merges what
# they wrote. The targets are built first, so that what they generate is there.
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
  add_dependencies(${name} ${lint_TARGETS})
endfunction()

# The absolute path of a source of a target. One that is not in the source folder yet is generated.
function(_async_lint_path target source result)
  get_target_property(folder ${target} SOURCE_DIR)
  cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${folder} OUTPUT_VARIABLE file)
  if(NOT EXISTS ${file})
    get_target_property(folder ${target} BINARY_DIR)
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${folder} OUTPUT_VARIABLE file)
  endif()
  set(${result} ${file} PARENT_SCOPE)
endfunction()

# A file that is written when the arguments of a target's units change. The arguments themselves come
# from the compile database, which is written with every configuration.
function(_async_lint_stamp target folder sources result)
  set(words "${CMAKE_C_COMPILER} ${CMAKE_C_FLAGS}")
  foreach(source IN LISTS sources)
    foreach(property COMPILE_DEFINITIONS COMPILE_FLAGS COMPILE_OPTIONS INCLUDE_DIRECTORIES LANGUAGE)
      get_property(value SOURCE ${source} TARGET_DIRECTORY ${target} PROPERTY ${property})
      string(APPEND words "\n${value}")
    endforeach()
  endforeach()
  foreach(property INCLUDE_DIRECTORIES COMPILE_DEFINITIONS COMPILE_OPTIONS COMPILE_FEATURES C_STANDARD
      C_STANDARD_REQUIRED C_EXTENSIONS COMPILE_FLAGS POSITION_INDEPENDENT_CODE)
    string(APPEND words "\n$<TARGET_PROPERTY:${target},${property}>")
  endforeach()
  file(GENERATE OUTPUT "${folder}/$<CONFIG>$<COMPILE_LANGUAGE>.arguments" CONTENT "${words}\n"
    TARGET ${target})
  set(${result} "${folder}/$<CONFIG>C.arguments" PARENT_SCOPE)
endfunction()

# The part of each C file of a target, made anew with the files and the arguments it was made of.
function(_async_lint_parts name target result)
  get_target_property(sources ${target} SOURCES)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/${name}.parts/${target}")
  foreach(source IN LISTS sources)
    if(source MATCHES "\\.c[>;]")
      message(FATAL_ERROR "async_lint_units: the source `${source}` of `${target}` is only known "
        "when the build files are written: add it without a generator expression, or use "
        "async_lint_target()")
    endif()
  endforeach()
  list(FILTER sources INCLUDE REGEX "\\.c$")
  _async_lint_stamp(${target} ${folder} "${sources}" stamp)
  set(parts)
  foreach(source IN LISTS sources)
    _async_lint_path(${target} ${source} file)
    string(MD5 id "${file}")
    set(part "${folder}/${id}.alx")
    add_custom_command(OUTPUT ${part}
      COMMAND ${ASYNC_LINT_EXECUTABLE} index -p ${CMAKE_BINARY_DIR} ${file} -q -o ${part}
        --depfile ${part}.d
      DEPENDS ${file} ${stamp} ${ASYNC_LINT_EXECUTABLE} DEPFILE ${part}.d
      VERBATIM COMMENT "Indexing ${source}")
    list(APPEND parts ${part})
  endforeach()
  set(${result} ${parts} PARENT_SCOPE)
endfunction()
