// SPDX-License-Identifier: MIT
// Handles that a task uses without belonging to what they stand for: a group that is joined while
// the task may still add to it.
#ifndef ASYNC_LINT_RULES_SHARED_JOINS_H
#define ASYNC_LINT_RULES_SHARED_JOINS_H

#include "rules/shared/awaits.h"

/// True for edges to a function that runs on its own from then on: a task, a thread, an offloaded
/// body.
bool starts_body(const struct edge *edge);

/// What the call of this edge says of the body that it starts: `starts` or `offloads`, with the
/// argument that the body gets (`with`). NULL when nothing is said of one.
const struct claim *start_claim(const struct edge *edge);

/// True when `to` may come after `from`.
bool comes_after(struct arena *scratch, const struct cfg *cfg, struct point from, struct point to);

/// True when the body gets to `at` before the call that starts it returns: a start on the
/// caller's time (`starts body on caller`) runs it until it first suspends.
bool done_by_start(struct pass *pass, const struct edge *start, struct function *body,
                   struct point at);

/// True when nobody waits for the handle that is argument `arg`, nor will, because the call got it.
bool leaves_running(struct pass *pass, const struct ir_function *fn, const struct ir_event *call,
                    uint32_t arg);

/// True when something in the function may pause between the two points: it may wait for a sign.
bool pauses_between(struct pass *pass, struct function *function, struct point from,
                    struct point to);

/// A call that ends a handle while a body that uses it may be running.
struct early_join {
  const struct edge *start; // of the body
  const struct ir_event *join;
  const struct handle_kind *kind; // of the handle
};

/// True when the call `used` of a body borrows a handle that a starter of the body waits for and
/// consumes, and does not wait for the body before.
bool joined_early(struct pass *pass, struct function *body, const struct edge *used,
                  struct early_join *found);

#endif
