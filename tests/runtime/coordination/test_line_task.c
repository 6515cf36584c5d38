// SPDX-License-Identifier: MIT
// Waits in line as tasks: by stackless tasks, in combinations, cancelled at each moment.
#include <string.h>

#include "../test.h"

// One worker: what was started waits when task_yield() has come round.
static void start_one(void) {
  start_workers(1);
}

static void ignore_faults(const struct task_fault *fault, void *user) {
  (void)fault;
  (void)user;
}

static void note_status(int status, void *arg) {
  *(int *)arg = status;
}

static task *run_frame(task_fn body, const void *frame, size_t size, cancel_token token) {
  return task_run_stackless(body, frame, size, 0, token);
}

// --- stackless tasks ----------------------------------------------------------------------------

struct shared {
  task_mutex mutex;
  task_semaphore permits;
  task_event go;
  task_latch ready;
  task_channel *numbers;
  int inside, most, sum;
  const void *holder;
};

struct worker_frame {
  task_frame task;
  struct shared *shared;
  int round, number;
};

enum { WORKERS = 50, ROUNDS = 20 };

// Under a semaphore of three, and the mutex held across a wait.
static int work_in_turn(void *arg, cancel_token token, void *result) {
  (void)result;
  struct worker_frame *f = arg;
  struct shared *shared = f->shared;
  TASK_BEGIN(f);
  task_latch_count_down(&shared->ready);
  TASK_AWAIT(f, task_event_wait_async(&shared->go, token), NULL);
  for (f->round = 0; f->round < ROUNDS; f->round++) {
    TASK_AWAIT(f, task_semaphore_acquire_async(&shared->permits, token), NULL);
    if (f->task.status != 0)
      return f->task.status;
    TASK_AWAIT(f, task_mutex_lock_async(&shared->mutex, token), NULL);
    if (f->task.status != 0)
      return f->task.status;
    shared->inside++;
    shared->most = shared->inside > shared->most ? shared->inside : shared->most;
    TASK_YIELD(f);
    shared->inside--;
    shared->sum++;
    task_mutex_unlock(&shared->mutex);
    task_semaphore_release(&shared->permits);
  }
  TASK_END();
}

static void stackless_tasks_take_turns_at_locks(void **state) {
  (void)state;
  start_workers(3);
  struct shared shared = {.mutex = TASK_MUTEX_INIT,
                          .permits = TASK_SEMAPHORE_INIT(3),
                          .go = TASK_EVENT_INIT,
                          .ready = TASK_LATCH_INIT(WORKERS)};
  struct worker_frame frame = {.shared = &shared};
  task *workers[WORKERS];
  for (int i = 0; i < WORKERS; i++)
    workers[i] = run_frame(work_in_turn, &frame, sizeof frame, CANCEL_NONE);
  assert_int_equal(task_wait(task_latch_wait_async(&shared.ready, CANCEL_NONE)), 0);
  task_event_set(&shared.go);
  assert_int_equal(task_wait(task_when_all(workers, WORKERS)), 0);
  assert_int_equal(shared.most, 1);
  assert_int_equal(shared.sum, WORKERS * ROUNDS);
  assert_int_equal(shared.permits.permits, 3);
}

static int locks_twice(void *arg, cancel_token token, void *result) {
  (void)result;
  struct worker_frame *f = arg;
  TASK_BEGIN(f);
  TASK_AWAIT(f, task_mutex_lock_async(&f->shared->mutex, token), NULL);
  if (f->task.status != 0)
    return f->task.status;
  TASK_AWAIT(f, task_mutex_lock_async(&f->shared->mutex, token), NULL);
  f->number = f->task.status;
  task_mutex_unlock(&f->shared->mutex);
  return f->number == TASK_EDEADLK ? 0 : EXPECTATION_FAILED;
  TASK_END();
}

static void a_stackless_task_is_known_as_the_owner_of_its_mutex(void **state) {
  (void)state;
  start_workers(2);
  struct shared shared = {.mutex = TASK_MUTEX_INIT};
  struct worker_frame frame = {.shared = &shared};
  task *both[] = {run_frame(locks_twice, &frame, sizeof frame, CANCEL_NONE),
                  run_frame(locks_twice, &frame, sizeof frame, CANCEL_NONE)};
  assert_int_equal(task_wait(task_when_all(both, 2)), 0);
  assert_null(shared.mutex.owner);
}

struct turn {
  task_mutex mutex;
  task_condition changed;
  int value, waiting;
};

struct turn_frame {
  task_frame task;
  struct turn *turn;
};

// Takes one of the value, and holds the mutex after each wait, however it ended.
static int waits_for_change(void *arg, cancel_token token, void *result) {
  (void)result;
  struct turn_frame *f = arg;
  struct turn *turn = f->turn;
  TASK_BEGIN(f);
  // async-lint: allow(dropped-token) nobody holds the mutex for long
  TASK_AWAIT(f, task_mutex_lock_async(&turn->mutex, CANCEL_NONE), NULL);
  turn->waiting++;
  while (turn->value == 0 && f->task.status == 0) {
    TASK_AWAIT(f, task_condition_wait_async(&turn->changed, &turn->mutex, token), NULL);
    EXPECT(task_mutex_try_lock(&turn->mutex) == TASK_EDEADLK);
  }
  turn->value -= f->task.status == 0;
  task_mutex_unlock(&turn->mutex);
  return f->task.status;
  TASK_END();
}

static void change(struct turn *turn, int by) {
  assert_int_equal(task_mutex_lock(&turn->mutex, CANCEL_NONE), 0);
  turn->value += by;
  task_condition_broadcast(&turn->changed);
  task_mutex_unlock(&turn->mutex);
}

static void stackless_tasks_wait_for_a_condition(void **state) {
  (void)state;
  start_workers(3);
  struct turn turn = {.mutex = TASK_MUTEX_INIT};
  struct turn_frame frame = {.turn = &turn};
  task *waiters[WORKERS];
  for (int i = 0; i < WORKERS; i++)
    waiters[i] = run_frame(waits_for_change, &frame, sizeof frame, CANCEL_NONE);
  for (int i = 0; i < WORKERS / 2; i++)
    change(&turn, 2);
  assert_int_equal(task_wait(task_when_all(waiters, WORKERS)), 0);
  assert_int_equal(turn.value, 0);
}

static void a_cancelled_wait_for_a_condition_has_the_mutex_again(void **state) {
  (void)state;
  start_one();
  struct turn turn = {.mutex = TASK_MUTEX_INIT};
  struct turn_frame frame = {.turn = &turn};
  cancel_source *source = make_source();
  task *waiter = run_frame(waits_for_change, &frame, sizeof frame, cancel_source_token(source));
  cancel_request(source);
  assert_int_equal(task_wait(waiter), TASK_ECANCELED);
  waiter = run_frame(waits_for_change, &frame, sizeof frame, cancel_source_token(source));
  assert_int_equal(task_wait(waiter), TASK_ECANCELED); // before it began to wait
  assert_null(turn.mutex.owner);
  assert_int_equal(turn.waiting, 2);
  cancel_source_destroy(source);
}

struct holding {
  task_mutex *mutex;
  task_event has, go;
};

static int holds_until_told(void *arg, cancel_token token, void *result) {
  (void)result;
  struct holding *holding = arg;
  EXPECT(task_mutex_lock(holding->mutex, token) == 0);
  task_event_set(&holding->has);
  int status = task_event_wait(&holding->go, token);
  task_mutex_unlock(holding->mutex);
  return status;
}

static void a_cancelled_wait_for_a_condition_ends_when_it_has_the_mutex(void **state) {
  (void)state;
  start_one();
  task_mutex mutex = TASK_MUTEX_INIT;
  task_condition changed = TASK_CONDITION_INIT;
  struct holding holding = {.mutex = &mutex};
  cancel_source *source = make_source();
  assert_int_equal(task_mutex_try_lock(&mutex), 0);
  task *wait = task_condition_wait_async(&changed, &mutex, cancel_source_token(source));
  task *holder = task_run(holds_until_told, &holding, 0, CANCEL_NONE);
  assert_int_equal(task_event_wait(&holding.has, CANCEL_NONE), 0);
  cancel_request(source);
  assert_false(task_is_done(wait));
  task_event_set(&holding.go);
  assert_int_equal(task_wait(wait), TASK_ECANCELED);
  assert_int_equal(task_mutex_try_lock(&mutex), TASK_EDEADLK);
  task_mutex_unlock(&mutex);
  assert_int_equal(task_wait(holder), 0);
  cancel_source_destroy(source);
}

static int sends(void *arg, cancel_token token, void *result) {
  (void)result;
  struct worker_frame *f = arg;
  TASK_BEGIN(f);
  for (f->round = 1; f->round <= ROUNDS; f->round++) {
    TASK_AWAIT(f, task_channel_send_async(f->shared->numbers, &f->round, token), NULL);
    if (f->task.status != 0)
      return f->task.status;
  }
  task_channel_close(f->shared->numbers);
  TASK_END();
}

static int receives(void *arg, cancel_token token, void *result) {
  (void)result;
  struct worker_frame *f = arg;
  TASK_BEGIN(f);
  for (;;) {
    TASK_AWAIT(f, task_channel_receive_async(f->shared->numbers, token), &f->number);
    if (f->task.status != 0)
      return f->task.status == TASK_ECLOSED ? 0 : f->task.status;
    f->shared->sum += f->number;
  }
  TASK_END();
}

static void items_go_from_one_stackless_task_to_another(void **state) {
  (void)state;
  start_workers(2);
  for (size_t capacity = 0; capacity < 3; capacity++) {
    struct shared shared = {.numbers = task_channel_create(sizeof(int), capacity)};
    struct worker_frame frame = {.shared = &shared};
    task *both[] = {run_frame(sends, &frame, sizeof frame, CANCEL_NONE),
                    run_frame(receives, &frame, sizeof frame, CANCEL_NONE)};
    assert_int_equal(task_wait(task_when_all(both, 2)), 0);
    assert_int_equal(shared.sum, ROUNDS * (ROUNDS + 1) / 2);
    task_channel_destroy(shared.numbers);
  }
}

static int counts(task_stream *stream, void *arg, cancel_token token) {
  int status = 0;
  for (int i = 1; i <= *(int *)arg && status == 0; i++) {
    status = i % 2 ? task_delay(1, token) : 0;
    if (status == 0)
      status = task_stream_yield(stream, &i);
  }
  return status != 0 ? status : task_fail(-EIO, "no more numbers");
}

struct reader {
  task_frame task;
  task_stream *stream;
  int *sum;
  int number;
};

static int reads(void *arg, cancel_token token, void *result) {
  (void)result;
  struct reader *f = arg;
  TASK_BEGIN(f);
  for (;;) {
    TASK_AWAIT(f, task_stream_next_async(f->stream, token), &f->number);
    if (f->task.status != 0)
      break;
    *f->sum += f->number;
  }
  TASK_AWAIT(f, task_stream_close_async(f->stream), NULL);
  return f->task.status;
  TASK_END();
}

static void a_stackless_task_reads_a_stream_to_its_error(void **state) {
  (void)state;
  start_workers(2);
  int most = ROUNDS, sum = 0;
  struct reader frame = {.sum = &sum};
  frame.stream = task_stream_create(counts, &most, sizeof(int), CANCEL_NONE);
  assert_int_equal(task_wait(run_frame(reads, &frame, sizeof frame, CANCEL_NONE)), -EIO);
  assert_string_equal(task_last_error()->message, "no more numbers");
  assert_int_equal(sum, ROUNDS * (ROUNDS + 1) / 2);
}

static void an_item_that_came_too_late_is_the_next_one(void **state) {
  (void)state;
  start_workers(2);
  int most = 2, number = 0;
  task_stream *stream = task_stream_create(counts, &most, sizeof(int), CANCEL_NONE);
  cancel_source *source = cancel_source_create();
  task *next = task_stream_next_async(stream, cancel_source_token(source));
  cancel_request(source);
  int status = task_result(next, &number);
  assert_true(status == TASK_ECANCELED || (status == 0 && number == 1));
  if (status != 0)
    assert_int_equal(task_result(task_stream_next_async(stream, CANCEL_NONE), &number), 0);
  assert_int_equal(number, 1);
  assert_int_equal(task_result(task_stream_next_async(stream, CANCEL_NONE), &number), 0);
  assert_int_equal(number, 2);
  assert_int_equal(task_wait(task_stream_close_async(stream)), 0);
  cancel_source_destroy(source);
}

// --- task-local values --------------------------------------------------------------------------

static task_local name = TASK_LOCAL_INIT(NULL);

struct named {
  task_frame task;
  char *name;
};

static int sees_name(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  return task_local_get(&name) == arg ? 0 : EXPECTATION_FAILED;
}

static int keeps_its_name(void *arg, cancel_token token, void *result) {
  (void)result;
  struct named *f = arg;
  TASK_BEGIN(f);
  if (strcmp(task_local_get(&name), "parent") != 0 || task_local_set(&name, f->name) != 0)
    return EXPECTATION_FAILED;
  TASK_AWAIT(f, task_delay_async(1, token), NULL);
  if (task_local_get(&name) != f->name)
    return EXPECTATION_FAILED;
  TASK_AWAIT(f, task_run(sees_name, f->name, 0, token), NULL);
  return f->task.status;
  TASK_END();
}

static int starts_named(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  static char parent[] = "parent", first[] = "first", second[] = "second";
  EXPECT(task_local_set(&name, parent) == 0);
  struct named one = {.name = first}, two = {.name = second};
  task *both[] = {run_frame(keeps_its_name, &one, sizeof one, token),
                  run_frame(keeps_its_name, &two, sizeof two, token)};
  int status = task_await(task_when_all(both, 2), NULL);
  EXPECT(task_local_get(&name) == parent);
  return status;
}

static void values_live_from_one_wait_of_a_stackless_task_to_the_next(void **state) {
  (void)state;
  start_workers(2);
  assert_int_equal(task_wait(task_run(starts_named, NULL, 0, CANCEL_NONE)), 0);
}

// --- combinations and cancellation --------------------------------------------------------------

static void waits_in_line_combine(void **state) {
  (void)state;
  start_one();
  task_event event = TASK_EVENT_INIT;
  task_channel *channel = task_channel_create(sizeof(int), 1);
  int item = 7, got = 0;
  size_t first = 9;
  task *waits[] = {task_event_wait_async(&event, CANCEL_NONE),
                   task_channel_receive_async(channel, CANCEL_NONE)};
  task *any = task_when_any(waits, 2);
  assert_int_equal(task_channel_try_send(channel, &item), 0);
  assert_int_equal(task_result(any, &first), 0);
  assert_int_equal(first, 1);
  assert_int_equal(task_result(waits[1], &got), 0);
  assert_int_equal(got, 7);
  assert_int_equal(task_await_until(waits[0], 1, CANCEL_NONE), TASK_ETIMEDOUT);
  task_event_set(&event);
  assert_int_equal(task_wait(waits[0]), 0);
  task_channel_destroy(channel);
}

static void a_wait_that_is_cancelled_leaves_the_line(void **state) {
  (void)state;
  start_one();
  task_semaphore semaphore = TASK_SEMAPHORE_INIT(0);
  cancel_source *source = cancel_source_create();
  task *first = task_semaphore_acquire_async(&semaphore, cancel_source_token(source));
  task *second = task_semaphore_acquire_async(&semaphore, CANCEL_NONE);
  cancel_request(source);
  assert_int_equal(task_wait(first), TASK_ECANCELED);
  assert_int_equal(task_wait(task_semaphore_acquire_async(&semaphore, cancel_source_token(source))),
                   TASK_ECANCELED);
  task_semaphore_release(&semaphore);
  assert_int_equal(task_wait(second), 0);
  assert_int_equal(semaphore.permits, 0);
  cancel_source_destroy(source);
}

static void a_deadline_ends_a_wait(void **state) {
  (void)state;
  start_one();
  task_mutex mutex = TASK_MUTEX_INIT;
  assert_int_equal(task_mutex_try_lock(&mutex), 0);
  task_mutex other = TASK_MUTEX_INIT;
  cancel_source *source = cancel_source_create();
  cancel_source_cancel_after(source, 2);
  other.owner = &other; // somebody else's
  assert_int_equal(task_wait(task_mutex_lock_async(&other, cancel_source_token(source))),
                   TASK_ETIMEDOUT);
  assert_int_equal(task_wait(task_mutex_lock_async(&mutex, CANCEL_NONE)), TASK_EDEADLK);
  task_mutex_unlock(&mutex);
  cancel_source_destroy(source);
}

static void closing_ends_waits_in_a_channel(void **state) {
  (void)state;
  start_one();
  task_channel *channel = task_channel_create(sizeof(int), 0);
  int item = 1;
  task *waits[] = {task_channel_receive_async(channel, CANCEL_NONE), NULL};
  waits[1] = task_channel_send_async(channel, &item, CANCEL_NONE); // goes to the receiver
  task *last = task_channel_send_async(channel, &item, CANCEL_NONE);
  assert_int_equal(task_wait(task_when_all(waits, 2)), 0);
  task_channel_close(channel);
  assert_int_equal(task_wait(last), TASK_ECLOSED);
  task_channel_destroy(channel);
}

// Each permit is handed over or not, whatever comes first: none is lost, none is doubled.
static int racer(void *arg, cancel_token token, void *result) {
  (void)token;
  int status = task_await(task_semaphore_acquire_async(arg, token), NULL);
  *(int *)result = status == 0;
  return status == TASK_ECANCELED ? 0 : status;
}

static void cancellation_races_with_being_chosen(void **state) {
  (void)state;
  start_workers(3);
  for (int round = 0; round < 300; round++) {
    enum { RACERS = 6 };
    task_semaphore semaphore = TASK_SEMAPHORE_INIT(0);
    cancel_source *source = cancel_source_create();
    task *racers[RACERS];
    int got[RACERS] = {0}, taken = 0;
    for (int i = 0; i < RACERS; i++)
      racers[i] = task_run(racer, &semaphore, sizeof(int),
                           i % 2 ? cancel_source_token(source) : CANCEL_NONE);
    for (int i = 0; i < RACERS / 2; i++)
      task_semaphore_release(&semaphore);
    cancel_request(source);
    for (int i = 0; i < RACERS / 2; i++)
      task_semaphore_release(&semaphore);
    assert_int_equal(task_result(task_when_all(racers, RACERS), got), 0);
    for (int i = 0; i < RACERS; i++)
      taken += got[i];
    assert_int_equal((size_t)taken + semaphore.permits, RACERS);
    cancel_source_destroy(source);
  }
}

static void waits_that_are_left_are_given_up_when_the_runtime_stops(void **state) {
  (void)state;
  start_one();
  static task_event never = TASK_EVENT_INIT;
  static int ended;
  task_set_unobserved_handler(ignore_faults, NULL);
  ended = 0;
  for (int i = 0; i < 100; i++)
    task_detach(task_event_wait_async(&never, CANCEL_NONE), note_status, &ended);
  task_runtime_stop();
  task_set_unobserved_handler(NULL, NULL);
  assert_int_equal(ended, TASK_EABANDONED);
  assert_null(never.waiters.first);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(stackless_tasks_take_turns_at_locks, stop_runtime),
      cmocka_unit_test_teardown(a_stackless_task_is_known_as_the_owner_of_its_mutex, stop_runtime),
      cmocka_unit_test_teardown(stackless_tasks_wait_for_a_condition, stop_runtime),
      cmocka_unit_test_teardown(a_cancelled_wait_for_a_condition_has_the_mutex_again, stop_runtime),
      cmocka_unit_test_teardown(a_cancelled_wait_for_a_condition_ends_when_it_has_the_mutex,
                                stop_runtime),
      cmocka_unit_test_teardown(items_go_from_one_stackless_task_to_another, stop_runtime),
      cmocka_unit_test_teardown(a_stackless_task_reads_a_stream_to_its_error, stop_runtime),
      cmocka_unit_test_teardown(an_item_that_came_too_late_is_the_next_one, stop_runtime),
      cmocka_unit_test_teardown(values_live_from_one_wait_of_a_stackless_task_to_the_next,
                                stop_runtime),
      cmocka_unit_test_teardown(waits_in_line_combine, stop_runtime),
      cmocka_unit_test_teardown(a_wait_that_is_cancelled_leaves_the_line, stop_runtime),
      cmocka_unit_test_teardown(a_deadline_ends_a_wait, stop_runtime),
      cmocka_unit_test_teardown(closing_ends_waits_in_a_channel, stop_runtime),
      cmocka_unit_test_teardown(cancellation_races_with_being_chosen, stop_runtime),
      cmocka_unit_test_teardown(waits_that_are_left_are_given_up_when_the_runtime_stops,
                                stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
