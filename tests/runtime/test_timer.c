// SPDX-License-Identifier: MIT
// The wheel of timers by itself, with moments that the test makes up.
#include "test.h"

#include "system/park.h"
#include "timer.h"

enum { COUNT = 500 };
#define MILLISECOND ((uint64_t)CLOCK_NANOSECONDS_PER_MILLISECOND)

// Timers that note the order in which they fire.
static struct {
  struct timer_wheel wheel;
  struct timer timers[COUNT];
  unsigned fired[COUNT];
  unsigned count;
} test;

static void note(struct timer *timer) {
  test.fired[test.count++] = (unsigned)(timer - test.timers);
}

static int open_wheel(void **state) {
  (void)state;
  timer_wheel__init(&test.wheel, 0);
  test.wheel.owner = pthread_self();
  test.count = 0;
  return 0;
}

static int close_wheel(void **state) {
  (void)state;
  timer_wheel__close(&test.wheel);
  return 0;
}

static bool start(unsigned index, uint64_t due) {
  return timer__start(&test.wheel, &test.timers[index], due * MILLISECOND, note);
}

static void the_earliest_fires_first_and_the_others_stay(void **state) {
  (void)state;
  assert_true(timer_wheel__next(&test.wheel) == CLOCK_NEVER);
  assert_true(start(0, 40));
  assert_true(start(1, 10)); // now the earliest: a sleeper has to be woken
  assert_false(start(2, 30));
  assert_false(start(3, 20));
  assert_int_equal(timer_wheel__next(&test.wheel), 10 * MILLISECOND);
  timer_wheel__fire(&test.wheel, 9 * MILLISECOND);
  assert_int_equal(test.count, 0);
  timer_wheel__fire(&test.wheel, 30 * MILLISECOND);
  const unsigned order[] = {1, 3, 2, 0};
  assert_int_equal(test.count, 3);
  assert_int_equal(timer_wheel__next(&test.wheel), 40 * MILLISECOND);
  timer_wheel__fire(&test.wheel, 40 * MILLISECOND);
  assert_memory_equal(test.fired, order, sizeof order);
  assert_true(timer_wheel__next(&test.wheel) == CLOCK_NEVER);
}

static void those_due_at_once_fire_as_they_were_started(void **state) {
  (void)state;
  for (unsigned i = 0; i < COUNT; i++)
    start((i * 7) % COUNT, 5);
  timer_wheel__fire(&test.wheel, 5 * MILLISECOND);
  for (unsigned i = 0; i < COUNT; i++)
    assert_int_equal(test.fired[i], (i * 7) % COUNT);
}

static void removing_leaves_the_others_in_order(void **state) {
  (void)state;
  uint32_t random = 1;
  for (unsigned i = 0; i < COUNT; i++) {
    random = random * 1664525 + 1013904223;
    start(i, random >> 16);
  }
  timer_wheel__fire(&test.wheel, 10000 * MILLISECOND); // gives the wheel some shape
  unsigned before = test.count, removed = 0;
  for (unsigned i = 0; i < COUNT; i += 3)
    removed += timer__remove(&test.timers[i]);
  for (unsigned i = 0; i < COUNT; i += 3)
    assert_false(timer__remove(&test.timers[i]));
  timer_wheel__fire(&test.wheel, CLOCK_NEVER);
  assert_true(before > 0 && removed > 0);
  assert_int_equal(test.count + removed, COUNT);
  for (unsigned i = 1; i < test.count; i++)
    assert_true(test.timers[test.fired[i - 1]].tick <= test.timers[test.fired[i]].tick);
  for (unsigned i = before; i < test.count; i++)
    assert_true(test.fired[i] % 3 != 0);
}

static void a_timer_that_was_never_started_is_not_removed(void **state) {
  (void)state;
  struct timer timer = {0};
  assert_false(timer__remove(&timer));
  timer__settle(&timer);
}

static unsigned again;

static void start_again(struct timer *timer) {
  if (++again < 3)
    timer__start(timer->wheel, timer, (timer->tick + 10) * MILLISECOND, start_again);
  else
    timer__settle(timer); // by its own function: does not wait for itself
}

static void a_timer_may_start_itself_again(void **state) {
  (void)state;
  again = 0;
  timer__start(&test.wheel, &test.timers[0], 10 * MILLISECOND, start_again);
  timer_wheel__fire(&test.wheel, 10 * MILLISECOND);
  assert_int_equal(again, 1);
  timer_wheel__fire(&test.wheel, 100 * MILLISECOND);
  assert_int_equal(again, 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(the_earliest_fires_first_and_the_others_stay, open_wheel,
                                      close_wheel),
      cmocka_unit_test_setup_teardown(those_due_at_once_fire_as_they_were_started, open_wheel,
                                      close_wheel),
      cmocka_unit_test_setup_teardown(removing_leaves_the_others_in_order, open_wheel, close_wheel),
      cmocka_unit_test_setup_teardown(a_timer_that_was_never_started_is_not_removed, open_wheel,
                                      close_wheel),
      cmocka_unit_test_setup_teardown(a_timer_may_start_itself_again, open_wheel, close_wheel),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
