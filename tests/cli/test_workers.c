// SPDX-License-Identifier: MIT
// Units that crash libclang or make it hang cost themselves and nothing else; the number of workers
// changes nothing.
#include "tests/cli/cli.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char crashing_unit[] =
    "#pragma clang __debug parser_crash\nint x(void) { return 1; }\n";
static const char hanging_unit[] =
    "#pragma clang __debug overflow_stack\nint x(void) { return 1; }\n";

static void a_crash_costs_one_unit(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  put_file("b.c", crashing_unit);
  put_file("c.c", dropping_unit);
  DATABASE("a.c", "b.c", "c.c");
  struct outcome outcome = LINT("-j1", "--fail-on=never");
  has_status(&outcome, 3);
  has(&outcome.out, "a.c:4:3: error: ");
  has(&outcome.out, "b.c: unchecked: ");
  has(&outcome.out, "crashed");
  has(&outcome.out, "c.c:4:3: error: ");
  outcome_free(&outcome);
}

/// In `/` and `/usr` there is a `lib/clang/19`, which libclang would take for its own folder.
static void the_current_folder_does_not_decide_on_headers(void **state) {
  (void)state;
  put_file("lib/clang/19/include/README", "empty\n");
  put_file("a.c", "#include <stddef.h>\nvoid *none(void) {\n  return NULL;\n}\n");
  DATABASE("a.c");
  struct outcome outcome = LINT("--no-store");
  has_status(&outcome, 0);
  has(&outcome.err, "0 findings in 1 unit");
  has_not(&outcome.err, "unchecked");
  outcome_free(&outcome);
}

static void a_unit_that_does_not_answer_costs_one_unit(void **state) {
  (void)state;
  put_file("a.c", hanging_unit);
  put_file("b.c", dropping_unit);
  DATABASE("a.c", "b.c");
  struct outcome outcome = LINT("-j1", "--timeout", "2", "--fail-on=never");
  has_status(&outcome, 3);
  has(&outcome.out, "a.c: unchecked: ");
  has(&outcome.out, "b.c:4:3: error: ");
  has(&outcome.err, "1 unit unchecked");
  outcome_free(&outcome);
}

static void a_worker_that_dies_is_named_by_its_signal(void **state) {
  (void)state;
  put_file("a.c", clean_unit);
  put_file("dies.sh", "#!/bin/sh\nkill -ABRT $$\n");
  DATABASE("a.c");
  char path[128];
  snprintf(path, sizeof path, "%s/dies.sh", sandbox);
  chmod(path, 0755);
  setenv("ASYNC_LINT_WORKER", path, 1);
  struct outcome outcome = LINT_NOTHING();
  has_status(&outcome, 3);
  has(&outcome.out, "a.c: unchecked: libclang crashed (SIGABRT)");
  outcome_free(&outcome);
}

static void a_worker_that_answers_nonsense_is_not_believed(void **state) {
  (void)state;
  put_file("a.c", clean_unit);
  put_file("lies.sh", "#!/bin/sh\nprintf '\\004\\000\\000\\000junk' >&4\nsleep 60\n");
  DATABASE("a.c");
  char path[128];
  snprintf(path, sizeof path, "%s/lies.sh", sandbox);
  chmod(path, 0755);
  setenv("ASYNC_LINT_WORKER", path, 1);
  struct outcome outcome = LINT("--timeout=20");
  has_status(&outcome, 3);
  has(&outcome.out, "a.c: unchecked: the worker's answer is damaged");
  outcome_free(&outcome);
}

static void a_missing_worker_is_an_error_of_the_installation(void **state) {
  (void)state;
  put_file("a.c", clean_unit);
  DATABASE("a.c");
  setenv("ASYNC_LINT_WORKER", "/nowhere/worker", 1);
  struct outcome outcome = LINT_NOTHING();
  has_status(&outcome, 2);
  has(&outcome.err, "the worker `/nowhere/worker` cannot be run");
  outcome_free(&outcome);
}

static void deep_else_if_chains_are_read_or_named(void **state) {
  (void)state;
  struct text unit = {0};
  text_puts(&unit, "int pick(int x) {\n  if (x == 0) return 0;\n");
  for (int i = 1; i < 8000; i++)
    text_printf(&unit, "  else if (x == %d) return %d;\n", i, i);
  text_puts(&unit, "  return -1;\n}\n");
  put_file("deep.c", unit.data);
  put_file("a.c", dropping_unit);
  DATABASE("deep.c", "a.c");
  struct outcome outcome = LINT("--fail-on=never");
  if (outcome.status != 0) {
    has_status(&outcome, 3);
    has(&outcome.out, "deep.c");
    has(&outcome.out, "unchecked: ");
  }
  has(&outcome.out, "a.c:4:3: error: ");
  outcome_free(&outcome);
  text_free(&unit);
}

static void the_number_of_workers_changes_nothing(void **state) {
  (void)state;
  static const char *const names[] = {"a.c", "b.c", "c.c", "d.c", "e.c", "f.c"};
  for (size_t i = 0; i < 6; i++)
    put_file(names[i], i % 3 == 2 ? broken_unit : dropping_unit);
  put_database(names, 6);
  struct outcome one = LINT("-j1", "--no-store", "--format=text", "--format=json=one.json");
  struct outcome two = LINT("-j4", "--no-store", "--format=text", "--format=json=two.json");
  assert_int_equal(one.status, two.status);
  assert_string_equal(text_get(&one.out), text_get(&two.out));
  assert_string_equal(text_get(&one.err), text_get(&two.err));
  struct text first = {0}, second = {0};
  char path[128];
  snprintf(path, sizeof path, "%s/one.json", sandbox);
  assert_true(text_read_file(&first, path, 1 << 20));
  snprintf(path, sizeof path, "%s/two.json", sandbox);
  assert_true(text_read_file(&second, path, 1 << 20));
  assert_string_equal(first.data, second.data);
  text_free(&first);
  text_free(&second);
  outcome_free(&one);
  outcome_free(&two);
}

/// Opens the FIFO for reading and waits until the worker has opened it for writing.
static void wait_for_worker(const char *path) {
  int fifo = open(path, O_RDONLY);
  assert_true(fifo >= 0);
  char byte;
  assert_int_equal(read(fifo, &byte, 1), 1);
  close(fifo);
}

static void an_interrupt_ends_the_run_without_a_report(void **state) {
  (void)state;
  char worker[128], fifo[128];
  put_file("a.c", clean_unit);
  DATABASE("a.c");
  snprintf(fifo, sizeof fifo, "%s/fifo", sandbox);
  assert_int_equal(mkfifo(fifo, 0600), 0);
  put_file("hangs.sh", "#!/bin/sh\nprintf x > \"${0%/*}/fifo\"\nexec sleep 600\n");
  snprintf(worker, sizeof worker, "%s/hangs.sh", sandbox);
  chmod(worker, 0755);
  setenv("ASYNC_LINT_WORKER", worker, 1);
  int out = memfd_create("report", MFD_CLOEXEC);
  if (out < 0)
    abort();
  pid_t child = fork();
  if (child == 0) {
    if (chdir(sandbox) != 0)
      _exit(126);
    dup2(out, STDOUT_FILENO);
    execl(ASYNC_LINT, "async-lint", "--format=json", (char *)NULL);
    _exit(126);
  }
  wait_for_worker(fifo);
  kill(child, SIGINT);
  int status = 0;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 130);
  assert_int_equal(lseek(out, 0, SEEK_END), 0);
  close(out);
}

/// Reads what the run says of itself until `words` are in it.
static void wait_for_words(int file, const char *words) {
  struct text said = {0};
  char byte;
  while (!strstr(text_get(&said), words)) {
    assert_int_equal(read(file, &byte, 1), 1);
    text_putc(&said, byte);
  }
  text_free(&said);
}

/// Starts a run that says on a pipe which units are parsed.
static pid_t start_run(const int said[2]) {
  pid_t child = fork();
  if (child == 0) {
    dup2(said[1], STDERR_FILENO);
    if (chdir(sandbox) == 0)
      execl(ASYNC_LINT, "async-lint", "-j2", "--verbose", (char *)NULL);
    _exit(126);
  }
  close(said[1]);
  return child;
}

/// A terminal's Ctrl-C, and `timeout`, signal the workers too: it is for the run to end them.
static void a_signal_to_all_does_not_count_as_a_crash(void **state) {
  (void)state;
  char worker[128], path[128], line[32] = "";
  int said[2], status = 0;
  put_file("a.c", clean_unit);
  DATABASE("a.c");
  snprintf(path, sizeof path, "%s/go", sandbox);
  assert_int_equal(mkfifo(path, 0600), 0);
  int go = open(path, O_RDWR | O_CLOEXEC);
  assert_true(go >= 0);
  snprintf(path, sizeof path, "%s/fifo", sandbox);
  assert_int_equal(mkfifo(path, 0600), 0);
  put_file("waits.sh", "#!/bin/sh\nexec 5>\"${0%/*}/fifo\"\necho $$ >&5\n"
                       "read line <\"${0%/*}/go\"\necho alive >&5\nexec sleep 600\n");
  snprintf(worker, sizeof worker, "%s/waits.sh", sandbox);
  chmod(worker, 0755);
  setenv("ASYNC_LINT_WORKER", worker, 1);
  assert_int_equal(pipe(said), 0);
  pid_t child = start_run(said);
  FILE *fifo = fopen(path, "r");
  assert_non_null(fifo);
  assert_non_null(fgets(line, sizeof line, fifo));
  pid_t parser = (pid_t)strtol(line, NULL, 10);
  assert_true(parser > 1);
  assert_int_equal(kill(parser, SIGINT), 0);
  assert_int_equal(kill(parser, SIGTERM), 0);
  assert_int_equal(write(go, "\n", 1), 1);
  assert_non_null(fgets(line, sizeof line, fifo));
  assert_string_equal(line, "alive\n");
  fclose(fifo);
  close(go);
  kill(child, SIGINT);
  wait_for_words(said[0], "interrupted after 0 of 1 units");
  assert_int_equal(waitpid(child, &status, 0), child);
  close(said[0]);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 130);
}

/// The second unit never gets its header, which is a FIFO that nobody writes to.
static void an_interrupt_keeps_what_is_parsed(void **state) {
  (void)state;
  char path[128];
  int said[2], status = 0;
  put_file("a.c", clean_unit);
  put_file("b.c", "#include \"late.h\"\nint b(void) { return 1; }\n");
  DATABASE("a.c", "b.c");
  snprintf(path, sizeof path, "%s/late.h", sandbox);
  assert_int_equal(mkfifo(path, 0600), 0);
  assert_int_equal(pipe(said), 0);
  pid_t child = start_run(said);
  wait_for_words(said[0], "/a.c\n");
  kill(child, SIGINT);
  wait_for_words(said[0], "interrupted after 1 of 2 units: the next run goes on from there");
  assert_int_equal(waitpid(child, &status, 0), child);
  close(said[0]);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 130);
  assert_int_equal(unlink(path), 0);
  put_file("late.h", "");
  struct outcome outcome = LINT("--stats");
  has_status(&outcome, 0);
  has(&outcome.err, "(1 fresh, 1 parsed)");
  outcome_free(&outcome);
}

/// While the first run waits for its second unit, another one checks the same project.
static void a_run_that_waits_keeps_nobody_from_the_store(void **state) {
  (void)state;
  char path[128];
  int said[2], status = 0;
  put_file("a.c", clean_unit);
  put_file("b.c", "#include \"late.h\"\nint b(void) { return 1; }\n");
  put_file("c.c", dropping_unit);
  DATABASE("a.c", "b.c");
  snprintf(path, sizeof path, "%s/late.h", sandbox);
  assert_int_equal(mkfifo(path, 0600), 0);
  assert_int_equal(pipe(said), 0);
  pid_t child = start_run(said);
  wait_for_words(said[0], "/a.c\n");
  DATABASE("a.c", "c.c");
  struct outcome outcome = LINT("--stats");
  has_status(&outcome, 1);
  has(&outcome.err, "(1 fresh, 1 parsed)");
  outcome_free(&outcome);
  kill(child, SIGINT);
  assert_int_equal(waitpid(child, &status, 0), child);
  close(said[0]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(a_crash_costs_one_unit),
      CLI_TEST(the_current_folder_does_not_decide_on_headers),
      CLI_TEST(a_unit_that_does_not_answer_costs_one_unit),
      CLI_TEST(a_worker_that_dies_is_named_by_its_signal),
      CLI_TEST(a_worker_that_answers_nonsense_is_not_believed),
      CLI_TEST(a_missing_worker_is_an_error_of_the_installation),
      CLI_TEST(deep_else_if_chains_are_read_or_named),
      CLI_TEST(the_number_of_workers_changes_nothing),
      CLI_TEST(an_interrupt_ends_the_run_without_a_report),
      CLI_TEST(a_signal_to_all_does_not_count_as_a_crash),
      CLI_TEST(an_interrupt_keeps_what_is_parsed),
      CLI_TEST(a_run_that_waits_keeps_nobody_from_the_store),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
