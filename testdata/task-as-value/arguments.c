// A handle given where its result is wanted.
#include <stdio.h>
#include <taskrt/task.h>

void set_count(int count);
void set_object(void *object);

static int look_up(void *arg, cancel_token token, void *result) {
  *(int *)result = 1;
  return task_delay(1, token);
}

int given_bad(task *found) {
  set_count((int)(long)found); // expect: task-as-value "given where a number is wanted"
  return task_await(found, NULL);
}

int printed_bad(task *found) {
  printf("%d found\n", (int)(long)found); // expect: task-as-value "printed as if it were"
  return task_await(found, NULL);
}

int given_ok(task *found) {
  int value = 0;
  int status = task_await(found, &value);
  set_count(value);
  return status;
}

int printed_ok(task *found) {
  printf("waiting for %p\n", (void *)found);
  return task_await(found, NULL);
}

int object_ok(task *found) {
  set_object(found);
  return task_await(found, NULL);
}
