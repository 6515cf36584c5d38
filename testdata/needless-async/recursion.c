// Functions in a circle that never suspends are needless, all of them; one suspension in the circle
// justifies all.
#include <stddef.h>
#include <taskrt/task.h>

struct node {
  struct node *next, *child;
  int value;
};

static int ASYNC_LINT("async") sum_bad(const struct node *node) {
  // expect@-1: needless-async "`sum_bad`"
  return node ? node->value + sum_bad(node->next) : 0;
}

static int ASYNC_LINT("async") sum_ok(const struct node *node, cancel_token token) {
  if (!node || task_delay(1, token) != 0)
    return 0;
  return node->value + sum_ok(node->next, token);
}

// Two in turn.
static int depth_list_bad(const struct node *node) ASYNC_LINT("async");

static int ASYNC_LINT("async") depth_bad(const struct node *node) {
  // expect@-1: needless-async "`depth_bad`"
  return node ? 1 + depth_list_bad(node->child) : 0;
}

static int depth_list_bad(const struct node *node) { // expect: needless-async "`depth_list_bad`"
  int deepest = 0;
  for (; node; node = node->next) {
    int depth = depth_bad(node);
    deepest = depth > deepest ? depth : deepest;
  }
  return deepest;
}

// Three in turn, one of which yields now and then.
static int walk_leaf_ok(const struct node *node) ASYNC_LINT("async");
static int walk_branch_ok(const struct node *node) ASYNC_LINT("async");

static int ASYNC_LINT("async") walk_ok(const struct node *node) {
  return !node ? 0 : node->child ? walk_branch_ok(node) : walk_leaf_ok(node);
}

static int walk_branch_ok(const struct node *node) {
  return walk_ok(node->child) + walk_ok(node->next);
}

static int walk_leaf_ok(const struct node *node) {
  if (node->value % 64 == 0)
    task_yield();
  return 1 + walk_ok(node->next);
}

static int run(void *arg, cancel_token token, void *result) {
  return sum_bad(arg) + sum_ok(arg, token) + depth_bad(arg) + walk_ok(arg);
}

int main(void) {
  struct node last = {NULL, NULL, 1}, first = {&last, NULL, 2};
  return task_wait(task_run(run, &first, 0, CANCEL_NONE));
}
