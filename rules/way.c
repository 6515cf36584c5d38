// SPDX-License-Identifier: MIT
// Notes along a way, and the search that both blocking rules share.
#include "rules/way.h"

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

/// What to call instead: the twin that the contract names, unless it is the function around the
/// call itself.
static void note_remedy(const struct search *search, struct finding *finding,
                        const struct function *callee) {
  const struct claim *twin = function_claim(callee, CLAIM_instead);
  if (twin && strcmp(twin->text, search->function->name) != 0)
    note(search->pass, finding, search->function, search->edge->loc, "call `%s` instead",
         twin->text);
  else
    note(search->pass, finding, search->function, search->edge->loc,
         "call it in a function given to `task_offload`, where blocking is allowed");
}

/// Reports the call when `callee`, which it may reach, blocks there.
static void check_callee(const struct search *search, const struct function *callee) {
  struct edge *edges[WAY_MAX];
  struct function *entry;
  if ((function_claim(callee, CLAIM_waits_for) != NULL) != search->waits)
    return;
  for (const struct claim *claim = function_claim(callee, CLAIM_blocks); claim;
       claim = function_next_claim(callee, claim)) {
    int count = program_way(search->pass->program, search->function, search->edge->block,
                            search->edge->event, claim, edges, WAY_MAX, &entry);
    if (count < 0 || waits_for_nothing(search, callee))
      continue;
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
