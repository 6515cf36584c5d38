// SPDX-License-Identifier: MIT
// Tasks without a stack.
#include <string.h>

#include "test.h"

enum { MANY = 100000 };

struct counting {
  task_frame task;
  int rounds;
  int round;
  int sum;
  int value;
};

static int late_number(void *arg, cancel_token token, void *result) {
  (void)token;
  task_yield();
  *(int *)result = (int)(intptr_t)arg;
  return 0;
}

// Locals live on through waits for delays, tasks with a stack, tasks that are over, and yields.
static int count(void *arg, cancel_token token, void *result) {
  struct counting *f = arg;
  TASK_BEGIN(f);
  for (f->round = 1; f->round <= f->rounds; f->round++) {
    TASK_AWAIT(f, task_delay_async(1, token), NULL);
    if (f->task.status != 0)
      return f->task.status;
    TASK_AWAIT(f, task_run(late_number, (void *)(intptr_t)f->round, sizeof(int), token), &f->value);
    f->sum += f->value;
    TASK_YIELD(f);
    TASK_AWAIT(f, task_completed(&f->round, sizeof(int)), &f->value);
    f->sum += f->value;
  }
  *(int *)result = f->sum;
  TASK_END();
}

static void locals_in_the_frame_outlive_waits(void **state) {
  (void)state;
  start_workers(3);
  int sum = 0;
  struct counting frame = {.rounds = 10};
  task *t = task_run_stackless(count, &frame, sizeof frame, sizeof sum, CANCEL_NONE);
  frame.rounds = 0; // it was copied
  assert_int_equal(task_result(t, &sum), 0);
  assert_int_equal(sum, 110);
}

static void they_combine_with_others(void **state) {
  (void)state;
  start_workers(3);
  enum { COUNT = 200 };
  task *tasks[COUNT];
  int sums[COUNT];
  struct counting frame = {.rounds = 3};
  for (intptr_t i = 0; i < COUNT; i++)
    tasks[i] = i % 2 ? task_run_stackless(count, &frame, sizeof frame, sizeof(int), CANCEL_NONE)
                     : task_run(late_number, (void *)12, sizeof(int), CANCEL_NONE);
  assert_int_equal(task_result(task_when_all(tasks, COUNT), sums), 0);
  for (size_t i = 0; i < COUNT; i++)
    assert_int_equal(sums[i], 12);
}

static void they_are_cancelled_and_their_errors_travel(void **state) {
  (void)state;
  cancel_source *source = cancel_source_create();
  struct counting frame = {.rounds = 1000000};
  task *t =
      task_run_stackless(count, &frame, sizeof frame, sizeof(int), cancel_source_token(source));
  assert_int_equal(task_await_until(t, 5, CANCEL_NONE), TASK_ETIMEDOUT);
  cancel_request(source);
  assert_int_equal(task_wait(t), TASK_ECANCELED);
  cancel_source_destroy(source);
}

static int failing_body(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  return task_fail(-EIO, "no stack, no luck");
}

static int passes_on(void *arg, cancel_token token, void *result) {
  (void)result;
  struct counting *f = arg;
  TASK_BEGIN(f);
  TASK_YIELD(f);
  TASK_AWAIT(f, task_run(failing_body, NULL, 0, token), NULL);
  return f->task.status;
  TASK_END();
}

static void an_error_goes_through(void **state) {
  (void)state;
  struct counting frame = {.rounds = 1};
  assert_int_equal(task_wait(task_run_stackless(passes_on, &frame, sizeof frame, 0, CANCEL_NONE)),
                   -EIO);
  assert_string_equal(task_last_error()->message, "no stack, no luck");
}

static int awaits_null(void *arg, cancel_token token, void *result) {
  (void)result;
  struct counting *f = arg;
  TASK_BEGIN(f);
  TASK_AWAIT(f, NULL, NULL);
  if (f->task.status != TASK_ENOMEM)
    return EXPECTATION_FAILED;
  if (!task_running())
    return EXPECTATION_FAILED;
  return cancel_requested(token) ? EXPECTATION_FAILED : 0;
  TASK_END();
}

static void null_is_out_of_memory_there_too(void **state) {
  (void)state;
  struct counting frame = {.rounds = 1};
  assert_int_equal(task_wait(task_run_stackless(awaits_null, &frame, sizeof frame, 0, CANCEL_NONE)),
                   0);
  assert_int_equal(task_wait(task_run_stackless(awaits_null, &frame, 1, 0, CANCEL_NONE)),
                   TASK_ENOMEM);
}

struct waiting {
  task_frame task;
  task *gate;
};

static int wait_at_the_gate(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  struct waiting *f = arg;
  TASK_BEGIN(f);
  TASK_AWAIT(f, f->gate, NULL);
  return f->task.status;
  TASK_END();
}

static void a_hundred_thousand_wait_without_stacks(void **state) {
  (void)state;
  struct task_runtime_options options = {.workers = 2, .max_stacks = 64};
  assert_int_equal(task_runtime_start(&options), 0);
  task_source *source = task_source_create(0);
  task **tasks = calloc(MANY, sizeof *tasks);
  assert_non_null(tasks);
  for (size_t i = 0; i < MANY; i++) {
    struct waiting frame = {.gate = task_source_task(source)};
    tasks[i] = task_run_stackless(wait_at_the_gate, &frame, sizeof frame, 0, CANCEL_NONE);
  }
  task *all = task_when_all(tasks, MANY);
  assert_true(task_source_try_result(source, NULL));
  assert_int_equal(task_wait(all), 0);
  task_source_destroy(source);
  free(tasks);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(locals_in_the_frame_outlive_waits, stop_runtime),
      cmocka_unit_test_teardown(they_combine_with_others, stop_runtime),
      cmocka_unit_test_teardown(they_are_cancelled_and_their_errors_travel, stop_runtime),
      cmocka_unit_test_teardown(an_error_goes_through, stop_runtime),
      cmocka_unit_test_teardown(null_is_out_of_memory_there_too, stop_runtime),
      cmocka_unit_test_teardown(a_hundred_thousand_wait_without_stacks, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
