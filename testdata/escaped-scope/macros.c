// Tasks that are given up through a macro.
#include <taskrt.h>

#define FORGET(body, arg) task_detach(task_run((body), (arg), 0, CANCEL_NONE), NULL, NULL)

struct note {
  int read;
};

static int mark(void *arg, cancel_token token, void *result) {
  struct note *note = arg;
  int status = task_delay(1, token);
  note->read = 1;
  return status;
}

static int open_bad(void *arg, cancel_token token, void *result) {
  FORGET(mark, arg); // nobody asks
  // expect@-1: escaped-scope "`mark` works on what `open_bad` was given"
  return 0;
}

int read_note(cancel_token token) {
  struct note note = {0};
  return task_await(task_start(open_bad, &note, 0, token), NULL);
}
