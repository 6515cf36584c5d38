// Walks trees.
#ifndef WALK_H
#define WALK_H

#include <taskrt/cancel.h>

struct tree {
  struct tree *left, *right;
};

/// Walks `tree`, pausing at every node.
int walk(struct tree *tree);

/// Walks even and odd levels by turns.
int walk_even(struct tree *tree);

/// The other half of walk_even().
int walk_odd(struct tree *tree);

/// Counts the nodes without pausing.
int walk_count(struct tree *tree);

/// Walks `tree` until `token` is cancelled.
int walk_until(struct tree *tree, cancel_token token);

#endif
