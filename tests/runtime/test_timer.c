// SPDX-License-Identifier: MIT
// The heap of timers by itself, with moments that the test makes up.
#include "test.h"

#include "system/park.h"
#include "timer.h"

enum { COUNT = 500 };

// Timers that note the order in which they fire.
static struct {
  struct timer_heap heap;
  struct timer timers[COUNT];
  unsigned fired[COUNT];
  unsigned count;
} test;

static void note(struct timer *timer) {
  test.fired[test.count++] = (unsigned)(timer - test.timers);
}

static int open_heap(void **state) {
  (void)state;
  timer_heap__init(&test.heap);
  test.heap.owner = pthread_self();
  test.count = 0;
  return 0;
}

static int close_heap(void **state) {
  (void)state;
  timer_heap__close(&test.heap);
  return 0;
}

static bool start(unsigned index, uint64_t due) {
  return timer__start(&test.heap, &test.timers[index], due, note);
}

static void the_earliest_fires_first_and_the_others_stay(void **state) {
  (void)state;
  assert_true(timer_heap__next(&test.heap) == CLOCK_NEVER);
  assert_true(start(0, 40));
  assert_true(start(1, 10)); // now the earliest: a sleeper has to be woken
  assert_false(start(2, 30));
  assert_false(start(3, 20));
  assert_int_equal(timer_heap__next(&test.heap), 10);
  timer_heap__fire(&test.heap, 9);
  assert_int_equal(test.count, 0);
  timer_heap__fire(&test.heap, 30);
  const unsigned order[] = {1, 3, 2, 0};
  assert_int_equal(test.count, 3);
  assert_int_equal(timer_heap__next(&test.heap), 40);
  timer_heap__fire(&test.heap, 40);
  assert_memory_equal(test.fired, order, sizeof order);
  assert_true(timer_heap__next(&test.heap) == CLOCK_NEVER);
}

static void those_due_at_once_fire_as_they_were_started(void **state) {
  (void)state;
  for (unsigned i = 0; i < COUNT; i++)
    start((i * 7) % COUNT, 5);
  timer_heap__fire(&test.heap, 5);
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
  timer_heap__fire(&test.heap, 10000); // gives the heap some shape
  unsigned before = test.count, removed = 0;
  for (unsigned i = 0; i < COUNT; i += 3)
    removed += timer__remove(&test.timers[i]);
  for (unsigned i = 0; i < COUNT; i += 3)
    assert_false(timer__remove(&test.timers[i]));
  timer_heap__fire(&test.heap, CLOCK_NEVER);
  assert_true(before > 0 && removed > 0);
  assert_int_equal(test.count + removed, COUNT);
  for (unsigned i = 1; i < test.count; i++)
    assert_true(test.timers[test.fired[i - 1]].due <= test.timers[test.fired[i]].due);
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
    timer__start(timer->heap, timer, timer->due + 10, start_again);
  else
    timer__settle(timer); // by its own function: does not wait for itself
}

static void a_timer_may_start_itself_again(void **state) {
  (void)state;
  again = 0;
  timer__start(&test.heap, &test.timers[0], 10, start_again);
  timer_heap__fire(&test.heap, 10);
  assert_int_equal(again, 1);
  timer_heap__fire(&test.heap, 100);
  assert_int_equal(again, 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(the_earliest_fires_first_and_the_others_stay, open_heap,
                                      close_heap),
      cmocka_unit_test_setup_teardown(those_due_at_once_fire_as_they_were_started, open_heap,
                                      close_heap),
      cmocka_unit_test_setup_teardown(removing_leaves_the_others_in_order, open_heap, close_heap),
      cmocka_unit_test_setup_teardown(a_timer_that_was_never_started_is_not_removed, open_heap,
                                      close_heap),
      cmocka_unit_test_setup_teardown(a_timer_may_start_itself_again, open_heap, close_heap),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
