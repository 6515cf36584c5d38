// SPDX-License-Identifier: MIT
// Fixes as changes of files: what goes together, what is written, what the diff says.
#include "analyzer/base/arena.h"
#include "analyzer/fix/plan.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

// ---- files ----

static char folder[64];

static int make_folder(void **state) {
  (void)state;
  strcpy(folder, "/tmp/async-lint-fix.XXXXXX");
  return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state) {
  (void)state;
  char command[128];
  snprintf(command, sizeof command, "rm -rf %s", folder);
  return system(command) == 0 ? 0 : -1;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

/// The path of a file of the folder; good until the fourth call from now.
static const char *in_folder(const char *name) {
  static char paths[4][128];
  static unsigned next;
  char *path = paths[next++ % 4];
  snprintf(path, sizeof paths[0], "%s/%s", folder, name);
  return path;
}

static void put(const char *path, const char *content) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs(content, file);
  fclose(file);
}

static void holds(const char *path, const char *content) {
  struct text text = {0};
  assert_true(text_read_file(&text, path, 1 << 20));
  assert_string_equal(text_get(&text), content);
  text_free(&text);
}

/// How many files lie in the folder.
static int files_in_folder(void) {
  char command[128];
  int count = -1;
  snprintf(command, sizeof command, "ls -A %s | wc -l", folder);
  FILE *out = popen(command, "r");
  assert_non_null(out);
  assert_int_equal(fscanf(out, "%d", &count), 1);
  pclose(out);
  return count;
}

// ---- fixes ----

static uint64_t hash_of(const char *content) {
  struct text text = {0};
  text_puts(&text, content);
  uint64_t hash = sources_hash(&text);
  text_free(&text);
  return hash;
}

/// An edit of a file that holds `content`: the first `old` becomes `text`.
static struct fix_edit edit(const char *path, const char *content, const char *old,
                            const char *text) {
  const char *at = strstr(content, old);
  assert_non_null(at);
  return (struct fix_edit){.file = path,
                           .offset = (uint32_t)(at - content),
                           .length = (uint32_t)strlen(old),
                           .text = text,
                           .source = hash_of(content)};
}

/// Findings with one fix of one edit each.
struct sample {
  struct finding items[4];
  struct finding_fix fixes[4];
  struct fix_edit edits[4];
  struct findings findings;
};

static struct findings *sample_of(struct sample *sample, uint32_t count,
                                  const struct fix_edit *edits) {
  *sample = (struct sample){.findings = {.count = count}};
  sample->findings.items = sample->items;
  for (uint32_t i = 0; i < count; i++) {
    sample->edits[i] = edits[i];
    sample->fixes[i] = (struct finding_fix){
        .title = "t", .safe = true, .edit_count = 1, .edits = &sample->edits[i]};
    sample->items[i] =
        (struct finding){.rule = "r", .message = "m", .fix_count = 1, .fixes = &sample->fixes[i]};
  }
  return &sample->findings;
}

static void becomes(const struct fix_plan *plan, uint32_t file, const char *content) {
  struct text after = {0};
  fix_file_after(&plan->files[file], &after);
  assert_string_equal(text_get(&after), content);
  text_free(&after);
}

// ---- plans ----

static void a_fix_over_another_one_waits(void **state) {
  (void)state;
  static const char old[] = "abcdef\n";
  const char *path = in_folder("a.c");
  put(path, old);
  struct sample sample;
  struct fix_edit edits[] = {edit(path, old, "bcd", "X"), edit(path, old, "de", "Y"),
                             edit(path, old, "f", "Z")};
  struct fix_plan plan = {0};
  fix_plan_make(&plan, sample_of(&sample, 3, edits), false, true);
  assert_int_equal(plan.fixed, 2);
  assert_int_equal(plan.left, 1);
  becomes(&plan, 0, "aXeZ\n");
  fix_plan_free(&plan);
}

static void the_same_edit_is_made_once(void **state) {
  (void)state;
  static const char old[] = "f(NONE);\n";
  const char *path = in_folder("a.h");
  put(path, old);
  struct sample sample;
  struct fix_edit edits[] = {edit(path, old, "NONE", "t"), edit(path, old, "NONE", "t")};
  struct fix_plan plan = {0};
  fix_plan_make(&plan, sample_of(&sample, 2, edits), false, true);
  assert_int_equal(plan.fixed, 2);
  becomes(&plan, 0, "f(t);\n");
  fix_plan_free(&plan);
}

static void two_insertions_at_one_place_clash(void **state) {
  (void)state;
  static const char old[] = "f(x);\n";
  const char *path = in_folder("a.c");
  put(path, old);
  struct sample sample;
  struct fix_edit edits[] = {edit(path, old, "", "a"), edit(path, old, "", "b")};
  struct fix_plan plan = {0};
  fix_plan_make(&plan, sample_of(&sample, 2, edits), false, true);
  assert_int_equal(plan.fixed, 1);
  becomes(&plan, 0, "af(x);\n");
  fix_plan_free(&plan);
}

static void an_include_that_two_fixes_need_is_made_once(void **state) {
  (void)state;
  static const char old[] = "a(1);\nb(2);\n";
  const char *path = in_folder("a.c");
  put(path, old);
  struct sample sample;
  struct fix_edit edits[] = {edit(path, old, "", "#include <a.h>\n"), edit(path, old, "1", "x"),
                             edit(path, old, "", "#include <a.h>\n"), edit(path, old, "2", "y")};
  struct findings *findings = sample_of(&sample, 4, edits);
  findings->count = 2;
  sample.fixes[0].edit_count = sample.fixes[1].edit_count = 2;
  sample.fixes[1].edits = &sample.edits[2];
  struct fix_plan plan = {0};
  fix_plan_make(&plan, findings, false, true);
  assert_int_equal(plan.fixed, 2);
  becomes(&plan, 0, "#include <a.h>\na(x);\nb(y);\n");
  fix_plan_free(&plan);
}

static void a_fix_is_whole_or_not_at_all(void **state) {
  (void)state;
  const char *one = in_folder("a.c"), *two = in_folder("b.c");
  put(one, "one\n");
  put(two, "changed\n");
  struct sample sample;
  struct fix_edit edits[] = {edit(one, "one\n", "one", "1"), edit(two, "two\n", "two", "2")};
  struct findings *findings = sample_of(&sample, 2, edits);
  findings->count = 1;
  sample.fixes[0].edit_count = 2; // both edits are one fix
  struct fix_plan plan = {0};
  fix_plan_make(&plan, findings, false, true);
  assert_int_equal(plan.fixed, 0);
  assert_int_equal(plan.stopped, 1);
  assert_int_equal(plan.files[0].edit_count, 0);
  assert_int_equal(plan.files[1].obstacle, FIX_CHANGED);
  fix_plan_free(&plan);
}

static void unsafe_fixes_and_suppressed_findings_are_left_unless_asked_for(void **state) {
  (void)state;
  static const char old[] = "ab\n";
  const char *path = in_folder("a.c");
  put(path, old);
  struct sample sample;
  struct fix_edit edits[] = {edit(path, old, "a", "x"), edit(path, old, "b", "y")};
  struct findings *findings = sample_of(&sample, 2, edits);
  sample.fixes[0].safe = false;
  sample.items[1].suppressed = true;
  struct fix_plan plan = {0};
  fix_plan_make(&plan, findings, false, true);
  assert_int_equal(plan.fixed, 0);
  fix_plan_free(&plan);
  fix_plan_make(&plan, findings, true, true);
  assert_int_equal(plan.fixed, 1);
  becomes(&plan, 0, "xb\n");
  fix_plan_free(&plan);
}

// ---- writing ----

static void mode_line_endings_and_links_stay(void **state) {
  (void)state;
  static const char old[] = "a\r\nb\r\n";
  const char *path = in_folder("a.c"), *link = in_folder("link.c");
  put(path, old);
  assert_int_equal(chmod(path, 0750), 0);
  assert_int_equal(symlink("a.c", link), 0);
  struct sample sample;
  struct fix_edit edits[] = {edit(link, old, "b", "c")};
  struct fix_plan plan = {0};
  struct text error = {0};
  fix_plan_make(&plan, sample_of(&sample, 1, edits), false, true);
  assert_true(fix_plan_write(&plan, &error));
  fix_plan_free(&plan);
  holds(path, "a\r\nc\r\n");
  struct stat now;
  assert_int_equal(lstat(link, &now), 0);
  assert_true(S_ISLNK(now.st_mode));
  assert_int_equal(stat(path, &now), 0);
  assert_int_equal(now.st_mode & 07777, 0750);
  assert_int_equal(files_in_folder(), 2);
}

static void a_file_changed_meanwhile_stops_all(void **state) {
  (void)state;
  const char *one = in_folder("a.c"), *two = in_folder("b.c");
  put(one, "one\n");
  put(two, "two\n");
  struct sample sample;
  struct fix_edit edits[] = {edit(one, "one\n", "one", "1"), edit(two, "two\n", "two", "2")};
  struct fix_plan plan = {0};
  struct text error = {0};
  fix_plan_make(&plan, sample_of(&sample, 2, edits), false, true);
  put(two, "somebody else\n");
  assert_false(fix_plan_write(&plan, &error));
  assert_non_null(strstr(error.data, "b.c` changed meanwhile"));
  holds(one, "one\n");
  holds(two, "somebody else\n");
  assert_int_equal(files_in_folder(), 2);
  fix_plan_free(&plan);
  text_free(&error);
}

/// In a process of its own, whose files must not grow over 4 KiB: as on a disk that is full.
static int write_without_room(const struct fix_plan *plan) {
  struct text error = {0};
  struct rlimit limit = {4096, 4096};
  signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &limit);
  return fix_plan_write(plan, &error) ? 1 : strstr(error.data, "nothing was changed") ? 0 : 2;
}

static void without_room_nothing_is_changed(void **state) {
  (void)state;
  char *large = malloc(10001);
  assert_non_null(large);
  memset(large, 'x', 10000);
  large[10000] = '\0';
  memcpy(large, "two", 3);
  const char *one = in_folder("a.c"), *two = in_folder("b.c");
  put(one, "one\n");
  put(two, large);
  struct sample sample;
  struct fix_edit edits[] = {edit(one, "one\n", "one", "1"), edit(two, large, "two", "2")};
  struct fix_plan plan = {0};
  fix_plan_make(&plan, sample_of(&sample, 2, edits), false, true);
  assert_int_equal(plan.fixed, 2);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0)
    _exit(write_without_room(&plan));
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
  holds(one, "one\n");
  holds(two, large);
  assert_int_equal(files_in_folder(), 2);
  fix_plan_free(&plan);
  free(large);
}

// ---- the diff ----

/// The diff of changing the first `from` of `old` to `to`, without its two head lines.
static void diff_is(const char *old, const char *from, const char *to, const char *expected) {
  const char *path = in_folder("a.c");
  put(path, old);
  struct sample sample;
  struct fix_edit edits[] = {edit(path, old, from, to)};
  struct fix_plan plan = {0};
  fix_plan_make(&plan, sample_of(&sample, 1, edits), false, false);
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);
  fix_plan_diff(out, &plan, folder);
  fclose(out);
  static const char head[] = "--- a/a.c\n+++ b/a.c\n";
  if (*expected) {
    assert_memory_equal(text, head, sizeof head - 1);
    assert_string_equal(text + sizeof head - 1, expected);
  } else {
    assert_string_equal(text, "");
  }
  free(text);
  fix_plan_free(&plan);
}

static void the_diff_shows_lines_with_three_around_them(void **state) {
  (void)state;
  diff_is("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "5", "five",
          "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
  diff_is("1\n2\n", "1\n", "", "@@ -1,2 +1,1 @@\n-1\n 2\n");
  diff_is("1\n2\n", "2", "x\n2", "@@ -1,2 +1,3 @@\n 1\n+x\n 2\n");
  diff_is("1\n", "1\n", "", "@@ -1,1 +0,0 @@\n-1\n");
  diff_is("a\r\nb\r\n", "b", "c", "@@ -1,2 +1,2 @@\n a\r\n-b\r\n+c\r\n");
  diff_is("1\n2", "2", "3",
          "@@ -1,2 +1,2 @@\n 1\n-2\n\\ No newline at end of file\n+3\n\\ No newline at end of "
          "file\n");
  diff_is("1\n", "1", "1", "");
}

static void far_changes_are_hunks_of_their_own(void **state) {
  (void)state;
  static const char old[] = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n";
  const char *path = in_folder("a.c");
  put(path, old);
  struct sample sample;
  struct fix_edit edits[] = {edit(path, old, "1", "one"), edit(path, old, "3\n", ""),
                             edit(path, old, "12", "twelve\nmore")};
  struct fix_plan plan = {0};
  fix_plan_make(&plan, sample_of(&sample, 3, edits), false, false);
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);
  fix_plan_diff(out, &plan, "/");
  fclose(out);
  assert_non_null(strstr(text, "@@ -1,6 +1,5 @@\n-1\n+one\n 2\n-3\n 4\n 5\n 6\n"));
  assert_non_null(strstr(text, "@@ -9,4 +8,5 @@\n 9\n 10\n 11\n-12\n+twelve\n+more\n"));
  free(text);
  fix_plan_free(&plan);
}

// ---- the export ----

static void the_export_quotes_what_yaml_would_read_otherwise(void **state) {
  (void)state;
  struct sample sample;
  struct fix_edit edits[] = {{.file = "/a.c", .offset = 3, .length = 1, .text = "\"\\\n\t'"}};
  struct findings *findings = sample_of(&sample, 1, edits);
  sample.items[0].loc = (struct ir_location){.file = "/a.c", .offset = 3};
  char *text = NULL;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);
  fix_export(out, findings, false, "/d");
  fclose(out);
  assert_non_null(strstr(text, "Offset: 3\n"));
  assert_non_null(strstr(text, "ReplacementText: \"\\\"\\\\\\n\\t'\"\n"));
  assert_non_null(strstr(text, "BuildDirectory: \"/d\"\n...\n"));
  free(text);
  findings->count = 0;
  out = open_memstream(&text, &length);
  fix_export(out, findings, false, "/d");
  fclose(out);
  assert_non_null(strstr(text, "Diagnostics: []"));
  free(text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(a_fix_over_another_one_waits),
      TEST(the_same_edit_is_made_once),
      TEST(two_insertions_at_one_place_clash),
      TEST(an_include_that_two_fixes_need_is_made_once),
      TEST(a_fix_is_whole_or_not_at_all),
      TEST(unsafe_fixes_and_suppressed_findings_are_left_unless_asked_for),
      TEST(mode_line_endings_and_links_stay),
      TEST(a_file_changed_meanwhile_stops_all),
      TEST(without_room_nothing_is_changed),
      TEST(the_diff_shows_lines_with_three_around_them),
      TEST(far_changes_are_hunks_of_their_own),
      TEST(the_export_quotes_what_yaml_would_read_otherwise),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
