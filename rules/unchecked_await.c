/*
An await says how the operation ended, and nobody looks.

C has no exceptions: the status that `task_await`, `task_wait`, `task_result` or `task_delay`
returns is all that is ever heard of an error or a cancellation. When it is dropped, overwritten by
the next one, or looked at only on some paths, the function goes on as if all were well; and the
result, which is handed over only on success, is whatever was in the variable.

The rule looks at calls whose contract says `check result` and that suspend or wait, and at
functions of the program that return the status of such a call. It follows the status from there:
reading it in any way counts as looking at it. Nothing is said while an error is being handled
already, nor of `(void)` with a comment that gives the reason; for functions of the program `(void)`
alone is enough.

## Bad

    int sum_up(task *part, long *sum) {
      long value;
      int status = task_await(part, &value);
      *sum += value;
      return status;
    }

    int all_of(task **parts, int count) {
      int status = 0;
      for (int i = 0; i < count; i++)
        status = task_await(parts[i], NULL);
      return status;
    }

## Good

    int sum_up(task *part, long *sum) {
      long value;
      int status = task_await(part, &value);
      if (status == 0)
        *sum += value;
      return status;
    }

    int all_of(task **parts, int count) {
      int first = 0;
      for (int i = 0; i < count; i++) {
        int status = task_await(parts[i], NULL);
        if (first == 0)
          first = status;
      }
      return first;
    }

## Fix

None: what to do about an error is for its author to say.

## What it cannot see

- A status that is stored in a member or a global variable: somebody may look at it there.
- Functions of your own that keep a status in a structure before they return it, and those that
clean up, as `db_close` does.
- A status behind an error or a cancellation that was found: it might be clean-up.
- A result variable that was given a value before: it is taken to be a default.

## How to allow it

Cast the call to `void` and write the reason beside it, or on the line, or on the line above it:

    // async-lint: allow(unchecked-await) the farewell may fail
*/
#include "rules/shared/awaits.h"
#include "rules/shared/cleanup.h"
#include "rules/shared/loops.h"
#include "rules/shared/way.h"

#include <string.h>

/// A path from the call: a block reached with the status still unread.
struct visit {
  uint32_t block, from; // `from`: index of the visit before; IR_NONE for the call's own block
};

/// What became of the status of one call.
struct walk {
  struct pass *pass;
  struct function *function;
  const struct ir_event *call;
  uint32_t status;   // the variable that holds it
  uint32_t result;   // a variable without a value of its own that the call fills, or IR_NONE
  uint32_t block;    // of the call
  bool looked_at;    // on some path
  uint32_t *looking; // blocks in which it is
  uint32_t looking_count;
  uint32_t use_loc, use_visit; // the result is used first
  uint32_t overwritten_loc, overwritten_visit;
  uint32_t success_loc, success_visit; // success is returned
  struct visit *visits;
  uint32_t visit_count;
};

// ---- events ----

static bool is_value_of(const struct ir_function *fn, const struct ir_operand *operand,
                        uint32_t var) {
  return (operand->kind == IR_PLACE || operand->kind == IR_ADDRESS) &&
         fn->places[operand->place].var == var;
}

static bool reads(const struct ir_function *fn, const struct ir_event *event, uint32_t var) {
  bool found = is_value_of(fn, &event->a, var) || is_value_of(fn, &event->b, var);
  for (uint32_t i = 0; i < event->arg_count; i++)
    found |= is_value_of(fn, &event->args[i].value, var);
  return found || (event->kind == IR_DEREF && fn->places[event->place].var == var);
}

static bool writes(const struct ir_function *fn, const struct ir_event *event, uint32_t var) {
  bool write = event->kind == IR_CALL || event->kind == IR_MOVE || event->kind == IR_BIN ||
               event->kind == IR_HAVOC;
  return write && event->place != IR_NONE && fn->places[event->place].var == var;
}

static bool got_from_call(const struct ir_function *fn, uint32_t place) {
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++)
      if (fn->blocks[b].events[e].kind == IR_CALL && fn->blocks[b].events[e].place == place)
        return true;
  return false;
}

// ---- the walk ----

/// Whether the write makes one forget an error: another status, or success. An error of one's own
/// in the place of the status is still one.
static bool replaces(const struct ir_event *write) {
  return write->kind == IR_CALL ||
         (write->kind == IR_MOVE && write->a.kind == IR_INT && write->a.value == 0);
}

/// Whether whoever gets to the write in `block` has made the call before: then no flag can keep the
/// two apart. A call that meets itself does so when every turn of a loop makes it.
static bool surely_met(const struct walk *walk, const struct ir_event *write, uint32_t block) {
  const struct cfg *cfg = function_cfg(walk->pass->program, walk->function);
  if (write != walk->call)
    return cfg_dominates(cfg, walk->block, block);
  struct arena scratch = {0};
  struct loop *loops;
  uint32_t count = find_loops(&scratch, cfg, &loops);
  bool met = false;
  for (uint32_t i = 0; i < count && !met; i++) {
    uint32_t header = loops[i].header;
    if (!loops[i].inside[walk->block] || is_once_loop(cfg, &loops[i]))
      continue;
    for (uint32_t k = cfg->pred_start[header]; k < cfg->pred_start[header + 1]; k++)
      met |= cfg->position[cfg->preds[k]] != IR_NONE && loops[i].inside[cfg->preds[k]] &&
             cfg_dominates(cfg, walk->block, cfg->preds[k]);
  }
  arena_free(&scratch);
  return met;
}

/// Goes through the events of a block from `first`; true when the path ends there.
static bool walk_events(struct walk *walk, uint32_t visit, uint32_t first) {
  const struct ir_function *fn = walk->function->body;
  const struct ir_block *block = &fn->blocks[walk->visits[visit].block];
  for (uint32_t e = first; e < block->event_count; e++) {
    const struct ir_event *event = &block->events[e];
    if (event->kind == IR_DEAD && fn->places[event->place].var == walk->status)
      return true;
    if (reads(fn, event, walk->status)) {
      walk->looked_at = true;
      walk->looking[walk->looking_count++] = walk->visits[visit].block;
      return true;
    }
    if (walk->result != IR_NONE && walk->use_loc == IR_NONE && event->kind != IR_DEREF &&
        reads(fn, event, walk->result)) {
      walk->use_loc = event->loc;
      walk->use_visit = visit;
    }
    if (writes(fn, event, walk->status)) {
      if (walk->overwritten_loc == IR_NONE && replaces(event) &&
          surely_met(walk, event, walk->visits[visit].block)) {
        walk->overwritten_loc = event->loc;
        walk->overwritten_visit = visit;
      }
      return true;
    }
  }
  return false;
}

/// The same for the way out of the block.
static bool walk_end(struct walk *walk, uint32_t visit) {
  const struct ir_function *fn = walk->function->body;
  const struct ir_terminator *end = &fn->blocks[walk->visits[visit].block].end;
  if (is_value_of(fn, &end->a, walk->status) || is_value_of(fn, &end->b, walk->status)) {
    walk->looked_at = true;
    walk->looking[walk->looking_count++] = walk->visits[visit].block;
    return true;
  }
  if (walk->result != IR_NONE && walk->use_loc == IR_NONE &&
      (is_value_of(fn, &end->a, walk->result) || is_value_of(fn, &end->b, walk->result))) {
    walk->use_loc = end->loc;
    walk->use_visit = visit;
  }
  if (end->kind == IR_RETURN && end->has_value && end->a.kind == IR_INT && end->a.value == 0 &&
      walk->success_loc == IR_NONE) {
    walk->success_loc = end->loc;
    walk->success_visit = visit;
  }
  return end->kind == IR_RETURN || end->kind == IR_UNREACHABLE;
}

static void walk_from(struct walk *walk, struct arena *scratch, uint32_t block, uint32_t event) {
  const struct ir_function *fn = walk->function->body;
  bool *seen = ARENA_ARRAY(scratch, bool, fn->block_count);
  walk->visits = ARENA_ARRAY(scratch, struct visit, fn->block_count + 2);
  walk->looking = ARENA_ARRAY(scratch, uint32_t, fn->block_count + 2);
  walk->visits[walk->visit_count++] = (struct visit){block, IR_NONE};
  for (uint32_t at = 0; at < walk->visit_count; at++) {
    uint32_t target;
    if (walk_events(walk, at, at == 0 ? event + 1 : 0) || walk_end(walk, at))
      continue;
    const struct ir_block *code = &fn->blocks[walk->visits[at].block];
    for (uint32_t s = 0; (target = cfg_successor(code, s)) != IR_NONE; s++)
      if (!seen[target]) {
        seen[target] = true;
        walk->visits[walk->visit_count++] = (struct visit){target, at};
      }
  }
}

// ---- findings ----

static bool reaches_look(const struct walk *walk, struct arena *scratch, const struct cfg *cfg,
                         uint32_t from, uint32_t avoid) {
  for (uint32_t i = 0; i < walk->looking_count; i++)
    if (cfg_reaches(scratch, cfg, from, walk->looking[i], avoid))
      return true;
  return false;
}

/// The branches on the way to `visit` after which nobody looks: fills `steps` (as many as there are
/// visits), oldest first, and returns how many.
static uint32_t deciding_steps(const struct walk *walk, uint32_t visit, struct step *steps) {
  const struct ir_function *fn = walk->function->body;
  const struct cfg *cfg = function_cfg(walk->pass->program, walk->function);
  struct arena scratch = {0};
  uint32_t count = 0, last = walk->visits[visit].block;
  for (uint32_t to = visit, from; (from = walk->visits[to].from) != IR_NONE; to = from) {
    struct step step = {walk->visits[from].block, walk->visits[to].block};
    uint32_t target;
    bool other = false;
    for (uint32_t s = 0; (target = cfg_successor(&fn->blocks[step.block], s)) != IR_NONE; s++)
      other |= target != step.target && reaches_look(walk, &scratch, cfg, target, step.block);
    bool same = step.target != last && reaches_look(walk, &scratch, cfg, step.target, last);
    if (other && !same)
      steps[count++] = step;
  }
  for (uint32_t i = 0; i < count / 2; i++) {
    struct step step = steps[i];
    steps[i] = steps[count - 1 - i];
    steps[count - 1 - i] = step;
  }
  arena_free(&scratch);
  return count;
}

static void note_way(const struct walk *walk, struct finding *finding, uint32_t visit) {
  struct arena scratch = {0};
  struct step *steps = ARENA_ARRAY(&scratch, struct step, walk->visit_count);
  note_steps(walk->pass, finding, walk->function, steps, deciding_steps(walk, visit, steps));
  arena_free(&scratch);
}

/// Whether what decides on the way to `visit` is what another call has returned: its failure may
/// have been told already.
static bool another_call_decides(const struct walk *walk, uint32_t visit) {
  const struct ir_function *fn = walk->function->body;
  struct arena scratch = {0};
  struct step *steps = ARENA_ARRAY(&scratch, struct step, walk->visit_count);
  bool found = false;
  for (uint32_t i = deciding_steps(walk, visit, steps); i-- > 0 && !found;) {
    const struct ir_operand *tested = &fn->blocks[steps[i].block].end.a;
    found = tested->kind == IR_PLACE && got_from_call(fn, tested->place);
  }
  arena_free(&scratch);
  return found;
}

static const char *callee_name(const struct walk *walk) {
  const struct function *callee = call_target(walk->pass->program, walk->call);
  return callee ? callee->name : "this call";
}

static void report_walk(struct walk *walk) {
  struct pass *pass = walk->pass;
  const struct function *function = walk->function;
  const struct ir_var *status = &function->body->vars[walk->status];
  const char *remedy = "test the status before going on";
  struct finding *finding = NULL;
  if (walk->use_loc != IR_NONE) {
    const char *result = function->body->vars[walk->result].name;
    finding = report(pass, function, walk->call->loc,
                     "`%s` is used before anybody looks at the status of `%s`", result,
                     callee_name(walk));
    note_way(walk, finding, walk->use_visit);
    note(pass, finding, function, walk->use_loc, "`%s` is used here", result);
    remedy = "use the result only when the status is 0";
  } else if (!walk->looked_at) {
    finding = report(pass, function, walk->call->loc, "nobody looks at the status of `%s`",
                     callee_name(walk));
    if (walk->overwritten_loc != IR_NONE)
      note(pass, finding, function, walk->overwritten_loc, "`%s` is overwritten here",
           status->name);
  } else if (walk->overwritten_loc != IR_NONE &&
             !another_call_decides(walk, walk->overwritten_visit)) {
    finding =
        report(pass, function, walk->call->loc,
               "the status of `%s` is overwritten before anybody looks at it", callee_name(walk));
    note_way(walk, finding, walk->overwritten_visit);
    note(pass, finding, function, walk->overwritten_loc,
         walk->overwritten_loc == walk->call->loc ? "`%s` is overwritten in the next turn"
                                                  : "`%s` is overwritten here",
         status->name);
  } else if (walk->success_loc != IR_NONE && !another_call_decides(walk, walk->success_visit)) {
    finding = report(pass, function, walk->call->loc,
                     "nobody looks at the status of `%s` on some path", callee_name(walk));
    note_way(walk, finding, walk->success_visit);
    note(pass, finding, function, walk->success_loc, "success is returned here");
  }
  if (finding)
    note(pass, finding, function, walk->call->loc, "%s", remedy);
}

// ---- errors that are handled already ----

/// Whether going from `from` to `to` means that what a call returned is an error: not 0, or below.
static bool finds_error(const struct ir_function *fn, uint32_t from, uint32_t to) {
  const struct ir_terminator *end = &fn->blocks[from].end;
  if (end->kind != IR_BRANCH || end->targets[0] == end->targets[1] || end->a.kind != IR_PLACE ||
      end->b.kind != IR_INT || end->b.value != 0 || !got_from_call(fn, end->a.place))
    return false;
  bool yes = end->targets[0] == to;
  return yes ? end->compare == IR_NE || end->compare == IR_LT
             : end->compare == IR_EQ || end->compare == IR_GE;
}

/// Whether every way to `block` has found an error. `seen` holds blocks that are being asked.
static bool handles_error(const struct cfg *cfg, uint32_t block, bool *seen) {
  if (block == 0)
    return false;
  if (seen[block])
    return true;
  seen[block] = true;
  for (uint32_t i = cfg->pred_start[block]; i < cfg->pred_start[block + 1]; i++) {
    uint32_t from = cfg->preds[i];
    if (cfg->position[from] != IR_NONE && !finds_error(cfg->fn, from, block) &&
        !handles_error(cfg, from, seen))
      return false;
  }
  return true;
}

static bool in_error_path(struct pass *pass, struct function *function, uint32_t block) {
  struct arena scratch = {0};
  bool *seen = ARENA_ARRAY(&scratch, bool, function->body->block_count);
  bool found = handles_error(function_cfg(pass->program, function), block, seen);
  arena_free(&scratch);
  return found;
}

// ---- which calls ----

/// Calls that are followed to find whose status a function returns.
enum { MAX_DEPTH = 4 };

/// Whether a contract says that what the call returns has to be looked at.
static bool has_to_be_checked(const struct function *callee) {
  bool awaits = function_claim(callee, CLAIM_waits_for) || function_claim(callee, CLAIM_suspends) ||
                function_claim(callee, CLAIM_async);
  for (const struct claim *claim = awaits ? function_claim(callee, CLAIM_check) : NULL; claim;
       claim = function_next_claim(callee, claim))
    if (claim->text && strcmp(claim->text, "result") == 0)
      return true;
  return false;
}

static const struct function *status_from(struct pass *pass, const struct function *function,
                                          int depth);

/// The call of a contract whose status the call gives, itself or through functions of the program;
/// NULL when there is none.
static const struct function *giver_of_status(struct pass *pass, const struct ir_event *call,
                                              int depth) {
  const struct function *callee = call->kind == IR_CALL ? call_target(pass->program, call) : NULL;
  if (!callee || (!function_claim(callee, CLAIM_status) && callee->claim_count))
    return NULL;
  if (has_to_be_checked(callee))
    return callee;
  return callee->claim_count || depth == 0 ? NULL : status_from(pass, callee, depth - 1);
}

/// Whether all that the variable ever gets is 0 or the status of some call.
static const struct function *status_in(struct pass *pass, const struct function *function,
                                        uint32_t var, int depth) {
  const struct ir_function *fn = function->body;
  const struct function *found = NULL;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      if (!writes(fn, event, var))
        continue;
      const struct function *giver = giver_of_status(pass, event, depth);
      found = found ? found : giver;
    }
  return found;
}

/// The call of a contract whose status the function returns: a function of the program that may
/// suspend. NULL when there is none.
static const struct function *status_from(struct pass *pass, const struct function *function,
                                          int depth) {
  const struct ir_function *fn = function->body;
  const struct function *found = NULL;
  if (!fn || !function->checked || !function->has[EFFECT_SUSPENDS] ||
      strcmp(fn->result, "int") != 0 || is_cleanup_function(function->name))
    return NULL;
  for (uint32_t b = 0; b < fn->block_count && !found; b++) {
    const struct ir_terminator *end = &fn->blocks[b].end;
    if (end->kind == IR_RETURN && end->has_value && end->a.kind == IR_PLACE &&
        plain_local(fn, end->a.place))
      found = status_in(pass, function, fn->places[end->a.place].var, depth);
  }
  return found;
}

static bool is_given_address(const struct ir_function *fn, const struct ir_event *call,
                             uint32_t var) {
  for (uint32_t i = 0; call->kind == IR_CALL && i < call->arg_count; i++) {
    const struct ir_operand *value = &call->args[i].value;
    if (value->kind == IR_ADDRESS && fn->places[value->place].var == var)
      return true;
  }
  return false;
}

/// Whether `var` has a value when the call in `block` is made: something writes it outright, or
/// another call has been given its address on every way there.
static bool has_value_before(const struct cfg *cfg, const struct ir_event *call, uint32_t block,
                             uint32_t var) {
  const struct ir_function *fn = cfg->fn;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      bool before = b == block ? event < call : cfg_dominates(cfg, b, block);
      if (writes(fn, event, var) || (before && is_given_address(fn, event, var)))
        return true;
    }
  return false;
}

/// The local variable that the call fills and that has no value without it, or IR_NONE.
static uint32_t filled_variable(const struct cfg *cfg, const struct ir_event *call,
                                uint32_t block) {
  const struct ir_function *fn = cfg->fn;
  for (uint32_t i = 0; i < call->arg_count; i++) {
    const struct ir_operand *value = &call->args[i].value;
    if (value->kind != IR_ADDRESS || fn->places[value->place].step != IR_STEP_VAR)
      continue;
    uint32_t var = fn->places[value->place].var;
    bool outer = (fn->vars[var].flags & (IR_VAR_GLOBAL | IR_VAR_PARAM)) != 0;
    if (!outer && !has_value_before(cfg, call, block, var))
      return var;
  }
  return IR_NONE;
}

/// The call is a statement. `status`: where its status comes from, for functions of the program.
static void report_dropped(struct pass *pass, struct function *function, uint32_t block,
                           const struct ir_event *call, const struct function *status) {
  const struct function *callee = call_target(pass->program, call);
  bool reason = (call->flags & IR_CALL_VOID) && (status || (call->flags & IR_CALL_COMMENTED) ||
                                                 in_error_path(pass, function, block));
  reason |= status && in_error_path(pass, function, block);
  if (reason || !(call->flags & IR_CALL_UNUSED))
    return;
  struct finding *finding =
      report(pass, function, call->loc,
             status || function_claim(callee, CLAIM_status) ? "the status of `%s` is dropped"
                                                            : "the result of `%s` is dropped",
             callee->name);
  if (status)
    note(pass, finding, callee, IR_NONE, "`%s` returns the status of `%s`", callee->name,
         status->name);
  note(pass, finding, function, call->loc,
       "test it, or cast the call to `void` and say beside it why nobody needs to know");
}

static void check_call(struct pass *pass, struct function *function, uint32_t block,
                       uint32_t event) {
  const struct ir_function *fn = function->body;
  const struct ir_event *call = &fn->blocks[block].events[event];
  const struct function *callee = call_target(pass->program, call);
  bool claimed = callee && has_to_be_checked(callee);
  const struct function *status =
      callee && !claimed && !callee->claim_count ? status_from(pass, callee, MAX_DEPTH) : NULL;
  if ((!claimed && !status) ||
      must_holds(function_must(pass->program, function), MUST_CANCELLED, block, event, IR_NONE))
    return;
  if (call->place == IR_NONE || (call->flags & IR_CALL_UNUSED)) {
    report_dropped(pass, function, block, call, status);
    return;
  }
  if (claimed && !function_claim(callee, CLAIM_status))
    return; // an amount, which is looked at in ways of its own
  const struct ir_place *path = &fn->places[call->place];
  uint32_t flags = fn->vars[path->var].flags;
  if (path->step != IR_STEP_VAR ||
      (flags & (IR_VAR_GLOBAL | IR_VAR_ADDRESS_TAKEN | IR_VAR_VOLATILE | IR_VAR_TEMP)))
    return;
  struct arena scratch = {0};
  struct walk walk = {.pass = pass,
                      .function = function,
                      .call = call,
                      .block = block,
                      .status = path->var,
                      .result = filled_variable(function_cfg(pass->program, function), call, block),
                      .use_loc = IR_NONE,
                      .overwritten_loc = IR_NONE,
                      .success_loc = IR_NONE};
  walk_from(&walk, &scratch, block, event);
  report_walk(&walk);
  arena_free(&scratch);
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  const struct ir_function *fn = function->body;
  if (!(function->words & CLAIM_BIT(CLAIM_check)) && !function->has[EFFECT_SUSPENDS])
    return;
  const struct cfg *cfg = function_cfg(pass->program, function);
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++)
      if (fn->blocks[b].events[e].kind == IR_CALL && cfg->position[b] != IR_NONE)
        check_call(pass, function, b, e);
}

const struct rule rule_unchecked_await = {
    .name = "unchecked-await",
    .summary = "nobody looks at how an awaited operation ended",
    .group = SUSPICIOUS,
    .since = "0.1",
    .check_function = check,
};
