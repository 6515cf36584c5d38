// SPDX-License-Identifier: MIT
// Reading diffs: which lines of which files.
#include "analyzer/findings/changes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void lines_of_each_file_are_read(void **state) {
  (void)state;
  struct changes changes = {0};
  assert_true(changes_parse(&changes,
                            "diff --git a/x.c b/x.c\n"
                            "index 1..2 100644\n"
                            "--- a/x.c\n"
                            "+++ b/x.c\n"
                            "@@ -1 +1,2 @@ int f(void)\n"
                            "-old\n"
                            "+new\n"
                            "++++ b/not-a-file\n"
                            "\\ No newline at end of file\n"
                            "@@ -9,2 +10,0 @@\n"
                            "-a\n"
                            "-@@ -1 +1 @@\n"
                            "diff --git a/gone.c b/gone.c\n"
                            "--- a/gone.c\n"
                            "+++ /dev/null\n"
                            "@@ -1 +0,0 @@\n"
                            "-x\n"
                            "diff --git a/y.c b/y.c\n"
                            "--- /dev/null\n"
                            "+++ b/y.c\n"
                            "@@ -0,0 +1,3 @@\n"
                            "+1\n+2\n+3\n",
                            "/top"));
  assert_int_equal(changes.count, 2);
  assert_string_equal(changes.files[0].path, "/top/x.c");
  assert_int_equal(changes.files[0].count, 2);
  assert_int_equal(changes.files[0].lines[0].first, 1);
  assert_int_equal(changes.files[0].lines[0].last, 2);
  // Where lines were removed, the two around count.
  assert_int_equal(changes.files[0].lines[1].first, 10);
  assert_int_equal(changes.files[0].lines[1].last, 11);
  assert_string_equal(changes.files[1].path, "/top/y.c");
  assert_int_equal(changes.files[1].lines[0].last, 3);
  changes_free(&changes);
}

static void quoted_paths_are_read_as_git_writes_them(void **state) {
  (void)state;
  struct changes changes = {0};
  assert_true(changes_parse(&changes,
                            "+++ \"b/a\\tb\\\"\\\\\\377.c\"\n@@ -0,0 +1 @@\n+x\n"
                            "+++ b/with blank.c\t\n@@ -0,0 +1 @@\n+x\n",
                            "/t"));
  assert_int_equal(changes.count, 2);
  assert_string_equal(changes.files[0].path, "/t/a\tb\"\\\xff.c");
  assert_string_equal(changes.files[1].path, "/t/with blank.c");
  changes_free(&changes);
}

static void what_is_no_hunk_is_refused(void **state) {
  (void)state;
  static const char *const diffs[] = {"+++ b/x\n@@ -1 @@\n", "+++ b/x\n@@ -1 +1\n", "@@ -\n"};
  for (size_t i = 0; i < sizeof diffs / sizeof *diffs; i++) {
    struct changes changes = {0};
    assert_false(changes_parse(&changes, diffs[i], "/t"));
    changes_free(&changes);
  }
}

static void a_finding_is_kept_when_it_or_a_note_touches_a_change(void **state) {
  (void)state;
  struct changes changes = {0};
  assert_true(changes_parse(&changes, "+++ b/x.c\n@@ -0,0 +5,2 @@\n+x\n+y\n", "/t"));
  struct finding_note far = {.message = "n", .loc = {.file = "/t/x.c", .line = 9, .end_line = 9}};
  struct finding_note near = {.message = "n", .loc = {.file = "/t/x.c", .line = 6, .end_line = 6}};
  struct ir_location before = {.file = "/t/x.c", .line = 3, .end_line = 4};
  struct ir_location over = {.file = "/t/x.c", .line = 3, .end_line = 5};
  struct ir_location macro = {.file = "/t/y.c", .line = 1, .macro_file = "/t/x.c", .macro_line = 5};
  struct finding items[] = {
      {.rule = "gone", .loc = before, .note_count = 1, .notes = &far},
      {.rule = "note", .loc = before, .note_count = 1, .notes = &near},
      {.rule = "over", .loc = over},
      {.rule = "macro", .loc = macro},
  };
  struct findings findings = {.count = 4, .items = items};
  assert_int_equal(changes_apply(&changes, &findings), 1);
  assert_int_equal(findings.count, 3);
  assert_string_equal(items[0].rule, "note");
  assert_string_equal(items[2].rule, "macro");
  changes_free(&changes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lines_of_each_file_are_read),
      cmocka_unit_test(quoted_paths_are_read_as_git_writes_them),
      cmocka_unit_test(what_is_no_hunk_is_refused),
      cmocka_unit_test(a_finding_is_kept_when_it_or_a_note_touches_a_change),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
