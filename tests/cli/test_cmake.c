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

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(a_file_with_a_finding_does_not_compile_under_cmake),
      CLI_TEST(the_target_checks_the_units_of_the_build),
      CLI_TEST(units_are_actions_of_the_build),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
