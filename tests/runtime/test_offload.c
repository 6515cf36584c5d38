// SPDX-License-Identifier: MIT
// Blocking work on its own threads.
#include <pthread.h>
#include <unistd.h>

#include "test.h"

static int read_a_byte(void *arg, cancel_token token, void *result) {
  (void)token;
  EXPECT(!task_running());
  EXPECT(task_runtime_start(NULL) == TASK_ECONTEXT);
  return read(*(int *)arg, result, 1) == 1 ? 0 : -errno;
}

static int offload_then_write(void *arg, cancel_token token, void *result) {
  int *ends = arg;
  task *reader = task_offload(read_a_byte, &ends[0], 1, token);
  // The worker is free while the reader blocks: this task goes on and feeds it.
  // async-lint: allow(blocking-call) a pipe with room
  bool written = write(ends[1], "!", 1) == 1;
  int status = task_await(reader, result);
  EXPECT(written);
  return status;
}

static void a_blocking_body_leaves_the_worker_free(void **state) {
  (void)state;
  start_workers(1);
  int ends[2];
  char byte = 0;
  assert_int_equal(pipe(ends), 0);
  assert_int_equal(task_result(task_run(offload_then_write, ends, 1, CANCEL_NONE), &byte), 0);
  assert_int_equal(byte, '!');
  close(ends[0]);
  close(ends[1]);
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned now_running, most_running, total;

static int count_those_running(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  pthread_mutex_lock(&lock);
  if (++now_running > most_running)
    most_running = now_running;
  total++;
  pthread_mutex_unlock(&lock);
  usleep(100); // gives the others a chance to overlap; nothing depends on it
  pthread_mutex_lock(&lock);
  now_running--;
  pthread_mutex_unlock(&lock);
  return 0;
}

static void the_pool_is_bounded_and_the_rest_waits_in_line(void **state) {
  (void)state;
  struct task_runtime_options options = {.workers = 1, .offload_threads = 3};
  assert_int_equal(task_runtime_start(&options), 0);
  task *tasks[200];
  for (unsigned i = 0; i < 200; i++)
    tasks[i] = task_offload(count_those_running, NULL, 0, CANCEL_NONE);
  assert_int_equal(task_wait(task_when_all(tasks, 200)), 0);
  assert_int_equal(total, 200);
  assert_in_range(most_running, 1, 3);
}

static int await_in_an_offloaded_body(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return task_await(task_delay_async(1, token), NULL);
}

static void awaiting_in_an_offloaded_body_blocks_its_thread(void **state) {
  (void)state;
  assert_int_equal(task_wait(task_offload(await_in_an_offloaded_body, NULL, 0, CANCEL_NONE)), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(a_blocking_body_leaves_the_worker_free, stop_runtime),
      cmocka_unit_test_teardown(the_pool_is_bounded_and_the_rest_waits_in_line, stop_runtime),
      cmocka_unit_test_teardown(awaiting_in_an_offloaded_body_blocks_its_thread, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
