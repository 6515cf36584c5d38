// The other task takes the pointer into a variable before it frees it.
#include <stdlib.h>
#include <taskrt.h>

struct node {
  struct node *next;
  int value;
};

static struct node *head;

static int print_bad(void *arg, cancel_token token, void *result) {
  int status = 0;
  struct node *node = head;
  if (node) {
    status = task_delay(1, token);
    status += node->value; // expect: stale-after-await "`node` was read from `head`"
  }
  return status;
}

static int shift(void *arg, cancel_token token, void *result) {
  struct node *first = head;
  if (first) {
    head = first->next;
    free(first); // note: "`shift`, in another task, frees it here"
  }
  return task_delay(1, token);
}

int run(cancel_token token) {
  task *both[] = {task_run(print_bad, NULL, 0, token), task_run(shift, NULL, 0, token)};
  return task_await(task_when_all(both, 2), NULL);
}
