// SPDX-License-Identifier: MIT
// The work-stealing deque by itself.
#include <pthread.h>

#include "test.h"

#include "scheduler/deque.h"

enum { ITEMS = 200000, THIEVES = 3 };

static struct deque deque;
static char items[ITEMS]; // their addresses stand for coroutines
static atomic_uchar taken[ITEMS];
static atomic_bool over, twice;

static struct coroutine *item(size_t index) {
  return (struct coroutine *)(void *)&items[index];
}

static size_t index_of(struct coroutine *coroutine) {
  return (size_t)((char *)(void *)coroutine - items);
}

static void the_owner_takes_the_newest_and_thieves_the_oldest(void **state) {
  (void)state;
  for (size_t i = 0; i < 4; i++)
    assert_true(deque__push(&deque, item(i)));
  assert_int_equal(deque__length(&deque), 4);
  assert_true(deque__newest(&deque) == item(3));
  assert_true(deque__pop(&deque) == item(3));
  assert_true(deque__steal(&deque) == item(0));
  assert_true(deque__pop(&deque) == item(2));
  assert_true(deque__pop(&deque) == item(1));
  assert_true(deque__newest(&deque) == NULL);
  assert_true(deque__pop(&deque) == NULL);
  assert_true(deque__steal(&deque) == NULL);
}

static void a_full_deque_refuses(void **state) {
  (void)state;
  for (size_t i = 0; i < DEQUE_SLOTS; i++)
    assert_true(deque__push(&deque, item(i)));
  assert_false(deque__push(&deque, item(DEQUE_SLOTS)));
  for (size_t i = 0; i < DEQUE_SLOTS; i++)
    assert_true(deque__steal(&deque) == item(i));
}

static void take(struct coroutine *coroutine) {
  if (coroutine && atomic_fetch_add(&taken[index_of(coroutine)], 1) != 0)
    atomic_store(&twice, true); // nothing after this makes sense, or may end
}

static void *thief(void *arg) {
  while (!atomic_load(&over))
    take(deque__steal(&deque));
  return arg;
}

static void each_element_is_taken_once(void **state) {
  (void)state;
  pthread_t threads[THIEVES];
  for (size_t i = 0; i < THIEVES; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, thief, NULL), 0);
  for (size_t i = 0; i < ITEMS; i++) {
    while (!deque__push(&deque, item(i)) && !atomic_load(&twice))
      take(deque__pop(&deque));
    if (i % 3 == 0)
      take(deque__pop(&deque));
  }
  while (deque__length(&deque) > 0 && !atomic_load(&twice))
    take(deque__pop(&deque));
  atomic_store(&over, true);
  for (size_t i = 0; i < THIEVES; i++)
    pthread_join(threads[i], NULL);
  assert_false(atomic_load(&twice));
  for (size_t i = 0; i < ITEMS; i++)
    assert_int_equal(atomic_load(&taken[i]), 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_owner_takes_the_newest_and_thieves_the_oldest),
      cmocka_unit_test(a_full_deque_refuses),
      cmocka_unit_test(each_element_is_taken_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
