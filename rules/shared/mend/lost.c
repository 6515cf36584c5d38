// SPDX-License-Identifier: MIT
// Fixes for handles that are lost where the function returns.
#include "rules/shared/loops.h"
#include "rules/shared/mend/mend.h"

#include <string.h>

/// A handle that is lost, and the call that is to end it.
struct lost_handle {
  struct pass *pass;
  struct function *function;
  const struct site *site;
  const struct contract *end;
  uint32_t var; // that holds it
};

/// True when the variable may hold something else behind the event, or something else the handle.
static bool parts_from(const struct lost_handle *lost, const struct ir_event *event) {
  const struct ir_function *fn = lost->function->body;
  const struct ir_event *made = &fn->blocks[lost->site->block].events[lost->site->event];
  bool gets_it = event->kind == IR_MOVE && event->a.kind == IR_PLACE && made->place != IR_NONE &&
                 event->a.place == made->place;
  bool copies = event->kind == IR_MOVE || event->kind == IR_ESCAPE;
  if ((writes_var(fn, event, lost->var) && !gets_it) ||
      (copies && mentions_var(fn, &event->a, lost->var)) ||
      (event->kind == IR_CLEANUP && fn->places[event->place].var == lost->var))
    return true;
  if (event->kind != IR_CALL)
    return false;
  const struct call_effect *effect = call_effect(lost->pass, fn, event);
  for (uint32_t i = 0; i < event->arg_count; i++) {
    const struct ir_operand *value = &event->args[i].value;
    const struct param_effect *param = i < effect->param_count ? &effect->params[i] : &effect->rest;
    if (mentions_var(fn, value, lost->var) &&
        (value->kind != IR_PLACE || param->value != HANDLE_BORROWED || effect->returns == (int)i))
      return true;
  }
  return false;
}

/// True when the branch at the end of `from` goes to `to` because the variable holds nothing.
static bool found_empty(const struct lost_handle *lost, uint32_t from, uint32_t to) {
  const struct ir_function *fn = lost->function->body;
  const struct ir_terminator *end = &fn->blocks[from].end;
  bool null = end->b.kind == IR_NULL || end->b.kind == IR_ZERO ||
              (end->b.kind == IR_INT && end->b.value == 0);
  return end->kind == IR_BRANCH && mentions_var(fn, &end->a, lost->var) &&
         (!null || end->targets[end->compare == IR_EQ ? 0 : 1] == to);
}

/// True when on every way to the end of `block` the variable holds the handle, which nobody else
/// has: back from there to the site nothing is done with it.
static bool surely_holds(struct lost_handle *lost, struct arena *scratch, uint32_t block) {
  const struct cfg *cfg = function_cfg(lost->pass->program, lost->function);
  const struct ir_function *fn = lost->function->body;
  bool *seen = ARENA_ARRAY(scratch, bool, fn->block_count);
  uint32_t *stack = ARENA_ARRAY(scratch, uint32_t, fn->block_count), depth = 0;
  memset(seen, 0, sizeof *seen * fn->block_count);
  stack[depth++] = block;
  while (depth) {
    uint32_t at = stack[--depth], event = fn->blocks[at].event_count;
    bool made_here = false;
    while (event-- > 0 && !made_here) {
      made_here = at == lost->site->block && event == lost->site->event;
      if (!made_here && parts_from(lost, &fn->blocks[at].events[event]))
        return false;
    }
    if (made_here)
      continue;
    if (at == 0)
      return false;
    for (uint32_t i = cfg->pred_start[at]; i < cfg->pred_start[at + 1]; i++) {
      uint32_t from = cfg->preds[i];
      if (cfg->position[from] == IR_NONE)
        continue;
      if (found_empty(lost, from, at))
        return false;
      if (!seen[from])
        stack[depth++] = from;
      seen[from] = true;
    }
  }
  return true;
}

static bool is_identifier(const char *text) {
  return *text && (*text < '0' || *text > '9') &&
         strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
             strlen(text);
}

/// Ends the handle, and returns how that went when `value`, which was returned, is no error.
static void end_with_status(struct fix *fix, const struct lost_handle *lost,
                            const struct loss *loss, const char *value, bool only) {
  const struct ir_function *fn = lost->function->body;
  const struct ir_terminator *leave = &fn->blocks[loss->block].end;
  const struct ir_location *at = location_of(lost->function, loss->loc);
  const char *end = lost->end->name, *holder = fn->vars[lost->var].name, *last = NULL;
  struct arena *arena = &fix->findings->arena;
  bool braces = true;
  int64_t constant = 0;
  bool known = leave->kind == IR_RETURN && operand_constant(fn, &leave->a, &constant);
  if (known && constant) // an error in any case
    last = arena_printf(arena, "return closed ? closed : %s", value);
  else if (is_identifier(value))
    last = arena_printf(arena, "return %s ? %s : closed", value, value);
  if (!returns_status(lost->pass, lost->function) || is_name_used(fn, "closed") ||
      strchr(value, '\n'))
    fix_fail(fix);
  else if (known && !constant)
    fix_replace(fix, at, "return %s(%s)", end, holder);
  else if (last)
    braces = fix_statement_before(fix, at, last, "int closed = %s(%s);", end, holder);
  else if (strchr(value, '(') && !is_name_used(fn, "status"))
    braces = fix_statement_before(fix, at, "return status ? status : closed",
                                  "int status = %s;\nint closed = %s(%s);", value, end, holder);
  else
    fix_fail(fix);
  if (!braces && !only)
    fix_fail(fix); // `closed` twice in one block
}

/// True when a function that suspends may be called at the end of this one: it does so already, and
/// no locks are about.
static bool may_suspend_more(struct pass *pass, struct function *function) {
  const struct lock_result *locks = function_locks(pass->program, function);
  for (uint32_t i = 0; locks && i < locks->lock_count; i++)
    if (!locks->locks[i].async)
      return false;
  return (function->words & CLAIM_BIT(CLAIM_suspends)) != 0;
}

static void end_at_return(struct fix *fix, struct lost_handle *lost, const struct loss *loss,
                          bool only) {
  const struct ir_function *fn = lost->function->body;
  const struct ir_location *at = location_of(lost->function, loss->loc);
  const char *text = loss->kind != LOSS_RETURN || loss->loc == IR_NONE || !loss->holder
                         ? NULL
                         : fix_source(fix->findings, NULL, at);
  struct arena scratch = {0};
  lost->var = 0;
  while (text && lost->var < fn->var_count && strcmp(fn->vars[lost->var].name, loss->holder) != 0)
    lost->var++;
  bool found = text && strncmp(text, "return", 6) == 0 && lost->var < fn->var_count &&
               !(fn->vars[lost->var].flags & (IR_VAR_TEMP | IR_VAR_ARRAY)) &&
               !strcmp(fn->vars[lost->var].type, lost->end->params[0].type) &&
               only_one_called(fn, lost->var) && surely_holds(lost, &scratch, loss->block);
  arena_free(&scratch);
  if (!found)
    fix_fail(fix);
  else if (contract_says(lost->end, CLAIM_status))
    end_with_status(fix, lost, loss, text + 6 + strspn(text + 6, " "), only);
  else if (strchr(text, '(') || strstr(text, loss->holder))
    fix_fail(fix); // what is returned may need the handle
  else
    fix_statement_before(fix, at, NULL, "%s(%s);", lost->end->name, loss->holder);
}

void mend_at_returns(struct pass *pass, struct finding *finding, struct function *function,
                     const struct site *site, const struct handle_result *result, const char *end,
                     const char *title) {
  struct lost_handle lost = {pass, function, site, mend_contract(pass, end), 0};
  if (!lost.end || lost.end->param_count != 1 || site->block == IR_NONE || result->exhausted ||
      (contract_says(lost.end, CLAIM_suspends) && !may_suspend_more(pass, function)))
    return;
  struct text text = {0};
  text_printf(&text, title, end);
  struct fix fix = fix_begin(pass->findings, finding, FIX_UNSAFE, "%s", text_get(&text));
  text_free(&text);
  for (uint32_t i = 0; i < result->loss_count; i++)
    end_at_return(&fix, &lost, &result->losses[i], result->loss_count == 1);
  fix_end(&fix);
}
