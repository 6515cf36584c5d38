// A source, a stream or an enumeration is not given back on some path.
#include <stdlib.h>
#include <taskrt/cancel.h>
#include <taskrt/combine.h>
#include <taskrt/source.h>
#include <taskrt/stream.h>
#include <taskrt/task.h>

static int produce(task_stream *stream, void *arg, cancel_token token) {
  (void)token;
  return task_stream_yield(stream, arg);
}

static int poll_feed(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return task_delay(1000, token);
}

int source_early_return(void *feed, int level) {
  cancel_source *stop = cancel_source_create(); // bug: source_early_return
  if (!stop)
    return TASK_ENOMEM;
  if (level < 0)
    return -1;
  int status = task_await(task_run(poll_feed, feed, 0, cancel_source_token(stop)), NULL);
  cancel_source_destroy(stop);
  return status;
}

int source_in_a_loop(void *feed, int times) {
  int status = 0;
  for (int i = 0; i < times; i++) {
    cancel_source *stop = cancel_source_create(); // bug: source_in_a_loop
    if (!stop)
      return TASK_ENOMEM;
    status = task_await(task_run(poll_feed, feed, 0, cancel_source_token(stop)), NULL);
    if (status != 0)
      break;
    cancel_source_destroy(stop);
  }
  return status;
}

int source_never(void *feed) {
  cancel_source *stop = cancel_source_create(); // bug: source_never
  if (!stop)
    return TASK_ENOMEM;
  return task_await(task_run(poll_feed, feed, 0, cancel_source_token(stop)), NULL);
}

int stream_early_return(int *first, cancel_token token) {
  task_stream *numbers = task_stream_create(produce, first, sizeof *first, token);
  int number, status = task_stream_next(numbers, &number, token);
  if (status != 0)
    return status; // bug: stream_early_return
  return task_stream_close(numbers);
}

int stream_break(int *first, cancel_token token) {
  int number = 0;
  task_stream *numbers = task_stream_create(produce, first, sizeof *first, token);
  while (task_stream_next(numbers, &number, token) == 0)
    if (number == 7)
      return number; // bug: stream_break
  return task_stream_close(numbers);
}

int enumeration_early_return(task **tasks, size_t count, cancel_token token) {
  size_t index = 0;
  task_each *ends = task_when_each(tasks, count);
  int status = task_each_next(ends, token, &index);
  if (status != 0)
    return status; // bug: enumeration_early_return
  task_each_destroy(ends);
  return (int)index;
}

int source_destroyed(void *feed, int level) {
  int status = -1;
  cancel_source *stop = cancel_source_create();
  if (!stop)
    return TASK_ENOMEM;
  if (level < 0)
    goto out;
  status = task_await(task_run(poll_feed, feed, 0, cancel_source_token(stop)), NULL);
out:
  cancel_source_destroy(stop);
  return status;
}

cancel_source *source_given(int level) {
  cancel_source *stop = cancel_source_create();
  if (stop && level > 0)
    cancel_source_cancel_after(stop, 100);
  return stop;
}

int stream_closed(int *first, cancel_token token) {
  int number = 0;
  task_stream *numbers = task_stream_create(produce, first, sizeof *first, token);
  while (task_stream_next(numbers, &number, token) == 0)
    if (number == 7)
      break;
  return task_stream_close(numbers);
}
