// silent
// Streams that are closed, returned, stored, handed out, or that never came to be.
#include <stdlib.h>
#include <taskrt/stream.h>

static int count(task_stream *stream, void *arg, cancel_token token) {
  int status = 0;
  for (int i = 0; status == 0; i++)
    status = task_stream_yield(stream, &i);
  return status;
}

struct feed {
  task_stream *numbers;
  int last;
};

task_stream *returned_ok(cancel_token token) {
  return task_stream_create(count, NULL, sizeof(int), token);
}

int stored_ok(struct feed *feed, cancel_token token) {
  feed->numbers = task_stream_create(count, NULL, sizeof(int), token);
  return feed->numbers ? 0 : TASK_ENOMEM;
}

int handed_out_ok(task_stream **out, cancel_token token) {
  *out = task_stream_create(count, NULL, sizeof(int), token);
  return *out ? 0 : TASK_ENOMEM;
}

int no_memory_ok(int *item, cancel_token token) {
  task_stream *numbers = task_stream_create(count, NULL, sizeof(int), token);
  if (numbers == NULL)
    return TASK_ENOMEM;
  int status = task_stream_next(numbers, item, token);
  int closed = task_stream_close(numbers);
  return status ? status : closed;
}

int all_ok(int limit, int *sum, cancel_token token) {
  task_stream *numbers = task_stream_create(count, NULL, sizeof(int), token);
  int item, status = 0;
  while (status == 0 && *sum < limit) {
    status = task_stream_next(numbers, &item, token);
    if (status == 0)
      *sum += item;
  }
  int closed = task_stream_close(numbers);
  return status ? status : closed;
}

struct feed *object_ok(cancel_token token) {
  struct feed *feed = malloc(sizeof *feed);
  if (!feed)
    return NULL;
  feed->last = 0;
  feed->numbers = task_stream_create(count, NULL, sizeof(int), token);
  return feed;
}

int gives_up_ok(int *item, cancel_token token) {
  task_stream *numbers = task_stream_create(count, NULL, sizeof(int), token);
  if (task_stream_next(numbers, item, token) != 0)
    exit(1);
  return task_stream_close(numbers);
}
