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

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(a_file_with_a_finding_does_not_compile_under_cmake),
      CLI_TEST(the_target_checks_the_units_of_the_build),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
