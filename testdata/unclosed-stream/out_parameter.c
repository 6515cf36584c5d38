// A function that gives its stream through a parameter on success, and callers of it.
#include <taskrt/stream.h>

static int count(task_stream *stream, void *arg, cancel_token token) {
  int status = 0;
  for (int i = 0; status == 0; i++)
    status = task_stream_yield(stream, &i);
  return status;
}

static int open_feed(task_stream **out, cancel_token token) {
  task_stream *numbers = task_stream_create(count, NULL, sizeof(int), token);
  if (!numbers)
    return TASK_ENOMEM;
  *out = numbers;
  return 0;
}

int read_bad(int *item, cancel_token token) {
  task_stream *feed;
  int status = open_feed(&feed, token); // expect: unclosed-stream "`open_feed`"
  if (status != 0)
    return status;
  status = task_stream_next(feed, item, token);
  if (status != 0)
    return status;
  return task_stream_close(feed);
}

int read_ok(int *item, cancel_token token) {
  task_stream *feed;
  int status = open_feed(&feed, token);
  if (status != 0)
    return status;
  status = task_stream_next(feed, item, token);
  int closed = task_stream_close(feed);
  return status ? status : closed;
}
