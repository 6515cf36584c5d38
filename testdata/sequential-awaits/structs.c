// Different parts of one thing, and elements of an array.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

struct page {
  int text, image;
};

int parts_bad(struct page *page, cancel_token token) {
  int first = task_await(task_run(load, &page->text, 0, token), NULL);
  int second = task_await(task_run(load, &page->image, 0, token), NULL);
  // expect@-1: sequential-awaits
  return first | second;
}

int elements_bad(cancel_token token) {
  int pages[2] = {1, 2};
  int first = task_await(task_run(load, &pages[0], 0, token), NULL);
  int second = task_await(task_run(load, &pages[1], 0, token), NULL);
  // expect@-1: sequential-awaits
  return first | second;
}

int element_ok(int *pages, int i, int k, cancel_token token) {
  int first = task_await(task_run(load, &pages[i], 0, token), NULL);
  int second = task_await(task_run(load, &pages[k], 0, token), NULL);
  return first | second;
}
