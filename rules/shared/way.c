// SPDX-License-Identifier: MIT
// Notes along a way, and the search that both blocking rules share.
#include "rules/shared/way.h"
#include "rules/shared/mend/mend.h"

#include <string.h>

// ---- notes ----

void note_entry(struct pass *pass, struct finding *finding, const struct function *entry) {
  const struct edge *start = entry->entry_edge;
  if (start && start->caller->body)
    note(pass, finding, start->caller, start->loc,
         start->kind == EDGE_STARTS ? "`%s` runs as a task" : "`%s` is called back on a loop",
         entry->name);
  else
    note(pass, finding, entry, IR_NONE, "`%s` is declared `async`", entry->name);
}

/// The function that a call through a slot goes to on this way: the one the next edge names.
static const struct function *slot_target(struct edge *const *edges, int count, int at) {
  bool named = at + 1 < count && edges[at + 1]->kind == EDGE_TARGET;
  return named ? edges[at + 1]->callee : NULL;
}

void note_calls(struct pass *pass, struct finding *finding, struct edge *const *edges, int count) {
  for (int i = 0; i < count; i++) {
    const struct edge *edge = edges[i];
    const char *caller = edge->caller->name, *callee = edge->callee->name;
    const struct function *target = slot_target(edges, count, i);
    if (edge->kind == EDGE_TARGET)
      continue; // told with the call through the slot
    if (edge->kind == EDGE_SLOT && target)
      note(pass, finding, edge->caller, edge->loc, "`%s` calls `%s` through `%s` here", caller,
           target->name, callee);
    else if (edge->kind == EDGE_CALLBACK)
      note(pass, finding, edge->caller, edge->loc, "`%s` has `%s` call `%s` here", caller,
           edge->through->name, callee);
    else
      note(pass, finding, edge->caller, edge->loc, "`%s` calls `%s` here", caller, callee);
  }
}

void note_steps(struct pass *pass, struct finding *finding, const struct function *function,
                const struct step *steps, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    const struct ir_terminator *end = &function->body->blocks[steps[i].block].end;
    bool first = end->target_count && end->targets[0] == steps[i].target;
    if (end->loc != IR_NONE && end->kind == IR_BRANCH)
      note(pass, finding, function, end->loc, "this is %s", first ? "true" : "false");
    else if (end->loc != IR_NONE && end->kind == IR_SWITCH)
      note(pass, finding, function, end->loc,
           first ? "no case matches" : "one of the cases matches");
  }
}

// `record.member@path` -> "member".
static void append_member(struct text *out, const char *field) {
  size_t length = strcspn(field, "@"), start = length;
  while (start > 0 && field[start - 1] != '.')
    start--;
  text_printf(out, "%.*s", (int)(length - start), field + start);
}

static void append_place(struct text *out, const struct ir_function *fn, uint32_t place) {
  const struct ir_place *path = &fn->places[place];
  const struct ir_place *parent = path->parent == IR_NONE ? NULL : &fn->places[path->parent];
  bool arrow = path->step == IR_STEP_FIELD && parent->step == IR_STEP_DEREF;
  if (path->step == IR_STEP_DEREF)
    text_printf(out, "*");
  if (parent)
    append_place(out, fn, arrow ? parent->parent : path->parent);
  switch (path->step) {
  case IR_STEP_VAR:
    text_printf(out, "%.*s", (int)strcspn(fn->vars[path->var].name, "@"), fn->vars[path->var].name);
    break;
  case IR_STEP_FIELD:
    text_printf(out, arrow ? "->" : ".");
    append_member(out, path->field);
    break;
  case IR_STEP_INDEX:
    text_printf(out, "[%lld]", (long long)path->index);
    break;
  case IR_STEP_ANY:
    text_printf(out, "[...]");
    break;
  case IR_STEP_DEREF:
  case IR_STEP_DEEP:
    break;
  }
}

const char *place_text(struct pass *pass, const struct function *function, uint32_t place) {
  struct text text = {0};
  append_place(&text, function->body, place);
  const char *copy =
      arena_copy(program_arena(pass->program), text.data ? text.data : "", text.length + 1);
  text_free(&text);
  return copy;
}

// ---- loops ----

bool nests_loop(const struct function *function, const struct edge *edge,
                const struct function *callee) {
  const struct ir_function *fn = function->body;
  const struct ir_event *call = &fn->blocks[edge->block].events[edge->event];
  if (!function_claim(callee, CLAIM_runs_loop))
    return false;
  const struct ir_operand *loop = call->arg_count ? &call->args[0].value : NULL;
  bool own = loop && loop->kind == IR_ADDRESS && fn->places[loop->place].step == IR_STEP_VAR &&
             !(fn->vars[fn->places[loop->place].var].flags & (IR_VAR_GLOBAL | IR_VAR_PARAM));
  return !own;
}

// ---- blocking calls ----

/// One call that is looked at.
struct search {
  struct pass *pass;
  struct function *function;
  const struct edge *edge;
  bool waits;
  const char *format;
};

static const struct ir_event *call_of(const struct search *search) {
  return &search->function->body->blocks[search->edge->block].events[search->edge->event];
}

/// Whether the handle that the call waits for has completed on every path here.
static bool waits_for_nothing(const struct search *search, const struct function *callee) {
  const struct claim *claim = function_claim(callee, CLAIM_waits_for);
  const struct ir_event *call = call_of(search);
  if (!claim || claim->param < 0 || (uint32_t)claim->param >= call->arg_count ||
      call->args[claim->param].value.kind != IR_PLACE)
    return false;
  return must_holds(function_must(search->pass->program, search->function), MUST_DONE,
                    search->edge->block, search->edge->event, call->args[claim->param].value.place);
}

/// True for the body of a task that nobody calls otherwise: nobody is surprised when it suspends.
static bool is_body(const struct function *function) {
  for (uint32_t i = 0; i < function->in_count; i++)
    if (function->in[i]->kind != EDGE_STARTS)
      return false;
  return function->task_entry;
}

/// The function of a runtime that the program uses, in a header that it does not: else NULL.
static const struct contract *near_twin(const struct search *search, const char *name) {
  const struct function *offload = program_find(search->pass->program, "task_offload");
  const struct contract *contract =
      spec_find(program_spec(search->pass->program), CONTRACT_FUNCTION, name);
  bool used = offload && offload->declaration && offload->contract && contract &&
              contract->header && !strcmp(contract->file, offload->contract->file);
  return used ? contract : NULL;
}

/// Says what to call instead: the twin that the contract names, where the program knows it or could
/// and it is not the function around the call itself. Its name, or NULL when that is a thread where
/// blocking is allowed.
static const char *note_twin(const struct search *search, struct finding *finding,
                             const struct function *callee) {
  const struct claim *claim = function_claim(callee, CLAIM_instead);
  const char *name = claim ? claim->text : NULL;
  const struct function *offload = program_find(search->pass->program, "task_offload");
  const struct function *twin = name ? program_find(search->pass->program, name) : NULL;
  const struct contract *near = name ? near_twin(search, name) : NULL;
  bool threads = !name || !strcmp(name, "task_offload");
  if (!threads && twin && twin->declaration && twin != search->function)
    note(search->pass, finding, search->function, search->edge->loc, "call `%s` instead", name);
  else if (!threads && near && (!twin || !twin->body))
    note(search->pass, finding, search->function, search->edge->loc, "call `%s` of `%s` instead",
         name, near->header);
  else
    name = NULL;
  if (!name)
    note(search->pass, finding, search->function, search->edge->loc,
         offload && offload->declaration
             ? "call it in a function given to `task_offload`, where blocking is allowed"
             : "call it on a thread where blocking is allowed");
  return name;
}

static void note_remedy(const struct search *search, struct finding *finding,
                        const struct function *callee) {
  const char *twin = note_twin(search, finding, callee);
  struct point at = {search->edge->block, search->edge->event};
  if (!twin || search->edge->kind != EDGE_CALL)
    return;
  if (!search->waits)
    mend_with_suspending(search->pass, finding, search->function, at, twin);
  else if (may_suspend_at(search->pass, search->function, at))
    mend_with_twin(search->pass, finding, search->function, call_of(search), twin,
                   is_body(search->function) ? FIX_SAFE : FIX_UNSAFE);
}

/// Reports the call when `callee`, which it may reach, blocks there.
static void check_callee(const struct search *search, const struct function *callee) {
  struct edge *edges[WAY_MAX];
  struct function *entry;
  if ((function_claim(callee, CLAIM_waits_for) != NULL) != search->waits ||
      nests_loop(search->function, search->edge, callee) || edge_takes_own_lock(search->edge))
    return;
  for (const struct claim *claim = function_claim(callee, CLAIM_blocks); claim;
       claim = function_next_claim(callee, claim)) {
    int count = program_way(search->pass->program, search->function, search->edge->block,
                            search->edge->event, claim, edges, WAY_MAX, &entry);
    if (count < 0 || waits_for_nothing(search, callee))
      continue;
    struct deadlock deadlock;
    if (deadlock_at(search->pass->program, search->function, search->edge->block,
                    search->edge->event, &deadlock)) // told by `deadlocking-wait`
      return;
    struct finding *finding =
        report(search->pass, search->function, search->edge->loc, search->format, callee->name);
    note_entry(search->pass, finding, entry);
    note_calls(search->pass, finding, edges, count);
    note_remedy(search, finding, callee);
    return;
  }
}

void report_blocking(struct pass *pass, const struct function *checked, bool waits,
                     const char *format) {
  struct function *function = program_at(pass->program, checked->index);
  for (uint32_t i = 0; function->in_task && i < function->out_count; i++) {
    const struct edge *edge = function->out[i];
    const struct search search = {pass, function, edge, waits, format};
    if (edge->kind != EDGE_CALL && edge->kind != EDGE_SLOT)
      continue;
    check_callee(&search, edge->callee);
    for (uint32_t k = 0; edge->kind == EDGE_SLOT && k < edge->callee->out_count; k++)
      check_callee(&search, edge->callee->out[k]->callee);
  }
}
