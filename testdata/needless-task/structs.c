// A handle in a field may be looked at by others; a handle in a local that is copied may not.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

struct session {
  task *loading;
  int ms;
};

static int field_ok(void *arg, cancel_token token, void *result) {
  struct session *session = arg;
  session->loading = task_run(load, &session->ms, 0, token);
  return task_await(session->loading, NULL);
}

static int copied_bad(void *arg, cancel_token token, void *result) {
  struct session *session = arg;
  task *loading = task_run(load, &session->ms, 0, token);
  // expect@-1: needless-task
  task *same = loading;
  return task_await(same, NULL);
}

static int shared_ok(void *arg, cancel_token token, void *result) {
  struct session *session = arg;
  task *loading = task_run(load, &session->ms, 0, token);
  session->loading = loading;
  return task_await(loading, NULL);
}

static int all(void *arg, cancel_token token, void *result) {
  return field_ok(arg, token, NULL) | copied_bad(arg, token, NULL) | shared_ok(arg, token, NULL);
}

int main(void) {
  struct session session = {.ms = 1};
  return task_wait(task_run(all, &session, 0, CANCEL_NONE));
}
