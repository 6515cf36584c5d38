// A part of what the body was given, and a pointer that lies in it.
#include <taskrt.h>

struct line {
  int length;
};

struct text {
  struct line first;
  struct line *last;
};

static int measure(void *arg, cancel_token token, void *result) {
  struct line *line = arg;
  int status = task_delay(1, token);
  line->length++;
  return status;
}

static int layout_bad(void *arg, cancel_token token, void *result) {
  struct text *text = arg;
  text->last = NULL;
  task_detach(task_run(measure, &text->first, 0, CANCEL_NONE), NULL, NULL); // in the background
  // expect@-1: escaped-scope
  return 0;
}

int show(cancel_token token) {
  struct text text = {.last = NULL};
  task *laying = task_run(layout_bad, &text, 0, token);
  return task_await(laying, NULL);
}

// What the pointer leads to is somebody else's.
static int layout_ok(void *arg, cancel_token token, void *result) {
  struct text *text = arg;
  task_detach(task_run(measure, text->last, 0, CANCEL_NONE), NULL, NULL); // in the background
  return 0;
}

int show_last(struct line *last, cancel_token token) {
  struct text text = {.last = last};
  task *laying = task_run(layout_ok, &text, 0, token);
  return task_await(laying, NULL);
}
