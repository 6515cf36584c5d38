// SPDX-License-Identifier: MIT
// The text of a file on standard input, as editors without a language client give it: it counts
// instead of what the disk holds, in all that includes it, and nothing of it is kept.
#include "tests/cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// `work` runs as a task, so that what it calls may not block.
static const char starts[] = "#include <taskrt/task.h>\n"
                             "#include \"load.h\"\n"
                             "int work(void *arg, cancel_token token);\n"
                             "int work(void *arg, cancel_token token) {\n"
                             "  (void)arg;\n"
                             "  (void)token;\n"
                             "  return load();\n"
                             "}\n"
                             "int main(void) {\n"
                             "  return task_wait(task_run(work, 0, 0, CANCEL_NONE));\n"
                             "}\n";
static const char header[] = "int load(void);\n";
static const char loads[] = "#include \"load.h\"\n"
                            "int load(void) {\n"
                            "  return 1;\n"
                            "}\n";
static const char loads_slowly[] = "#include \"load.h\"\n"
                                   "#include <unistd.h>\n"
                                   "int load(void) {\n"
                                   "  return (int)sleep(1);\n"
                                   "}\n";

static void put_program(const char *load) {
  DATABASE("main.c", "load.c");
  put_file("main.c", starts);
  put_file("load.h", header);
  put_file("load.c", load);
}

#define LINT_LOAD(text, ...) LINT_INPUT(text, "--stdin", "--stdin-filename", "load.c", __VA_ARGS__)

static void is_clean(struct outcome outcome) {
  has_status(&outcome, 0);
  assert_string_equal(text_get(&outcome.out), "");
  outcome_free(&outcome);
}

static void has_finding(struct outcome outcome, const char *line) {
  has_status(&outcome, 1);
  has(&outcome.out, line);
  outcome_free(&outcome);
}

static void the_text_counts_instead_of_the_disk(void **state) {
  (void)state;
  put_program(loads);
  has_finding(LINT_LOAD(loads_slowly, "--format=unix"), "load.c:4:15: ");
  put_file("load.c", loads_slowly);
  is_clean(LINT_LOAD(loads, "--format=unix"));
}

static void nothing_of_it_is_kept(void **state) {
  (void)state;
  put_program(loads);
  is_clean(LINT("--format=unix"));
  has_finding(LINT_LOAD(loads_slowly, "--format=unix"), "load.c:4:15: ");
  setenv("ASYNC_LINT_WORKER", "/bin/false", 1); // all is in the store, as it was
  is_clean(LINT("--format=unix"));
  unsetenv("ASYNC_LINT_WORKER");
}

static void only_what_the_text_changes_is_parsed(void **state) {
  (void)state;
  put_program(loads);
  struct outcome outcome = LINT_LOAD(loads_slowly, "--stats");
  has(&outcome.err, "2 parsed"); // main.c goes into the store, load.c does not
  outcome_free(&outcome);
  outcome = LINT_LOAD(loads_slowly, "--stats");
  has(&outcome.err, "(1 fresh, 1 parsed)");
  outcome_free(&outcome);
}

static void a_text_that_is_saved_is_taken_from_the_store(void **state) {
  (void)state;
  put_program(loads_slowly);
  has_finding(LINT_LOAD(loads_slowly, "--format=unix"), "load.c:4:15: ");
  setenv("ASYNC_LINT_WORKER", "/bin/false", 1);
  has_finding(LINT_LOAD(loads_slowly, "--format=unix"), "load.c:4:15: ");
  unsetenv("ASYNC_LINT_WORKER");
}

static void findings_of_other_files_are_left_out(void **state) {
  (void)state;
  put_program(loads_slowly);
  struct outcome outcome =
      LINT_INPUT(starts, "--stdin", "--stdin-filename=main.c", "--format=unix");
  has_status(&outcome, 0);
  assert_string_equal(text_get(&outcome.out), "");
  outcome_free(&outcome);
}

static void a_header_is_seen_by_what_includes_it(void **state) {
  (void)state;
  static const char slow_header[] = "#include <unistd.h>\n"
                                    "int load(void);\n"
                                    "static inline int pause_a_bit(void) { return sleep(1); }\n";
  put_program("#include \"load.h\"\nint load(void) { return pause_a_bit(); }\n");
  has_finding(LINT_INPUT(slow_header, "--stdin", "--stdin-filename=load.h", "--format=unix"),
              "load.h:3:46: ");
}

static void a_file_of_no_database_is_checked_like_its_neighbours(void **state) {
  (void)state;
  put_program(loads);
  // It was never saved, and finds taskrt as they do.
  struct outcome outcome =
      LINT_INPUT(dropping_unit, "--stdin", "--stdin-filename=new.c", "--format=unix");
  has_status(&outcome, 1);
  has(&outcome.out, "new.c:4:3: ");
  outcome_free(&outcome);
}

static void one_file_with_its_arguments_needs_no_database(void **state) {
  (void)state;
  put_file("a.c", clean_unit);
  has_finding(LINT_INPUT(dropping_unit, "--stdin", "--format=unix", "a.c", "--", runtime_headers),
              "a.c:4:3: ");
}

static void a_header_of_no_unit_is_an_error(void **state) {
  (void)state;
  put_program(loads);
  struct outcome outcome = LINT_INPUT("int x;\n", "--stdin", "--stdin-filename=lone.h");
  has_status(&outcome, 2);
  has(&outcome.err, "no unit includes `");
  outcome_free(&outcome);
  outcome = LINT_INPUT("int x;\n", "--stdin", "--stdin-filename=no/folder/a.c");
  has_status(&outcome, 2);
  has(&outcome.err, "`no/folder/a.c` has no place");
  outcome_free(&outcome);
}

static void broken_text_is_said_to_be_unchecked(void **state) {
  (void)state;
  put_program(loads);
  struct outcome outcome = LINT_LOAD("int load(void) { return (int)sle", "--format=unix");
  has_status(&outcome, 3);
  has(&outcome.out, "load.c:");
  outcome_free(&outcome);
  put_file("load.c", "int load(void) { return (int)sle"); // another file's trouble
  outcome = LINT_INPUT(starts, "--stdin", "--stdin-filename=main.c");
  has_status(&outcome, 0);
  outcome_free(&outcome);
}

static void excerpts_and_fixes_are_of_the_text(void **state) {
  (void)state;
  put_file("wait.c", "int nothing;\n");
  DATABASE("wait.c");
  static const char text[] =
      "#include <taskrt/task.h>\n"
      "int rest(void *arg, cancel_token token);\n"
      "int rest(void *arg, cancel_token token) {\n"
      "  (void)arg;\n"
      "  int status = cancel_check(token);\n"
      "  return status ? status : task_delay(10, CANCEL_NONE);\n"
      "}\n"
      "int main(void) { return task_wait(task_run(rest, 0, 0, CANCEL_NONE)); "
      "}\n";
  struct outcome outcome = LINT_INPUT(text, "--stdin", "--stdin-filename=wait.c", "--format=text",
                                      "--format=json=out.json", "--rules=all");
  has_status(&outcome, 1);
  has(&outcome.out, "return status ? status : task_delay(10, CANCEL_NONE);");
  char path[256];
  struct text json = {0};
  snprintf(path, sizeof path, "%s/out.json", sandbox);
  assert_true(text_read_file(&json, path, 1 << 20));
  has(&json, "\"text\": \"token\"");
  text_free(&json);
  outcome_free(&outcome);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(the_text_counts_instead_of_the_disk),
      CLI_TEST(nothing_of_it_is_kept),
      CLI_TEST(only_what_the_text_changes_is_parsed),
      CLI_TEST(a_text_that_is_saved_is_taken_from_the_store),
      CLI_TEST(findings_of_other_files_are_left_out),
      CLI_TEST(a_header_is_seen_by_what_includes_it),
      CLI_TEST(a_file_of_no_database_is_checked_like_its_neighbours),
      CLI_TEST(one_file_with_its_arguments_needs_no_database),
      CLI_TEST(a_header_of_no_unit_is_an_error),
      CLI_TEST(broken_text_is_said_to_be_unchecked),
      CLI_TEST(excerpts_and_fixes_are_of_the_text),
  };
  return cmocka_run_group_tests_name("cli.stdin", tests, NULL, NULL);
}
