// SPDX-License-Identifier: MIT
// Guests: threads of the program that run tasks, and tasks that go from one home to another. Below
// the public functions, so that each step can be told from the next.
#include <pthread.h>

#include "scheduler.h"
#include "system/park.h"
#include "test.h"

static struct parker parker;

static void wake_main(void *user) {
  (void)user;
  parker__wake(&parker);
}

// Serves `guest` on this thread until `t` is over.
static int serve_until_over(struct worker *guest, task *t) {
  while (!task_is_done(t)) {
    (void)parker__park(&parker, clock__after(1));
    scheduler__serve(guest);
  }
  return task_wait(t);
}

static task *run_on(struct worker *guest, task_fn body, void *arg) {
  struct coroutine *coroutine = coroutine__create(body, arg, 0, CANCEL_NONE, NULL);
  assert_non_null(coroutine);
  scheduler__submit_to(guest, coroutine);
  return &coroutine->base;
}

static int stays_here(void *arg, cancel_token token, void *result) {
  (void)result;
  pthread_t *thread = arg;
  EXPECT(pthread_equal(*thread, pthread_self()));
  EXPECT(scheduler__this_guest());
  for (int i = 0; i < 3; i++) {
    EXPECT(task_delay(1, token) == 0);
    EXPECT(scheduler__this_guest());
    task_yield();
    EXPECT(scheduler__this_guest());
  }
  return 0;
}

static void a_task_of_a_guest_resumes_on_its_thread(void **state) {
  (void)state;
  start_workers(2);
  struct worker *guest = scheduler__create_guest(wake_main, NULL);
  assert_non_null(guest);
  pthread_t self = pthread_self();
  assert_int_equal(serve_until_over(guest, run_on(guest, stays_here, &self)), 0);
  assert_null(scheduler__this_guest());
  scheduler__destroy_guest(guest);
}

static void go_to_pool(struct coroutine *coroutine, void *arg) {
  (void)arg;
  scheduler__submit(coroutine);
}

static struct worker *destination;

static void go_to(struct coroutine *coroutine, void *guest) {
  scheduler__submit_to(guest, coroutine);
}

static int moves(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  for (int i = 0; i < 100; i++) {
    EXPECT(scheduler__this_guest() == destination);
    scheduler__suspend_then(go_to_pool, NULL);
    EXPECT(!scheduler__this_guest() && scheduler__on_worker());
    scheduler__suspend_then(go_to, destination);
  }
  return 0;
}

static void a_suspended_task_goes_to_the_pool_and_back(void **state) {
  (void)state;
  start_workers(2);
  destination = scheduler__create_guest(wake_main, NULL);
  assert_non_null(destination);
  assert_int_equal(serve_until_over(destination, run_on(destination, moves, NULL)), 0);
  scheduler__destroy_guest(destination);
}

static int serve_in_task(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  task *inner = run_on(arg, moves, NULL);
  while (!task_is_done(inner)) {
    scheduler__serve(arg);
    EXPECT(scheduler__on_worker() && !scheduler__this_guest());
    task_yield();
  }
  return task_await(inner, NULL);
}

static void a_task_may_serve_a_guest(void **state) {
  (void)state;
  start_workers(2);
  destination = scheduler__create_guest(wake_main, NULL);
  assert_non_null(destination);
  run_in_task(serve_in_task, destination);
  scheduler__destroy_guest(destination);
}

// Two tasks that hand over to each other without the scheduler.
struct pair {
  struct coroutine *inner;
  int steps;
};

static int suspends_thrice(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  struct pair *pair = arg;
  for (int i = 0; i < 3; i++) {
    pair->steps++;
    scheduler__suspend();
  }
  return 0;
}

static int runs_the_other(void *arg, cancel_token token, void *result) {
  (void)result;
  struct pair *pair = arg;
  pair->inner = coroutine__create(suspends_thrice, pair, 0, token, NULL);
  EXPECT(pair->inner);
  scheduler__start_now(pair->inner);
  for (int i = 1; i <= 3; i++) {
    EXPECT(pair->steps == i);
    EXPECT(scheduler__run_now(pair->inner));
  }
  EXPECT(task_is_done(&pair->inner->base));
  return task_await(&pair->inner->base, NULL);
}

static void a_task_lets_another_go_on_inside_it(void **state) {
  (void)state;
  struct pair pair = {0};
  run_in_task(runs_the_other, &pair);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(a_task_of_a_guest_resumes_on_its_thread, stop_runtime),
      cmocka_unit_test_teardown(a_suspended_task_goes_to_the_pool_and_back, stop_runtime),
      cmocka_unit_test_teardown(a_task_may_serve_a_guest, stop_runtime),
      cmocka_unit_test_teardown(a_task_lets_another_go_on_inside_it, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
