// Macros that return early, and one that closes.
#include <taskrt/stream.h>

#define TRY(call)                                                                                  \
  do {                                                                                             \
    int tried = (call);                                                                            \
    if (tried != 0)                                                                                \
      return tried;                                                                                \
  } while (0)

#define CLOSE(stream, status)                                                                      \
  do {                                                                                             \
    int closed_ = task_stream_close(stream);                                                       \
    if ((status) == 0)                                                                             \
      (status) = closed_;                                                                          \
  } while (0)

static int count(task_stream *stream, void *arg, cancel_token token) {
  int status = 0;
  for (int i = 0; status == 0; i++)
    status = task_stream_yield(stream, &i);
  return status;
}

int two_bad(int *a, int *b, cancel_token token) {
  task_stream *numbers = task_stream_create(count, NULL, sizeof(int), token);
  // expect@-1: unclosed-stream
  TRY(task_stream_next(numbers, a, token));
  TRY(task_stream_next(numbers, b, token));
  return task_stream_close(numbers);
}

int one_ok(int *a, cancel_token token) {
  task_stream *numbers = task_stream_create(count, NULL, sizeof(int), token);
  int status = task_stream_next(numbers, a, token);
  CLOSE(numbers, status);
  return status;
}
