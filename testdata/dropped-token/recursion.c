// The token gets lost on the way down.
#include <taskrt/task.h>

struct tree {
  struct tree *left;
  struct tree *right;
};

static int walk_bad(struct tree *tree, cancel_token token) {
  if (!tree)
    return 0;
  int status = task_delay(1, token);
  if (status != 0)
    return status;
  status = walk_bad(tree->left, token);
  return status != 0 ? status : walk_bad(tree->right, CANCEL_NONE);
  // expect@-1: dropped-token
}

static int walk_ok(struct tree *tree, cancel_token token) {
  if (!tree)
    return 0;
  int status = task_delay(1, token);
  if (status == 0)
    status = walk_ok(tree->left, token);
  return status != 0 ? status : walk_ok(tree->right, token);
}

// Recursion under a deadline of its own.
static int walk_linked_ok(struct tree *tree, cancel_token token) {
  cancel_source *source = cancel_source_create_linked(token);
  if (!source)
    return TASK_ENOMEM;
  cancel_source_cancel_after(source, 100);
  int status = tree ? walk_linked_ok(tree->left, cancel_source_token(source)) : 0;
  cancel_source_destroy(source);
  return status;
}

int walk(struct tree *tree, cancel_token token) {
  return walk_bad(tree, token) | walk_ok(tree, token) | walk_linked_ok(tree, token);
}
