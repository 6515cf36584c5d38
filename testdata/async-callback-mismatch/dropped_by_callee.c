// A function of the program calls its parameter and drops the task: `dropped-task` speaks there.
#include <taskrt/task.h>

static int save(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static task *save_async(void *item) {
  return task_run(save, item, 0, CANCEL_NONE);
}

static void each_bad(int *items, int count, void (*visit)(int *item)) {
  for (int i = 0; i < count; i++)
    visit(&items[i]); // expect: dropped-task
}

void save_all(int *items, int count) {
  each_bad(items, count, (void (*)(int *))save_async);
}
