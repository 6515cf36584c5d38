# Installs the runtime to a folder of its own, then builds and runs a program against it, once by
# find_package and once by pkg-config. Run by CTest as
#   cmake -DRUNTIME=... -DCONSUMER=... -DWORK=... -DPKG_CONFIG=... -DGENERATOR=... -DCONFIG=...
#     -DCOMPILER=... -DFLAGS=... -P install.cmake
cmake_policy(VERSION 3.25)
set(stage ${WORK}/stage)
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})

function(run)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY ${WORK} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

run(${CMAKE_COMMAND} --install ${RUNTIME} --prefix ${stage} --component Development
  --config ${CONFIG})
# What is installed must not lean on the place where it was built.
file(GLOB_RECURSE installed ${stage}/*.cmake ${stage}/*.pc ${stage}/*.h)
foreach(file IN LISTS installed)
  file(READ ${file} text)
  if(text MATCHES "${RUNTIME}|${CONSUMER}")
    message(FATAL_ERROR "${file} names the build or source folder")
  endif()
endforeach()

message("-- find_package")
run(${CMAKE_COMMAND} -S ${CONSUMER} -B ${WORK}/build -G ${GENERATOR} -DCMAKE_PREFIX_PATH=${stage}
  -DCMAKE_C_COMPILER=${COMPILER} -DCMAKE_BUILD_TYPE=${CONFIG} -DCMAKE_C_FLAGS=${FLAGS})
run(${CMAKE_COMMAND} --build ${WORK}/build)
run(${WORK}/build/consumer)

message("-- pkg-config")
file(GLOB_RECURSE pc ${stage}/taskrt.pc)
cmake_path(GET pc PARENT_PATH folder)
set(ENV{PKG_CONFIG_PATH} ${folder})
execute_process(COMMAND ${PKG_CONFIG} --cflags --libs "taskrt >= 0.1"
  OUTPUT_VARIABLE words OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(words UNIX_COMMAND "${words}")
separate_arguments(flags UNIX_COMMAND "${FLAGS}")
run(${COMPILER} ${flags} ${CONSUMER}/main.c ${words} -o ${WORK}/by-pkg-config)
run(${WORK}/by-pkg-config)
