// SPDX-License-Identifier: MIT
// Out of memory at every allocation, and nothing left behind.
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <stdlib.h>

#include "test.h"

// An allocator that fails at the allocation with the number `fail_at` (from 1), and with `for_good`
// at every later one too.
static struct {
  pthread_mutex_t lock;
  unsigned long count;
  unsigned long fail_at;
  bool for_good;
  long live;
} heap = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void *allocate(void *user, void *pointer, size_t size) {
  (void)user;
  pthread_mutex_lock(&heap.lock);
  void *result = NULL;
  if (size == 0) {
    heap.live--;
    free(pointer);
  } else {
    heap.count++;
    bool fails = heap.for_good ? heap.count >= heap.fail_at : heap.count == heap.fail_at;
    if (!fails && (result = malloc(size)))
      heap.live++;
  }
  pthread_mutex_unlock(&heap.lock);
  return result;
}

static void ignore_fault(const struct task_fault *fault, void *user) {
  (void)fault;
  (void)user;
}

static int leaf(void *arg, cancel_token token, void *result) {
  *(int *)result = 1;
  int status = task_delay(1, token);
  return arg ? TASK_EINVAL : status;
}

static int first(int a, int b) {
  return a ? a : b;
}

static int child_body(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  return 0;
}

static task_local name = TASK_LOCAL_INIT(NULL);

static int one_item(task_stream *stream, void *arg, cancel_token token) {
  (void)token;
  return task_stream_yield(stream, arg);
}

static int read_stream(cancel_token token) {
  int item = 1, got = 0;
  task_stream *stream = task_stream_create(one_item, &item, sizeof item, token);
  int status = task_stream_next(stream, &got, token);
  return first(status, task_stream_close(stream));
}

// What tasks coordinate by.
static int coordinate(cancel_token token) {
  int value = 0;
  int status = task_local_set(&name, &value);
  task_channel *channel = task_channel_create(sizeof(int), 1);
  if (!channel)
    status = first(status, TASK_ENOMEM);
  task_channel_destroy(channel);
  task_group *group = task_group_create(token);
  task_group_run(group, child_body, NULL);
  task_group_start(group, child_body, NULL);
  status = first(status, task_group_join(group));
  return first(status, read_stream(token));
}

// The tasks are consumed whatever happens, so that nothing is lost.
static int use_combinations(cancel_token token) {
  task_source *source = task_source_create(sizeof(int));
  task *tasks[] = {task_source_task(source), task_run(leaf, NULL, sizeof(int), token), NULL,
                   task_failed(TASK_ENOMEM)};
  char large[100] = "";
  task_value value_task = task_value_of(large, sizeof large);
  int by_value = task_value_await(&value_task, large);
  value_task = task_value_of(large, 1);
  by_value = first(by_value, task_await(task_value_task(&value_task), large));
  size_t index = 0;
  int any = task_await(task_when_any(tasks, 2), &index);
  task_each *each = task_when_each(tasks, 4);
  int next = task_each_next(each, token, &index);
  task_each_destroy(each);
  int value = 1, until = task_await_until(tasks[1], TASK_FOREVER, token);
  if (source)
    (void)task_source_try_result(source, &value);
  task_source_destroy(source);
  int set = task_await(tasks[0], &value), run = task_await(tasks[1], NULL);
  int failures[3] = {task_await(tasks[3], NULL)};
  task *failing[] = {task_failed(task_fail(-5, "a")), task_failed(task_fail(-6, "b")),
                     task_completed(&value, sizeof value), task_cancelled(token)};
  failures[1] = task_await(task_when_all(failing, 4), NULL);
  if (failures[0] != TASK_ENOMEM || (failures[1] != -5 && failures[1] != TASK_ENOMEM))
    return EXPECTATION_FAILED;
  return first(first(first(first(by_value, any), next), first(until, set)),
               first(run, failures[1] == -5 ? 0 : failures[1]));
}

// `mutex` is held, and is not any more afterwards.
static int use_condition(task_mutex *mutex, cancel_token token) {
  task_condition condition = TASK_CONDITION_INIT;
  task *wait = task_condition_wait_async(&condition, mutex, token);
  task_condition_signal(&condition);
  int status = task_await(wait, NULL);
  int held = task_mutex_try_lock(mutex);
  task_mutex_unlock(mutex);
  return held == TASK_EDEADLK ? status : EXPECTATION_FAILED;
}

// Waits as tasks. What was got is given back whatever else fails.
static int use_waits(cancel_token token) {
  task_mutex mutex = TASK_MUTEX_INIT;
  task_semaphore semaphore = TASK_SEMAPHORE_INIT(1);
  task_event event = TASK_EVENT_INIT;
  task_latch latch = TASK_LATCH_INIT(1);
  int locked = task_await(task_mutex_lock_async(&mutex, token), NULL);
  if (locked == 0)
    locked = use_condition(&mutex, token);
  int acquired = task_await(task_semaphore_acquire_async(&semaphore, token), NULL);
  task *waits[] = {task_event_wait_async(&event, token), task_latch_wait_async(&latch, token)};
  task_event_set(&event);
  task_latch_count_down(&latch);
  int waited = first(task_await(waits[0], NULL), task_await(waits[1], NULL));
  return first(first(locked, acquired), waited);
}

static int use_channel(cancel_token token) {
  int item = 5, got = 0;
  task_channel *channel = task_channel_create(sizeof item, 1);
  if (!channel)
    return TASK_ENOMEM;
  int status = task_await(task_channel_send_async(channel, &item, token), NULL);
  if (status == 0)
    status = task_await(task_channel_receive_async(channel, token), &got);
  task_channel_destroy(channel);
  return status != 0 ? status : got == item ? 0 : EXPECTATION_FAILED;
}

static int use_stream(cancel_token token) {
  int item = 6, got = 0;
  task_stream *stream = task_stream_create(one_item, &item, sizeof item, token);
  int status = task_await(task_stream_next_async(stream, token), &got);
  task *closing = task_stream_close_async(stream);
  int closed = closing ? task_await(closing, NULL) : first(TASK_ENOMEM, task_stream_close(stream));
  return first(status, closed);
}

static int use_round(void *arg, size_t index, cancel_token token) {
  (void)arg;
  return index < 3 ? cancel_check(token) : EXPECTATION_FAILED;
}

static int use_groups(cancel_token token) {
  task_group *group = task_group_create(token);
  task_group_adopt(group, task_run(child_body, NULL, 0, task_group_token(group)));
  int status = task_group_join(group);
  status = first(status, task_for_each(3, 2, use_round, NULL, token));
  task_value value = task_value_from(task_run(child_body, NULL, 0, token));
  status = first(status, task_value_await(&value, NULL));
  task *twice = task_run(child_body, NULL, 0, token), *again = task_ref(twice);
  int one = task_await(twice, NULL), other = task_await(again, NULL);
  return first(status, first(one, other));
}

// Input and output as tasks, from one end of a pipe to the other.
static int use_pipe(cancel_token token) {
  int ends[2];
  char text[8] = "";
  int status = task_pipe(ends);
  if (status != 0)
    return status;
  ssize_t count = 0;
  status = first(task_await(task_write_async(ends[1], "one", 3, token), &count),
                 task_await(task_write_all_async(ends[1], "two", 3, token), NULL));
  if (status == 0)
    status = task_await(task_read_async(ends[0], text, sizeof text, token), &count);
  int closed = first(task_close(ends[0]), task_close(ends[1]));
  return first(status, closed);
}

static int use_files(cancel_token token) {
  // async-lint: allow(blocking-call) a device that is always ready
  int fd = open("/dev/zero", O_RDWR | O_CLOEXEC);
  if (fd < 0)
    return EXPECTATION_FAILED;
  char text[8] = "";
  int read = task_await(task_pread_async(fd, text, sizeof text, 0, token), NULL);
  int written = task_await(task_pwrite_async(fd, text, sizeof text, 0, token), NULL);
  int whole = task_await(task_file_write_async("/dev/null", text, sizeof text, token), NULL);
  int closed = task_close(fd);
  return first(first(read, written), first(whole, closed));
}

static int use_connection(cancel_token token) {
  int listener = task_tcp_listen("127.0.0.1", "0", token);
  if (listener < 0)
    return listener;
  char port[16];
  snprintf(port, sizeof port, "%d", task_tcp_port(listener));
  int here = -1, there = -1, closed = 0;
  int status = task_await(task_tcp_connect_async("127.0.0.1", port, token), &here);
  if (status == 0) {
    status = task_await(task_tcp_accept_async(listener, token), &there);
    closed = task_close(here);
  }
  if (there >= 0)
    closed = first(closed, task_close(there));
  return first(first(status, closed), task_close(listener));
}

struct frame {
  task_frame task;
};

static int stackless_body(void *arg, cancel_token token, void *result) {
  (void)result;
  struct frame *f = arg;
  TASK_BEGIN(f);
  TASK_AWAIT(f, task_delay_async(1, token), NULL);
  return f->task.status;
  TASK_END();
}

static int body(void *arg, cancel_token token, void *result) {
  (void)arg;
  cancel_source *child = cancel_source_create_linked(token);
  if (!child)
    return TASK_ENOMEM;
  cancel_source_cancel_after(child, 3600 * 1000);
  cancel_token inner = cancel_source_token(child);
  int values[4] = {0};
  task *tasks[] = {task_run(leaf, NULL, sizeof(int), inner),
                   task_start(leaf, NULL, sizeof(int), inner),
                   task_offload(leaf, NULL, sizeof(int), inner), task_delay_async(1, inner)};
  struct frame frame = {0};
  task *stackless = task_run_stackless(stackless_body, &frame, sizeof frame, 0, inner);
  int status = task_await(task_when_all(tasks, 4), values);
  if (status == 0)
    status = use_combinations(inner);
  status = first(status, task_await(stackless, NULL));
  // Whether it fails is not asked.
  task_detach(task_run(leaf, values, sizeof(int), token), NULL, NULL);
  status = first(status, coordinate(inner));
  status = first(status, use_waits(inner));
  status = first(status, use_channel(inner));
  status = first(status, use_stream(inner));
  status = first(status, use_groups(inner));
  status = first(status, use_pipe(inner));
  status = first(status, use_files(inner));
  status = first(status, use_connection(inner));
  cancel_source_destroy(child);
  *(int *)result = values[0] + values[1] + values[2];
  return status;
}

static void never_posts(void (*call)(void *arg), void *arg, void *user) {
  (void)call;
  (void)arg;
  (void)user;
}

// The program's own context, which is never asked to run anything.
static int use_context(void) {
  task_context *context = task_context_create(never_posts, NULL);
  task_context_destroy(context);
  return context ? 0 : TASK_ENOMEM;
}

static void do_nothing(void *arg) {
  (void)arg;
}

// A task on a loop of this thread.
static int use_loop(void) {
  task_context *loop = task_loop_create();
  if (!loop)
    return TASK_ENOMEM;
  int status = task_context_post(loop, do_nothing, NULL);
  task *t = task_run_on(loop, child_body, NULL, 0, CANCEL_NONE);
  int ran = task_loop_run_until(loop, t, NULL);
  // Without memory to wait on the loop, what was queued is still there.
  task_loop_quit(loop);
  status = first(status, task_loop_run(loop));
  task_context_destroy(loop);
  return first(status, ran);
}

// Uses everything that allocates. Returns the first error.
// Input and output as tasks. What was read is taken whatever else fails.
static int use_input_and_output(void) {
  struct task_content content = {0};
  struct addrinfo *answer = NULL;
  int status = task_await(task_file_read_async("/dev/null", CANCEL_NONE), &content);
  free(content.data);
  status = first(status, task_await(task_resolve_async("127.0.0.1", "1", CANCEL_NONE), &answer));
  if (answer)
    freeaddrinfo(answer);
  return status;
}

static int use_everything(int *sum) {
  struct task_runtime_options options = {.workers = 2, .offload_threads = 1, .max_stacks = 64};
  int status = task_runtime_start(&options);
  cancel_source *source = cancel_source_create();
  if (status == 0 && source)
    status = task_result(task_run(body, NULL, sizeof *sum, cancel_source_token(source)), sum);
  else
    status = first(status, TASK_ENOMEM);
  status = first(status, task_delay(1, CANCEL_NONE));
  status = first(status, use_loop());
  status = first(status, use_context());
  status = first(status, use_input_and_output());
  task_runtime_stop(); // waits for the detached one, which uses a token of `source`
  cancel_source_destroy(source);
  return status;
}

static void fail_at_every_allocation(bool for_good) {
  heap.for_good = for_good;
  task_set_allocator(allocate, NULL);
  task_set_unobserved_handler(ignore_fault, NULL);
  unsigned long failures = 0;
  for (heap.fail_at = 1;; heap.fail_at++) {
    heap.count = 0;
    int sum = 0;
    int status = use_everything(&sum);
    assert_int_equal(heap.live, 0);
    if (heap.count < heap.fail_at) {
      assert_int_equal(status, 0);
      assert_int_equal(sum, 3);
      break;
    }
    // The detached task is the only one whose failure to start stays unseen here.
    assert_true(status == TASK_ENOMEM || (status == 0 && sum == 3));
    failures += status == TASK_ENOMEM;
  }
  task_set_unobserved_handler(NULL, NULL);
  task_set_allocator(NULL, NULL);
  assert_true(failures >= 10);
}

static void every_failed_allocation_is_survived_and_nothing_leaks(void **state) {
  (void)state;
  fail_at_every_allocation(false);
}

static void memory_that_stays_short_is_survived_too(void **state) {
  (void)state;
  fail_at_every_allocation(true);
}

static void a_size_that_overflows_is_out_of_memory(void **state) {
  (void)state;
  assert_int_equal(task_wait(task_run(leaf, NULL, SIZE_MAX - 8, CANCEL_NONE)), TASK_ENOMEM);
}

static void a_runtime_without_address_space_does_not_start(void **state) {
  (void)state;
  struct task_runtime_options options = {.stack_size = 64 << 20, .max_stacks = (size_t)1 << 28};
  assert_int_equal(task_runtime_start(&options), TASK_ENOMEM);
  assert_int_equal(task_wait(task_run(body, NULL, sizeof(int), CANCEL_NONE)), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_failed_allocation_is_survived_and_nothing_leaks),
      cmocka_unit_test(memory_that_stays_short_is_survived_too),
      cmocka_unit_test_teardown(a_size_that_overflows_is_out_of_memory, stop_runtime),
      cmocka_unit_test_teardown(a_runtime_without_address_space_does_not_start, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
