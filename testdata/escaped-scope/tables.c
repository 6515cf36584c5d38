// Bodies that come from a table, and one that is kept in a structure.
#include <taskrt.h>

struct event {
  int seen;
};

static int archive(void *arg, cancel_token token, void *result) {
  struct event *event = arg;
  int status = task_delay(1, token);
  event->seen++;
  return status;
}

static int key_bad(void *arg, cancel_token token, void *result) {
  task_detach(task_run(archive, arg, 0, CANCEL_NONE), NULL, NULL); // expect: escaped-scope
  return 0;
}

static int mouse_bad(void *arg, cancel_token token, void *result) {
  task *archiving = task_run(archive, arg, 0, CANCEL_NONE); // expect: escaped-scope
  task_detach(archiving, NULL, NULL);                       // may be lost
  return 0;
}

static const task_fn handlers[] = {key_bad, mouse_bad};

int dispatch(unsigned kind, cancel_token token) {
  struct event event = {0};
  task *handling = task_run(handlers[kind & 1], &event, 0, token);
  return task_await(handling, NULL);
}
