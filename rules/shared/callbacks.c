// SPDX-License-Identifier: MIT
// Who calls a function that is handed over.
#include "rules/shared/callbacks.h"

bool callback_is_kept(const struct claim *claim) {
  return claim->word == CLAIM_calls && !claim->on &&
         (claim->times == SPEC_ONCE || claim->times == SPEC_MANY);
}

bool is_system_function(const struct function *function) {
  return !function->body && function->declaration &&
         (function->declaration->flags & IR_DECL_SYSTEM);
}

bool callback_suspends(const struct function *function) {
  return function_claim(function, CLAIM_suspends) || function->has[EFFECT_SUSPENDS];
}

int way_to_suspension(struct function *function, struct edge **edges, int max) {
  int count = 0;
  while (count < max && function->witness[EFFECT_SUSPENDS]) {
    edges[count++] = function->witness[EFFECT_SUSPENDS];
    function = edges[count - 1]->callee;
  }
  return count;
}
