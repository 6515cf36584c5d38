// SPDX-License-Identifier: MIT
// Fixes that several rules make.
#include "rules/shared/mend.h"

#include <string.h>

enum { MOST_CALLERS = 256 };

// ---- may this place suspend? ----

static bool holds_lock(struct pass *pass, struct function *function, uint32_t block,
                       uint32_t event) {
  const struct lock_result *locks = function_locks(pass->program, function);
  const struct lock_sight *sight = locks ? locks_at(locks, block, event) : NULL;
  for (uint32_t i = 0; sight && i < locks->lock_count; i++)
    if ((sight->may >> i & 1) && !locks->locks[i].async)
      return true;
  return false;
}

static bool is_listed(struct function *const *list, uint32_t count, const struct function *one) {
  for (uint32_t i = 0; i < count; i++)
    if (list[i] == one)
      return true;
  return false;
}

/// Whether a caller of `function`, near or far, must not suspend. `list` takes those asked.
static bool callers_forbid(struct pass *pass, struct function *function) {
  struct function *list[MOST_CALLERS] = {function};
  uint32_t count = 1;
  for (uint32_t i = 0; i < count; i++) {
    if (list[i]->loop_entry || (list[i]->address_taken && !list[i]->task_entry))
      return true;
    for (uint32_t e = 0; e < list[i]->in_count; e++) {
      const struct edge *edge = list[i]->in[e];
      if (edge->kind == EDGE_STARTS || is_listed(list, count, edge->caller))
        continue;
      bool called = edge->kind == EDGE_CALL && edge->event != IR_NONE && edge->caller->body;
      if (!called || count == MOST_CALLERS ||
          holds_lock(pass, edge->caller, edge->block, edge->event))
        return true;
      list[count++] = edge->caller;
    }
  }
  return false;
}

bool may_suspend_at(struct pass *pass, struct function *function, struct point at) {
  bool task = surely_in_task(function) || function_claim(function, CLAIM_async);
  return task && !function->outside && !(function->body->flags & IR_FN_SETJMP) &&
         !holds_lock(pass, function, at.block, at.event) && !callers_forbid(pass, function);
}

// ---- other calls ----

static const struct contract *contract_of(struct pass *pass, const char *name) {
  struct function *function = program_find(pass->program, name);
  const struct contract *contract = spec_find(program_spec(pass->program), CONTRACT_FUNCTION, name);
  return function && function->declaration ? contract : NULL;
}

static bool is_pointer(const char *type) {
  size_t length = strlen(type);
  return length && type[length - 1] == '*';
}

void mend_with_twin(struct pass *pass, struct finding *finding, const struct function *function,
                    const struct ir_event *call, const char *twin, enum fix_safety safety) {
  const struct function *callee = call_target(pass->program, call);
  const struct contract *old = callee ? contract_of(pass, callee->name) : NULL;
  const struct contract *now = contract_of(pass, twin);
  if (!old || !now || call->callee == NULL || now->param_count < old->param_count ||
      call->arg_count != old->param_count)
    return;
  struct fix fix = fix_begin(pass->findings, finding, safety, "call `%s`", twin);
  const struct ir_location *loc = location_of(function, call->loc);
  fix_name(&fix, loc, callee->name, twin);
  struct text added = {0};
  for (unsigned i = 0; i < now->param_count; i++) {
    if (i < old->param_count ? strcmp(old->params[i].type, now->params[i].type) != 0
                             : !is_pointer(now->params[i].type))
      fix_fail(&fix);
    if (i >= old->param_count)
      text_printf(&added, "%sNULL", added.length ? ", " : "");
  }
  if (added.length)
    fix_add_argument(&fix, loc, "%s", added.data);
  fix_end(&fix);
  text_free(&added);
}

void mend_with_consumer(struct pass *pass, struct finding *finding, const struct function *function,
                        const struct ir_event *call, const char *consumer, const char *format) {
  const struct contract *contract = contract_of(pass, consumer);
  if (!contract || contract->param_count < 1)
    return;
  struct text title = {0}, rest = {0};
  text_printf(&title, format, consumer);
  struct fix fix = fix_begin(pass->findings, finding, FIX_UNSAFE, "%s", title.data);
  for (unsigned i = 1; i < contract->param_count; i++) {
    bool pointer = is_pointer(contract->params[i].type) || strchr(contract->params[i].type, '(');
    if (!pointer)
      fix_fail(&fix);
    text_puts(&rest, ", NULL");
  }
  const struct ir_location *loc = location_of(function, call->loc);
  fix_before(&fix, loc, "%s(", consumer);
  fix_behind(&fix, loc, "%s)", text_get(&rest));
  fix_end(&fix);
  text_free(&title);
  text_free(&rest);
}

const char *awaiting_function(struct pass *pass, const struct handle_kind *kind) {
  const struct spec *spec = program_spec(pass->program);
  for (size_t i = 0; i < spec_count(spec); i++) {
    const struct contract *contract = spec_at(spec, i);
    const struct claim *takes = contract_claim(contract, CLAIM_takes);
    bool awaits = takes && takes->param == 0 && !takes->each &&
                  contract->kind == CONTRACT_FUNCTION && contract_says(contract, CLAIM_suspends) &&
                  contract_says(contract, CLAIM_waits_for) && contract->param_count &&
                  spec_handle_of_type(spec, contract->params[0].type) == kind;
    for (unsigned p = 1; awaits && p < contract->param_count; p++)
      awaits = is_pointer(contract->params[p].type);
    if (awaits)
      return contract->name;
  }
  return NULL;
}

bool only_one_called(const struct ir_function *fn, uint32_t var) {
  for (uint32_t v = 0; v < fn->var_count; v++)
    if (v != var && !strcmp(fn->vars[v].name, fn->vars[var].name))
      return false;
  return true;
}

void mend_annotation(struct pass *pass, struct finding *finding, const struct function *function,
                     const char *word, enum fix_safety safety) {
  if (!function->declaration)
    return;
  struct fix fix = fix_begin(pass->findings, finding, safety, "drop `%s`", word);
  const struct ir_location *declared = &function->declaration->loc;
  const struct ir_location *defined = location_of(function, IR_NONE);
  fix_annotation_word(&fix, declared, "ASYNC_LINT", word);
  if (defined->file != declared->file || defined->line != declared->line)
    fix_annotation_word(&fix, defined, "ASYNC_LINT", word);
  fix_end(&fix);
}
