// SPDX-License-Identifier: MIT
// Several workers, wake-ups across them, start and stop of the runtime.
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "test.h"

static int nothing(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  return 0;
}

static void starting_twice_is_refused(void **state) {
  (void)state;
  assert_int_equal(task_runtime_start(NULL), 0);
  assert_int_equal(task_runtime_start(NULL), TASK_EALREADY);
}

static void options_out_of_range_are_refused(void **state) {
  (void)state;
  struct task_runtime_options many = {.workers = 1000000};
  struct task_runtime_options huge = {.stack_size = (size_t)1 << 40};
  assert_int_equal(task_runtime_start(&many), TASK_EINVAL);
  assert_int_equal(task_runtime_start(&huge), TASK_EINVAL);
}

static void stopping_what_does_not_run_does_nothing(void **state) {
  (void)state;
  task_runtime_stop();
  task_runtime_stop();
  assert_int_equal(task_runtime_start(NULL), 0);
}

static void the_runtime_starts_again_after_a_stop(void **state) {
  (void)state;
  for (unsigned round = 0; round < 20; round++) {
    start_workers(1 + round % 4);
    assert_int_equal(task_wait(task_run(nothing, NULL, 0, CANCEL_NONE)), 0);
    task_runtime_stop();
  }
}

static int count_up(void *arg, cancel_token token, void *result) {
  (void)result;
  int status = task_delay(1, token);
  atomic_fetch_add((atomic_int *)arg, 1);
  return status;
}

static void stop_waits_for_running_tasks(void **state) {
  (void)state;
  atomic_int count = 0;
  for (unsigned i = 0; i < 100; i++)
    task_detach(task_run(count_up, &count, 0, CANCEL_NONE), NULL, NULL);
  task_runtime_stop();
  assert_int_equal(atomic_load(&count), 100);
}

static int start_in_a_task(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  return task_runtime_start(NULL);
}

static void a_task_cannot_start_the_runtime(void **state) {
  (void)state;
  assert_int_equal(task_wait(task_run(start_in_a_task, NULL, 0, CANCEL_NONE)), TASK_ECONTEXT);
}

static int stop_in_a_task(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  int out = dup(STDERR_FILENO), ends[2];
  EXPECT(pipe(ends) == 0);
  dup2(ends[1], STDERR_FILENO);
  task_runtime_stop(); // async-lint: allow(blocking-call) refused, which is the test
  dup2(out, STDERR_FILENO);
  char text[100];
  // async-lint: allow(blocking-call) it has been written
  EXPECT(read(ends[0], text, sizeof text) > 0);
  close(ends[0]);
  close(ends[1]);
  close(out);
  return task_delay(1, token);
}

static void stopping_in_a_task_is_refused_aloud(void **state) {
  (void)state;
  assert_int_equal(task_wait(task_run(stop_in_a_task, NULL, 0, CANCEL_NONE)), 0);
}

// The thread a task runs on; asked through a call so that no compiler keeps the answer.
__attribute__((noinline)) static pthread_t this_thread(void) {
  __asm__ volatile("");
  return pthread_self();
}

static int stays_on_its_thread(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  pthread_t home = this_thread();
  for (unsigned i = 0; i < 20; i++) {
    if (i % 4 == 0)
      EXPECT(task_delay(1, token) == 0);
    else if (i % 4 == 1)
      EXPECT(task_await(task_run(nothing, NULL, 0, token), NULL) == 0); // a task, to suspend
    else if (i % 4 == 2)
      EXPECT(task_await(task_offload(nothing, NULL, 0, token), NULL) == 0);
    else
      task_yield();
    EXPECT(pthread_equal(home, this_thread()));
  }
  return 0;
}

static void a_started_task_stays_on_its_worker(void **state) {
  (void)state;
  start_workers(4);
  task *tasks[200];
  for (unsigned i = 0; i < 200; i++)
    tasks[i] = task_run(stays_on_its_thread, NULL, 0, CANCEL_NONE);
  assert_int_equal(task_wait(task_when_all(tasks, 200)), 0);
}

// Two tasks on two workers hand a baton to and fro; each awaits what the other completes.
static int relay(void *arg, cancel_token token, void *result) {
  int left = *(int *)arg;
  if (left == 0)
    return 0;
  int next = left - 1, seen = 0;
  int status = task_await(task_run(relay, &next, sizeof seen, token), &seen);
  *(int *)result = seen + 1;
  return status;
}

static void completions_wake_awaiters_on_other_workers(void **state) {
  (void)state;
  start_workers(4);
  enum { RUNNERS = 32, LENGTH = 100 };
  int length = LENGTH, counts[RUNNERS];
  task *tasks[RUNNERS];
  for (unsigned i = 0; i < RUNNERS; i++)
    tasks[i] = task_run(relay, &length, sizeof(int), CANCEL_NONE);
  assert_int_equal(task_result(task_when_all(tasks, RUNNERS), counts), 0);
  for (unsigned i = 0; i < RUNNERS; i++)
    assert_int_equal(counts[i], LENGTH);
}

// While one worker is blocked, another must take what its task has queued.
static int block_until_sibling_ran(void *arg, cancel_token token, void *result) {
  (void)result;
  int *ends = arg;
  (void)token;
  char byte;
  // async-lint: allow(blocking-call) on purpose
  return read(ends[0], &byte, 1) == 1 ? 0 : -errno;
}

static int write_a_byte(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  // async-lint: allow(blocking-call) a pipe with room
  return write(((int *)arg)[1], "!", 1) == 1 ? 0 : -errno;
}

static int queue_then_block(void *arg, cancel_token token, void *result) {
  task *writer = task_run(write_a_byte, arg, 0, token);
  int status = block_until_sibling_ran(arg, token, result);
  int other = task_await(writer, NULL);
  return status ? status : other;
}

static void an_idle_worker_takes_what_a_busy_one_queued(void **state) {
  (void)state;
  start_workers(2);
  for (unsigned round = 0; round < 200; round++) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    run_in_task(queue_then_block, ends);
    close(ends[0]);
    close(ends[1]);
  }
}

static void *use_the_runtime(void *arg) {
  intptr_t bad = 0;
  for (unsigned i = 0; i < 200; i++) {
    bad |= task_wait(task_run(nothing, NULL, 0, CANCEL_NONE));
    bad |= task_wait(task_run(count_up, arg, 0, CANCEL_NONE));
    bad |= task_wait(task_offload(nothing, NULL, 0, CANCEL_NONE));
  }
  return (void *)bad;
}

static void several_threads_share_the_runtime_and_start_it_once(void **state) {
  (void)state;
  enum { THREADS = 4 };
  pthread_t threads[THREADS];
  atomic_int count = 0;
  for (unsigned i = 0; i < THREADS; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, use_the_runtime, &count), 0);
  for (unsigned i = 0; i < THREADS; i++) {
    void *bad = NULL;
    pthread_join(threads[i], &bad);
    assert_null(bad);
  }
  assert_int_equal(atomic_load(&count), THREADS * 200);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(starting_twice_is_refused, stop_runtime),
      cmocka_unit_test_teardown(options_out_of_range_are_refused, stop_runtime),
      cmocka_unit_test_teardown(stopping_what_does_not_run_does_nothing, stop_runtime),
      cmocka_unit_test_teardown(the_runtime_starts_again_after_a_stop, stop_runtime),
      cmocka_unit_test_teardown(stop_waits_for_running_tasks, stop_runtime),
      cmocka_unit_test_teardown(a_task_cannot_start_the_runtime, stop_runtime),
      cmocka_unit_test_teardown(stopping_in_a_task_is_refused_aloud, stop_runtime),
      cmocka_unit_test_teardown(a_started_task_stays_on_its_worker, stop_runtime),
      cmocka_unit_test_teardown(completions_wake_awaiters_on_other_workers, stop_runtime),
      cmocka_unit_test_teardown(an_idle_worker_takes_what_a_busy_one_queued, stop_runtime),
      cmocka_unit_test_teardown(several_threads_share_the_runtime_and_start_it_once, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
