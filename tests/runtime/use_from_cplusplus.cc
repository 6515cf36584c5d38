// SPDX-License-Identifier: MIT
// Uses taskrt as a C++ program does, something of every header; called by test_cplusplus.c.
#include <cstdlib>
#include <taskrt.h>

extern "C" int use_from_cplusplus();

TASK_RESULT(int);

TASK_BODY(twice, int, int) {
  *result = *arg * 2;
  return task_delay(1, token);
}

static int answer(void *, cancel_token token, void *result) {
  int status = task_delay(1, token);
  *static_cast<int *>(result) = 42;
  return status;
}

struct counter {
  task_frame task;
  int count;
};

static int count(void *arg, cancel_token token, void *) {
  counter *f = static_cast<counter *>(arg);
  TASK_BEGIN(f);
  for (f->count = 0; f->count < 3; f->count++)
    TASK_AWAIT(f, task_delay_async(1, token), nullptr);
  TASK_END();
}

static int yield_two(task_stream *stream, void *, cancel_token) {
  int one = 1, two = 2;
  int status = task_stream_yield(stream, &one);
  return status != 0 ? status : task_stream_yield(stream, &two);
}

static int add(void *arg, size_t index, cancel_token) {
  static_cast<int *>(arg)[index]++;
  return 0;
}

static task_local request = TASK_LOCAL_INIT(nullptr);

// What tasks work together by. Returns 0, or the number of what does not work.
static int coordinate(cancel_token token) {
  task_mutex mutex = {};
  task_condition condition = {};
  task_event event = {};
  task_semaphore semaphore = TASK_SEMAPHORE_INIT(1);
  task_latch latch = TASK_LATCH_INIT(1);
  if (task_mutex_lock(&mutex, token) != 0)
    return 1;
  task_condition_broadcast(&condition);
  task_mutex_unlock(&mutex);
  task_event_set(&event);
  if (task_event_wait(&event, token) != 0 || task_semaphore_acquire(&semaphore, token) != 0)
    return 2;
  task_semaphore_release(&semaphore);
  task_latch_count_down(&latch);
  if (task_latch_wait(&latch, token) != 0)
    return 3;
  task_channel *channel = task_channel_create(sizeof(int), 1);
  int item = 5, received = 0;
  if (!channel || task_channel_send(channel, &item, token) != 0 ||
      task_channel_receive(channel, &received, token) != 0 || received != 5)
    return 4;
  task_channel_destroy(channel);
  task_ticker ticker;
  task_ticker_start(&ticker, 1);
  return task_ticker_next(&ticker, token) == 0 ? 0 : 5;
}

// What gives and combines tasks.
static int combine(cancel_token token) {
  int four = 4, eight = 0, numbers[2] = {0, 0};
  if (task_await_int(TASK_RUN(twice, &four, token), &eight) != 0 || eight != 8)
    return 11;
  counter frame = {};
  if (task_await(task_run_stackless(count, &frame, sizeof frame, 0, token), nullptr) != 0)
    return 12;
  task_stream *stream = task_stream_create(yield_two, nullptr, sizeof(int), token);
  int item = 0;
  if (task_stream_next(stream, &item, token) != 0 || item != 1 || task_stream_close(stream) != 0)
    return 13;
  if (task_for_each(2, 0, add, numbers, token) != 0 || numbers[0] + numbers[1] != 2)
    return 14;
  task_value value = task_value_of(&four, sizeof four);
  if (task_value_await(&value, &item) != 0 || item != 4)
    return 15;
  task_source *source = task_source_create(sizeof(int));
  task *waiting = task_source_task(source);
  if (!task_source_try_result(source, &four) || task_await_until(waiting, 1000, token) != 0)
    return 16;
  task_source_destroy(source);
  if (task_await(waiting, &item) != 0)
    return 17;
  task_group *group = task_group_create(token);
  task_group_adopt(group, task_run(answer, &item, sizeof item, task_group_token(group)));
  return task_group_join(group) == 0 ? 0 : 18;
}

static int use_files(cancel_token token) {
  task_content content = {};
  char byte = 0;
  int ends[2];
  if (task_await(task_file_read_async("/dev/null", token), &content) != 0 || content.size != 0)
    return 21;
  std::free(content.data);
  if (task_pipe(ends) != 0 || task_write_all(ends[1], "x", 1, token) != 0 ||
      task_read(ends[0], &byte, 1, token) != 1 || byte != 'x')
    return 22;
  if (task_close(ends[0]) != 0 || task_close(ends[1]) != 0)
    return 23;
  int listener = task_tcp_listen("127.0.0.1", "0", token);
  if (listener < 0 || task_tcp_port(listener) <= 0 || task_close(listener) != 0)
    return 24;
  return 0;
}

static int use_all(void *, cancel_token token, void *result) {
  int value = 7;
  int failed = task_local_set(&request, &value) == 0 ? 0 : 31;
  if (failed == 0)
    failed = coordinate(token);
  if (failed == 0)
    failed = combine(token);
  if (failed == 0)
    failed = use_files(token);
  if (failed == 0 && task_fail(-1, "number %d", 1) != -1)
    failed = 32;
  if (failed == 0 && (!task_last_error() || task_last_error()->status != -1))
    failed = 33;
  *static_cast<int *>(result) = failed == 0 ? 42 : failed;
  return 0;
}

int use_from_cplusplus() {
  int value = 0;
  task_context *loop = task_loop_create();
  if (!loop)
    return -1;
  task *using_all = task_run_on(loop, use_all, nullptr, sizeof value, CANCEL_NONE);
  int status = task_loop_run_until(loop, using_all, &value);
  task_context_destroy(loop);
  return status == TASK_OK ? value : status;
}
