// The next status takes the place of the one before.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  *(long *)result = 7;
  return task_delay(12, token);
}

int both_bad(task *a, task *b) {
  int status = task_await(a, NULL); // expect: unchecked-await "nobody looks at the status"
  status = task_await(b, NULL);     // note: "`status` is overwritten here"
  return status;
}

int maybe_both_bad(task *a, task *b, int second) {
  int status = task_await(a, NULL); // expect: unchecked-await "is overwritten before anybody"
  if (second)                       // note: "this is true"
    status = task_await(b, NULL);
  else
    task_detach(b, NULL, NULL);
  return status;
}

int every_bad(task **tasks, int count) {
  int status = 0;
  for (int i = 0; i < count; i++)
    status = task_await(tasks[i], NULL); // expect: unchecked-await "is overwritten before anybody"
  // note@-1: "`status` is overwritten in the next turn"
  return status;
}

int every_ok(task **tasks, int count) {
  int first = 0;
  for (int i = 0; i < count; i++) {
    int status = task_await(tasks[i], NULL);
    if (first == 0)
      first = status;
  }
  return first;
}

int until_failure_ok(task **tasks, int count) {
  int status = 0;
  for (int i = 0; i < count && status == 0; i++)
    status = task_await(tasks[i], NULL);
  return status;
}

int gathered_ok(task **tasks, int count) {
  int status = 0;
  for (int i = 0; i < count; i++)
    status |= task_await(tasks[i], NULL);
  return status;
}

int one_after_another_ok(task *a, task *b) {
  int status = task_await(a, NULL);
  if (status == 0)
    status = task_await(b, NULL);
  else
    task_detach(b, NULL, NULL);
  return status;
}
