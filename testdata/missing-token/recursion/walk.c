// Functions that call themselves or each other.
#include "walk.h"
#include <taskrt/task.h>

int walk(struct tree *tree) { // expect: missing-token "`walk`"
  if (!tree)
    return 0;
  int status = walk(tree->left);
  if (status == 0)
    status = task_delay(1, CANCEL_NONE);
  return status != 0 ? status : walk(tree->right);
}

int walk_even(struct tree *tree) { // expect: missing-token "`walk_even`"
  return tree ? walk_odd(tree->left) : 0;
}

int walk_odd(struct tree *tree) { // expect: missing-token "`walk_odd`"
  int status = task_delay(1, CANCEL_NONE);
  return status != 0 ? status : walk_even(tree->right);
}

int walk_count(struct tree *tree) {
  return tree ? 1 + walk_count(tree->left) + walk_count(tree->right) : 0;
}

int walk_until(struct tree *tree, cancel_token token) {
  if (!tree)
    return 0;
  int status = walk_until(tree->left, token);
  if (status == 0)
    status = task_delay(1, token);
  return status != 0 ? status : walk_until(tree->right, token);
}
