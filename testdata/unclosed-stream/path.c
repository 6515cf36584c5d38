// The branches that decide, the place where the stream is lost, and what to do.
#include <taskrt/stream.h>

static int count(task_stream *stream, void *arg, cancel_token token) {
  int status = 0;
  for (int i = 0; status == 0; i++)
    status = task_stream_yield(stream, &i);
  return status;
}

int above_bad(int limit, int *found, cancel_token token) {
  task_stream *numbers = task_stream_create(count, NULL, sizeof(int), token);
  // expect@-1: unclosed-stream "the stream from `task_stream_create` is not closed on every path"
  // note@-2: "close it with `task_stream_close` on every way out, also at its end"
  int status;
  while ((status = task_stream_next(numbers, found, token)) == 0) // note: "this is true"
    if (*found > limit)                                           // note: "this is true"
      return 0; // note: "the function returns here with `numbers` not closed"
  int closed = task_stream_close(numbers);
  return status ? status : closed;
}
