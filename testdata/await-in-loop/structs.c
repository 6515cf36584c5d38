// Through a list.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

struct item {
  struct item *next;
  int size;
};

int list_bad(struct item *items, cancel_token token) {
  int status = 0;
  for (struct item *item = items; item && status == 0; item = item->next)
    status = task_await(task_run(load, &item->size, 0, token), NULL);
  // expect@-1: await-in-loop
  return status;
}
