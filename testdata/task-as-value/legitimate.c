// silent
// Everyday code that tests, compares, prints and stores handles.
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <taskrt/task.h>

static int look_up(void *arg, cancel_token token, void *result) {
  *(int *)result = 1;
  return task_delay(1, token);
}

static task *slots[8];
static uintptr_t keys[8];

bool any_ok(void) {
  for (int i = 0; i < 8; i++)
    if (slots[i])
      return true;
  return false;
}

int find_ok(task *wanted) {
  for (int i = 0; i < 8; i++)
    if (slots[i] == wanted)
      return i;
  return -1;
}

void remember_ok(task *t, int at) {
  keys[at] = (uintptr_t)t;
  slots[at] = t;
}

int start_both_ok(void *user) {
  task *a = task_run(look_up, user, sizeof(int), CANCEL_NONE);
  task *b = a ? task_run(look_up, user, sizeof(int), CANCEL_NONE) : NULL;
  int left = 0, right = 0;
  int status = task_await(a, &left);
  int other = task_await(b, &right);
  return status || other ? -1 : left + right;
}

ptrdiff_t range_ok(task **first, task **last) {
  return last - first;
}

void trace_ok(task *t) {
  fprintf(stderr, "task %p, %lx\n", (void *)t, (unsigned long)t);
}

// Whose task it is does not change hands: asking for one is all that is wanted.
task *current_task(void);

int inside_ok(void) {
  return current_task() != NULL;
}

int nobody_ok(void) {
  if (!current_task())
    return 1;
  return 0;
}
