// SPDX-License-Identifier: MIT
// What the solver asks of a function for each of its handles, gathered once: other names of places,
// which variables events speak of, what is tested and set. Inner to flow/.
#ifndef ASYNC_LINT_OUTLINE_H
#define ASYNC_LINT_OUTLINE_H

#include "analyzer/flow/flow.h"

/// An event of a function.
struct mention {
  uint32_t block, event;
};

/// Slices of one array: those of `i` are `items[start[i]]` up to `items[start[i + 1]]`.
struct mentions {
  uint32_t *start;
  struct mention *items;
};

struct outline {
  uint32_t *only_address; // var -> the one place whose address it is ever given, or IR_NONE
  uint32_t *canonical;    // place -> the place it is another name for (`*p` with p = &x only is x)
  uint32_t *first_event;  // block -> number of its first event in the function
  uint32_t event_count;
  struct mentions of_var; // var -> events that speak of it or of what it is another name for
  struct mentions writes; // place -> events that give it a value
  struct mentions sets;   // place (by its canonical name) -> moves of a constant into it
  bool *addressed;        // var -> its address is somewhere an operand
  bool *given_constant;   // place -> set to a constant, or to what a comparison with one gives
  // Places that are tested against constants twice, or tested and given one, as blocks do so.
  uint32_t *steering;
  uint32_t steering_count;
};

/// The outline of the function of `cfg`; made when it is asked for first, and kept with `cfg`.
const struct outline *outline_of(const struct cfg *cfg);

/// The event itself.
static inline const struct ir_event *mentioned(const struct ir_function *fn,
                                               const struct mention *at) {
  return &fn->blocks[at->block].events[at->event];
}

/// The existing place one step below `parent` by the step of `like`; IR_NONE when the function
/// never names it.
uint32_t place_child(const struct ir_function *fn, uint32_t parent, const struct ir_place *like);

#endif
