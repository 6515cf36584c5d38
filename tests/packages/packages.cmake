# Makes the packages, looks at them, unpacks and uses them. Run by CTest:
#   cmake -DBUILD=... -DWORK=... -DCONSUMER=... -DPKG_CONFIG=... -DGENERATOR=... -DCONFIG=...
#     -DCOMPILER=... -DFLAGS=... -P packages.cmake
cmake_policy(VERSION 3.25)
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})

function(run)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${WORK} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# What a command prints.
function(ask variable)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${WORK} OUTPUT_VARIABLE output
    OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  set(${variable} "${output}" PARENT_SCOPE)
endfunction()

function(has what text)
  foreach(part IN LISTS ARGN)
    string(FIND "${text}" "${part}" at)
    if(at EQUAL -1)
      message(FATAL_ERROR "${what} has no ${part}:\n${text}")
    endif()
  endforeach()
endfunction()

function(has_not what text)
  foreach(part IN LISTS ARGN)
    string(FIND "${text}" "${part}" at)
    if(NOT at EQUAL -1)
      message(FATAL_ERROR "${what} has ${part}:\n${text}")
    endif()
  endforeach()
endfunction()

run(${CMAKE_CPACK_COMMAND} --config ${BUILD}/CPackConfig.cmake -B ${WORK}/packages)

# ---- what is in them ----

set(tool_files bin/async-lint libexec/async-lint/async-lint-worker share/async-lint/schema.json
  share/async-lint/api/taskrt.api share/man/man1/async-lint.1 cmake/async-lint/async-lintConfig.cmake)
set(runtime_files libtaskrt.so.0)
set(development_files include/taskrt.h include/taskrt/task.h libtaskrt.a libtaskrt.so
  cmake/taskrt/taskrtConfig.cmake pkgconfig/taskrt.pc)

file(GLOB tool ${WORK}/packages/async-lint-*.tar.gz)
file(GLOB runtime ${WORK}/packages/taskrt-[0-9]*.tar.gz)
file(GLOB development ${WORK}/packages/taskrt-dev-*.tar.gz)
foreach(name tool runtime development)
  ask(list ${CMAKE_COMMAND} -E tar tf ${${name}})
  has(${name} "${list}" ${${name}_files})
  if(NOT "${name}" STREQUAL "tool")
    has_not(${name} "${list}" bin/async-lint)
  endif()
  if(NOT "${name}" STREQUAL "development")
    has_not(${name} "${list}" include/ libtaskrt.a)
  endif()
endforeach()

find_program(DPKG_DEB dpkg-deb)
file(GLOB debs ${WORK}/packages/*.deb)
if(debs)
  file(GLOB tool_deb ${WORK}/packages/async-lint_*.deb)
  file(GLOB runtime_deb ${WORK}/packages/libtaskrt0_*.deb)
  file(GLOB development_deb ${WORK}/packages/libtaskrt-dev_*.deb)
  foreach(name tool runtime development)
    ask(list ${DPKG_DEB} -c ${${name}_deb})
    has(${name} "${list}" ${${name}_files} ./usr/ /copyright)
    has_not(${name} "${list}" /usr/local)
  endforeach()
  ask(depends ${DPKG_DEB} -f ${tool_deb} Depends)
  has("Depends of the tool" "${depends}" libc6 libclang1-19 libclang-common-19-dev libsqlite3-0
    libjansson4 libyaml-0-2 libxxhash0)
  ask(depends ${DPKG_DEB} -f ${runtime_deb} Depends)
  has("Depends of the runtime" "${depends}" libc6)
  has_not("Depends of the runtime" "${depends}" clang sqlite)
  ask(depends ${DPKG_DEB} -f ${development_deb} Depends)
  has("Depends of the development files" "${depends}" "libtaskrt0 (= ")
endif()

# ---- unpacked and used ----

foreach(name tool runtime development)
  run(${CMAKE_COMMAND} -E tar xf ${${name}})
endforeach()
file(GLOB program ${WORK}/*/bin/async-lint)
cmake_path(GET program PARENT_PATH bin)
cmake_path(GET bin PARENT_PATH prefix)
file(WRITE ${WORK}/sleep.c "#include <taskrt.h>
#include <unistd.h>
static int body(void *arg, cancel_token token, void *result) { (void)arg; (void)result; (void)token; sleep(1); return 0; }
int main(void) { return task_wait(task_run(body, NULL, 0, CANCEL_NONE)); }
")
execute_process(COMMAND ${program} --no-store ${WORK}/sleep.c -- -I${prefix}/include
  RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE error)
if(NOT status EQUAL 1 OR NOT output MATCHES "blocking-call")
  message(FATAL_ERROR "the unpacked tool: status ${status}\n${output}\n${error}")
endif()

foreach(library taskrt taskrt_shared)
  run(${CMAKE_COMMAND} -S ${CONSUMER} -B ${WORK}/build-${library} -G ${GENERATOR}
    -DCMAKE_PREFIX_PATH=${prefix} -DTASKRT=taskrt::${library} -DCMAKE_C_COMPILER=${COMPILER}
    -DCMAKE_BUILD_TYPE=${CONFIG} -DCMAKE_C_FLAGS=${FLAGS})
  run(${CMAKE_COMMAND} --build ${WORK}/build-${library})
  run(${WORK}/build-${library}/consumer)
endforeach()

file(GLOB_RECURSE pc ${prefix}/taskrt.pc)
cmake_path(GET pc PARENT_PATH folder)
set(ENV{PKG_CONFIG_PATH} ${folder})
ask(words ${PKG_CONFIG} --define-prefix --cflags --libs taskrt)
separate_arguments(words UNIX_COMMAND "${words}")
separate_arguments(flags UNIX_COMMAND "${FLAGS}")
run(${COMPILER} ${flags} ${CONSUMER}/main.c ${words} -o ${WORK}/by-pkg-config)
cmake_path(GET folder PARENT_PATH libraries)
set(ENV{LD_LIBRARY_PATH} ${libraries})
run(${WORK}/by-pkg-config)
