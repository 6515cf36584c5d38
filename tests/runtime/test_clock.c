// SPDX-License-Identifier: MIT
// Virtual time: hours of delays without waiting.
#include "test.h"

enum { HOUR = 3600 * 1000 };

static int freeze(void **state) {
  (void)state;
  return task_clock_freeze();
}

static int thaw(void **state) {
  int failed = stop_runtime(state);
  return failed ? failed : task_clock_thaw();
}

// The moments at which things happened.
struct diary {
  uint64_t begin;
  uint64_t moments[8];
  atomic_uint count;
};

static void note(struct diary *diary) {
  diary->moments[atomic_fetch_add(&diary->count, 1) % 8] = task_clock_now() - diary->begin;
}

static int every_hour(void *arg, cancel_token token, void *result) {
  (void)result;
  int status = 0;
  for (unsigned i = 0; i < 4 && status == 0; i++) {
    status = task_delay(HOUR, token);
    note(arg);
  }
  return status;
}

static void delays_end_when_time_is_advanced(void **state) {
  (void)state;
  start_workers(2);
  struct diary diary = {.begin = task_clock_now()};
  task *t = task_run(every_hour, &diary, 0, CANCEL_NONE);
  assert_int_equal(task_clock_advance(HOUR - 1), 0);
  assert_int_equal(atomic_load(&diary.count), 0);
  assert_int_equal(task_clock_advance(1), 0);
  assert_int_equal(atomic_load(&diary.count), 1);
  assert_int_equal(task_clock_advance(10 * HOUR), 0);
  assert_int_equal(atomic_load(&diary.count), 4);
  for (unsigned i = 0; i < 4; i++)
    assert_int_equal(diary.moments[i], (i + 1) * HOUR);
  assert_true(task_is_done(t));
  assert_int_equal(task_wait(t), 0);
  assert_int_equal(task_clock_now() - diary.begin, 11 * HOUR);
}

static void deadlines_pass_with_virtual_time(void **state) {
  (void)state;
  struct diary diary = {.begin = task_clock_now()};
  cancel_source *source = cancel_source_create();
  cancel_source_cancel_after(source, 2 * HOUR + 5);
  task *t = task_run(every_hour, &diary, 0, cancel_source_token(source));
  assert_int_equal(task_clock_advance(2 * HOUR + 4), 0);
  assert_false(cancel_requested(cancel_source_token(source)));
  assert_int_equal(task_clock_advance(1), 0);
  assert_true(cancel_requested(cancel_source_token(source)));
  assert_int_equal(task_wait(t), TASK_ETIMEDOUT);
  assert_int_equal(atomic_load(&diary.count), 3);
  assert_int_equal(diary.moments[2], 2 * HOUR + 5);
  cancel_source_destroy(source);
}

static int number(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  note(arg);
  return 0;
}

// What follows a timer has happened when the call returns, on other threads too.
static int delay_then_offload(void *arg, cancel_token token, void *result) {
  (void)result;
  int status = task_delay(10, token);
  return status ? status : task_await(task_offload(number, arg, 0, token), NULL);
}

static void advancing_waits_for_what_follows(void **state) {
  (void)state;
  start_workers(2);
  for (unsigned i = 0; i < 100; i++) {
    struct diary diary = {.begin = task_clock_now()};
    task *t = task_run(delay_then_offload, &diary, 0, CANCEL_NONE);
    assert_int_equal(task_clock_advance(10), 0);
    assert_true(task_is_done(t));
    assert_int_equal(diary.moments[0], 10);
    assert_int_equal(task_wait(t), 0);
  }
}

static int advance_in_a_task(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  return task_clock_advance(1); // async-lint: allow(blocking-call) refused, which is the test
}

static void mistakes_are_refused(void **state) {
  (void)state;
  assert_int_equal(task_wait(task_run(advance_in_a_task, NULL, 0, CANCEL_NONE)), TASK_ECONTEXT);
  assert_int_equal(task_clock_freeze(), TASK_EALREADY);
  assert_int_equal(task_clock_thaw(), TASK_EALREADY);
  task_runtime_stop();
  uint64_t now = task_clock_now();
  assert_int_equal(task_clock_advance(5), 0);
  assert_int_equal(task_clock_now(), now + 5);
  assert_int_equal(task_clock_thaw(), 0);
  assert_int_equal(task_clock_advance(1), TASK_EINVAL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(delays_end_when_time_is_advanced, freeze, thaw),
      cmocka_unit_test_setup_teardown(deadlines_pass_with_virtual_time, freeze, thaw),
      cmocka_unit_test_setup_teardown(advancing_waits_for_what_follows, freeze, thaw),
      cmocka_unit_test_setup_teardown(mistakes_are_refused, freeze, thaw),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
