// silent
// Functions for both worlds ask first.
#include <assert.h>
#include <stdlib.h>
#include <taskrt/task.h>

static int ASYNC_LINT("async") load(int id, cancel_token token) {
  return task_delay(id, token);
}

static int run(void *arg, cancel_token token, void *result) {
  return load(*(int *)arg, token);
}

static int load_ok(int *id) {
  if (task_running())
    return load(*id, CANCEL_NONE);
  return task_wait(task_run(run, id, 0, CANCEL_NONE));
}

static int early_ok(int *id) {
  if (!task_running())
    return task_wait(task_run(run, id, 0, CANCEL_NONE));
  *id += 1;
  return load(*id, CANCEL_NONE);
}

static int asserted_ok(int id) {
  if (!task_running())
    abort();
  return load(id, CANCEL_NONE);
}

static int stored_ok(int *id) {
  bool inside = task_running();
  return inside ? load(*id, CANCEL_NONE) : task_wait(task_run(run, id, 0, CANCEL_NONE));
}

int main(void) {
  int id = 1;
  return load_ok(&id) + early_ok(&id) + asserted_ok(id) + stored_ok(&id);
}
