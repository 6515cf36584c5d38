// Tasks that start tasks of their own kind, and helpers that call themselves.
#include <taskrt/task.h>

struct node {
  struct node *left, *right;
  int weight;
};

// The classic: a parallel sum that fills the pool with workers that wait.
static int sum_bad(void *arg, cancel_token token, void *result) {
  const struct node *node = arg;
  int left = 0, right = 0;
  if (!node)
    return 0;
  task *other = task_run(sum_bad, node->left, sizeof left, token);
  int status = sum_bad(node->right, token, &right);
  status |= task_result(other, &left); // expect: blocking-wait "`task_result`"
  *(int *)result = left + right + node->weight;
  return status;
}

static int sum_ok(void *arg, cancel_token token, void *result) {
  const struct node *node = arg;
  int left = 0, right = 0;
  if (!node)
    return 0;
  task *other = task_run(sum_ok, node->left, sizeof left, token);
  int status = sum_ok(node->right, token, &right);
  status |= task_await(other, &left);
  *(int *)result = left + right + node->weight;
  return status;
}

static int touch(void *arg, cancel_token token, void *result) {
  return cancel_check(token);
}

// Two helpers in turn.
static int visit_right(const struct node *node, cancel_token token);

static int visit_left_bad(const struct node *node, cancel_token token) {
  if (!node)
    return 0;
  int status = task_wait(task_run(touch, node->left, 0, token)); // expect: blocking-wait
  return status | visit_right(node->left, token);
}

static int visit_right(const struct node *node, cancel_token token) {
  return node ? visit_left_bad(node->right, token) : 0;
}

static int visit(void *arg, cancel_token token, void *result) {
  return visit_right(arg, token);
}

int main(void) {
  struct node root = {.weight = 1};
  int sum = 0;
  int status = task_result(task_run(sum_bad, &root, sizeof sum, CANCEL_NONE), &sum);
  status |= task_result(task_run(sum_ok, &root, sizeof sum, CANCEL_NONE), &sum);
  return status | task_wait(task_run(visit, &root, 0, CANCEL_NONE));
}
