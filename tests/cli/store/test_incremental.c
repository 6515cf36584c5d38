// SPDX-License-Identifier: MIT
// Runs with a store say what runs without one say, whatever was edited in between, and whatever
// happened to the run before.
#include "tests/cli/store/random_project.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SEEDS = 3, EDITS = 20, STORES = 8, KILLS = 25 };

/// A number from the environment, so that a longer or another session can be tried.
static unsigned number_of(const char *variable, unsigned otherwise) {
  const char *chosen = getenv(variable);
  return chosen && *chosen ? (unsigned)strtoul(chosen, NULL, 10) : otherwise;
}

/// Compares a run with the store, one without, and one more with it; says how they differ. A run
/// that did not check anything is wrong, too.
static bool same_with_and_without_store(unsigned step, unsigned *findings) {
  struct outcome warm = LINT("--rules", "all", "--spec", "more.api", "--store", "s.db");
  struct outcome cold = LINT("--rules", "all", "--spec", "more.api", "--no-store", "-j1");
  struct outcome again = LINT("--rules", "all", "--spec", "more.api", "--store", "s.db");
  bool warm_good = cold.status != 2 && warm.status == cold.status &&
                   !strcmp(text_get(&warm.out), text_get(&cold.out));
  bool again_good =
      again.status == cold.status && !strcmp(text_get(&again.out), text_get(&cold.out));
  *findings += cold.out.length > 0;
  if (!warm_good)
    print_error("step %u: with a store (status %d)\n%sand without one (status %d)\n%s", step,
                warm.status, text_get(&warm.out), cold.status, text_get(&cold.out));
  if (!again_good)
    print_error("step %u: without a change (status %d)\n%sand anew (status %d)\n%s", step,
                again.status, text_get(&again.out), cold.status, text_get(&cold.out));
  outcome_free(&warm);
  outcome_free(&cold);
  outcome_free(&again);
  return warm_good && again_good;
}

static void warm_says_what_cold_says(unsigned step) {
  unsigned findings = 0;
  assert_true(same_with_and_without_store(step, &findings));
}

/// ASYNC_LINT_SEED, ASYNC_LINT_SEEDS and ASYNC_LINT_EDITS make it other, more or longer sessions.
static void random_edits_leave_nothing_behind(void **state) {
  (void)state;
  struct random_project project;
  unsigned first = number_of("ASYNC_LINT_SEED", 1), seeds = number_of("ASYNC_LINT_SEEDS", SEEDS);
  unsigned edits = number_of("ASYNC_LINT_EDITS", EDITS), wrong = 0, findings = 0;
  for (unsigned seed = first; seed < first + seeds && wrong < 3; seed++) {
    if (seed > first)
      random_project_clear();
    random_project_start(&project, seed);
    for (unsigned i = 0; i <= edits; i++) {
      if (i > 0)
        random_project_edit(&project);
      if (same_with_and_without_store(i, &findings))
        continue;
      print_error("seed %u, behind an edit of %s\n", seed, project.edited);
      wrong++;
      break;
    }
  }
  print_message("%u seeds of %u edits: %u runs of them had findings\n", seeds, edits, findings);
  assert_int_equal(wrong, 0);
  assert_true(findings > seeds * edits / 2); // else the comparison says nothing
}

static const char known_rows[] = "sqlite3 %s \"SELECT symbol, words, origin, '', '' FROM contract "
                                 "UNION ALL SELECT caller, callee, "
                                 "file, line, col FROM edge ORDER BY 1, 2, 3, 4, 5\"";

static struct outcome rows_of(const char *store) {
  char command[320];
  snprintf(command, sizeof command, known_rows, store);
  return in_shell("", command);
}

/// Only rows of functions that changed are written anew.
static void the_store_knows_what_a_new_one_knows(void **state) {
  (void)state;
  struct random_project project;
  skip_without("sqlite3");
  random_project_start(&project, number_of("ASYNC_LINT_SEED", 4));
  for (unsigned i = 0; i < STORES; i++) {
    char name[32];
    snprintf(name, sizeof name, "new%u.db", i);
    struct outcome warm = LINT("--spec", "more.api", "--store", "s.db");
    struct outcome cold = LINT("--spec", "more.api", "--store", name);
    struct outcome kept = rows_of("s.db"), anew = rows_of(name);
    has(&kept.out, "f0_0|");
    assert_string_equal(text_get(&kept.out), text_get(&anew.out));
    outcome_free(&warm);
    outcome_free(&cold);
    outcome_free(&kept);
    outcome_free(&anew);
    for (int edits = 0; edits < 3; edits++)
      random_project_edit(&project);
  }
}

// ---- runs that end early ----

/// Starts a run with a store and kills it after `microseconds`; with `workers` these, too.
static void kill_a_run(unsigned microseconds, bool workers) {
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) {
    int null = open("/dev/null", O_RDWR);
    if (setpgid(0, 0) != 0 || chdir(sandbox) != 0 || dup2(null, STDOUT_FILENO) < 0 ||
        dup2(null, STDERR_FILENO) < 0)
      _exit(126);
    execl(ASYNC_LINT, "async-lint", "--rules", "all", "--spec", "more.api", "--store", "s.db",
          (char *)NULL);
    _exit(126);
  }
  usleep(microseconds);
  if (!workers || kill(-pid, SIGKILL) != 0) // it may not have its group yet
    kill(pid, SIGKILL);
  assert_int_equal(waitpid(pid, NULL, 0), pid);
}

/// Microseconds that a run without a store takes here and now.
static unsigned duration_of_a_run(void) {
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  struct outcome outcome = LINT("--rules", "all", "--spec", "more.api", "--no-store");
  clock_gettime(CLOCK_MONOTONIC, &end);
  outcome_free(&outcome);
  return (unsigned)((end.tv_sec - start.tv_sec) * 1000000 + (end.tv_nsec - start.tv_nsec) / 1000 +
                    1);
}

/// Moments over the whole of a run, and at times behind its end; runs are killed on what a killed
/// run left, too. When many kills are asked for, what is said after each of them is looked at.
static void a_killed_run_leaves_a_usable_store(void **state) {
  (void)state;
  struct random_project project;
  unsigned kills = number_of("ASYNC_LINT_KILLS", KILLS), killed = 0, duration = 0, compared = 0,
           wrong = 0, findings = 0;
  random_project_start(&project, 2);
  while (killed < kills) {
    if (killed % 20 == 0)
      duration = duration_of_a_run();
    random_project_edit(&project);
    do {
      kill_a_run((unsigned)((uint64_t)duration * random_below(1200) / 1000), killed % 2);
      killed++;
    } while (random_below(4) == 0);
    if (kills == KILLS && killed % 3 && killed < kills)
      continue;
    compared++;
    wrong += !same_with_and_without_store(killed, &findings);
  }
  print_message("%u kills, %u results compared, %u wrong\n", killed, compared, wrong);
  assert_int_equal(wrong, 0);
}

static void two_runs_at_once_say_the_same(void **state) {
  (void)state;
  struct random_project project;
  random_project_start(&project, 3);
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) {
    struct outcome other = LINT("--rules", "all", "--spec", "more.api", "--store", "s.db");
    _exit(other.status);
  }
  struct outcome mine = LINT("--rules", "all", "--spec", "more.api", "--store", "s.db");
  int status;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), mine.status);
  outcome_free(&mine);
  warm_says_what_cold_says(0);
}

// ---- clocks ----

/// Gives a file of the sandbox a time of last change, in seconds since 1970.
static void set_time(const char *name, time_t seconds) {
  char path[128];
  const struct timespec times[2] = {{.tv_sec = seconds}, {.tv_sec = seconds}};
  snprintf(path, sizeof path, "%s/%s", sandbox, name);
  assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

/// A run whose clock shows a moment; the times of files are those they have.
static struct outcome run_at(const char *moment) {
  char variables[160];
  // faketime is a library loaded first, which an AddressSanitizer build has to be told to accept.
  snprintf(variables, sizeof variables,
           "ASAN_OPTIONS=\"$ASAN_OPTIONS:verify_asan_link_order=0\" NO_FAKE_STAT=1 faketime '%s'",
           moment);
  return in_shell(variables, "async-lint --store s.db --stats");
}

static void an_edit_that_leaves_size_and_time_is_seen(void **state) {
  (void)state;
  put_file("a.c", "int one(void) {\n  return 1;\n}\n");
  DATABASE("a.c");
  set_time("a.c", 1000000000);
  struct outcome outcome = LINT("--store", "s.db", "--stats");
  has(&outcome.err, "(0 fresh, 1 parsed)");
  outcome_free(&outcome);
  put_file("a.c", "int two(void) {\n  return 2;\n}\n");
  set_time("a.c", 1000000000);
  outcome = LINT("--store", "s.db", "--stats");
  has(&outcome.err, "(0 fresh, 1 parsed)");
  outcome_free(&outcome);
  set_time("a.c", 2000000000); // touched, and not changed
  outcome = LINT("--store", "s.db", "--stats");
  has(&outcome.err, "(1 fresh, 0 parsed)");
  outcome_free(&outcome);
}

static void a_clock_that_goes_back_changes_nothing(void **state) {
  (void)state;
  if (system("faketime '2001-01-01 00:00:00' true 2>/dev/null") != 0) {
    print_message("faketime is not installed: not tried\n");
    skip();
  }
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  struct outcome first = run_at("2030-01-01 12:00:00");
  has_status(&first, 1);
  has(&first.out, "(0 fresh, 1 parsed)");
  outcome_free(&first);
  struct outcome back = run_at("2001-01-01 12:00:00");
  has_status(&back, 1);
  has(&back.out, "a.c:4:3: error: ");
  has(&back.out, "(1 fresh, 0 parsed)");
  outcome_free(&back);
  put_file("a.c", clean_unit);
  struct outcome mended = run_at("1999-01-01 12:00:00");
  has_status(&mended, 0);
  has(&mended.out, "(0 fresh, 1 parsed)");
  outcome_free(&mended);
  struct outcome history = LINT("history", "--store", "s.db");
  // The minute only: its seconds are those of a machine that may be slow.
  const char *newest = strstr(text_get(&history.out), "1999-01-01 12:");
  const char *oldest = strstr(text_get(&history.out), "2030-01-01 12:");
  assert_non_null(newest);
  assert_non_null(oldest);
  assert_true(oldest < newest); // in the order of the runs
  outcome_free(&history);
}

// ---- runs without a change ----

static void a_run_without_a_change_starts_no_worker(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  struct outcome first = LINT("--store", "s.db"), second;
  assert_int_equal(setenv("ASYNC_LINT_WORKER", "/nowhere/worker", 1), 0);
  second = LINT("--store", "s.db", "--stats");
  assert_int_equal(unsetenv("ASYNC_LINT_WORKER"), 0);
  has_status(&second, 1);
  assert_string_equal(text_get(&first.out), text_get(&second.out));
  has(&second.err, "findings as before");
  outcome_free(&first);
  outcome_free(&second);
}

/// A unit that fails is tried each time, and only what comes of it makes the findings old.
static void a_unit_that_fails_as_before_changes_nothing(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  DATABASE("a.c", "gone.c");
  struct outcome first = LINT("--store", "s.db");
  struct outcome second = LINT("--store", "s.db", "--stats");
  assert_string_equal(text_get(&first.out), text_get(&second.out));
  has(&second.err, "(1 fresh, 1 parsed)");
  has(&second.err, "findings as before");
  put_file("gone.c", clean_unit);
  struct outcome third = LINT("--store", "s.db", "--stats");
  has_not(&third.err, "findings as before");
  has_not(&third.out, "gone.c");
  outcome_free(&first);
  outcome_free(&second);
  outcome_free(&third);
}

static void other_rules_or_contracts_are_found_anew(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  put_file("more.api", "include <unistd.h>\n\nint no_such_call(int fd)\n  blocks\n");
  struct outcome outcome = LINT("--store", "s.db");
  has_status(&outcome, 1);
  outcome_free(&outcome);
  outcome = LINT("--store", "s.db", "--rules", "blocking-call", "--stats");
  has_status(&outcome, 0);
  has_not(&outcome.err, "findings as before");
  outcome_free(&outcome);
  outcome = LINT("--store", "s.db", "--rules", "blocking-call", "--spec", "more.api", "--stats");
  has_not(&outcome.err, "findings as before");
  outcome_free(&outcome);
}

static void parsing_for_another_command_makes_findings_old(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  struct outcome outcome = LINT("--store", "s.db");
  has_status(&outcome, 1);
  outcome_free(&outcome);
  put_file("a.c", clean_unit);
  outcome = LINT("contract", "--store", "s.db", "main");
  outcome_free(&outcome);
  outcome = LINT("--store", "s.db");
  has_status(&outcome, 0);
  outcome_free(&outcome);
}

// ---- history ----

static void history_lists_the_runs(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  struct outcome outcome = LINT("--store", "s.db");
  outcome_free(&outcome);
  put_file("a.c", clean_unit);
  outcome = LINT("--store", "s.db");
  outcome_free(&outcome);
  outcome = LINT("history", "--store", "s.db");
  has_status(&outcome, 0);
  has(&outcome.out, "warnings  correctness  dropped-task\n");
  has(&outcome.out, "1       1         0            1             1\n");
  has(&outcome.out, "0       0         0            0             0\n");
  outcome_free(&outcome);
  outcome = LINT("history", "--store", "s.db", "--format", "json");
  has_status(&outcome, 0);
  has(&outcome.out, "{\"rule\": \"dropped-task\", \"group\": \"correctness\", \"count\": 1}");
  has(&outcome.out, "\"errors\": 0");
  outcome_free(&outcome);
}

static void without_a_store_there_is_no_history(void **state) {
  (void)state;
  struct outcome outcome = LINT("history");
  has_status(&outcome, 2);
  has(&outcome.err, "compile_commands.json");
  outcome_free(&outcome);
}

/// A pattern for the names of tests picks some.
int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(a_run_without_a_change_starts_no_worker),
      CLI_TEST(a_unit_that_fails_as_before_changes_nothing),
      CLI_TEST(other_rules_or_contracts_are_found_anew),
      CLI_TEST(parsing_for_another_command_makes_findings_old),
      CLI_TEST(an_edit_that_leaves_size_and_time_is_seen),
      CLI_TEST(a_clock_that_goes_back_changes_nothing),
      CLI_TEST(random_edits_leave_nothing_behind),
      CLI_TEST(the_store_knows_what_a_new_one_knows),
      CLI_TEST(a_killed_run_leaves_a_usable_store),
      CLI_TEST(two_runs_at_once_say_the_same),
      CLI_TEST(history_lists_the_runs),
      CLI_TEST(without_a_store_there_is_no_history),
  };
  if (argc > 1)
    cmocka_set_test_filter(argv[1]);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
