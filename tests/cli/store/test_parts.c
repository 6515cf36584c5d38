// SPDX-License-Identifier: MIT
// Units indexed apart and merged say what one run over all of them says.
#include "tests/cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/// A program whose findings need several units: the task in a.c blocks in b.c, what c.h gives is
/// dropped in c.c, and broken.c does not compile.
static void put_program(void) {
  put_file("b.h", "int slow(int n);\n");
  put_file("a.c",
           "#include <taskrt.h>\n#include \"b.h\"\n"
           "static int work(void *arg, cancel_token token, void *result) {\n"
           "  (void)arg;\n  (void)token;\n  (void)result;\n  return slow(1);\n}\n"
           "int main(void) {\n  return task_wait(task_run(work, NULL, 0, CANCEL_NONE));\n}\n");
  put_file("b.c", "#include <unistd.h>\n#include \"b.h\"\n"
                  "int slow(int n) {\n  return (int)sleep((unsigned)n);\n}\n");
  put_file("c.c", dropping_unit);
  put_file("broken.c", broken_unit);
  DATABASE("a.c", "b.c", "c.c", "broken.c");
}

static void is_same_as_whole(struct outcome *merged) {
  struct outcome whole = LINT("--no-store", "--format", "json");
  assert_string_equal(text_get(&merged->out), text_get(&whole.out));
  assert_string_equal(text_get(&merged->err), text_get(&whole.err));
  assert_int_equal(merged->status, whole.status);
  has(&whole.out, "blocking-call");
  outcome_free(&whole);
  outcome_free(merged);
}

static void shards_merge_to_the_whole(void **state) {
  (void)state;
  put_program();
  static const char *const shards[] = {"1/3", "2/3", "3/3"};
  static const char *const parts[] = {"one.alx", "two.alx", "three.alx"};
  for (int i = 0; i < 3; i++) {
    struct outcome outcome = LINT("index", "--shard", shards[i], "-o", parts[i], "-q");
    has_status(&outcome, 0);
    outcome_free(&outcome);
  }
  struct outcome merged = LINT("merge", "three.alx", "one.alx", "two.alx", "--format", "json");
  is_same_as_whole(&merged);
  merged = LINT("merge", "one.alx", "two.alx", "three.alx", "--store", "m.db", "--format", "json");
  is_same_as_whole(&merged);
}

static void units_one_at_a_time_merge_to_the_whole(void **state) {
  (void)state;
  put_program();
  static const char *const files[] = {"a.c", "b.c", "c.c", "broken.c"};
  static const char *const parts[] = {"a.alx", "b.alx", "c.alx", "broken.alx"};
  for (int i = 0; i < 4; i++) {
    struct outcome outcome =
        LINT("index", files[i], "-o", parts[i], "-q", "--", "cc", runtime_headers);
    has_status(&outcome, 0);
    outcome_free(&outcome);
  }
  struct outcome merged =
      LINT("merge", "a.alx", "b.alx", "c.alx", "broken.alx", "a.alx", "--format", "json");
  is_same_as_whole(&merged);
}

static void dependencies_are_written_as_a_rule_of_make(void **state) {
  (void)state;
  char path[128];
  struct text rule = {0}, wanted = {0};
  put_file("a #1 $.h", "int one(void);\n");
  put_file("a.c", "#include \"a #1 $.h\"\n#include \"a #1 $.h\"\nint a(void) { return one(); }\n");
  put_file("z.c", "#include \"a #1 $.h\"\nint z(void) { return one(); }\n");
  DATABASE("a.c", "z.c");
  struct outcome outcome = LINT("index", "-q", "-o", "all.alx", "--depfile", "all.d");
  has_status(&outcome, 0);
  snprintf(path, sizeof path, "%s/all.d", sandbox);
  assert_true(text_read_file(&rule, path, 1 << 20));
  text_printf(&wanted, "all.alx: \\\n %s/a\\ \\#1\\ $$.h \\\n %s/a.c \\\n %s/z.c\n", sandbox,
              sandbox, sandbox);
  assert_string_equal(text_get(&rule), text_get(&wanted));
  text_free(&rule);
  text_free(&wanted);
  outcome_free(&outcome);
  outcome = LINT("index", "-q", "-o", "none.alx", "--depfile", "nowhere/none.d");
  has_status(&outcome, 2);
  has(&outcome.err, "cannot be written to `nowhere/none.d`: No such file or directory");
  outcome_free(&outcome);
  snprintf(path, sizeof path, "%s/none.alx", sandbox);
  assert_int_equal(access(path, F_OK), -1);
}

/// More units than it takes to share headers (project/sharing.c), whose header is long.
static void put_alike_units(unsigned count) {
  struct text header = {0};
  const char *names[64];
  char name[64][16], text[256];
  text_puts(&header, "#include <taskrt.h>\nint slow(int n);\n/*");
  while (header.length < 200u << 10)
    text_puts(&header, " long\n");
  text_puts(&header, "*/\n");
  put_file("long.h", header.data);
  text_free(&header);
  for (unsigned i = 0; i < count; i++) {
    snprintf(name[i], sizeof name[i], "unit_%u.c", i);
    snprintf(text, sizeof text,
             "#include \"long.h\"\n#include <unistd.h>\n"
             "int work_%u(void *arg, cancel_token token, void *result) {\n"
             "  (void)arg;\n  (void)token;\n  (void)result;\n  return (int)sleep(%u);\n}\n"
             "void start_%u(void) {\n  task_run(work_%u, NULL, 0, CANCEL_NONE);\n}\n",
             i, i + 1, i, i);
    put_file(names[i] = name[i], text);
  }
  put_database(names, count);
}

/// What a killed worker left of shared headers; true when a later one took it away.
static bool is_swept(void) {
  char path[256];
  snprintf(path, sizeof path, "%s/async-lint-headers-left", sandbox);
  return access(path, F_OK) != 0;
}

static void shared_headers_change_no_byte(void **state) {
  (void)state;
  put_alike_units(30);
  assert_int_equal(setenv("TMPDIR", sandbox, 1), 0);
  put_file("async-lint-headers-left/pch", "");
  struct outcome alone = LINT("index", "--no-shared-headers", "-j1", "-o", "alone.alx", "-q");
  has_status(&alone, 0);
  assert_false(is_swept());
  struct outcome shared = LINT("index", "-j1", "-o", "shared.alx", "-q");
  has_status(&shared, 0);
  assert_true(is_swept());
  outcome_free(&alone);
  outcome_free(&shared);
  alone = in_shell("", "cmp alone.alx shared.alx && ls -d async-lint-headers-*");
  has_status(&alone, 2);
  has_not(&alone.out, "differ");
  outcome_free(&alone);
  alone = LINT("--no-store", "--no-shared-headers", "--format=json");
  shared = LINT("--no-store", "-j2", "--format=json");
  assert_string_equal(text_get(&alone.out), text_get(&shared.out));
  has(&alone.out, "blocking-call");
  outcome_free(&alone);
  outcome_free(&shared);
  unsetenv("TMPDIR");
}

static void equal_units_give_equal_parts(void **state) {
  (void)state;
  struct text first = {0}, second = {0};
  char path[256];
  put_program();
  struct outcome outcome = LINT("index", "-j1", "-o", "one.alx", "-q");
  outcome_free(&outcome);
  outcome = LINT("index", "-j2", "-o", "two.alx", "-q");
  outcome_free(&outcome);
  snprintf(path, sizeof path, "%s/one.alx", sandbox);
  assert_true(text_read_file(&first, path, 1 << 20));
  snprintf(path, sizeof path, "%s/two.alx", sandbox);
  assert_true(text_read_file(&second, path, 1 << 20));
  assert_int_equal(first.length, second.length);
  assert_memory_equal(first.data, second.data, first.length);
  text_free(&first);
  text_free(&second);
}

/// Indexes the program in a folder, each file from there, as an action of a build does.
static void index_relative(const char *folder) {
  static const char *const files[] = {"a.c", "low/b.c"};
  static const char *const parts[] = {"a.alx", "b.alx"};
  char path[128];
  for (int i = 0; i < 2; i++) {
    const char *const words[] = {
        "async-lint", "index", files[i],   "--relative",    "-o", parts[i], "-q", "--",
        "cc",         "-I.",   "-isystem", RUNTIME_INCLUDE, NULL};
    snprintf(path, sizeof path, "%s/%s", sandbox, folder);
    struct outcome outcome = run_lint(path, words);
    has_status(&outcome, 0);
    outcome_free(&outcome);
  }
}

static void put_below(const char *folder, const char *name, const char *content) {
  char path[64];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  put_file(path, content);
}

static void put_movable_program(const char *folder) {
  put_below(folder, "low/b.h", "int slow(int n);\n");
  put_below(folder, "a.c",
            "#include <taskrt.h>\n#include <low/b.h>\n"
            "static int work(void *arg, cancel_token token, void *result) {\n"
            "  (void)arg;\n  (void)token;\n  (void)result;\n  return slow(1);\n}\n"
            "int main(void) {\n  return task_wait(task_run(work, NULL, 0, CANCEL_NONE));\n}\n");
  put_below(folder, "low/b.c",
            "#include \"../low/b.h\"\n#include <unistd.h>\nstatic int by(int n) {\n"
            "  return (int)sleep((unsigned)n);\n}\nint slow(int n) {\n  return by(n);\n}\n");
  put_below(folder, "compile_commands.json",
            "[{\"directory\": \".\", \"file\": \"a.c\", \"arguments\": [\"cc\", \"-I.\", "
            "\"-isystem\", \"" RUNTIME_INCLUDE "\"]},\n"
            "{\"directory\": \".\", \"file\": \"low/b.c\", \"arguments\": [\"cc\"]}]\n");
}

/// Parts may be made on one machine and read on another, where the program lies elsewhere.
static void relative_parts_hold_in_other_folders(void **state) {
  (void)state;
  struct text parts[2] = {0};
  char path[128];
  put_movable_program("one");
  put_movable_program("elsewhere/two");
  index_relative("one");
  index_relative("elsewhere/two");
  static const char *const made[] = {"one/a.alx", "elsewhere/two/a.alx"};
  for (int i = 0; i < 2; i++) {
    snprintf(path, sizeof path, "%s/%s", sandbox, made[i]);
    assert_true(text_read_file(&parts[i], path, 1 << 20));
  }
  assert_int_equal(parts[0].length, parts[1].length);
  assert_memory_equal(parts[0].data, parts[1].data, parts[0].length);
  snprintf(path, sizeof path, "%s/elsewhere/two", sandbox);
  const char *const merge[] = {
      "async-lint", "merge", "../../one/b.alx", "../../one/a.alx", "--format", "json", NULL};
  const char *const check[] = {"async-lint", "--no-store", "--format", "json", NULL};
  struct outcome merged = run_lint(path, merge), whole = run_lint(path, check);
  has(&whole.out, "\"file\": \"low/b.c\"");
  assert_string_equal(text_get(&merged.out), text_get(&whole.out));
  assert_int_equal(merged.status, whole.status);
  outcome_free(&merged);
  outcome_free(&whole);
  text_free(&parts[0]);
  text_free(&parts[1]);
}

/// The database that CMake writes: all paths are absolute.
static void put_absolute_database(const char *folder) {
  struct text lines = {0};
  text_printf(&lines,
              "[{\"directory\": \"%s/%s/build\", \"file\": \"%s/%s/a.c\", \"arguments\": [\"cc\", "
              "\"-I%s/%s\", \"-isystem\", \"" RUNTIME_INCLUDE "\"]},\n",
              sandbox, folder, sandbox, folder, sandbox, folder);
  text_printf(
      &lines,
      "{\"directory\": \"%s/%s/build\", \"file\": \"%s/%s/low/b.c\", \"arguments\": [\"cc\", "
      "\"-I\", \"%s/%s/low\", \"-DAT=\\\"%s/%s/x\\\"\"]}]\n",
      sandbox, folder, sandbox, folder, sandbox, folder, sandbox, folder);
  put_below(folder, "build/compile_commands.json", text_get(&lines));
  text_free(&lines);
}

/// Jobs that check the source out in different places, and configure it there.
static void shards_of_other_folders_are_of_one_project(void **state) {
  (void)state;
  static const char *const folders[] = {"one", "elsewhere/two"};
  char path[128];
  for (int i = 0; i < 2; i++) {
    put_movable_program(folders[i]);
    put_absolute_database(folders[i]);
    snprintf(path, sizeof path, "%s/%s", sandbox, folders[i]);
    const char *const index[] = {"async-lint", "index",           "-p", "build",    "--relative",
                                 "--shard",    i ? "2/2" : "1/2", "-o", "part.alx", "-q",
                                 NULL};
    struct outcome outcome = run_lint(path, index);
    has_status(&outcome, 0);
    outcome_free(&outcome);
  }
  const char *const merge[] = {"async-lint", "merge", "../../one/part.alx", "part.alx", "--format",
                               "json",       NULL};
  const char *const check[] = {"async-lint", "-p", "build", "--no-store", "--format", "json", NULL};
  struct outcome merged = run_lint(path, merge), whole = run_lint(path, check);
  has(&whole.out, "\"file\": \"low/b.c\"");
  assert_string_equal(text_get(&merged.out), text_get(&whole.out));
  assert_string_equal(text_get(&merged.err), text_get(&whole.err));
  assert_int_equal(merged.status, whole.status);
  outcome_free(&merged);
  outcome_free(&whole);
}

static void cut(const char *name, long length) {
  char path[256];
  snprintf(path, sizeof path, "%s/%s", sandbox, name);
  assert_int_equal(truncate(path, length), 0);
}

static void half_a_part_is_refused(void **state) {
  (void)state;
  put_program();
  struct outcome outcome = LINT("index", "-o", "one.alx", "-q");
  outcome_free(&outcome);
  struct stat status;
  char path[256];
  snprintf(path, sizeof path, "%s/one.alx", sandbox);
  assert_int_equal(stat(path, &status), 0);
  cut("one.alx", (long)status.st_size / 2);
  outcome = LINT("merge", "one.alx");
  has_status(&outcome, 2);
  has(&outcome.err, "`one.alx` is damaged or not whole: write it anew");
  assert_int_equal(outcome.out.length, 0);
  outcome_free(&outcome);
}

static void other_files_are_no_parts(void **state) {
  (void)state;
  put_file("a.c", clean_unit);
  put_file("old.alx", "async-lint part 1; async-lint 0.0.1; ir 1\n0123456789abcdef0123456789");
  struct outcome outcome = LINT("merge", "a.c");
  has_status(&outcome, 2);
  has(&outcome.err, "`a.c` is no part");
  outcome_free(&outcome);
  outcome = LINT("merge", "old.alx");
  has_status(&outcome, 2);
  has(&outcome.err, "comes from another version of async-lint");
  outcome_free(&outcome);
  outcome = LINT("merge", "none.alx");
  has_status(&outcome, 2);
  has(&outcome.err, "cannot be read");
  outcome_free(&outcome);
}

static void write_shard(const char *shard, const char *part, const char *argument) {
  struct outcome outcome = LINT("index", "--shard", shard, "-o", part, "-q", argument);
  has_status(&outcome, 0);
  outcome_free(&outcome);
}

static void a_missing_shard_is_named(void **state) {
  (void)state;
  put_program();
  write_shard("1/3", "one.alx", "-j1");
  write_shard("3/3", "three.alx", "-j1");
  struct outcome outcome = LINT("merge", "three.alx", "one.alx");
  has_status(&outcome, 2);
  has(&outcome.err, "shard 2/3 that belongs to `three.alx` is missing");
  has(&outcome.err, "`async-lint index --shard 2/3 -o PART` writes it");
  assert_int_equal(outcome.out.length, 0);
  outcome_free(&outcome);
}

static void a_shard_with_other_arguments_does_not_fit(void **state) {
  (void)state;
  put_program();
  write_shard("1/2", "one.alx", "-j1");
  write_shard("2/2", "two.alx", "--extra-arg-before=-DX");
  struct outcome outcome = LINT("merge", "one.alx", "two.alx");
  has_status(&outcome, 2);
  has(&outcome.err, "shard 2/2 that belongs to `one.alx` is missing: `two.alx` has other units, or "
                    "the same with other arguments");
  outcome_free(&outcome);
}

/// Each whole: shards, twice, beside another project's and a unit of none.
static void whole_projects_and_single_units_go_together(void **state) {
  (void)state;
  put_program();
  put_file("alone.c", clean_unit);
  put_file("other.c", clean_unit);
  write_shard("1/2", "one.alx", "-j1");
  write_shard("2/2", "two.alx", "-j1");
  DATABASE("other.c");
  write_shard("1/1", "other.alx", "-j1");
  struct outcome outcome = LINT("index", "alone.c", "-o", "alone.alx", "--", "cc");
  has_status(&outcome, 0);
  outcome_free(&outcome);
  outcome = LINT("merge", "one.alx", "two.alx", "one.alx", "other.alx", "alone.alx");
  has_status(&outcome, 1);
  has(&outcome.err, " in 6 units");
  outcome_free(&outcome);
}

static void index_says_what_it_needs(void **state) {
  (void)state;
  put_file("a.c", clean_unit);
  DATABASE("a.c");
  struct outcome outcome = LINT("index");
  has_status(&outcome, 2);
  has(&outcome.err, "`-o PART`");
  outcome_free(&outcome);
  static const char *const wrong[] = {"0/3", "4/3", "1", "x/y", "1/3x"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    outcome = LINT("index", "-o", "p.alx", "--shard", wrong[i]);
    has_status(&outcome, 2);
    has(&outcome.err, "write I/N");
    outcome_free(&outcome);
  }
  outcome = LINT("index", "-o", "no/such/folder/p.alx");
  has_status(&outcome, 2);
  has(&outcome.err, "cannot be written");
  outcome_free(&outcome);
}

static void what_cannot_be_read_is_unchecked_after_the_merge(void **state) {
  (void)state;
  put_file("a.c", clean_unit);
  DATABASE("a.c", "gone.c");
  struct outcome outcome = LINT("index", "-o", "p.alx");
  has_status(&outcome, 0);
  has(&outcome.err, "gone.c: unchecked: cannot be read");
  outcome_free(&outcome);
  outcome = LINT("merge", "p.alx");
  has_status(&outcome, 3);
  has(&outcome.out, "gone.c: unchecked");
  outcome_free(&outcome);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(shards_merge_to_the_whole),
      CLI_TEST(units_one_at_a_time_merge_to_the_whole),
      CLI_TEST(dependencies_are_written_as_a_rule_of_make),
      CLI_TEST(shared_headers_change_no_byte),
      CLI_TEST(equal_units_give_equal_parts),
      CLI_TEST(relative_parts_hold_in_other_folders),
      CLI_TEST(shards_of_other_folders_are_of_one_project),
      CLI_TEST(half_a_part_is_refused),
      CLI_TEST(other_files_are_no_parts),
      CLI_TEST(a_missing_shard_is_named),
      CLI_TEST(a_shard_with_other_arguments_does_not_fit),
      CLI_TEST(whole_projects_and_single_units_go_together),
      CLI_TEST(index_says_what_it_needs),
      CLI_TEST(what_cannot_be_read_is_unchecked_after_the_merge),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
