// silent
// Everyday code that names a handle again after it was consumed, and is right.
#include <stdbool.h>
#include <stdio.h>
#include <taskrt/task.h>

struct session {
  task *run;
  bool closing;
};

struct session *sessions[8];
void session_changed(struct session *session);
void everything_changed(void);

static int serve(void *arg, cancel_token token, void *result) {
  return task_delay(25, token);
}

int restart_ok(struct session *session) {
  int status = session->run ? task_await(session->run, NULL) : 0;
  session->run = task_run(serve, session, 0, CANCEL_NONE);
  return status | task_await(session->run, NULL);
}

// The function that is called may start it again.
int changed_ok(struct session *session) {
  int status = task_await(session->run, NULL);
  session_changed(session);
  return status | task_await(session->run, NULL);
}

int changed_somewhere_ok(struct session *session) {
  int status = task_await(session->run, NULL);
  everything_changed();
  return status | task_await(session->run, NULL);
}

int all_sessions_ok(void) {
  int status = 0;
  for (int i = 0; i < 8; i++)
    if (sessions[i] && sessions[i]->run) {
      status |= task_await(sessions[i]->run, NULL);
      sessions[i]->run = NULL;
    }
  return status;
}

int swap_ok(task *a, task *b) {
  int status = task_await(a, NULL);
  task *t = a;
  a = b;
  b = t;
  return status | task_await(a, NULL);
}

// Compared with another one after it is over: only the address is used.
bool same_ok(task *a, task *b) {
  bool same = a == b;
  return task_await(a, NULL) == 0 && (same || task_await(b, NULL) == 0);
}

int first_failure_ok(task *a, task *b) {
  int status = task_await(a, NULL);
  if (status != 0) {
    task_detach(b, NULL, NULL);
    return status;
  }
  return task_await(b, NULL);
}
