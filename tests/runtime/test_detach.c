// SPDX-License-Identifier: MIT
// Detached tasks, and failures that nobody looked at.
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "test.h"

static int end_with(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  task_yield();
  return (int)(intptr_t)arg;
}

// What the unobserved handler has seen.
struct seen {
  atomic_int count;
  atomic_int dropped;
  atomic_int status;
  _Atomic(task_fn) body;
  atomic_bool has_place;
};

static void note_fault(const struct task_fault *fault, void *user) {
  struct seen *seen = user;
  if (fault->kind == TASK_FAULT_DROPPED)
    atomic_fetch_add(&seen->dropped, 1);
  else
    atomic_fetch_add(&seen->count, 1);
  atomic_store(&seen->status, fault->status);
  atomic_store(&seen->body, fault->body);
  atomic_store(&seen->has_place, !fault->started_at && fault->place && fault->name &&
                                     strstr(fault->place, "test_detach.c:") != NULL);
}

static struct seen seen;

static int watch_faults(void **state) {
  (void)state;
  atomic_store(&seen.count, 0);
  atomic_store(&seen.dropped, 0);
  task_set_unobserved_handler(note_fault, &seen);
  return 0;
}

static int stop_watching(void **state) {
  int failed = stop_runtime(state);
  task_set_unobserved_handler(NULL, NULL);
  return failed;
}

static void store_status(int status, void *arg) {
  atomic_store((atomic_int *)arg, status);
}

static void the_handler_gets_the_error(void **state) {
  (void)state;
  atomic_int status = 0;
  task_detach(task_run(end_with, (void *)-5, 0, CANCEL_NONE), store_status, &status);
  task_runtime_stop();
  assert_int_equal(atomic_load(&status), -5);
  assert_int_equal(atomic_load(&seen.count), 0);
}

static void the_handler_is_not_called_for_success(void **state) {
  (void)state;
  atomic_int status = 1;
  task_detach(task_run(end_with, NULL, 0, CANCEL_NONE), store_status, &status);
  task_runtime_stop();
  assert_int_equal(atomic_load(&status), 1);
}

static void a_task_that_is_over_is_handled_in_place(void **state) {
  (void)state;
  atomic_int status = 0;
  cancel_source *source = cancel_source_create();
  cancel_request(source);
  task_detach(task_delay_async(1, cancel_source_token(source)), store_status, &status);
  assert_int_equal(atomic_load(&status), TASK_ECANCELED);
  cancel_source_destroy(source);
}

static void without_a_handler_the_error_is_unobserved(void **state) {
  (void)state;
  task *t = task_run(end_with, (void *)-6, 0, CANCEL_NONE);
  task_set_name(t, "the failing one");
  task_detach(t, NULL, NULL);
  task_runtime_stop();
  assert_int_equal(atomic_load(&seen.count), 1);
  assert_int_equal(atomic_load(&seen.status), -6);
  assert_true(atomic_load(&seen.body) == end_with);
  assert_true(atomic_load(&seen.has_place));
}

static void a_dropped_handle_is_reported_when_the_runtime_stops(void **state) {
  (void)state;
  task *dropped = task_run(end_with, (void *)-7, 0, CANCEL_NONE);
  task *harmless = task_run(end_with, NULL, 0, CANCEL_NONE);
  assert_non_null(dropped);
  assert_non_null(harmless);
  task_runtime_stop();
  assert_int_equal(atomic_load(&seen.count), 0);
  assert_int_equal(atomic_load(&seen.dropped), 2);
}

static void a_dropped_reference_of_a_failed_task_is_reported_once(void **state) {
  (void)state;
  task *t = task_run(end_with, (void *)-7, 0, CANCEL_NONE);
  task_detach(task_ref(t), NULL, NULL);
  task_detach(t, NULL, NULL);
  task_runtime_stop();
  assert_int_equal(atomic_load(&seen.count), 1);
  assert_int_equal(atomic_load(&seen.status), -7);
}

static void a_reference_that_is_awaited_observes_the_failure(void **state) {
  (void)state;
  task *t = task_run(end_with, (void *)-7, 0, CANCEL_NONE);
  task_detach(task_ref(t), NULL, NULL);
  assert_int_equal(task_wait(t), -7);
  task_runtime_stop();
  assert_int_equal(atomic_load(&seen.count), 0);
}

static void cancellation_is_no_failure(void **state) {
  (void)state;
  task_detach(task_run(end_with, (void *)(intptr_t)TASK_ECANCELED, 0, CANCEL_NONE), NULL, NULL);
  task_runtime_stop();
  assert_int_equal(atomic_load(&seen.count), 0);
}

static void an_observed_error_is_not_reported(void **state) {
  (void)state;
  assert_int_equal(task_wait(task_run(end_with, (void *)-8, 0, CANCEL_NONE)), -8);
  task_runtime_stop();
  assert_int_equal(atomic_load(&seen.count), 0);
}

static void a_detached_null_is_out_of_memory(void **state) {
  (void)state;
  atomic_int status = 0;
  task_detach(NULL, store_status, &status);
  assert_int_equal(atomic_load(&status), TASK_ENOMEM);
  task_detach(NULL, NULL, NULL);
  assert_int_equal(atomic_load(&seen.status), TASK_ENOMEM);
}

// A handler that reports through a task of its own.
static atomic_int logged;

static int log_status(void *arg, cancel_token token, void *result) {
  (void)result;
  int status = task_delay(1, token);
  atomic_store(&logged, (int)(intptr_t)arg);
  return status;
}

static void log_by_task(const struct task_fault *fault, void *user) {
  (void)user;
  task *log = task_run(log_status, (void *)(intptr_t)fault->status, 0, CANCEL_NONE);
  task_detach(log, NULL, NULL);
}

static void the_unobserved_handler_may_start_tasks(void **state) {
  (void)state;
  task_set_unobserved_handler(log_by_task, NULL);
  task *dropped = task_run(end_with, (void *)-9, 0, CANCEL_NONE);
  assert_non_null(dropped);
  task_runtime_stop(); // runs the task that the handler starts now
  assert_int_equal(atomic_load(&logged), -9);
}

static void stop_and_start(int status, void *arg) {
  (void)status;
  task_runtime_stop(); // async-lint: allow(blocking-call) refused, which is the test
  atomic_store((atomic_int *)arg, task_runtime_start(NULL));
}

// Detaches a task that cannot have run yet, for the only worker runs this one: the handler is
// called on the worker, not here.
static int detach_before_it_runs(void *arg, cancel_token token, void *result) {
  (void)result;
  task_detach(task_run(end_with, (void *)-5, 0, token), stop_and_start, arg);
  return 0;
}

static void a_handler_cannot_stop_the_runtime_under_itself(void **state) {
  (void)state;
  start_workers(1);
  atomic_int status = 0;
  int out = dup(STDERR_FILENO), ends[2];
  assert_int_equal(pipe(ends), 0);
  dup2(ends[1], STDERR_FILENO);
  close(ends[1]);
  int ended = task_wait(task_run(detach_before_it_runs, &status, 0, CANCEL_NONE));
  task_runtime_stop();
  dup2(out, STDERR_FILENO);
  close(out);
  char text[200];
  ssize_t length = read(ends[0], text, sizeof text - 1);
  close(ends[0]);
  assert_int_equal(ended, 0);
  assert_true(length > 0);
  text[length] = '\0';
  assert_non_null(strstr(text, "task_runtime_stop"));
  assert_int_equal(atomic_load(&status), TASK_ECONTEXT);
}

// The end on a worker races with detaching and waiting on another thread.
static void detaching_races_with_the_end(void **state) {
  (void)state;
  start_workers(2);
  enum { ROUNDS = 2000 };
  for (intptr_t i = 0; i < ROUNDS; i++) {
    intptr_t status = i % 2 ? -10 : 0;
    task *t = task_run(end_with, (void *)status, 0, CANCEL_NONE);
    if (i % 4 < 2)
      task_detach(t, NULL, NULL);
    else
      assert_int_equal(task_wait(t), status);
  }
  task_runtime_stop();
  assert_int_equal(atomic_load(&seen.count), ROUNDS / 4);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_handler_gets_the_error),
      cmocka_unit_test(the_handler_is_not_called_for_success),
      cmocka_unit_test(a_task_that_is_over_is_handled_in_place),
      cmocka_unit_test_setup(without_a_handler_the_error_is_unobserved, watch_faults),
      cmocka_unit_test_setup(a_dropped_handle_is_reported_when_the_runtime_stops, watch_faults),
      cmocka_unit_test_setup(a_dropped_reference_of_a_failed_task_is_reported_once, watch_faults),
      cmocka_unit_test_setup(a_reference_that_is_awaited_observes_the_failure, watch_faults),
      cmocka_unit_test_setup(cancellation_is_no_failure, watch_faults),
      cmocka_unit_test_setup(an_observed_error_is_not_reported, watch_faults),
      cmocka_unit_test_setup(a_detached_null_is_out_of_memory, watch_faults),
      cmocka_unit_test(the_unobserved_handler_may_start_tasks),
      cmocka_unit_test_setup(a_handler_cannot_stop_the_runtime_under_itself, watch_faults),
      cmocka_unit_test_setup(detaching_races_with_the_end, watch_faults),
  };
  return cmocka_run_group_tests(tests, watch_faults, stop_watching);
}
