// Streams that come from a function of the program, and functions that close or only look.
#include <taskrt/stream.h>

static int count(task_stream *stream, void *arg, cancel_token token) {
  int status = 0;
  for (int i = 0; status == 0; i++)
    status = task_stream_yield(stream, &i);
  return status;
}

static task_stream *numbers_from(cancel_token token) {
  return task_stream_create(count, NULL, sizeof(int), token);
}

static int close_it(task_stream *stream) {
  return stream ? task_stream_close(stream) : 0;
}

static int take_one(task_stream *stream, cancel_token token) {
  int item = 0;
  int status = task_stream_next(stream, &item, token);
  return status ? status : item;
}

static int close_after(task_stream *stream, int enough) {
  if (enough > 3)
    return 0;
  return task_stream_close(stream);
}

int looks_bad(cancel_token token) {
  task_stream *numbers = numbers_from(token); // expect: unclosed-stream "`numbers_from`"
  return take_one(numbers, token);            // note: "`take_one` does not take `numbers`"
}

int sometimes_bad(int enough, cancel_token token) {
  task_stream *numbers = numbers_from(token); // expect: unclosed-stream
  return close_after(numbers, enough);        // note: "does not take `numbers` on every path"
}

int wrapped_ok(cancel_token token) {
  task_stream *numbers = numbers_from(token);
  int first = take_one(numbers, token);
  int closed = close_it(numbers);
  return closed ? closed : first;
}
