// Streams that come through a table of functions, and go through one.
#include <taskrt/stream.h>

static int count(task_stream *stream, void *arg, cancel_token token) {
  int status = 0;
  for (int i = 0; status == 0; i++)
    status = task_stream_yield(stream, &i);
  return status;
}

static task_stream *open_count(cancel_token token) {
  return task_stream_create(count, NULL, sizeof(int), token);
}

static int close_count(task_stream *stream) {
  return task_stream_close(stream);
}

static const struct source {
  task_stream *(*open)(cancel_token token);
  int (*close)(task_stream *stream);
} counting = {open_count, close_count};

int table_bad(const struct source *source, int *item, cancel_token token) {
  task_stream *numbers = source->open(token); // expect: unclosed-stream
  int status = task_stream_next(numbers, item, token);
  if (status != 0)
    return status;
  return source->close(numbers);
}

int table_ok(int *item, cancel_token token) {
  const struct source *source = &counting;
  task_stream *numbers = source->open(token);
  int status = task_stream_next(numbers, item, token);
  int closed = source->close(numbers);
  return status ? status : closed;
}
