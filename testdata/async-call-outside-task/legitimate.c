// silent
// Exported functions whose callers are unknown, tasks, functions that are async themselves, and
// what says `suspends`.
#include <taskrt/task.h>

static int ASYNC_LINT("async") load(int id, cancel_token token) {
  return task_delay(id, token);
}

// Part of a library: who calls it is not known.
int library_load_ok(int id, cancel_token token) {
  return load(id, token);
}

static int ASYNC_LINT("async") load_twice_ok(int id, cancel_token token) {
  int status = load(id, token);
  return status ? status : load(id + 1, token);
}

static int work(void *arg, cancel_token token, void *result) {
  return load_twice_ok(1, token);
}

// Nobody calls it, yet.
static int later_ok(int id) {
  return load(id, CANCEL_NONE);
}

// Given to somebody who is not known.
extern void on_idle(int (*callback)(int id));

static int idle_ok(int id) {
  return load(id, CANCEL_NONE);
}

static int pause_ok(void) {
  return task_delay(5, CANCEL_NONE);
}

int main(void) {
  on_idle(idle_ok);
  int status = pause_ok();
  return status ? status : task_wait(task_run(work, NULL, 0, CANCEL_NONE));
}
