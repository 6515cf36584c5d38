# What plain compilers find of the simplest mistakes: mistakes.c is compiled once for each, and once without any.
find_program(TASKRT_GCC NAMES gcc)
find_program(TASKRT_CLANG NAMES clang-19 clang)
mark_as_advanced(TASKRT_GCC TASKRT_CLANG)
set(mistakes DROPPED_TASK:unused-result DROPPED_STATUS:unused-result DROPPED_SOURCE:unused-result NULL_BODY:nonnull
  NULL_SOURCE:nonnull WRONG_FORMAT:format)
set(mistakes_gcc FREED_TASK:mismatched-dealloc REUSED_TASK:use-after-free REUSED_SOURCE:use-after-free
  READ_TOO_MUCH:stringop-overflow WRITTEN_TOO_MUCH:stringop-overread)

# compiler_test(compiler path macro expression)
function(compiler_test compiler path macro expression)
  string(TOLOWER ${macro} name)
  string(REPLACE _ - name ${name})
  add_test(NAME runtime.${compiler}-warns-of-${name} COMMAND ${path} -std=c11 -O1 -Wall -Wextra -Wpedantic -D${macro}
    -I${root}runtime/include -S -o ${CMAKE_CURRENT_BINARY_DIR}/${compiler}-${name}.s
    ${CMAKE_CURRENT_LIST_DIR}/compilers/mistakes.c)
  set_tests_properties(runtime.${compiler}-warns-of-${name} PROPERTIES LABELS runtime ${expression})
endfunction()

foreach(compiler gcc clang)
  string(TOUPPER TASKRT_${compiler} path)
  if(NOT ${path})
    continue()
  endif()
  foreach(mistake IN LISTS mistakes mistakes_${compiler})
    string(REPLACE : ";" mistake ${mistake})
    list(GET mistake 0 macro)
    list(GET mistake 1 warning)
    compiler_test(${compiler} ${${path}} ${macro} "PASS_REGULAR_EXPRESSION;\\[-W${warning}")
  endforeach()
  compiler_test(${compiler} ${${path}} NOTHING "FAIL_REGULAR_EXPRESSION;warning")
endforeach()
