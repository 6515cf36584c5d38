// SPDX-License-Identifier: MIT
// From CMake: in place of clang-tidy, and as a target of find_package(async-lint).
#include "tests/cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char lists[] = "cmake_minimum_required(VERSION 3.25)\n"
                            "project(p LANGUAGES C)\n"
                            "include_directories(" RUNTIME_INCLUDE ")\n"
                            "set(async-lint_DIR " INTEGRATIONS "/cmake)\n"
                            "set(ASYNC_LINT_EXECUTABLE " ASYNC_LINT ")\n"
                            "find_package(async-lint REQUIRED)\n"
                            "add_library(a STATIC a.c)\n"
                            "async_lint_target(lint OPTIONS --no-store --format unix)\n";

/// Runs a command in the sandbox; its status, and what it printed.
static struct outcome run(const char *command) {
  struct text whole = {0};
  struct outcome outcome = {0};
  char path[128];
  text_printf(&whole, "cd '%s' && %s >command.out 2>&1", sandbox, command);
  int status = system(whole.data);
  outcome.status = status == 0 ? 0 : 1;
  snprintf(path, sizeof path, "%s/command.out", sandbox);
  assert_true(text_read_file(&outcome.out, path, 1 << 20));
  text_free(&whole);
  return outcome;
}

static void a_file_with_a_finding_does_not_compile_under_cmake(void **state) {
  (void)state;
  put_file("CMakeLists.txt", lists);
  put_file("a.c", dropping_unit);
  struct outcome outcome = run("cmake -G Ninja -B build -DCMAKE_C_CLANG_TIDY=" ASYNC_LINT);
  has_status(&outcome, 0);
  outcome_free(&outcome);
  outcome = run("cmake --build build");
  has_status(&outcome, 1);
  has(&outcome.out, "a.c:4:3: error: task from `task_delay_async` is dropped");
  outcome_free(&outcome);
  put_file("a.c", clean_unit);
  outcome = run("cmake --build build");
  has_status(&outcome, 0);
  outcome_free(&outcome);
}

static void the_target_checks_the_units_of_the_build(void **state) {
  (void)state;
  put_file("CMakeLists.txt", lists);
  put_file("a.c", dropping_unit);
  struct outcome outcome = run("cmake -G Ninja -B build && cmake --build build");
  has_status(&outcome, 0);
  outcome_free(&outcome);
  outcome = run("cmake --build build --target lint");
  has_status(&outcome, 1);
  has(&outcome.out, "a.c:4:3: error: ");
  outcome_free(&outcome);
  put_file("a.c", clean_unit);
  outcome = run("cmake --build build --target lint");
  has_status(&outcome, 0);
  outcome_free(&outcome);
}

static const char unit_lists[] =
    "cmake_minimum_required(VERSION 3.25)\n"
    "project(p LANGUAGES C)\n"
    "set(async-lint_DIR " INTEGRATIONS "/cmake)\n"
    "set(ASYNC_LINT_EXECUTABLE " ASYNC_LINT ")\n"
    "find_package(async-lint REQUIRED)\n"
    "add_library(a STATIC a.c b.c)\n"
    "target_include_directories(a PRIVATE " RUNTIME_INCLUDE ")\n"
    "target_compile_definitions(a PRIVATE \"NAME=\\\"x y\\\"\" OTHER=1)\n"
    "async_lint_units(lint TARGETS a OPTIONS --format unix)\n";

/// Each file is an action, told by its headers as well; together they are one program.
static void units_are_actions_of_the_build(void **state) {
  (void)state;
  put_file("CMakeLists.txt", unit_lists);
  put_file("shared.h", "#define LIMIT 1\n");
  put_file("a.c", dropping_unit);
  put_file("b.c",
           "#include \"shared.h\"\nint b(void) { return LIMIT + (int)sizeof NAME + OTHER; }\n");
  struct outcome outcome = run("cmake -G Ninja -B build && cmake --build build --target lint");
  has_status(&outcome, 1);
  has(&outcome.out, "a.c:4:3: error: ");
  has(&outcome.out, "in 2 units");
  has_not(&outcome.out, "unchecked");
  outcome_free(&outcome);
  put_file("shared.h", "#define LIMIT 2\n");
  outcome = run("cmake --build build --target lint");
  has(&outcome.out, "Indexing b.c");
  has_not(&outcome.out, "Indexing a.c");
  has(&outcome.out, "a.c:4:3: error: ");
  outcome_free(&outcome);
  put_file("a.c", clean_unit);
  outcome = run("cmake --build build --target lint");
  has_status(&outcome, 0);
  has_not(&outcome.out, "Indexing b.c");
  outcome_free(&outcome);
}

static const char two_libraries[] =
    "cmake_minimum_required(VERSION 3.25)\n"
    "project(p LANGUAGES C)\n"
    "set(async-lint_DIR " INTEGRATIONS "/cmake)\n"
    "set(ASYNC_LINT_EXECUTABLE " ASYNC_LINT ")\n"
    "find_package(async-lint REQUIRED)\n"
    "set(CMAKE_C_FLAGS \"-DFLAG\")\n"
    "add_subdirectory(low)\n"
    "add_subdirectory(\"the high\" high)\n"
    "async_lint_target(whole OPTIONS --no-store --format json=whole.json --exit-zero)\n"
    "async_lint_units(lint TARGETS low high OPTIONS --no-store --format json=units.json "
    "--exit-zero)\n";

/// The header is made after a while's work of others, so that whoever does not wait misses it.
static const char low_lists[] =
    "add_custom_command(OUTPUT made.c made.h VERBATIM COMMAND sh -c "
    "\"echo '#define MADE 1' > made.h; echo 'int made(void) { return 1; }' > made.c\")\n"
    "add_library(low STATIC low.c made.c)\n"
    "target_include_directories(low PUBLIC ${CMAKE_CURRENT_SOURCE_DIR} "
    "${CMAKE_CURRENT_BINARY_DIR})\n"
    "target_compile_options(low PRIVATE $<$<COMPILE_LANGUAGE:C>:-DLANGUAGE> \"SHELL:-D SHELL\")\n"
    "target_compile_definitions(low PRIVATE \"NAME=\\\"it's a name\\\"\" ${MORE})\n"
    "set_source_files_properties(low.c PROPERTIES COMPILE_DEFINITIONS SOURCE)\n"
    "set_target_properties(low PROPERTIES C_STANDARD 11 C_EXTENSIONS OFF)\n";

static const char high_lists[] =
    "add_library(high STATIC high.c)\n"
    "target_link_libraries(high PRIVATE low)\n"
    "target_include_directories(high SYSTEM PRIVATE " RUNTIME_INCLUDE ")\n";

static void put_two_libraries(void) {
  put_file("CMakeLists.txt", two_libraries);
  put_file("low/CMakeLists.txt", low_lists);
  put_file("low/low.h", "int low(void);\n");
  put_file("low/low.c",
           "#include \"low.h\"\n#include \"made.h\"\n#include <unistd.h>\n"
           "#if !defined FLAG || !defined LANGUAGE || !defined SHELL || !defined SOURCE\n"
           "#error \"other arguments than the build's\"\n#endif\n"
           "#ifndef __STRICT_ANSI__\n#error \"extensions\"\n#endif\n"
           "int low(void) { return (int)sleep(MADE) + (int)sizeof NAME; }\n");
  put_file("the high/CMakeLists.txt", high_lists);
  put_file("the high/high.c",
           "#include <taskrt.h>\n#include \"low.h\"\n#include \"made.h\"\n"
           "static int work(void *arg, cancel_token token, void *result) {\n"
           "  (void)arg;\n  (void)token;\n  (void)result;\n  return low() + MADE;\n}\n"
           "int high(void) {\n  return task_wait(task_run(work, NULL, 0, CANCEL_NONE));\n}\n");
}

/// Builds the target `lint` and looks at which units are parsed for it.
static void lint_indexes(bool low, bool made, bool high) {
  struct outcome outcome = run("cmake --build build --target lint");
  has_status(&outcome, 0);
  (low ? has : has_not)(&outcome.out, "Indexing low.c");
  (made ? has : has_not)(&outcome.out, "Indexing made.c");
  (high ? has : has_not)(&outcome.out, "Indexing high.c");
  has(&outcome.out, "1 finding (1 error) in 3 units");
  has_not(&outcome.out, "unchecked");
  outcome_free(&outcome);
}

/// In a fresh build tree with `generator`, and after changes: the report of one run over the build.
static void units_are_those_of_the_build(const char *generator) {
  struct text configure = {0};
  put_two_libraries();
  text_printf(&configure, "cmake -G '%s' -B build", generator);
  struct outcome outcome = run(text_get(&configure));
  has_status(&outcome, 0);
  outcome_free(&outcome);
  lint_indexes(true, true, true);
  lint_indexes(false, false, false);
  put_file("low/low.h", "int low(void);\n/* changed */\n");
  lint_indexes(true, false, true);
  text_puts(&configure, " -DMORE=MORE");
  outcome = run(text_get(&configure));
  has_status(&outcome, 0);
  outcome_free(&outcome);
  lint_indexes(true, true, false);
  outcome = run("cmake --build build --target whole && cmp whole.json units.json");
  has_status(&outcome, 0);
  outcome_free(&outcome);
  text_free(&configure);
}

static void units_have_the_arguments_and_headers_of_the_build(void **state) {
  (void)state;
  units_are_those_of_the_build("Ninja");
}

static void units_are_actions_of_make_too(void **state) {
  (void)state;
  skip_without("make");
  units_are_those_of_the_build("Unix Makefiles");
}

static void a_source_that_cannot_be_told_is_named(void **state) {
  (void)state;
  put_file("CMakeLists.txt", unit_lists);
  put_file("a.c", clean_unit);
  put_file("b.c", "int b(void) { return 1; }\n");
  struct outcome outcome =
      run("sed -i 's/a.c b.c/a.c $<$<BOOL:1>:b.c>/' CMakeLists.txt && cmake -G Ninja -B build");
  has_status(&outcome, 1);
  has(&outcome.out, "async_lint_units: the source `$<$<BOOL:1>:b.c>` of `a` is only known");
  outcome_free(&outcome);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(a_file_with_a_finding_does_not_compile_under_cmake),
      CLI_TEST(the_target_checks_the_units_of_the_build),
      CLI_TEST(units_are_actions_of_the_build),
      CLI_TEST(units_have_the_arguments_and_headers_of_the_build),
      CLI_TEST(units_are_actions_of_make_too),
      CLI_TEST(a_source_that_cannot_be_told_is_named),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
