// SPDX-License-Identifier: MIT
// `--fix`, `--diff`, `--export-fixes`.
#include "tests/cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// Two calls that get no token, and one of them in a macro.
static const char tokenless[] = "#include <taskrt/task.h>\n"
                                "#define PAUSE task_delay(3, CANCEL_NONE)\n"
                                "int rest(cancel_token token) {\n"
                                "  int status = task_delay(1, CANCEL_NONE);\n"
                                "  if (status == 0)\n"
                                "    status = task_delay(2, CANCEL_NONE);\n"
                                "  return status ? status : PAUSE;\n"
                                "}\n";

static void file_has(const char *name, const char *part, bool expected) {
  char path[300];
  struct text text = {0};
  snprintf(path, sizeof path, "%s/%s", sandbox, name);
  assert_true(text_read_file(&text, path, 1 << 20));
  expected ? has(&text, part) : has_not(&text, part);
  text_free(&text);
}

static void what_is_left_after_fixing_is_reported(void **state) {
  (void)state;
  put_file("a.c", tokenless);
  DATABASE("a.c");
  struct outcome outcome = LINT("--fix=unsafe");
  has_status(&outcome, 1);
  has(&outcome.err, "2 findings mended");
  has(&outcome.err, "1 finding (1 warning)");
  has(&outcome.out, "a.c:7:28: warning");
  outcome_free(&outcome);
  file_has("a.c", "task_delay(1, token)", true);
  file_has("a.c", "task_delay(2, token)", true);
  file_has("a.c", "#define PAUSE task_delay(3, CANCEL_NONE)\n", true);
}

static void a_second_run_has_nothing_to_fix(void **state) {
  (void)state;
  put_file("a.c", tokenless);
  DATABASE("a.c");
  struct outcome outcome = LINT("--fix=unsafe");
  outcome_free(&outcome);
  struct stat before, after;
  char path[300];
  snprintf(path, sizeof path, "%s/a.c", sandbox);
  assert_int_equal(stat(path, &before), 0);
  outcome = LINT("--fix=unsafe");
  has_status(&outcome, 1);
  has_not(&outcome.err, "mended");
  outcome_free(&outcome);
  assert_int_equal(stat(path, &after), 0);
  assert_true(before.st_ino == after.st_ino);
}

static void unsafe_fixes_are_not_made_unasked(void **state) {
  (void)state;
  put_file("a.c", tokenless);
  DATABASE("a.c");
  struct outcome outcome = LINT("--fix");
  has_status(&outcome, 1);
  has(&outcome.out, "= fix: pass `token` (--fix=unsafe)");
  outcome_free(&outcome);
  file_has("a.c", "task_delay(1, CANCEL_NONE)", true);
}

static void nothing_is_ended_where_it_may_have_ended_already(void **state) {
  (void)state;
  put_file("a.c", "#include <stdlib.h>\n"
                  "#include <taskrt/task.h>\n"
                  "int rest(int ms, char *buffer, cancel_token token) {\n"
                  "  int status = TASK_EINVAL;\n"
                  "  cancel_source *limit = cancel_source_create_linked(token);\n"
                  "  if (!limit)\n"
                  "    return TASK_ENOMEM;\n"
                  "  if (ms > 5)\n"
                  "    goto out;\n"
                  "  status = task_delay(ms, cancel_source_token(limit));\n"
                  "  cancel_source_destroy(limit);\n"
                  "out:\n"
                  "  free(buffer);\n"
                  "  return status;\n"
                  "}\n");
  DATABASE("a.c");
  struct outcome outcome = LINT("--fix=unsafe");
  has_status(&outcome, 1);
  has(&outcome.out, "leaked-cancel-source");
  has_not(&outcome.err, "mended");
  outcome_free(&outcome);
  file_has("a.c", "  free(buffer);\n  return status;\n", true);
}

static void findings_that_are_not_reported_are_not_fixed(void **state) {
  (void)state;
  put_file("a.c", tokenless);
  DATABASE("a.c");
  struct outcome outcome = LINT("--write-baseline", "b.json");
  outcome_free(&outcome);
  outcome = LINT("--baseline", "b.json", "--fix=unsafe");
  has_status(&outcome, 0);
  outcome_free(&outcome);
  file_has("a.c", "task_delay(1, CANCEL_NONE)", true);
}

static void the_diff_is_what_fixing_does(void **state) {
  (void)state;
  put_file("a.c", tokenless);
  DATABASE("a.c");
  struct outcome outcome = LINT("--diff", "--fix=unsafe", "--format", "json=r.json");
  has_status(&outcome, 1);
  has(&outcome.out, "--- a/a.c\n+++ b/a.c\n@@ -1,8 +1,8 @@\n");
  has(&outcome.out, "-  int status = task_delay(1, CANCEL_NONE);\n"
                    "+  int status = task_delay(1, token);\n");
  has_not(&outcome.out, "warning");
  outcome_free(&outcome);
  file_has("a.c", "task_delay(1, CANCEL_NONE)", true);
  file_has("r.json", "\"fixes\": [", true);
  outcome = LINT("--diff", "--format", "json");
  has_status(&outcome, 2);
  has(&outcome.err, "`--diff` goes to stdout");
  outcome_free(&outcome);
}

static void a_stored_finding_is_not_fixed_in_a_file_that_changed(void **state) {
  (void)state;
  put_file("a.c", tokenless);
  DATABASE("a.c");
  struct outcome outcome = LINT("--quiet");
  outcome_free(&outcome);
  outcome = LINT("report", "--fix=unsafe");
  has_status(&outcome, 2);
  has(&outcome.err, "`report` changes no files: add `--diff`");
  outcome_free(&outcome);
  outcome = LINT("report", "--diff", "--fix=unsafe");
  has_status(&outcome, 1);
  has(&outcome.out, "+  int status = task_delay(1, token);\n");
  outcome_free(&outcome);
  put_file("a.c", clean_unit);
  outcome = LINT("report", "--diff", "--fix=unsafe");
  has_status(&outcome, 2);
  has(&outcome.err, "`a.c` has changed since it was checked: it is not mended");
  assert_int_equal(outcome.out.length, 0);
  outcome_free(&outcome);
}

static void a_header_of_several_units_is_fixed_once(void **state) {
  (void)state;
  put_file("rest.h", "#include <taskrt/task.h>\n"
                     "static inline int rest(cancel_token token) {\n"
                     "  return task_delay(1, CANCEL_NONE);\n"
                     "}\n");
  put_file("a.c", "#include \"rest.h\"\nint a(cancel_token token) { return rest(token); }\n");
  put_file("b.c", "#include \"rest.h\"\nint b(cancel_token token) { return rest(token); }\n");
  DATABASE("a.c", "b.c");
  struct outcome outcome = LINT("--fix=unsafe");
  has_status(&outcome, 0);
  has(&outcome.err, "1 finding mended");
  outcome_free(&outcome);
  file_has("rest.h", "  return task_delay(1, token);\n}\n", true);
}

static void line_endings_of_dos_stay(void **state) {
  (void)state;
  put_file("a.c", "#include <taskrt/task.h>\r\n"
                  "int rest(cancel_token token) {\r\n"
                  "  return task_delay(1, CANCEL_NONE);\r\n"
                  "}\r\n");
  DATABASE("a.c");
  struct outcome outcome = LINT("--fix=unsafe");
  has_status(&outcome, 0);
  outcome_free(&outcome);
  file_has("a.c", "  return task_delay(1, token);\r\n}\r\n", true);
}

static void a_file_that_must_not_be_written_is_left(void **state) {
  (void)state;
  put_file("a.c", tokenless);
  DATABASE("a.c");
  char path[300];
  snprintf(path, sizeof path, "%s/a.c", sandbox);
  assert_int_equal(chmod(path, 0444), 0);
  if (access(path, W_OK) == 0)
    skip(); // root may write everywhere
  struct outcome outcome = LINT("--fix=unsafe");
  has_status(&outcome, 2);
  has(&outcome.err, "`a.c` is not mended: Permission denied");
  outcome_free(&outcome);
  file_has("a.c", "task_delay(1, CANCEL_NONE)", true);
}

static void clang_apply_replacements_reads_the_export(void **state) {
  (void)state;
  put_file("a.c", tokenless);
  put_file("fixes/none", "");
  DATABASE("a.c");
  struct outcome outcome = LINT("--fix=unsafe", "--diff", "--export-fixes", "fixes/a.yaml");
  has_status(&outcome, 1);
  outcome_free(&outcome);
  file_has("fixes/a.yaml", "DiagnosticName: \"dropped-token\"", true);
  file_has("fixes/a.yaml", "ReplacementText: \"token\"", true);
  char command[400];
  snprintf(command, sizeof command,
           "tool=$(command -v clang-apply-replacements clang-apply-replacements-19 | head -1); "
           "[ -n \"$tool\" ] || exit 7; \"$tool\" %s/fixes",
           sandbox);
  int status = system(command);
  if (status == 7 << 8)
    skip();
  assert_int_equal(status, 0);
  file_has("a.c", "task_delay(1, token)", true);
  file_has("a.c", "task_delay(2, token)", true);
}

static void rules_say_whether_they_have_fixes(void **state) {
  (void)state;
  struct outcome outcome = LINT("rules", "--format", "json");
  has_status(&outcome, 0);
  has(&outcome.out, "\"fixable\": true");
  has(&outcome.out, "\"fixable\": false");
  outcome_free(&outcome);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(what_is_left_after_fixing_is_reported),
      CLI_TEST(a_second_run_has_nothing_to_fix),
      CLI_TEST(unsafe_fixes_are_not_made_unasked),
      CLI_TEST(nothing_is_ended_where_it_may_have_ended_already),
      CLI_TEST(findings_that_are_not_reported_are_not_fixed),
      CLI_TEST(the_diff_is_what_fixing_does),
      CLI_TEST(a_stored_finding_is_not_fixed_in_a_file_that_changed),
      CLI_TEST(a_header_of_several_units_is_fixed_once),
      CLI_TEST(line_endings_of_dos_stay),
      CLI_TEST(a_file_that_must_not_be_written_is_left),
      CLI_TEST(clang_apply_replacements_reads_the_export),
      CLI_TEST(rules_say_whether_they_have_fixes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
