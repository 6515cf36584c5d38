// Two streams merged, in an array: one is forgotten when the other fails.
#include <taskrt/stream.h>

static int count(task_stream *stream, void *arg, cancel_token token) {
  int status = 0;
  for (int i = 0; status == 0; i++)
    status = task_stream_yield(stream, &i);
  return status;
}

int merge_bad(int *sum, cancel_token token) {
  task_stream *both[2];
  both[0] = task_stream_create(count, NULL, sizeof(int), token); // expect: unclosed-stream
  both[1] = task_stream_create(count, NULL, sizeof(int), token); // expect: unclosed-stream
  for (int i = 0; i < 2; i++) {
    int item;
    int status = task_stream_next(both[i], &item, token);
    if (status != 0)
      return status;
    *sum += item;
  }
  int first = task_stream_close(both[0]);
  int second = task_stream_close(both[1]);
  return first ? first : second;
}

int merge_ok(int *sum, cancel_token token) {
  task_stream *both[2];
  int status = 0;
  for (int i = 0; i < 2; i++)
    both[i] = task_stream_create(count, NULL, sizeof(int), token);
  for (int i = 0; i < 2 && status == 0; i++) {
    int item;
    status = task_stream_next(both[i], &item, token);
    if (status == 0)
      *sum += item;
  }
  for (int i = 0; i < 2; i++) {
    int closed = task_stream_close(both[i]);
    status = status ? status : closed;
  }
  return status;
}
