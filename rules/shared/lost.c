// SPDX-License-Identifier: MIT
// The path to a lost handle as notes.
#include "rules/shared/lost.h"

#include <string.h>

#include "rules/shared/way.h"

static const char *holder_of(const struct loss *loss, const char *thing) {
  return loss->holder ? loss->holder : thing;
}

/// The call that got the handle and left it with the caller.
static void note_borrower(struct pass *pass, struct finding *finding,
                          const struct function *function, const struct loss *loss,
                          const char *thing) {
  if (!loss->callee)
    return;
  const struct function *callee = program_find(pass->program, loss->callee);
  const char *name = callee ? callee->name : loss->callee;
  note(pass, finding, function, loss->callee_loc,
       loss->kind == LOSS_CALLEE ? "`%s` does not take `%s` on every path"
                                 : "`%s` does not take `%s`",
       name, holder_of(loss, thing));
}

static void note_loss(struct pass *pass, struct finding *finding, const struct function *function,
                      const struct loss *loss, const char *thing, const char *state) {
  const char *holder = holder_of(loss, thing);
  if (loss->loc == IR_NONE)
    return;
  switch (loss->kind) {
  case LOSS_DISCARDED:
  case LOSS_CALLEE:
    break;
  case LOSS_OVERWRITTEN:
    note(pass, finding, function, loss->loc, "`%s` is overwritten here", holder);
    break;
  case LOSS_SCOPE_END:
    note(pass, finding, function, loss->loc, "`%s` ends its life here, %s", holder, state);
    break;
  case LOSS_RETURN:
    note(pass, finding, function, loss->loc, "the function returns here with `%s` %s", holder,
         state);
    break;
  case LOSS_FREED:
    note(pass, finding, function, loss->loc, "the memory that holds `%s` is freed here", holder);
    break;
  }
}

void note_lost(struct pass *pass, struct finding *finding, const struct function *function,
               const struct loss *loss, const char *thing, const char *state) {
  note_steps(pass, finding, function, loss->steps, loss->step_count);
  note_borrower(pass, finding, function, loss, thing);
  note_loss(pass, finding, function, loss, thing, state);
}

bool kept_somewhere(const struct handle_result *result) {
  return result->leaves_taken || result->leaves_stored || result->returned ||
         result->out_param >= 0;
}

const char *function_claiming(const struct spec *spec, enum claim_word word,
                              const struct handle_kind *kind) {
  for (size_t i = 0; i < spec_count(spec); i++) {
    const struct contract *contract = spec_at(spec, i);
    const struct claim *claim = contract_claim(contract, word);
    if (claim && claim->param >= 0 && (unsigned)claim->param < contract->param_count &&
        spec_handle_of_type(spec, contract->params[claim->param].type) == kind)
      return contract->name;
  }
  return NULL;
}

bool is_stream(const struct spec *spec, const struct handle_kind *kind) {
  return function_claiming(spec, CLAIM_next, kind) != NULL;
}

bool is_cancel_source(const struct spec *spec, const struct handle_kind *kind) {
  for (size_t i = 0; i < spec_count(spec); i++) {
    const struct contract *contract = spec_at(spec, i);
    if (!contract->result || !spec_token_type(spec, contract->result))
      continue;
    for (unsigned p = 0; p < contract->param_count; p++)
      if (spec_handle_of_type(spec, contract->params[p].type) == kind)
        return true;
  }
  return false;
}

bool ends_with_program(const struct function *function, const struct handle_result *result) {
  enum loss_kind kind = result->losses[0].kind;
  return !strcmp(function->name, "main") && (kind == LOSS_RETURN || kind == LOSS_SCOPE_END);
}
