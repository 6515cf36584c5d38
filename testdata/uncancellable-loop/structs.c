// Through a list, and in the body of a task.
#include <taskrt/task.h>

static int weigh(const char *item) {
  int sum = 0;
  while (*item)
    sum += *item++;
  return sum;
}

struct node {
  struct node *next;
  const char *text;
};

int list_bad(const struct node *nodes, cancel_token token) {
  int sum = cancel_check(token);
  for (const struct node *node = nodes; node; node = node->next) // expect: uncancellable-loop
    sum += weigh(node->text);
  return sum;
}

static int body_bad(void *arg, cancel_token token, void *result) {
  int sum = 0;
  for (const struct node *node = arg; node; node = node->next) // expect: uncancellable-loop
    sum += weigh(node->text);
  return sum ? cancel_check(token) : 0;
}

int run(struct node *nodes) {
  return task_wait(task_run(body_bad, nodes, 0, CANCEL_NONE));
}
