// Bodies given to task_offload() may wait; the same body run as a task may not.
#include <pthread.h>
#include <taskrt/task.h>

static int parse(void *arg, cancel_token token, void *result) {
  return task_delay(2, token);
}

static int import_ok(void *arg, cancel_token token, void *result) {
  return task_wait(task_run(parse, arg, 0, token));
}

static int import_all(void *arg, cancel_token token, void *result) {
  return task_await(task_offload(import_ok, arg, 0, token), NULL);
}

// Given to both.
static int export_bad(void *arg, cancel_token token, void *result) {
  return task_wait(task_run(parse, arg, 0, token)); // expect: blocking-wait "`task_wait`"
}

static int export_all(void *arg, cancel_token token, void *result) {
  task *aside = task_offload(export_bad, arg, 0, token);
  task *here = task_run(export_bad, arg, 0, token); // note: "`export_bad` runs as a task"
  return task_await(aside, NULL) | task_await(here, NULL);
}

// A helper of the body.
static int wait_for_parser(void *arg, cancel_token token) {
  return task_wait(task_run(parse, arg, 0, token));
}

static int convert_ok(void *arg, cancel_token token, void *result) {
  return wait_for_parser(arg, token);
}

// The offloaded task itself is awaited, not waited for.
static int convert_all_bad(void *arg, cancel_token token, void *result) {
  return task_wait(task_offload(convert_ok, arg, 0, token)); // expect: blocking-wait "`task_wait`"
}

// A thread of the program.
static void *index_ok(void *arg) {
  if (task_wait(task_run(parse, arg, 0, CANCEL_NONE)) != 0)
    return NULL;
  return arg;
}

static int start_indexer(void *arg, cancel_token token, void *result) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, index_ok, arg) != 0)
    return TASK_EINVAL;
  return pthread_detach(thread);
}

int main(void) {
  task *all[] = {task_run(import_all, NULL, 0, CANCEL_NONE),
                 task_run(export_all, NULL, 0, CANCEL_NONE),
                 task_run(convert_all_bad, NULL, 0, CANCEL_NONE),
                 task_run(start_indexer, NULL, 0, CANCEL_NONE)};
  return task_wait(task_when_all(all, 4));
}
