// SPDX-License-Identifier: MIT
// The store between runs: a warm run says the same without parsing, and changes are seen.
#include "tests/cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void same_report(const struct outcome *a, const struct outcome *b) {
  assert_int_equal(a->status, b->status);
  assert_string_equal(text_get(&a->out), text_get(&b->out));
}

static void a_warm_run_says_the_same_and_starts_no_worker(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  put_file("b.c", broken_unit);
  put_file("c.c", clean_unit);
  DATABASE("a.c", "b.c", "c.c");
  struct outcome none = LINT("--no-store", "--format=json");
  struct outcome cold = LINT("--format=json");
  setenv("ASYNC_LINT_WORKER", "/bin/false", 1);
  struct outcome warm = LINT("--format=json", "--stats");
  same_report(&none, &cold);
  same_report(&cold, &warm);
  has(&warm.err, "units: 3 (3 fresh, 0 parsed)");
  outcome_free(&none);
  outcome_free(&cold);
  outcome_free(&warm);
}

static void a_changed_file_or_header_is_parsed_again(void **state) {
  (void)state;
  put_file("one.h", "int one(void);\n");
  put_file("a.c", "#include \"one.h\"\nint a(void) { return one(); }\n");
  put_file("b.c", clean_unit);
  DATABASE("a.c", "b.c");
  struct outcome outcome = LINT("--stats");
  has(&outcome.err, "(0 fresh, 2 parsed)");
  outcome_free(&outcome);
  put_file("one.h", "int one(void); // changed\n");
  outcome = LINT("--stats");
  has(&outcome.err, "(1 fresh, 1 parsed)");
  outcome_free(&outcome);
  put_file("b.c", dropping_unit);
  outcome = LINT("--stats");
  has(&outcome.err, "(1 fresh, 1 parsed)");
  has(&outcome.out, "b.c:4:3: error: ");
  outcome_free(&outcome);
}

static void other_arguments_are_another_unit(void **state) {
  (void)state;
  put_file("a.c", clean_unit);
  DATABASE("a.c");
  struct outcome outcome = LINT("--stats");
  has_status(&outcome, 0);
  outcome_free(&outcome);
  outcome = LINT("--stats", "--extra-arg-before=-DX");
  has(&outcome.err, "(0 fresh, 1 parsed)");
  outcome_free(&outcome);
}

static void units_that_left_the_project_leave_the_report(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  put_file("b.c", clean_unit);
  DATABASE("a.c", "b.c");
  struct outcome outcome = LINT_NOTHING();
  has_status(&outcome, 1);
  outcome_free(&outcome);
  DATABASE("b.c");
  outcome = LINT_NOTHING();
  has_status(&outcome, 0);
  outcome_free(&outcome);
}

static void a_unit_that_failed_is_tried_again(void **state) {
  (void)state;
  put_file("b.c", clean_unit);
  DATABASE("a.c", "b.c");
  struct outcome outcome = LINT_NOTHING();
  has_status(&outcome, 3);
  outcome_free(&outcome);
  put_file("a.c", clean_unit);
  outcome = LINT_NOTHING();
  has_status(&outcome, 0);
  outcome_free(&outcome);
}

static void a_header_that_was_missing_is_seen_when_it_is_made(void **state) {
  (void)state;
  put_file("a.c", "#include \"made.h\"\nint f(void) {\n  return MADE;\n}\n");
  DATABASE("a.c");
  struct outcome outcome = LINT_NOTHING();
  has_status(&outcome, 3);
  outcome_free(&outcome);
  put_file("made.h", "#define MADE 1\n");
  outcome = LINT_NOTHING();
  has_status(&outcome, 0);
  outcome_free(&outcome);
}

static void put_unit_that_looks_around(void) {
  put_file("unit.c",
           "#include <taskrt/task.h>\n"
           "#if defined __has_include && __has_include ( \"asked.h\" )\n"
           "#include \"asked.h\"\n#endif\n"
           "#include <lib.h>\n#include \"side.h\"\n#include \"near/user.h\"\n"
           "#define NAME <named.h>\n#include NAME\n#include PORT\n"
           "#ifdef LOSE\nvoid f(void) {\n  task_delay_async(1, CANCEL_NONE);\n}\n#endif\n");
  put_file("near/user.h", "  #  include \"deep.h\" // of another folder\n");
  put_file("second/lib.h", "");
  put_file("second/side.h", "");
  put_file("second/deep.h", "");
  put_file("second/named.h", "");
  put_file("second/port.h", "");
  put_file("second/config.h", "");
  put_file("compile_commands.json",
           "[{\"directory\": \".\", \"file\": \"unit.c\", \"arguments\": [\"cc\", \"-I\", "
           "\"first\", \"-Isecond\", \"-isystem\", \"" RUNTIME_INCLUDE "\", \"-include\", "
           "\"config.h\", \"-DPORT=\\\"port.h\\\"\"]}]\n");
}

/// Nothing that the unit has read is another one then, but what it would read.
static void a_header_that_comes_first_or_is_asked_for_is_seen(void **state) {
  (void)state;
  static const char *const made[] = {"asked.h",      "first/lib.h",   "side.h",
                                     "near/deep.h",  "config.h",      "port.h",
                                     "first/port.h", "first/named.h", "first/config.h"};
  put_unit_that_looks_around();
  for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
    char path[128];
    struct outcome without = LINT("--store", "my.db");
    put_file(made[i], "#define LOSE 1\n");
    struct outcome with = LINT("--store", "my.db");
    snprintf(path, sizeof path, "%s/%s", sandbox, made[i]);
    assert_int_equal(unlink(path), 0);
    struct outcome again = LINT("--store", "my.db"), last = LINT("--store", "my.db", "--stats");
    has_status(&without, 0);
    has_status(&with, 1);
    has(&with.out, "[dropped-task]");
    has_status(&again, 0);
    has(&last.err, "findings as before");
    outcome_free(&without);
    outcome_free(&with);
    outcome_free(&again);
    outcome_free(&last);
  }
}

/// Overwrites the second half of a file of the sandbox.
static void damage_file(const char *name) {
  char path[256];
  snprintf(path, sizeof path, "%s/%s", sandbox, name);
  FILE *file = fopen(path, "r+");
  assert_non_null(file);
  assert_int_equal(fseek(file, 0, SEEK_END), 0);
  long size = ftell(file);
  assert_true(size > 8192);
  assert_int_equal(fseek(file, size / 2, SEEK_SET), 0);
  for (long i = size / 2; i < size; i++)
    fputc(0x5a, file);
  fclose(file);
}

static void a_damaged_store_is_built_anew(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  struct outcome outcome = LINT("--store", "my.db");
  has_status(&outcome, 1);
  outcome_free(&outcome);
  damage_file("my.db");
  outcome = LINT("--store", "my.db");
  has_status(&outcome, 1);
  has(&outcome.out, "a.c:4:3: error: ");
  has(&outcome.err, "is damaged and is built anew");
  outcome_free(&outcome);
}

/// Flips a bit in the middle of a page of `bytes`, writes them as the store, and undoes it.
static void put_store(struct text *bytes, size_t page) {
  char path[128];
  snprintf(path, sizeof path, "%s/my.db", sandbox);
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  char *byte = &bytes->data[page * 4096 + 2000 + page];
  *byte ^= 4;
  assert_int_equal(fwrite(bytes->data, 1, bytes->length, file), bytes->length);
  assert_int_equal(fclose(file), 0);
  *byte ^= 4;
}

/// Whatever page it is, and whenever it is read: the run says what it would have said, and the next
/// one finds nothing to complain of.
static void one_bit_of_any_page_changes_no_word(void **state) {
  (void)state;
  char path[128];
  unsigned noticed = 0;
  struct text bytes = {0};
  put_file("a.c", dropping_unit);
  put_file("b.c", broken_unit);
  DATABASE("a.c", "b.c");
  struct outcome expected = LINT("--store", "my.db", "--format=json");
  snprintf(path, sizeof path, "%s/my.db", sandbox);
  assert_true(text_read_file(&bytes, path, 1 << 24));
  size_t pages = bytes.length / 4096;
  assert_true(pages > 20);
  for (size_t page = 0; page < pages; page++) {
    put_store(&bytes, page);
    if (page % 2) // else findings are taken as they are
      put_file("b.c", clean_unit);
    struct outcome outcome = LINT("--store", "my.db", "--format=json");
    put_file("b.c", broken_unit);
    struct outcome after = LINT("--store", "my.db", "--format=json");
    same_report(&expected, &after);
    if (page % 2 == 0)
      same_report(&expected, &outcome);
    has_not(&after.err, "damaged");
    noticed += strstr(text_get(&outcome.err), "is damaged and is built anew") != NULL;
    outcome_free(&outcome);
    outcome_free(&after);
  }
  assert_true(noticed > 10);
  outcome_free(&expected);
  text_free(&bytes);
}

/// A limit on file sizes stands for a full disk: writes fail at every size the store passes
/// through.
static void a_full_disk_is_an_error_and_leaves_a_usable_store(void **state) {
  (void)state;
  struct rlimit old;
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
  for (rlim_t size = 4096; size <= 256 * 1024; size *= 2) {
    struct rlimit small = {size, old.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    struct outcome full = LINT("--store", "my.db");
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    if (full.status != 1) {
      has_status(&full, 2);
      has(&full.err, "--no-store");
      assert_int_equal(full.out.length, 0);
    }
    outcome_free(&full);
  }
  struct outcome after = LINT("--store", "my.db");
  has_status(&after, 1);
  has(&after.out, "a.c:4:3: error: ");
  outcome_free(&after);
}

/// The default place is a service: a run goes on without it, and says so.
static void a_full_disk_at_the_default_place_ends_no_run(void **state) {
  (void)state;
  struct rlimit old;
  unsigned said = 0;
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
  for (rlim_t size = 4096; size <= 256 * 1024; size *= 2) {
    struct rlimit small = {size, old.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    struct outcome full = LINT_NOTHING();
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    has_status(&full, 1);
    has(&full.out, "a.c:4:3: error: ");
    said += strstr(text_get(&full.err), "this run goes on without it") != NULL;
    outcome_free(&full);
  }
  assert_true(said > 0);
  struct outcome after = LINT_NOTHING();
  has_status(&after, 1);
  has_not(&after.err, "warning");
  outcome_free(&after);
}

static void a_file_of_another_kind_is_left_alone(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  put_file("my.db", "this is no database, and never was one");
  struct outcome outcome = LINT("--store", "my.db");
  has_status(&outcome, 2);
  has(&outcome.err, "another kind of file");
  outcome_free(&outcome);
  outcome = LINT("--store", "new/folders/my.db");
  has_status(&outcome, 1);
  outcome_free(&outcome);
}

static void a_store_that_cannot_be_made_is_an_error(void **state) {
  (void)state;
  put_file("a.c", clean_unit);
  DATABASE("a.c");
  struct outcome outcome = LINT("--store", "a.c/my.db");
  has_status(&outcome, 2);
  has(&outcome.err, "a.c/my.db");
  outcome_free(&outcome);
}

/// Runs each line of `commands` where the store `my.db` and the sandbox may only be read. The
/// superuser may write everywhere: what lets him do so is taken from him. (Another user would not
/// do: the build may stand in a home that only its owner may enter.)
static struct outcome run_where_nothing_may_be_written(const char *commands) {
  struct text script = {0};
  text_puts(&script, "run() {\n"
                     "  if [ $(id -u) = 0 ]; then\n"
                     "    setpriv --bounding-set -dac_override,-dac_read_search \"$@\"\n"
                     "  else\n    \"$@\"\n  fi\n}\n"
                     "chmod 444 my.db\nchmod 555 .\ntrap 'chmod 755 .' EXIT\n");
  text_puts(&script, commands);
  struct outcome outcome = in_shell("", script.data);
  text_free(&script);
  return outcome;
}

/// `my.db` knows one finding of the only unit.
static void put_finding_into_store(void) {
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  struct outcome outcome = LINT("--store", "my.db");
  has_status(&outcome, 1);
  outcome_free(&outcome);
}

static void skip_without_setpriv(void) {
  if (geteuid() == 0)
    skip_without("setpriv");
}

static void a_store_that_may_only_be_read_is_as_good_until_something_changes(void **state) {
  (void)state;
  skip_without_setpriv();
  put_finding_into_store();
  struct outcome outcome = run_where_nothing_may_be_written("run async-lint --store my.db --stats");
  has_status(&outcome, 1);
  has(&outcome.out, "a.c:4:3: error: ");
  has(&outcome.out, "findings as before");
  has_not(&outcome.out, "may only be read");
  outcome_free(&outcome);
  outcome = run_where_nothing_may_be_written(
      "run async-lint --store my.db --stats --rules blocking-call");
  has_status(&outcome, 0);
  has(&outcome.out, "(1 fresh, 0 parsed)");
  has(&outcome.out, "the store `my.db` may only be read: nothing of this run is kept");
  outcome_free(&outcome);
}

static void what_is_in_a_store_that_may_only_be_read_is_reported(void **state) {
  (void)state;
  skip_without_setpriv();
  put_finding_into_store();
  struct outcome outcome = run_where_nothing_may_be_written(
      "run async-lint history --store my.db\nrun async-lint report --store my.db");
  has_status(&outcome, 1);
  has(&outcome.out, "dropped-task\n");
  has(&outcome.out, "a.c:4:3: error: ");
  outcome_free(&outcome);
}

/// The build folder is another user's; nothing of ours lies anywhere.
static void the_store_of_a_build_folder_that_may_only_be_read_is_found(void **state) {
  (void)state;
  skip_without_setpriv();
  put_file("a.c", dropping_unit);
  put_file("my.db", "");
  DATABASE("a.c");
  struct outcome outcome = LINT_NOTHING();
  has_status(&outcome, 1);
  outcome_free(&outcome);
  outcome = run_where_nothing_may_be_written("chmod 555 .async-lint-store\n"
                                             "run async-lint report --format unix || status=$?\n"
                                             "chmod 755 .async-lint-store\nexit $status");
  has_status(&outcome, 1);
  has(&outcome.out, "a.c:4:3: ");
  outcome_free(&outcome);
}

static void reports_and_history_make_no_store(void **state) {
  (void)state;
  char path[128];
  put_file("a.c", clean_unit);
  DATABASE("a.c");
  struct outcome outcome = LINT("report");
  has_status(&outcome, 2);
  has(&outcome.err, "there is no store `");
  has(&outcome.err, "`async-lint` without a command makes one");
  outcome_free(&outcome);
  outcome = LINT("history", "--store", "my.db");
  has_status(&outcome, 2);
  has(&outcome.err, "there is no store `my.db`");
  outcome_free(&outcome);
  snprintf(path, sizeof path, "%s/.async-lint-store", sandbox);
  assert_int_equal(access(path, F_OK), -1);
  snprintf(path, sizeof path, "%s/my.db", sandbox);
  assert_int_equal(access(path, F_OK), -1);
}

#define RULE(name) +1
enum {
  ALL_RULES =
#include "rules/rules.def"
};
#undef RULE

/// A run with few rules does not look like one that found less.
static void the_history_says_how_many_rules_looked(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  struct outcome all = LINT("--store", "my.db", "--rules", "all");
  struct outcome few = LINT("--store", "my.db", "--rules", "lock-inversion,double-lock");
  struct outcome table = LINT("history", "--store", "my.db");
  struct outcome json = LINT("history", "--store", "my.db", "--format", "json");
  has_status(&table, 0);
  has(&table.out, "units  unchecked  rules  findings");
  has(&table.out, "        1          0      2         0       0         0");
  has(&json.out, "\"checked_rules\": 2, \"rules\": []}");
  char every[64];
  snprintf(every, sizeof every, "\"checked_rules\": %d, ", ALL_RULES);
  has(&json.out, every);
  outcome_free(&all);
  outcome_free(&few);
  outcome_free(&table);
  outcome_free(&json);
}

// ---- what tells builds apart ----

/// Writes a copy of the program; with `other` one whose identity differs in one bit.
static void put_program(const char *name, bool other) {
  static const char note[] = "\x04\0\0\0\x14\0\0\0\x03\0\0\0GNU"; // and the NUL behind it
  char path[128];
  struct text program = {0};
  assert_true(text_read_file(&program, ASYNC_LINT, (size_t)1 << 30));
  char *at = memmem(program.data, program.length, note, sizeof note);
  assert_non_null(at);
  at[sizeof note] ^= (char)other;
  snprintf(path, sizeof path, "%s/%s", sandbox, name);
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(program.data, 1, program.length, file), program.length);
  assert_int_equal(fclose(file), 0);
  assert_int_equal(chmod(path, 0755), 0);
  text_free(&program);
}

static struct outcome run_copy(const char *name) {
  char command[64];
  snprintf(command, sizeof command, "./%s --store my.db --stats", name);
  return in_shell("ASYNC_LINT_WORKER=" ASYNC_LINT_FOLDER
                  "/async-lint-worker ASYNC_LINT_API_DIR=" API_FOLDER,
                  command);
}

/// Findings are taken from the store by the same build only, wherever it is.
static void another_build_of_the_program_finds_anew(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  put_program("one", false);
  put_program("same", false);
  put_program("other", true);
  struct outcome outcome = run_copy("one");
  has_status(&outcome, 1);
  has_not(&outcome.out, "findings as before");
  outcome_free(&outcome);
  outcome = run_copy("same");
  has(&outcome.out, "findings as before");
  outcome_free(&outcome);
  outcome = run_copy("other");
  has_status(&outcome, 1);
  has_not(&outcome.out, "findings as before");
  outcome_free(&outcome);
}

// ---- for people ----

/// The page describes each view, and each can be asked.
static void every_view_is_described_and_answers(void **state) {
  (void)state;
  skip_without("sqlite3");
  put_file("a.c", dropping_unit);
  put_file("b.c", broken_unit);
  DATABASE("a.c", "b.c");
  struct outcome outcome = LINT("--store", "my.db");
  outcome_free(&outcome);
  outcome = in_shell(
      "", "ask() { sqlite3 -readonly my.db \"$1\"; }\n"
          "views=$(ask \"SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name\")\n"
          "echo $views\n"
          "for view in $views; do\n"
          "  [ $(ask \"SELECT count(*) FROM $view\") -gt 0 ] || echo \"$view is empty\"\n"
          "  grep -q \"^| .$view. |\" '" ANALYZER "/README.md' || echo \"$view is not described\"\n"
          "done\n"
          "ask \"SELECT path, functions, problems FROM units\" | sed 's:.*/::'\n"
          "ask \"SELECT line, level, rule, \\\"group\\\", function FROM findings\"\n"
          "ask \"SELECT words FROM contracts WHERE function = 'task_delay_async'\" | head -1\n"
          "ask \"SELECT callee FROM calls WHERE caller = 'pause_bad'\"\n"
          "ask \"SELECT units, unchecked, errors FROM runs\"\n");
  has_status(&outcome, 0);
  has(&outcome.out, "calls contracts findings functions includes notes runs units\n");
  has_not(&outcome.out, "is empty");
  has_not(&outcome.out, "is not described");
  has(&outcome.out, "\na.c|");
  has(&outcome.out, "\nb.c|2|1\n");
  has(&outcome.out, "\n4|error|dropped-task|correctness|pause_bad\n");
  has(&outcome.out, "\ntask_delay_async\n");
  has(&outcome.out, "\n2|1|1\n");
  outcome_free(&outcome);
  outcome = LINT("--store", "my.db", "--stats"); // looking did no harm
  has_not(&outcome.err, "damaged");
  has(&outcome.err, "findings as before");
  outcome_free(&outcome);
}

static void the_default_store_lies_in_the_build_folder(void **state) {
  (void)state;
  char path[128];
  put_file("a.c", clean_unit);
  DATABASE("a.c");
  struct outcome outcome = LINT_NOTHING();
  has_status(&outcome, 0);
  snprintf(path, sizeof path, "%s/.async-lint-store/store.db", sandbox);
  assert_int_equal(access(path, R_OK), 0);
  outcome_free(&outcome);
}

static void without_room_in_the_build_folder_the_cache_is_used(void **state) {
  (void)state;
  char path[128];
  put_file("a.c", clean_unit);
  put_file(".async-lint-store", "# a configuration file has this name\n");
  DATABASE("a.c");
  struct outcome outcome = LINT("--verbose");
  has_status(&outcome, 0);
  snprintf(path, sizeof path, "store: %s/cache/async-lint/", sandbox);
  has(&outcome.err, path);
  outcome_free(&outcome);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(a_warm_run_says_the_same_and_starts_no_worker),
      CLI_TEST(a_changed_file_or_header_is_parsed_again),
      CLI_TEST(other_arguments_are_another_unit),
      CLI_TEST(units_that_left_the_project_leave_the_report),
      CLI_TEST(a_unit_that_failed_is_tried_again),
      CLI_TEST(a_header_that_was_missing_is_seen_when_it_is_made),
      CLI_TEST(a_header_that_comes_first_or_is_asked_for_is_seen),
      CLI_TEST(a_damaged_store_is_built_anew),
      CLI_TEST(one_bit_of_any_page_changes_no_word),
      CLI_TEST(a_full_disk_is_an_error_and_leaves_a_usable_store),
      CLI_TEST(a_file_of_another_kind_is_left_alone),
      CLI_TEST(a_store_that_cannot_be_made_is_an_error),
      CLI_TEST(a_full_disk_at_the_default_place_ends_no_run),
      CLI_TEST(a_store_that_may_only_be_read_is_as_good_until_something_changes),
      CLI_TEST(what_is_in_a_store_that_may_only_be_read_is_reported),
      CLI_TEST(the_store_of_a_build_folder_that_may_only_be_read_is_found),
      CLI_TEST(reports_and_history_make_no_store),
      CLI_TEST(the_history_says_how_many_rules_looked),
      CLI_TEST(another_build_of_the_program_finds_anew),
      CLI_TEST(every_view_is_described_and_answers),
      CLI_TEST(the_default_store_lies_in_the_build_folder),
      CLI_TEST(without_room_in_the_build_folder_the_cache_is_used),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
