// One label closes the stream; a way around it, and a second label that comes too late.
#include <stdlib.h>
#include <taskrt/stream.h>

static int count(task_stream *stream, void *arg, cancel_token token) {
  int status = 0;
  for (int i = 0; status == 0; i++)
    status = task_stream_yield(stream, &i);
  return status;
}

int sum_bad(int limit, int *sum, cancel_token token) {
  int status = TASK_ENOMEM, item;
  int *seen = NULL;
  task_stream *numbers = task_stream_create(count, NULL, sizeof(int), token);
  // expect@-1: unclosed-stream
  if (!numbers)
    goto out;
  seen = malloc(sizeof *seen * (size_t)limit);
  if (!seen)
    goto out; // skips the closing
  for (int i = 0; i < limit; i++) {
    status = task_stream_next(numbers, &item, token);
    if (status != 0)
      goto close;
    seen[i] = item;
    *sum += item;
  }
close:
  status = task_stream_close(numbers);
out:
  free(seen);
  return status;
}

int sum_ok(int limit, int *sum, cancel_token token) {
  int status = TASK_ENOMEM, item;
  int *seen = malloc(sizeof *seen * (size_t)limit);
  task_stream *numbers = NULL;
  if (!seen)
    goto out;
  numbers = task_stream_create(count, NULL, sizeof(int), token);
  if (!numbers)
    goto out;
  for (int i = 0; i < limit; i++) {
    status = task_stream_next(numbers, &item, token);
    if (status != 0)
      goto out;
    seen[i] = item;
    *sum += item;
  }
out:
  if (numbers) {
    int closed = task_stream_close(numbers);
    status = status ? status : closed;
  }
  free(seen);
  return status;
}
