// SPDX-License-Identifier: MIT
// Looking at tasks without taking them: any, each, for a limited time; several references.
// async-lint: allow-file(dropped-task, leaked-cancel-source) a failed EXPECT ends the test
// async-lint: allow-file(dropped-token) waits whose end the test decides
#include <pthread.h>

#include "test.h"

enum { LONG = 3600 * 1000 };

static int end_with(void *arg, cancel_token token, void *result) {
  (void)token;
  if (result)
    *(int *)result = 7;
  task_yield();
  return (int)(intptr_t)arg;
}

// A task that is over when `source` says so.
static task *pending(task_source **source) {
  *source = task_source_create(sizeof(int));
  return task_source_task(*source);
}

// --- any ----------------------------------------------------------------------------------------

static void any_names_the_one_that_ended_and_takes_none(void **state) {
  (void)state;
  task_source *sources[3];
  task *tasks[3];
  for (size_t i = 0; i < 3; i++)
    tasks[i] = pending(&sources[i]);
  task *any = task_when_any(tasks, 3);
  assert_false(task_is_done(any));
  int value = 5;
  assert_true(task_source_try_result(sources[1], &value));
  size_t first = 99;
  assert_int_equal(task_result(any, &first), 0);
  assert_int_equal(first, 1);
  assert_true(task_source_try_cancel(sources[0]));
  assert_true(task_source_try_error(sources[2], -5));
  assert_int_equal(task_result(tasks[1], &value), 0);
  assert_int_equal(task_wait(tasks[0]), TASK_ECANCELED);
  assert_int_equal(task_wait(tasks[2]), -5);
  for (size_t i = 0; i < 3; i++)
    task_source_destroy(sources[i]);
}

static void any_of_several_over_is_the_lowest(void **state) {
  (void)state;
  task_source *source;
  task *tasks[] = {pending(&source), task_completed(NULL, 0), task_failed(-3)};
  size_t first = 99;
  assert_int_equal(task_result(task_when_any(tasks, 3), &first), 0);
  assert_int_equal(first, 1);
  assert_true(task_source_try_result(source, NULL));
  assert_int_equal(task_wait(tasks[0]), 0);
  assert_int_equal(task_wait(tasks[1]), 0);
  assert_int_equal(task_wait(tasks[2]), -3);
  task_source_destroy(source);
}

static void any_of_nothing_is_an_error_and_null_is_over(void **state) {
  (void)state;
  assert_int_equal(task_wait(task_when_any(NULL, 0)), TASK_EINVAL);
  task *tasks[] = {NULL};
  size_t first = 99;
  assert_int_equal(task_result(task_when_any(tasks, 1), &first), 0);
  assert_int_equal(first, 0);
}

// The ends race with each other and with the construction.
static void any_races_with_the_ends(void **state) {
  (void)state;
  start_workers(3);
  for (intptr_t round = 0; round < 500; round++) {
    task *tasks[8];
    for (size_t i = 0; i < 8; i++)
      tasks[i] = task_run(end_with, NULL, 0, CANCEL_NONE);
    size_t first = 99;
    assert_int_equal(task_result(task_when_any(tasks, 8), &first), 0);
    assert_true(first < 8);
    assert_true(task_is_done(tasks[first]));
    for (size_t i = 0; i < 8; i++)
      assert_int_equal(task_wait(tasks[i]), 0);
  }
}

static int any_in_a_loop(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  // async-lint: allow(completion-never-set) EXPECT leaves only when the test has failed
  task_source *source = task_source_create(0);
  EXPECT(source != NULL);
  task *slow = task_source_task(source);
  for (unsigned i = 0; i < 1000; i++) {
    task *tasks[] = {slow, task_run(end_with, NULL, 0, token)};
    size_t first = 99;
    EXPECT(task_await(task_when_any(tasks, 2), &first) == 0);
    EXPECT(first == 1);
    EXPECT(task_await(tasks[1], NULL) == 0);
  }
  EXPECT(task_source_try_result(source, NULL));
  task_source_destroy(source);
  return task_await(slow, NULL);
}

static void a_slow_task_may_stand_in_any_number_of_combinations(void **state) {
  (void)state;
  run_in_task(any_in_a_loop, NULL);
}

// --- each ---------------------------------------------------------------------------------------

static void each_names_tasks_in_the_order_of_their_ends(void **state) {
  (void)state;
  task_source *sources[3];
  task *tasks[4];
  for (size_t i = 0; i < 3; i++)
    tasks[i] = pending(&sources[i]);
  tasks[3] = NULL;
  task_each *each = task_when_each(tasks, 4);
  static const size_t order[] = {2, 0, 1};
  size_t index = 99;
  assert_int_equal(task_each_next(each, CANCEL_NONE, &index), 0);
  assert_int_equal(index, 3);
  for (size_t i = 0; i < 3; i++) {
    assert_true(task_source_try_result(sources[order[i]], NULL));
    assert_int_equal(task_each_next(each, CANCEL_NONE, &index), 0);
    assert_int_equal(index, order[i]);
  }
  assert_int_equal(task_each_next(each, CANCEL_NONE, &index), TASK_ECLOSED);
  task_each_destroy(each);
  for (size_t i = 0; i < 3; i++) {
    assert_int_equal(task_wait(tasks[i]), 0);
    task_source_destroy(sources[i]);
  }
}

static int sum_each(void *arg, cancel_token token, void *result) {
  (void)arg;
  enum { COUNT = 200 };
  task *tasks[COUNT];
  for (intptr_t i = 0; i < COUNT; i++)
    tasks[i] = task_run(end_with, (void *)-i, 0, token);
  // async-lint: allow(unclosed-stream) EXPECT leaves only when the test has failed
  task_each *each = task_when_each(tasks, COUNT);
  size_t index;
  int status;
  while ((status = task_each_next(each, token, &index)) == 0) {
    EXPECT(task_is_done(tasks[index]));
    EXPECT(task_await(tasks[index], NULL) == -(int)index);
    *(int *)result += (int)index;
  }
  task_each_destroy(each);
  return status;
}

static void each_works_in_a_task_over_many(void **state) {
  (void)state;
  start_workers(3);
  for (unsigned round = 0; round < 50; round++)
    assert_int_equal(task_wait(task_run(sum_each, NULL, sizeof(int), CANCEL_NONE)), TASK_ECLOSED);
}

static void each_may_be_cancelled_and_left_early(void **state) {
  (void)state;
  task_source *source;
  task *tasks[] = {pending(&source)};
  cancel_source *stop = cancel_source_create();
  cancel_source_cancel_after(stop, 1);
  task_each *each = task_when_each(tasks, 1);
  size_t index = 99;
  assert_int_equal(task_each_next(each, cancel_source_token(stop), &index), TASK_ETIMEDOUT);
  assert_int_equal(index, 99);
  task_each_destroy(each);
  assert_true(task_source_try_result(source, NULL));
  assert_int_equal(task_wait(tasks[0]), 0);
  task_source_destroy(source);
  cancel_source_destroy(stop);
}

static void leaving_each_races_with_the_ends(void **state) {
  (void)state;
  start_workers(3);
  for (intptr_t round = 0; round < 500; round++) {
    task *tasks[8];
    for (size_t i = 0; i < 8; i++)
      tasks[i] = task_run(end_with, NULL, 0, CANCEL_NONE);
    task_each *each = task_when_each(tasks, 8);
    size_t index;
    for (intptr_t i = 0; i < round % 8; i++)
      assert_int_equal(task_each_next(each, CANCEL_NONE, &index), 0);
    task_each_destroy(each);
    for (size_t i = 0; i < 8; i++)
      assert_int_equal(task_wait(tasks[i]), 0);
  }
}

// --- for a limited time -------------------------------------------------------------------------

static int look_for_a_while(void *arg, cancel_token token, void *result) {
  (void)result;
  task_source *source;
  task *t = pending(&source);
  EXPECT(task_await_until(t, 1, CANCEL_NONE) == TASK_ETIMEDOUT);
  EXPECT(task_await_until(t, 0, CANCEL_NONE) == TASK_ETIMEDOUT);
  EXPECT(task_await_until(t, TASK_FOREVER, token) == TASK_ECANCELED);
  EXPECT(!task_is_done(t));
  EXPECT(task_source_try_result(source, arg));
  EXPECT(task_await_until(t, LONG, CANCEL_NONE) == 0);
  task_source_destroy(source);
  int value = 0;
  EXPECT(task_await(t, &value) == 0);
  EXPECT(value == *(int *)arg);
  return 0;
}

static void a_task_that_is_not_over_in_time_goes_on(void **state) {
  (void)state;
  cancel_source *stop = cancel_source_create();
  cancel_request(stop);
  int value = 42;
  assert_int_equal(task_wait(task_run(look_for_a_while, &value, 0, cancel_source_token(stop))), 0);
  assert_int_equal(look_for_a_while(&value, cancel_source_token(stop), NULL), 0);
  cancel_source_destroy(stop);
}

static int wait_forever(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return task_delay(LONG, token);
}

static int await_and_cancel(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  cancel_source *source = cancel_source_create();
  EXPECT(source != NULL);
  task *t = task_run(wait_forever, NULL, 0, cancel_source_token(source));
  EXPECT(task_await_until(t, 1, CANCEL_NONE) == TASK_ETIMEDOUT);
  cancel_request(source);
  EXPECT(task_await(t, NULL) == TASK_ECANCELED);
  cancel_source_destroy(source);
  return 0;
}

static void the_usual_answer_to_a_timeout_is_to_cancel_and_await(void **state) {
  (void)state;
  run_in_task(await_and_cancel, NULL);
}

// The end of the task races with the end of the wait.
static int look_briefly(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  for (unsigned i = 0; i < 300; i++) {
    task *t = task_delay_async(1, token);
    int status = task_await_until(t, 1, token);
    EXPECT(status == 0 || status == TASK_ETIMEDOUT);
    EXPECT(task_await(t, NULL) == 0);
  }
  return 0;
}

static void the_end_races_with_the_limit(void **state) {
  (void)state;
  start_workers(3);
  task *tasks[4];
  for (unsigned i = 0; i < 4; i++)
    tasks[i] = task_run(look_briefly, NULL, 0, CANCEL_NONE);
  assert_int_equal(task_wait(task_when_all(tasks, 4)), 0);
}

// --- references ---------------------------------------------------------------------------------

static int await_it(void *arg, cancel_token token, void *result) {
  (void)token;
  return task_await(arg, result);
}

static void every_reference_gets_the_result(void **state) {
  (void)state;
  start_workers(3);
  for (unsigned round = 0; round < 200; round++) {
    task *t = task_run(end_with, NULL, sizeof(int), CANCEL_NONE);
    task *readers[5];
    for (unsigned i = 0; i < 5; i++)
      readers[i] = task_run(await_it, task_ref(t), sizeof(int), CANCEL_NONE);
    int values[5] = {0}, value = 0;
    assert_int_equal(task_result(task_when_all(readers, 5), values), 0);
    for (unsigned i = 0; i < 5; i++)
      assert_int_equal(values[i], 7);
    assert_int_equal(task_result(t, &value), 0);
    assert_int_equal(value, 7);
  }
  assert_null(task_ref(NULL));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(any_names_the_one_that_ended_and_takes_none, stop_runtime),
      cmocka_unit_test_teardown(any_of_several_over_is_the_lowest, stop_runtime),
      cmocka_unit_test_teardown(any_of_nothing_is_an_error_and_null_is_over, stop_runtime),
      cmocka_unit_test_teardown(any_races_with_the_ends, stop_runtime),
      cmocka_unit_test_teardown(a_slow_task_may_stand_in_any_number_of_combinations, stop_runtime),
      cmocka_unit_test_teardown(each_names_tasks_in_the_order_of_their_ends, stop_runtime),
      cmocka_unit_test_teardown(each_works_in_a_task_over_many, stop_runtime),
      cmocka_unit_test_teardown(each_may_be_cancelled_and_left_early, stop_runtime),
      cmocka_unit_test_teardown(leaving_each_races_with_the_ends, stop_runtime),
      cmocka_unit_test_teardown(a_task_that_is_not_over_in_time_goes_on, stop_runtime),
      cmocka_unit_test_teardown(the_usual_answer_to_a_timeout_is_to_cancel_and_await, stop_runtime),
      cmocka_unit_test_teardown(the_end_races_with_the_limit, stop_runtime),
      cmocka_unit_test_teardown(every_reference_gets_the_result, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
