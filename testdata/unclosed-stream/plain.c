// A stream that is never closed, one that is closed on one way out only, and one that nobody keeps.
#include <taskrt/stream.h>

static int count(task_stream *stream, void *arg, cancel_token token) {
  int status = 0;
  for (int i = 0; status == 0; i++)
    status = task_stream_yield(stream, &i);
  return status;
}

int first_bad(int *item, cancel_token token) {
  task_stream *numbers = task_stream_create(count, NULL, sizeof(int), token);
  // expect@-1: unclosed-stream "the stream from `task_stream_create` is never closed"
  return task_stream_next(numbers, item, token);
}

int some_bad(int *item, cancel_token token) {
  task_stream *numbers = task_stream_create(count, NULL, sizeof(int), token);
  // expect@-1: unclosed-stream "is not closed on every path"
  int status = task_stream_next(numbers, item, token);
  if (status != 0)
    return status;
  return task_stream_close(numbers);
}

void nobody_bad(cancel_token token) {
  (void)task_stream_create(count, NULL, sizeof(int), token); // expect: unclosed-stream
}

int first_ok(int *item, cancel_token token) {
  task_stream *numbers = task_stream_create(count, NULL, sizeof(int), token);
  int status = task_stream_next(numbers, item, token);
  int closed = task_stream_close(numbers);
  return status ? status : closed;
}
