// A stream a turn: closed in each, or left in the turn that goes on early.
#include <taskrt/stream.h>

static int count(task_stream *stream, void *arg, cancel_token token) {
  int status = 0;
  for (int i = 0; status == 0; i++)
    status = task_stream_yield(stream, &i);
  return status;
}

int each_bad(int rounds, int *sum, cancel_token token) {
  int status = 0;
  for (int i = 0; i < rounds; i++) {
    int item;
    task_stream *numbers = task_stream_create(count, NULL, sizeof(int), token);
    // expect@-1: unclosed-stream
    if (task_stream_next(numbers, &item, token) != 0)
      continue;
    *sum += item;
    status = task_stream_close(numbers);
  }
  return status;
}

int each_ok(int rounds, int *sum, cancel_token token) {
  int status = 0;
  for (int i = 0; i < rounds && status == 0; i++) {
    int item;
    task_stream *numbers = task_stream_create(count, NULL, sizeof(int), token);
    if (task_stream_next(numbers, &item, token) == 0)
      *sum += item;
    status = task_stream_close(numbers);
  }
  return status;
}

int until_end_ok(int *sum, cancel_token token) {
  task_stream *numbers = task_stream_create(count, NULL, sizeof(int), token);
  for (;;) {
    int item;
    int status = task_stream_next(numbers, &item, token);
    if (status == 0) {
      *sum += item;
      continue;
    }
    int closed = task_stream_close(numbers);
    return status == TASK_ECLOSED ? closed : status;
  }
}
