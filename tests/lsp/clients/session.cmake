# Drives an editor on a copy of the demo project: cmake -DFOLDER= -DDEMO= -DHEADERS= -DTOOLS= "-DRUN=vim;..."
# -P session.cmake, with -DPROBE= a command that fails where the editor is not there. TOOLS is put in front of
# the PATH, so that the pages' settings find `async-lint`.
if(PROBE)
  execute_process(COMMAND ${PROBE} RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
  if(NOT status EQUAL 0)
    message("skipped: ${WHAT} is not installed")
    return()
  endif()
endif()
file(REMOVE_RECURSE ${FOLDER})
file(MAKE_DIRECTORY ${FOLDER}/home)
file(GLOB sources ${DEMO}/*.c ${DEMO}/*.h)
file(COPY ${sources} DESTINATION ${FOLDER})
file(GLOB units RELATIVE ${DEMO} ${DEMO}/*.c)
set(entries "")
foreach(unit IN LISTS units)
  list(APPEND entries
    "{\"directory\": \"${FOLDER}\", \"file\": \"${unit}\", \"arguments\": [\"cc\", \"-std=gnu11\", \"-I${HEADERS}\", \"-c\", \"${unit}\"]}")
endforeach()
list(JOIN entries ",\n" entries)
file(WRITE ${FOLDER}/compile_commands.json "[\n${entries}\n]\n")
execute_process(COMMAND git init -q WORKING_DIRECTORY ${FOLDER}) # editors end the project here
execute_process(
  COMMAND ${CMAKE_COMMAND} -E env PATH=${TOOLS}:$ENV{PATH} HOME=${FOLDER}/home XDG_CACHE_HOME=${FOLDER}/home
    PAGES=${PAGES} ${RUN}
  WORKING_DIRECTORY ${FOLDER} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
message("${output}")
if(NOT status EQUAL 0)
  message(FATAL_ERROR "status ${status}")
endif()
