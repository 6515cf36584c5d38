// SPDX-License-Identifier: MIT
// Several workers, wake-ups across them, start and stop of the runtime.
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
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

// What the watchdog has told.
static struct {
  atomic_uint count;
  _Atomic(const char *) name;
  int ends[2];
} hogs;

static void note_hog(const struct task_fault *fault, void *user) {
  (void)user;
  if (fault->kind != TASK_FAULT_HOG)
    return;
  atomic_store(&hogs.name, fault->name);
  atomic_fetch_add(&hogs.count, 1);
  (void)!write(hogs.ends[1], "!", 1);
}

static void a_task_that_keeps_its_worker_is_named(void **state) {
  (void)state;
  assert_int_equal(pipe(hogs.ends), 0);
  task_set_unobserved_handler(note_hog, NULL);
  struct task_runtime_options options = {.workers = 1, .hog_milliseconds = 5};
  assert_int_equal(task_runtime_start(&options), 0);
  task *t = task_run(block_until_sibling_ran, hogs.ends, 0, CANCEL_NONE);
  task_set_name(t, "the hog");
  assert_int_equal(task_wait(t), 0); // ends when the watchdog has written
  task_runtime_stop();
  task_set_unobserved_handler(NULL, NULL);
  assert_int_equal(atomic_load(&hogs.count), 1);
  const char *name = atomic_load(&hogs.name);
  assert_true(name == NULL ||
              strcmp(name, "the hog") == 0); // it may have begun before it was named
  close(hogs.ends[0]);
  close(hogs.ends[1]);
}

static void ignore_fault(const struct task_fault *fault, void *user) {
  (void)fault;
  (void)user;
}

static int await_arg(void *arg, cancel_token token, void *result) {
  (void)token;
  return task_await(arg, result);
}

static void stopping_gives_up_a_source_that_a_task_waits_for(void **state) {
  (void)state;
  task_set_unobserved_handler(ignore_fault, NULL);
  task_source *source = task_source_create(0);
  task *t = task_run(await_arg, task_source_task(source), 0, CANCEL_NONE);
  task *reference = task_ref(t);
  task_detach(t, NULL, NULL);
  task_detach(reference, NULL, NULL);
  task_runtime_stop();
  task_set_unobserved_handler(NULL, NULL);
  assert_false(task_source_try_result(source, NULL)); // it has an outcome
  task_source_destroy(source);
}

// Awaits what is over, again and again, and never has to suspend.
static int never_suspends(void *arg, cancel_token token, void *result) {
  (void)result;
  atomic_int *flag = arg;
  int status = 0;
  while (status == 0 && atomic_load(flag) == 0)
    status = task_await(task_completed(NULL, 0), NULL);
  return status ? status : cancel_check(token);
}

static int set_flag(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  atomic_store((atomic_int *)arg, 1);
  return 0;
}

static void a_task_that_never_has_to_wait_lets_others_run(void **state) {
  (void)state;
  start_workers(1);
  atomic_int flag = 0;
  task *tasks[] = {task_run(never_suspends, &flag, 0, CANCEL_NONE),
                   task_run(set_flag, &flag, 0, CANCEL_NONE)};
  assert_int_equal(task_wait(task_when_all(tasks, 2)), 0);
}

static int fan_out(void *arg, cancel_token token, void *result) {
  (void)result;
  enum { COUNT = 5000 }; // more than a queue of its own holds
  task **tasks = malloc(COUNT * sizeof *tasks);
  EXPECT(tasks != NULL);
  for (unsigned i = 0; i < COUNT; i++)
    tasks[i] = task_run(count_up, arg, 0, token);
  task *all = task_when_all(tasks, COUNT);
  free(tasks);
  return task_await(all, NULL);
}

static void more_work_than_a_queue_holds_is_done(void **state) {
  (void)state;
  start_workers(3);
  atomic_int count = 0;
  run_in_task(fan_out, &count);
  assert_int_equal(atomic_load(&count), 5000);
}

static int note_after_a_while(void *arg, cancel_token token, void *result) {
  (void)result;
  int status = task_delay(2, token);
  atomic_store((atomic_bool *)arg, true);
  return status;
}

// Each is run inside this one, which never suspends for it.
static int await_until_noted(void *arg, cancel_token token, void *result) {
  (void)result;
  int status = 0;
  while (!atomic_load((atomic_bool *)arg) && status == 0) {
    task *tasks[2];
    for (int i = 0; i < 2; i++)
      tasks[i] = task_run(nothing, NULL, 0, token);
    for (int i = 1; i >= 0; i--) // the newest first
      status = task_await(tasks[i], NULL) != 0 ? EXPECTATION_FAILED : status;
  }
  return status;
}

static int yield_until_noted(void *arg, cancel_token token, void *result) {
  (void)result;
  while (!atomic_load((atomic_bool *)arg))
    task_yield();
  return cancel_check(token);
}

// Runs three of `busy` and what they wait for on one worker.
static void keep_busy_until_noted(task_fn busy) {
  start_workers(1);
  atomic_bool noted = false;
  task *tasks[4] = {task_run(note_after_a_while, &noted, 0, CANCEL_NONE)};
  for (int i = 1; i < 4; i++)
    tasks[i] = task_run(busy, &noted, 0, CANCEL_NONE);
  assert_int_equal(task_wait(task_when_all(tasks, 4)), 0);
}

static void tasks_that_await_what_is_next_let_older_ones_and_timers_go_on(void **state) {
  (void)state;
  keep_busy_until_noted(await_until_noted);
}

static void tasks_that_follow_each_other_let_fresh_ones_and_timers_go_on(void **state) {
  (void)state;
  keep_busy_until_noted(yield_until_noted);
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
      cmocka_unit_test_teardown(a_task_that_keeps_its_worker_is_named, stop_runtime),
      cmocka_unit_test_teardown(stopping_gives_up_a_source_that_a_task_waits_for, stop_runtime),
      cmocka_unit_test_teardown(a_task_that_never_has_to_wait_lets_others_run, stop_runtime),
      cmocka_unit_test_teardown(tasks_that_await_what_is_next_let_older_ones_and_timers_go_on,
                                stop_runtime),
      cmocka_unit_test_teardown(tasks_that_follow_each_other_let_fresh_ones_and_timers_go_on,
                                stop_runtime),
      cmocka_unit_test_teardown(more_work_than_a_queue_holds_is_done, stop_runtime),
      cmocka_unit_test_teardown(several_threads_share_the_runtime_and_start_it_once, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
