// SPDX-License-Identifier: MIT
// What tasks wait for without owning it: semaphore, event, latch, ticker.
#include <string.h>

#include "../test.h"

// --- semaphore ----------------------------------------------------------------------------------

enum { LIMIT = 3, CROWD = 30 };

struct gate {
  task_semaphore semaphore;
  atomic_int inside, most;
};

static int passes(void *arg, cancel_token token, void *result) {
  (void)result;
  struct gate *gate = arg;
  for (int i = 0; i < 50; i++) {
    int status = task_semaphore_acquire(&gate->semaphore, token);
    if (status != 0)
      return status;
    int inside = atomic_fetch_add(&gate->inside, 1) + 1;
    if (inside > atomic_load(&gate->most))
      atomic_store(&gate->most, inside);
    task_yield();
    atomic_fetch_sub(&gate->inside, 1);
    task_semaphore_release(&gate->semaphore);
  }
  return 0;
}

static void a_semaphore_lets_as_many_in_as_it_has_permits(void **state) {
  (void)state;
  start_workers(3);
  struct gate gate = {.semaphore = TASK_SEMAPHORE_INIT(LIMIT)};
  task *tasks[CROWD];
  for (int i = 0; i < CROWD; i++)
    tasks[i] = task_run(passes, &gate, 0, CANCEL_NONE);
  assert_int_equal(task_wait(task_when_all(tasks, CROWD)), 0);
  assert_in_range(atomic_load(&gate.most), 1, LIMIT);
  for (int i = 0; i < LIMIT; i++)
    assert_int_equal(task_semaphore_try_acquire(&gate.semaphore), 0);
  assert_int_equal(task_semaphore_try_acquire(&gate.semaphore), TASK_EAGAIN);
}

static int acquires(void *arg, cancel_token token, void *result) {
  (void)result;
  return task_semaphore_acquire(arg, token);
}

static int cancels_acquirers(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  task_semaphore semaphore = TASK_SEMAPHORE_INIT(0);
  cancel_source *source = make_source();
  task *gone = task_start(acquires, &semaphore, 0, cancel_source_token(source));
  task *heir = task_start(acquires, &semaphore, 0, token);
  cancel_request(source);
  task_semaphore_release(&semaphore);
  int first = task_await(gone, NULL), second = task_await(heir, NULL);
  cancel_source_destroy(source);
  // Given first, cancelled then: the permit is the waiter's.
  source = make_source();
  task *given = task_start(acquires, &semaphore, 0, cancel_source_token(source));
  task_semaphore_release(&semaphore);
  cancel_request(source);
  int third = task_await(given, NULL);
  cancel_source_destroy(source);
  CHECK(first == TASK_ECANCELED && second == 0 && third == 0);
  CHECK(semaphore.permits == 0);
  return 0;
}

static void a_permit_is_lost_by_no_cancellation(void **state) {
  (void)state;
  start_workers(1);
  run_in_task(cancels_acquirers, NULL);
}

// --- event --------------------------------------------------------------------------------------

static int waits_for_event(void *arg, cancel_token token, void *result) {
  (void)result;
  return task_event_wait(arg, token);
}

static void an_event_releases_all_and_stays_set(void **state) {
  (void)state;
  start_workers(2);
  task_event event = TASK_EVENT_INIT;
  task *tasks[CROWD];
  for (int i = 0; i < CROWD; i++)
    tasks[i] = i % 10 ? task_run(waits_for_event, &event, 0, CANCEL_NONE)
                      : task_offload(waits_for_event, &event, 0, CANCEL_NONE);
  assert_false(task_event_is_set(&event));
  task_event_set(&event);
  for (int i = 0; i < CROWD; i++)
    assert_int_equal(task_wait(tasks[i]), 0);
  assert_true(task_event_is_set(&event));
  assert_int_equal(task_event_wait(&event, CANCEL_NONE), 0);
}

static int resets(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  task_event event = TASK_EVENT_INIT;
  task *first = task_start(waits_for_event, &event, 0, token);
  task_event_set(&event);
  task_event_reset(&event);
  cancel_source *source = make_source();
  task *second = task_start(waits_for_event, &event, 0, cancel_source_token(source));
  int released = task_await(first, NULL);
  bool waits = !task_is_done(second);
  cancel_request(source);
  int cancelled = task_await(second, NULL);
  int refused = task_event_wait(&event, cancel_source_token(source));
  cancel_source_destroy(source);
  CHECK(released == 0 && waits && cancelled == TASK_ECANCELED && refused == TASK_ECANCELED);
  return 0;
}

static void who_an_event_released_stays_released_after_a_reset(void **state) {
  (void)state;
  start_workers(1);
  run_in_task(resets, NULL);
}

static void a_thread_waits_for_an_event_with_a_deadline_without_a_runtime(void **state) {
  (void)state;
  task_event event = TASK_EVENT_INIT;
  cancel_source *source = make_source();
  cancel_source_cancel_after(source, 1);
  assert_int_equal(task_event_wait(&event, cancel_source_token(source)), TASK_ETIMEDOUT);
  cancel_source_destroy(source);
}

// --- latch --------------------------------------------------------------------------------------

static int counts_down(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  task_latch_count_down(arg);
  return 0;
}

// The latch lies in a frame that goes away as soon as the wait is over.
static int waits_for_latch(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  task *tasks[8];
  int status;
  {
    task_latch latch = TASK_LATCH_INIT(8);
    for (int i = 0; i < 8; i++)
      tasks[i] = task_run(counts_down, &latch, 0, token);
    status = task_latch_wait(&latch, token);
    CHECK(latch.count == 0);
    memset(&latch, 0xff, sizeof latch); // nobody uses it any more
  }
  int others = task_await(task_when_all(tasks, 8), NULL);
  return status ? status : others;
}

static void a_latch_opens_with_the_last_count_and_may_go_at_once(void **state) {
  (void)state;
  start_workers(3);
  for (int i = 0; i < 200; i++)
    run_in_task(waits_for_latch, NULL);
}

static int waits_in_vain(void *arg, cancel_token token, void *result) {
  (void)result;
  return task_latch_wait(arg, token);
}

static void a_wait_for_a_latch_is_cancelled(void **state) {
  (void)state;
  task_latch latch = TASK_LATCH_INIT(1);
  cancel_source *source = make_source();
  task *waiting = task_run(waits_in_vain, &latch, 0, cancel_source_token(source));
  cancel_request(source);
  assert_int_equal(task_wait(waiting), TASK_ECANCELED);
  task_latch_count_down(&latch);
  task_latch_count_down(&latch); // beyond 0
  assert_int_equal(task_wait(task_run(waits_in_vain, &latch, 0, CANCEL_NONE)), 0);
  cancel_source_destroy(source);
}

// --- ticker -------------------------------------------------------------------------------------

static int ticks(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  task_ticker ticker;
  task_ticker_start(&ticker, 1);
  uint64_t before = ticker.next;
  for (int i = 0; i < 5; i++) {
    CHECK(task_ticker_next(&ticker, token) == 0);
    CHECK(ticker.next > before);
    CHECK((ticker.next - before) % ticker.period == 0); // no drift
    before = ticker.next;
  }
  return 0;
}

static void a_ticker_comes_again_without_drift(void **state) {
  (void)state;
  run_in_task(ticks, NULL);
  assert_int_equal(ticks(NULL, CANCEL_NONE, NULL), 0);
}

static void missed_moments_count_as_one(void **state) {
  (void)state;
  task_ticker ticker;
  task_ticker_start(&ticker, 1000);
  uint64_t first = ticker.next;
  ticker.next -= 10 * ticker.period; // as if nobody had looked for so long
  assert_int_equal(task_ticker_next(&ticker, CANCEL_NONE), 0);
  assert_true(ticker.next >= first - ticker.period);
  assert_int_equal((ticker.next - (first - 10 * ticker.period)) % ticker.period, 0);
}

static void a_cancelled_wait_for_a_ticker_leaves_the_moment_to_come(void **state) {
  (void)state;
  cancel_source *source = make_source();
  cancel_request(source);
  task_ticker ticker;
  task_ticker_start(&ticker, UINT64_MAX);
  uint64_t due = ticker.next;
  assert_int_equal(task_ticker_next(&ticker, cancel_source_token(source)), TASK_ECANCELED);
  assert_true(ticker.next == due);
  cancel_source_destroy(source);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(a_semaphore_lets_as_many_in_as_it_has_permits, stop_runtime),
      cmocka_unit_test_teardown(a_permit_is_lost_by_no_cancellation, stop_runtime),
      cmocka_unit_test_teardown(an_event_releases_all_and_stays_set, stop_runtime),
      cmocka_unit_test_teardown(who_an_event_released_stays_released_after_a_reset, stop_runtime),
      cmocka_unit_test_teardown(a_thread_waits_for_an_event_with_a_deadline_without_a_runtime,
                                stop_runtime),
      cmocka_unit_test_teardown(a_latch_opens_with_the_last_count_and_may_go_at_once, stop_runtime),
      cmocka_unit_test_teardown(a_wait_for_a_latch_is_cancelled, stop_runtime),
      cmocka_unit_test_teardown(a_ticker_comes_again_without_drift, stop_runtime),
      cmocka_unit_test_teardown(missed_moments_count_as_one, stop_runtime),
      cmocka_unit_test_teardown(a_cancelled_wait_for_a_ticker_leaves_the_moment_to_come,
                                stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
