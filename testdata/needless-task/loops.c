// In a loop, with the result of each round; and tasks that are all started first.
#include <taskrt/task.h>

enum { PAGES = 3 };

static int fetch(void *arg, cancel_token token, void *result) {
  *(int *)result = *(int *)arg;
  return task_delay(1, token);
}

static int one_by_one_bad(void *arg, cancel_token token, void *result) {
  int pages[PAGES] = {1, 2, 3}, sum = 0;
  for (int i = 0; i < PAGES; i++) {
    int size;
    task *fetching = task_run(fetch, &pages[i], sizeof size, token);
    // expect@-1: needless-task
    if (task_await(fetching, &size) != 0) // expect: await-in-loop
      break;
    sum += size;
  }
  return sum;
}

static int together_ok(void *arg, cancel_token token, void *result) {
  int pages[PAGES] = {1, 2, 3}, sizes[PAGES];
  task *fetching[PAGES];
  for (int i = 0; i < PAGES; i++)
    fetching[i] = task_run(fetch, &pages[i], sizeof(int), token);
  return task_await(task_when_all(fetching, PAGES), sizes);
}

static int all(void *arg, cancel_token token, void *result) {
  return one_by_one_bad(arg, token, NULL) + together_ok(arg, token, NULL);
}

int main(void) {
  return task_wait(task_run(all, NULL, 0, CANCEL_NONE));
}
