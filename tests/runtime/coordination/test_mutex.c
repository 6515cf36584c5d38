// SPDX-License-Identifier: MIT
// task_mutex and task_condition.
#include <pthread.h>
#include <unistd.h>

#include "../test.h"

enum { WAITERS = 5 };

// A mutex with those who wait for it, on one worker: a task that was started waits when the call
// returns.
struct line {
  task_mutex mutex;
  int order[WAITERS];
  int served;
};

struct place {
  struct line *line;
  int number;
};

static int locks_once(void *arg, cancel_token token, void *result) {
  (void)result;
  struct place *place = arg;
  struct line *line = place->line;
  int status = task_mutex_lock(&line->mutex, token);
  if (status != 0)
    return status;
  line->order[line->served++] = place->number;
  task_yield(); // held across a suspension
  task_mutex_unlock(&line->mutex);
  return 0;
}

static int serves_in_order(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  struct line line = {.mutex = TASK_MUTEX_INIT};
  struct place places[WAITERS];
  task *tasks[WAITERS];
  CHECK(task_mutex_lock(&line.mutex, token) == 0);
  for (int i = 0; i < WAITERS; i++) {
    places[i] = (struct place){&line, i};
    tasks[i] = task_start(locks_once, &places[i], 0, token);
  }
  CHECK(line.served == 0);
  task_mutex_unlock(&line.mutex);
  // It was handed over already: who comes now stands behind the line.
  CHECK(task_mutex_try_lock(&line.mutex) == TASK_EAGAIN);
  CHECK(task_mutex_lock(&line.mutex, token) == 0);
  CHECK(line.served == WAITERS);
  task_mutex_unlock(&line.mutex);
  CHECK(task_await(task_when_all(tasks, WAITERS), NULL) == 0);
  for (int i = 0; i < WAITERS; i++)
    CHECK(line.order[i] == i);
  return 0;
}

static void a_mutex_serves_who_came_first(void **state) {
  (void)state;
  start_workers(1);
  run_in_task(serves_in_order, NULL);
}

static int cancels_one_of_two(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  struct line line = {0};
  struct place places[] = {{&line, 0}, {&line, 1}};
  cancel_source *source = make_source();
  CHECK(task_mutex_lock(&line.mutex, token) == 0);
  task *first = task_start(locks_once, &places[0], 0, cancel_source_token(source));
  task *second = task_start(locks_once, &places[1], 0, token);
  cancel_request(source);
  int gone = task_await(first, NULL);
  task_mutex_unlock(&line.mutex);
  int got = task_await(second, NULL);
  cancel_source_destroy(source);
  CHECK(gone == TASK_ECANCELED);
  CHECK(got == 0 && line.served == 1 && line.order[0] == 1);
  return 0;
}

static void a_cancelled_waiter_leaves_the_line(void **state) {
  (void)state;
  start_workers(1);
  run_in_task(cancels_one_of_two, NULL);
}

static int cancels_the_heir(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  struct line line = {0};
  struct place place = {&line, 7};
  cancel_source *source = make_source();
  CHECK(task_mutex_lock(&line.mutex, token) == 0);
  task *heir = task_start(locks_once, &place, 0, cancel_source_token(source));
  task_mutex_unlock(&line.mutex); // handed over, but the heir has not run yet
  cancel_request(source);
  int status = task_await(heir, NULL);
  cancel_source_destroy(source);
  CHECK(status == 0 && line.order[0] == 7);
  CHECK(task_mutex_try_lock(&line.mutex) == 0); // and gave it back
  task_mutex_unlock(&line.mutex);
  return 0;
}

static void a_waiter_cancelled_while_it_is_handed_the_mutex_keeps_it(void **state) {
  (void)state;
  start_workers(1);
  run_in_task(cancels_the_heir, NULL);
}

static void a_deadline_ends_the_wait_of_a_thread(void **state) {
  (void)state;
  struct line line = {0};
  struct place place = {&line, 0};
  cancel_source *source = make_source();
  assert_int_equal(task_mutex_lock(&line.mutex, CANCEL_NONE), 0);
  cancel_source_cancel_after(source, 1);
  // As a task and, in task_offload(), as a thread.
  task *waiter = task_run(locks_once, &place, 0, cancel_source_token(source));
  task *thread = task_offload(locks_once, &place, 0, cancel_source_token(source));
  assert_int_equal(task_wait(waiter), TASK_ETIMEDOUT);
  assert_int_equal(task_wait(thread), TASK_ETIMEDOUT);
  task_mutex_unlock(&line.mutex);
  cancel_source_destroy(source);
}

static int locks_twice(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  task_mutex mutex = TASK_MUTEX_INIT;
  CHECK(task_mutex_lock(&mutex, token) == 0);
  CHECK(task_mutex_lock(&mutex, token) == TASK_EDEADLK);
  CHECK(task_mutex_try_lock(&mutex) == TASK_EDEADLK);
  task_mutex_unlock(&mutex);
  CHECK(task_mutex_try_lock(&mutex) == 0);
  task_mutex_unlock(&mutex);
  return 0;
}

static void locking_twice_is_an_error_not_a_hang(void **state) {
  (void)state;
  run_in_task(locks_twice, NULL);
  assert_int_equal(locks_twice(NULL, CANCEL_NONE, NULL), 0);
}

static int unlocks(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  task_mutex_unlock(arg);
  return 0;
}

static void a_stranger_that_unlocks_is_reported(void **state) {
  (void)state;
  task_mutex mutex = TASK_MUTEX_INIT;
  assert_int_equal(task_mutex_try_lock(&mutex), 0);
  FILE *file = tmpfile();
  int saved = dup(STDERR_FILENO);
  assert_non_null(file);
  assert_true(saved >= 0 && dup2(fileno(file), STDERR_FILENO) >= 0);
  int status = task_wait(task_run(unlocks, &mutex, 0, CANCEL_NONE));
  assert_true(dup2(saved, STDERR_FILENO) >= 0);
  close(saved);
  rewind(file);
  char line[200] = "";
  assert_non_null(fgets(line, sizeof line, file));
  fclose(file);
  assert_int_equal(status, 0);
  assert_string_equal(line, "taskrt: `task_mutex_unlock` on a mutex that another task holds\n");
  assert_int_equal(task_mutex_try_lock(&mutex), 0);
}

// --- many at the same time ----------------------------------------------------------------------

enum { CROWD = 40, ROUNDS = 200 };

struct counter {
  task_mutex mutex;
  bool inside;
  long held;
};

static int counts(void *arg, cancel_token token, void *result) {
  struct counter *counter = arg;
  for (int i = 0; i < ROUNDS; i++) {
    int status = task_mutex_lock(&counter->mutex, token);
    if (status != 0)
      return status;
    CHECK(!counter->inside);
    counter->inside = true;
    if (i % 8 == 0)
      task_yield();
    counter->held++;
    ++*(long *)result;
    counter->inside = false;
    task_mutex_unlock(&counter->mutex);
  }
  return 0;
}

static void tasks_and_threads_exclude_each_other(void **state) {
  (void)state;
  start_workers(3);
  struct counter counter = {0};
  task *tasks[CROWD];
  long held[CROWD];
  for (int i = 0; i < CROWD; i++)
    tasks[i] = i % 8 ? task_run(counts, &counter, sizeof(long), CANCEL_NONE)
                     : task_offload(counts, &counter, sizeof(long), CANCEL_NONE);
  assert_int_equal(task_result(task_when_all(tasks, CROWD), held), 0);
  assert_int_equal(counter.held, CROWD * ROUNDS);
}

// What is locked at the moment of a cancellation is neither lost nor given twice.
static void cancellation_loses_no_mutex(void **state) {
  (void)state;
  start_workers(3);
  for (int round = 0; round < 30; round++) {
    struct counter counter = {0};
    cancel_source *source = make_source();
    task *tasks[CROWD];
    for (int i = 0; i < CROWD; i++)
      tasks[i] = task_run(counts, &counter, sizeof(long),
                          i % 2 ? cancel_source_token(source) : CANCEL_NONE);
    cancel_request(source);
    for (int i = 0; i < CROWD; i++) {
      int status = task_wait(tasks[i]);
      assert_true(status == 0 || (i % 2 && status == TASK_ECANCELED));
    }
    assert_true(counter.held >= CROWD / 2 * ROUNDS);
    assert_int_equal(task_mutex_try_lock(&counter.mutex), 0);
    task_mutex_unlock(&counter.mutex);
    cancel_source_destroy(source);
  }
}

// --- conditions ---------------------------------------------------------------------------------

struct turn {
  task_mutex mutex;
  task_condition changed;
  int value;
  int order[WAITERS];
};

static int waits_for_change(void *arg, cancel_token token, void *result) {
  (void)result;
  struct turn *turn = arg;
  int status = task_mutex_lock(&turn->mutex, token);
  if (status != 0)
    return status;
  while (turn->value == 0 && status == 0)
    status = task_condition_wait(&turn->changed, &turn->mutex, token);
  CHECK(task_mutex_try_lock(&turn->mutex) == TASK_EDEADLK); // it holds it in every case
  if (status == 0)
    turn->value--;
  task_mutex_unlock(&turn->mutex);
  return status;
}

static void change(struct turn *turn, int by, bool all) {
  assert_int_equal(task_mutex_lock(&turn->mutex, CANCEL_NONE), 0);
  turn->value += by;
  if (all)
    task_condition_broadcast(&turn->changed);
  else
    task_condition_signal(&turn->changed);
  task_mutex_unlock(&turn->mutex);
}

static void a_condition_wakes_one_or_all(void **state) {
  (void)state;
  start_workers(2);
  struct turn turn = {.mutex = TASK_MUTEX_INIT, .changed = TASK_CONDITION_INIT};
  task *tasks[WAITERS];
  for (int i = 0; i < WAITERS; i++)
    tasks[i] = i % 2 ? task_run(waits_for_change, &turn, 0, CANCEL_NONE)
                     : task_offload(waits_for_change, &turn, 0, CANCEL_NONE);
  change(&turn, 1, false);
  change(&turn, WAITERS - 1, true);
  for (int i = 0; i < WAITERS; i++)
    assert_int_equal(task_wait(tasks[i]), 0);
  assert_int_equal(turn.value, 0);
}

static int cancels_waiters(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  struct turn turn = {0};
  cancel_source *source = make_source();
  cancel_token inner = cancel_source_token(source);
  task *waiting = task_start(waits_for_change, &turn, 0, inner);
  cancel_request(source);
  int cancelled = task_await(waiting, NULL);
  cancel_source_destroy(source);

  // Signalled first, cancelled then: the signal counts.
  source = make_source();
  waiting = task_start(waits_for_change, &turn, 0, cancel_source_token(source));
  CHECK(task_mutex_lock(&turn.mutex, token) == 0);
  turn.value = 1;
  task_condition_signal(&turn.changed);
  task_mutex_unlock(&turn.mutex);
  cancel_request(source);
  int signalled = task_await(waiting, NULL);
  cancel_source_destroy(source);
  CHECK(cancelled == TASK_ECANCELED);
  CHECK(signalled == 0 && turn.value == 0);
  return 0;
}

static void a_cancelled_wait_for_a_condition_holds_the_mutex_and_takes_no_signal(void **state) {
  (void)state;
  start_workers(1);
  run_in_task(cancels_waiters, NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(a_mutex_serves_who_came_first, stop_runtime),
      cmocka_unit_test_teardown(a_cancelled_waiter_leaves_the_line, stop_runtime),
      cmocka_unit_test_teardown(a_waiter_cancelled_while_it_is_handed_the_mutex_keeps_it,
                                stop_runtime),
      cmocka_unit_test_teardown(a_deadline_ends_the_wait_of_a_thread, stop_runtime),
      cmocka_unit_test_teardown(locking_twice_is_an_error_not_a_hang, stop_runtime),
      cmocka_unit_test_teardown(a_stranger_that_unlocks_is_reported, stop_runtime),
      cmocka_unit_test_teardown(tasks_and_threads_exclude_each_other, stop_runtime),
      cmocka_unit_test_teardown(cancellation_loses_no_mutex, stop_runtime),
      cmocka_unit_test_teardown(a_condition_wakes_one_or_all, stop_runtime),
      cmocka_unit_test_teardown(
          a_cancelled_wait_for_a_condition_holds_the_mutex_and_takes_no_signal, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
