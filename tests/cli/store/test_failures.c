// SPDX-License-Identifier: MIT
// Calls to the system that fail under a store: a run says what it would have said, or is an error
// with the remedy, and the next one says what it would have said. With ASYNC_LINT_FAILURES=all
// every single call fails once, else some of them.
#include "tests/cli/cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// How the run in which a call fails finds the store.
enum before { NO_STORE, OLD_STORE, SAME_STORE };

static void remove_store(void) {
  static const char *const names[] = {"s.db", "s.db-wal", "s.db-shm", "s.db-journal", "mark"};
  char path[128];
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    snprintf(path, sizeof path, "%s/%s", sandbox, names[i]);
    unlink(path);
  }
}

static void put_store(enum before before) {
  remove_store();
  put_file("a.c", before == OLD_STORE ? clean_unit : dropping_unit);
  if (before != NO_STORE) {
    struct outcome outcome = LINT("--store", "s.db");
    outcome_free(&outcome);
  }
  put_file("a.c", dropping_unit);
}

/// False when there are not so many calls.
static bool fails_well(const char *kind, int error, unsigned at, bool later_ones) {
  char variables[256], mark[128];
  snprintf(mark, sizeof mark, "%s/mark", sandbox);
  snprintf(variables, sizeof variables,
           "FAILING_CALL=%s FAILING_ERROR=%d FAILING_AT=%u FAILING_MARK='%s'%s", kind, error, at,
           mark, later_ones ? " FAILING_ON=1" : "");
  struct outcome outcome = in_shell(
      variables, "ASAN_OPTIONS=\"$ASAN_OPTIONS:verify_asan_link_order=0\" LD_PRELOAD='" FAILING
                 "' async-lint --store s.db");
  bool failed = access(mark, F_OK) == 0;
  if (outcome.status == 2 && failed) {
    has(&outcome.out, "`--no-store`");
    has_not(&outcome.out, "a.c:4:3");
  } else {
    has_status(&outcome, 1);
    has(&outcome.out, "a.c:4:3: error: ");
  }
  outcome_free(&outcome);
  return failed;
}

static void the_next_run_is_good(void) {
  struct outcome outcome = LINT("--store", "s.db");
  has_status(&outcome, 1);
  has(&outcome.out, "a.c:4:3: error: ");
  outcome_free(&outcome);
}

static unsigned try_all(const char *kind, int error) {
  const char *chosen = getenv("ASYNC_LINT_FAILURES");
  bool all = chosen && !strcmp(chosen, "all"), failed;
  unsigned tried = 0;
  for (int before = NO_STORE; before <= SAME_STORE; before++)
    for (int later_ones = 0; later_ones < (all ? 2 : 1); later_ones++) {
      unsigned at = 1;
      do {
        put_store((enum before)before);
        failed = fails_well(kind, error, at, later_ones);
        the_next_run_is_good();
        tried += failed;
        at += all ? 1 : 1 + at / 2;
      } while (failed);
    }
  return tried;
}

static void writes_that_fail_are_an_error(void **state) {
  (void)state;
  DATABASE("a.c");
  assert_true(try_all("write", EDQUOT) > 0);
}

static void reads_that_fail_are_an_error(void **state) {
  (void)state;
  DATABASE("a.c");
  assert_true(try_all("read", EIO) > 0);
}

static void other_calls_that_fail_are_an_error(void **state) {
  (void)state;
  DATABASE("a.c");
  assert_true(try_all("sync", EIO) > 0);
  assert_true(try_all("truncate", EIO) > 0);
  assert_true(try_all("map", ENOMEM) > 0);
  assert_true(try_all("open", EMFILE) > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(writes_that_fail_are_an_error),
      CLI_TEST(reads_that_fail_are_an_error),
      CLI_TEST(other_calls_that_fail_are_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
