// SPDX-License-Identifier: MIT
// Fixes that several rules make.
#include "rules/shared/mend/mend.h"

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

const struct contract *mend_contract(struct pass *pass, const char *name) {
  const struct function *function = program_find(pass->program, name);
  return function && function->declaration ? function->contract : NULL;
}

const char *argument_text(struct pass *pass, const struct function *function,
                          const struct ir_event *call, int i) {
  if (i < 0 || (uint32_t)i >= call->arg_count || call->args[i].loc == IR_NONE)
    return NULL;
  return fix_source(pass->findings, location_of(function, call->loc),
                    location_of(function, call->args[i].loc));
}

static bool is_pointer(const char *type) {
  size_t length = strlen(type);
  return length && type[length - 1] == '*';
}

void mend_with_twin(struct pass *pass, struct finding *finding, const struct function *function,
                    const struct ir_event *call, const char *twin, enum fix_safety safety) {
  const struct function *callee = call_target(pass->program, call);
  const struct contract *old = callee ? mend_contract(pass, callee->name) : NULL;
  const struct contract *now = mend_contract(pass, twin);
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

/// True when the call has a value for the compiler, too: not one through a pointer to a function
/// that was cast to `void (*)()`.
static bool has_value(struct pass *pass, const struct ir_function *fn,
                      const struct ir_event *call) {
  const struct function *callee = call_target(pass->program, call);
  const struct ir_place *place =
      call->callee || call->callee_place == IR_NONE ? NULL : &fn->places[call->callee_place];
  if (place && place->step == IR_STEP_VAR)
    return strncmp(fn->vars[place->var].type, "void (", 6) != 0;
  return !callee || !callee->declaration || strcmp(callee->declaration->result, "void") != 0;
}

void mend_with_consumer(struct pass *pass, struct finding *finding, const struct function *function,
                        const struct ir_event *call, const char *consumer, const char *format) {
  const struct contract *contract = mend_contract(pass, consumer);
  if (!contract || contract->param_count < 1 || !has_value(pass, function->body, call))
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

void mend_with_await(struct pass *pass, struct finding *finding, struct function *function,
                     struct point at, const char *await) {
  const struct contract *contract = mend_contract(pass, await);
  const struct ir_event *call = &function->body->blocks[at.block].events[at.event];
  const struct ir_location *loc = location_of(function, call->loc);
  const char *text = fix_source(pass->findings, NULL, loc);
  if (!contract || !text || !(call->flags & IR_CALL_UNUSED) ||
      !has_value(pass, function->body, call) || !may_suspend_at(pass, function, at) ||
      !returns_status(pass, function) || !may_return_at(pass, function, at) ||
      is_name_used(function->body, "status"))
    return;
  struct text now = {0};
  text_printf(&now, "int status = %s(%s", await, text);
  for (unsigned i = 1; i < contract->param_count; i++)
    text_puts(&now, ", NULL");
  text_puts(&now, ");\nif (status != 0)\n\treturn status");
  struct fix fix = fix_begin(pass->findings, finding, FIX_UNSAFE, "await it with `%s`", await);
  fix_statement_before(&fix, loc, now.data, "%s", "");
  fix_end(&fix);
  text_free(&now);
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

uint32_t uses_in_file(const struct function *function) {
  const struct ir_location *here = location_of(function, IR_NONE);
  uint32_t count = 1;
  if (!(function->body->flags & IR_FN_STATIC) || (function->body->flags & IR_FN_IN_HEADER) ||
      function->address_taken || function->task_entry || here->where != IR_PLAIN)
    return 0;
  for (uint32_t i = 0; i < function->in_count; i++) {
    const struct edge *edge = function->in[i];
    const struct ir_location *loc =
        edge->kind == EDGE_CALL && edge->caller->body ? location_of(edge->caller, edge->loc) : NULL;
    if (!loc || loc->where != IR_PLAIN || strcmp(loc->file, here->file) != 0)
      return 0;
    count++;
  }
  const struct ir_location *declared = function->declaration ? &function->declaration->loc : here;
  return count + (declared->line != here->line || declared->column != here->column);
}

bool is_name_used(const struct ir_function *fn, const char *name) {
  for (uint32_t v = 0; v < fn->var_count; v++)
    if (!strcmp(fn->vars[v].name, name))
      return true;
  return false;
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
