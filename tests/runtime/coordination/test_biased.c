// SPDX-License-Identifier: MIT
// The biased lock by itself: one worker comes to hold it by plain writes, and others exclude it.
#include <sched.h>

#include "../test.h"

#include "coordination/biased.h"

enum { OFTEN = 1000, ROUNDS = 200 };

struct counted {
  struct biased_lock lock;
  atomic_bool enough;
  long count; // guarded by the lock
};

static void add_one(struct counted *counted) {
  biased__take(&counted->lock);
  counted->count++;
  biased__give(&counted->lock);
}

static int add_often(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  for (int i = 0; i < OFTEN; i++)
    add_one(arg);
  return 0;
}

static void the_worker_that_uses_it_needs_no_exchange(void **state) {
  (void)state;
  barrier__prepare(true);
  if (!barrier__ready())
    skip();
  start_workers(1);
  struct counted counted = {.count = 0};
  run_in_task(add_often, &counted);
  assert_non_null(atomic_load(&counted.lock.home));
  assert_false(atomic_load(&counted.lock.revoked));
  assert_int_equal(counted.lock.word, LOCK_FREE);
  assert_int_equal(counted.count, OFTEN);
}

static void threads_of_the_program_get_no_bias(void **state) {
  (void)state;
  struct counted counted = {.count = 0};
  assert_int_equal(add_often(&counted, CANCEL_NONE, NULL), 0);
  assert_null(atomic_load(&counted.lock.home));
}

static int add_until_enough(void *arg, cancel_token token, void *result) {
  (void)token;
  struct counted *counted = arg;
  while (!atomic_load(&counted->enough)) {
    add_one(counted);
    ++*(long *)result;
  }
  return 0;
}

static void another_thread_takes_the_bias_away_and_excludes_the_worker(void **state) {
  (void)state;
  barrier__prepare(true);
  if (!barrier__ready())
    skip();
  start_workers(1);
  for (int round = 0; round < ROUNDS; round++) {
    struct counted counted = {.count = 0};
    long added = 0;
    task *adding = task_run(add_until_enough, &counted, sizeof added, CANCEL_NONE);
    while (!atomic_load(&counted.lock.home))
      sched_yield();
    for (int i = 0; i < OFTEN; i++)
      add_one(&counted);
    atomic_store(&counted.enough, true);
    assert_int_equal(task_result(adding, &added), 0);
    assert_true(atomic_load(&counted.lock.revoked));
    assert_int_equal(counted.count, added + OFTEN);
  }
}

static void workers_that_take_turns_exclude_each_other(void **state) {
  (void)state;
  start_workers(3);
  for (int round = 0; round < ROUNDS; round++) {
    enum { ADDERS = 4 };
    struct counted counted = {.count = 0};
    task *adders[ADDERS];
    for (int i = 0; i < ADDERS; i++)
      adders[i] = task_run(add_often, &counted, 0, CANCEL_NONE);
    add_one(&counted);
    assert_int_equal(task_wait(task_when_all(adders, ADDERS)), 0);
    assert_int_equal(counted.count, ADDERS * OFTEN + 1);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(the_worker_that_uses_it_needs_no_exchange, stop_runtime),
      cmocka_unit_test(threads_of_the_program_get_no_bias),
      cmocka_unit_test_teardown(another_thread_takes_the_bias_away_and_excludes_the_worker,
                                stop_runtime),
      cmocka_unit_test_teardown(workers_that_take_turns_exclude_each_other, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
