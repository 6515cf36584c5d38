// Streams in structures: a local one, one on the heap that is freed, one that is replaced.
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

int local_bad(int *item, cancel_token token) {
  struct feed feed = {0};
  feed.numbers = task_stream_create(count, NULL, sizeof(int), token); // expect: unclosed-stream
  return task_stream_next(feed.numbers, item, token);
}

int freed_bad(int *item, cancel_token token) {
  struct feed *feed = malloc(sizeof *feed);
  if (!feed)
    return TASK_ENOMEM;
  feed->numbers = task_stream_create(count, NULL, sizeof(int), token); // expect: unclosed-stream
  int status = task_stream_next(feed->numbers, item, token);
  free(feed); // note: "is freed here"
  return status;
}

int again_bad(int *item, cancel_token token) {
  task_stream *numbers = task_stream_create(count, NULL, sizeof(int), token);
  // expect@-1: unclosed-stream
  int status = task_stream_next(numbers, item, token);
  if (status != 0)
    numbers = task_stream_create(count, NULL, sizeof(int), token); // note: "is overwritten here"
  status = task_stream_next(numbers, item, token);
  int closed = task_stream_close(numbers);
  return status ? status : closed;
}

int local_ok(int *item, cancel_token token) {
  struct feed feed = {0};
  feed.numbers = task_stream_create(count, NULL, sizeof(int), token);
  int status = task_stream_next(feed.numbers, item, token);
  int closed = task_stream_close(feed.numbers);
  return status ? status : closed;
}
