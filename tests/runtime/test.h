// SPDX-License-Identifier: MIT
// What all tests of the runtime share. cmocka's assertions leave a test by longjmp, which must not
// cross stacks: only the test function asserts, bodies of tasks use EXPECT and return.
#ifndef TESTS_RUNTIME_TEST_H
#define TESTS_RUNTIME_TEST_H

// cmocka.h wants these before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <taskrt.h>

enum { EXPECTATION_FAILED = -9999 };

/// In the body of a task: ends it with EXPECTATION_FAILED unless `condition` holds.
#define EXPECT(condition)                                                                          \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      fprintf(stderr, "%s:%d: expected %s\n", __FILE__, __LINE__, #condition);                     \
      return EXPECTATION_FAILED;                                                                   \
    }                                                                                              \
  } while (0)

/// So many CHECKs of this program did not hold.
static atomic_int failed_checks;

/// In the body of a task that goes on all the same, to await what it started: notes that
/// `condition` does not hold, for run_in_task().
#define CHECK(condition)                                                                           \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      fprintf(stderr, "%s:%d: expected %s\n", __FILE__, __LINE__, #condition);                     \
      atomic_fetch_add(&failed_checks, 1);                                                         \
    }                                                                                              \
  } while (0)

/// Runs `body` as a task to its end and asserts that it succeeded, with all its CHECKs.
static inline void run_in_task(task_fn body, void *arg) {
  assert_int_equal(task_wait(task_run(body, arg, 0, CANCEL_NONE)), 0);
  assert_int_equal(atomic_load(&failed_checks), 0);
}

/// A source; without memory for one the program ends.
static inline cancel_source *make_source(void) {
  cancel_source *source = cancel_source_create();
  if (!source)
    abort();
  return source;
}

/// Starts the runtime with `count` workers and asserts that it did.
static inline void start_workers(unsigned count) {
  struct task_runtime_options options = {.workers = count};
  assert_int_equal(task_runtime_start(&options), 0);
}

/// So many tasks that each has a stack of its own at the same time.
struct crowd {
  cancel_source *source;
  atomic_uint missing;
};

/// The last one to come sends all away.
static inline int join_crowd(void *arg, cancel_token token, void *result) {
  (void)result;
  struct crowd *crowd = arg;
  if (atomic_fetch_sub(&crowd->missing, 1) == 1)
    cancel_request(crowd->source);
  return task_delay(3600 * 1000, token);
}

/// Has `count` stacks in use at once. Returns the status all tasks end with, TASK_ECANCELED if all
/// goes well.
static inline int use_stacks(unsigned count) {
  struct crowd crowd = {.source = cancel_source_create(), .missing = count};
  task **tasks = calloc(count, sizeof *tasks);
  assert_non_null(crowd.source);
  assert_non_null(tasks);
  for (unsigned i = 0; i < count; i++)
    tasks[i] = task_run(join_crowd, &crowd, 0, cancel_source_token(crowd.source));
  int status = 0;
  for (unsigned i = count; i-- > 0;) {
    int ended = task_wait(tasks[i]);
    if (ended == TASK_ENOMEM)
      cancel_request(crowd.source); // it will not come
    status = status == 0 || ended == status ? ended : EXPECTATION_FAILED;
  }
  free(tasks);
  cancel_source_destroy(crowd.source);
  return status;
}

/// Teardown of every test that starts the runtime.
static inline int stop_runtime(void **state) {
  (void)state;
  task_runtime_stop();
  return 0;
}

#endif
