// Macros that convert.
#include <taskrt/task.h>

#define AS_INT(p) ((int)(long)(p))
#define IS_SET(p) ((p) != NULL)

static int look_up(void *arg, cancel_token token, void *result) {
  *(int *)result = 1;
  return task_delay(1, token);
}

int converted_bad(task *found) {
  int value = AS_INT(found); // expect: task-as-value "turned into a number"
  return task_await(found, NULL) == 0 ? value : 0;
}

int tested_ok(task *found) {
  if (IS_SET(found))
    return task_await(found, NULL);
  return 0;
}
