// Looked at on some paths, and success is returned on another.
#include <stdbool.h>
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  *(long *)result = 7;
  return task_delay(12, token);
}

int quiet_bad(task *t, bool quiet) {
  int status = task_await(t, NULL); // expect: unchecked-await "on some path"
  if (quiet)                        // note: "this is true"
    return 0;                       // note: "success is returned here"
  return status;
}

int switched_bad(task *t, int mode) {
  int status = task_await(t, NULL); // expect: unchecked-await "on some path"
  switch (mode) {
  case 1:
    return status;
  case 2:
    return -status;
  default:
    return 0; // note: "success is returned here"
  }
}

// Another error goes first.
int other_error_ok(task *t, bool late) {
  int status = task_await(t, NULL);
  if (late)
    return TASK_ETIMEDOUT;
  return status;
}

int other_status_ok(task *a, task *b) {
  int first = task_await(a, NULL);
  int second = task_await(b, NULL);
  if (first != 0)
    return first;
  return second;
}

// The other failure has been told.
int told_ok(task *a, task *b, void (*report)(void)) {
  int first = task_await(a, NULL), second = task_await(b, NULL);
  if (first != 0 || second != 0)
    report();
  return 0;
}
