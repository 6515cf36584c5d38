// SPDX-License-Identifier: MIT
// Notes about locks.
#include "rules/shared/locked.h"

const char *lock_called(struct pass *pass, const struct function *function,
                        const struct lock_result *locks, uint32_t i) {
  return lock_name(pass->program, function, locks->locks[i].shown);
}

uint32_t lock_loc(const struct function *function, uint32_t block, uint32_t event) {
  return function->body->blocks[block].events[event].loc;
}

void note_taken(struct pass *pass, struct finding *finding, const struct function *function,
                const char *name, struct lock_site since) {
  if (since.block == IR_NONE)
    note(pass, finding, function, IR_NONE, "`%s` is called with `%s` held", function->name, name);
  else
    note(pass, finding, function, lock_loc(function, since.block, since.event),
         "`%s` is locked here", name);
}

/// The way from `first` on; returns its length.
static int follow(struct pass *pass, struct edge *first, enum lock_effect effect,
                  struct edge **edges) {
  int count = 0;
  for (struct edge *edge = first; edge && count < WAY_MAX;
       edge = lock_effect_next(pass->program, edge, effect))
    edges[count++] = edge;
  return count;
}

void note_effect(struct pass *pass, struct finding *finding, struct edge *first,
                 enum lock_effect effect) {
  struct edge *edges[WAY_MAX];
  int count = follow(pass, first, effect, edges);
  int told = first->kind == EDGE_CALL; // the finding itself tells a plain call
  note_calls(pass, finding, edges + told, count - told);
}

const struct edge *effect_end(struct pass *pass, struct edge *first, enum lock_effect effect,
                              int *length) {
  struct edge *edges[WAY_MAX];
  *length = follow(pass, first, effect, edges);
  return edges[*length - 1];
}

const char *effect_name(struct pass *pass, const struct edge *first, enum lock_effect effect) {
  struct edge *edges[WAY_MAX];
  int count = follow(pass, (struct edge *)first, effect, edges);
  return edges[count - 1]->callee->name;
}
