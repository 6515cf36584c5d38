// SPDX-License-Identifier: MIT
// Completion sources, and tasks that are over from the start.
// async-lint: allow-file(needless-task) a combination of one shows what the stop does to it
#include <pthread.h>
#include <string.h>

#include "test.h"

// The last report of something lost.
static struct {
  atomic_int count;
  _Atomic(int) kind;
  _Atomic(const char *) place;
} seen;

static void note(const struct task_fault *fault, void *user) {
  (void)user;
  atomic_fetch_add(&seen.count, 1);
  atomic_store(&seen.kind, (int)fault->kind);
  atomic_store(&seen.place, fault->place);
}

static int watch(void **state) {
  (void)state;
  atomic_store(&seen.count, 0);
  atomic_store(&seen.place, NULL);
  task_set_unobserved_handler(note, NULL);
  return 0;
}

static int stop_watching(void **state) {
  int failed = stop_runtime(state);
  task_set_unobserved_handler(NULL, NULL);
  return failed;
}

static int await_int(void *arg, cancel_token token, void *result) {
  (void)token;
  return task_await(arg, result);
}

static void the_result_arrives_in_the_task(void **state) {
  (void)state;
  task_source *source = task_source_create(sizeof(int));
  task *reader = task_run(await_int, task_source_task(source), sizeof(int), CANCEL_NONE);
  int sent = 42, received = 0;
  assert_int_equal(task_source_set_result(source, &sent), 0);
  assert_int_equal(task_result(reader, &received), 0);
  assert_int_equal(received, 42);
  task_source_destroy(source);
}

static void only_the_first_outcome_counts(void **state) {
  (void)state;
  task_source *source = task_source_create(0);
  task *t = task_source_task(source);
  assert_int_equal(task_source_set_error(source, -7), 0);
  // async-lint: allow(completion-set-twice) what is tested is that it fails
  assert_int_equal(task_source_set_result(source, NULL), TASK_EINVAL);
  assert_int_equal(task_source_set_cancel(source), TASK_EINVAL);
  assert_false(task_source_try_result(source, NULL));
  assert_int_equal(task_wait(t), -7);
  task_source_destroy(source);
}

static void the_task_outlives_its_source(void **state) {
  (void)state;
  task_source *source = task_source_create(0);
  task *t = task_source_task(source);
  assert_true(task_source_try_cancel(source));
  task_source_destroy(source);
  assert_int_equal(task_wait(t), TASK_ECANCELED);
}

static void the_error_goes_along(void **state) {
  (void)state;
  task_source *source = task_source_create(0);
  task *t = task_source_task(source);
  assert_true(task_source_try_error(source, task_fail(-5, "no answer from %s", "host")));
  task_source_destroy(source);
  (void)task_fail(-1, "something else");
  assert_int_equal(task_wait(t), -5);
  assert_string_equal(task_last_error()->message, "no answer from host");
}

static void a_source_destroyed_without_an_outcome_is_reported(void **state) {
  (void)state;
  // async-lint: allow(completion-never-set) what is tested is that the runtime reports it
  task_source *source = task_source_create(0);
  task *t = task_source_task(source);
  task_source_destroy(source);
  assert_int_equal(task_wait(t), TASK_EABANDONED);
  assert_int_equal(atomic_load(&seen.count), 1);
  assert_int_equal(atomic_load(&seen.kind), TASK_FAULT_LEAKED_SOURCE);
  assert_non_null(strstr(atomic_load(&seen.place), "test_source.c:"));
}

static void a_source_that_is_left_is_reported_at_the_stop(void **state) {
  (void)state;
  task_source *source = task_source_create(0);
  assert_non_null(source);
  task_runtime_stop();
  assert_int_equal(atomic_load(&seen.count), 1);
  assert_int_equal(atomic_load(&seen.kind), TASK_FAULT_LEAKED_SOURCE);
  assert_false(task_source_try_result(source, NULL));
  task_source_destroy(source);
  assert_int_equal(atomic_load(&seen.count), 1);
}

static void a_combination_of_a_leaked_source_ends_at_the_stop(void **state) {
  (void)state;
  // async-lint: allow(completion-never-set) what is tested is that the runtime reports it
  task_source *source = task_source_create(0);
  task *tasks[] = {task_source_task(source)};
  task_detach(task_when_all(tasks, 1), NULL, NULL);
  task_runtime_stop();
  assert_int_equal(atomic_load(&seen.count), 2); // the source, the combination's error
  task_source_destroy(source);
}

static void *set_it(void *source) {
  int value = 3;
  return task_source_try_result(source, &value) ? source : NULL;
}

static void several_threads_race_for_the_outcome(void **state) {
  (void)state;
  start_workers(2);
  for (unsigned round = 0; round < 200; round++) {
    enum { THREADS = 3 };
    pthread_t threads[THREADS];
    task_source *source = task_source_create(sizeof(int));
    task *t = task_source_task(source);
    for (unsigned i = 0; i < THREADS; i++)
      assert_int_equal(pthread_create(&threads[i], NULL, set_it, source), 0);
    int value = 0;
    assert_int_equal(task_result(t, &value), 0);
    assert_int_equal(value, 3);
    unsigned won = 0;
    for (unsigned i = 0; i < THREADS; i++) {
      void *winner = NULL;
      pthread_join(threads[i], &winner);
      won += winner != NULL;
    }
    assert_int_equal(won, 1);
    task_source_destroy(source);
  }
}

static void constructors_give_tasks_that_are_over(void **state) {
  (void)state;
  int value = 5, received = 0;
  task *done = task_completed(&value, sizeof value);
  assert_true(task_is_done(done));
  assert_int_equal(task_result(done, &received), 0);
  assert_int_equal(received, 5);
  assert_int_equal(task_wait(task_failed(-3)), -3);
  assert_null(task_last_error());
  assert_int_equal(task_wait(task_failed(task_fail(-4, "why"))), -4);
  assert_string_equal(task_last_error()->message, "why");
  assert_int_equal(task_wait(task_cancelled(CANCEL_NONE)), TASK_ECANCELED);
  cancel_source *source = cancel_source_create();
  cancel_source_cancel_after(source, 0);
  assert_int_equal(task_wait(task_cancelled(cancel_source_token(source))), TASK_ETIMEDOUT);
  cancel_source_destroy(source);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(the_result_arrives_in_the_task, stop_runtime),
      cmocka_unit_test_teardown(only_the_first_outcome_counts, stop_runtime),
      cmocka_unit_test_teardown(the_task_outlives_its_source, stop_runtime),
      cmocka_unit_test_teardown(the_error_goes_along, stop_runtime),
      cmocka_unit_test_setup_teardown(a_source_destroyed_without_an_outcome_is_reported, watch,
                                      stop_watching),
      cmocka_unit_test_setup_teardown(a_source_that_is_left_is_reported_at_the_stop, watch,
                                      stop_watching),
      cmocka_unit_test_setup_teardown(a_combination_of_a_leaked_source_ends_at_the_stop, watch,
                                      stop_watching),
      cmocka_unit_test_teardown(several_threads_race_for_the_outcome, stop_runtime),
      cmocka_unit_test_teardown(constructors_give_tasks_that_are_over, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
