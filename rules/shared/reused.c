// SPDX-License-Identifier: MIT
// Finding and telling uses of handles after they were consumed.
#include "rules/shared/reused.h"

#include "rules/shared/way.h"

static const char *name_of(struct pass *pass, const char *symbol) {
  const struct function *function = symbol ? program_find(pass->program, symbol) : NULL;
  return function ? function->name : symbol;
}

// ---- the finding ----

static const char *holder_of(struct pass *pass, const struct function *function,
                             const struct handle_kind *kind, const struct use *use) {
  return use->holder == IR_NONE ? kind->name : place_text(pass, function, use->holder);
}

static struct finding *report_use(struct pass *pass, const struct function *function,
                                  const struct handle_kind *kind, const struct use *use) {
  const char *holder = holder_of(pass, function, kind, use);
  const char *callee = use->callee ? name_of(pass, use->callee) : "this call";
  switch (use->kind) {
  case USE_TAKEN:
    if (use->loc == use->consumer_loc)
      return report(pass, function, use->loc, "`%s` takes `%s` again in the next turn of the loop",
                    callee, holder);
    return report(pass, function, use->loc, "`%s` takes `%s`, which was consumed before", callee,
                  holder);
  case USE_TOUCHED:
    return report(pass, function, use->loc, "`%s` gets `%s`, which was consumed before", callee,
                  holder);
  case USE_DEREF:
    return report(pass, function, use->loc, "`%s` is dereferenced after it was consumed", holder);
  case USE_RETURNED:
    break;
  }
  return report(pass, function, use->loc, "`%s` is returned after it was consumed", holder);
}

static void tell_use(struct pass *pass, const struct function *function, const struct site *site,
                     const struct handle_kind *kind, const struct use *use) {
  struct finding *finding = report_use(pass, function, kind, use);
  const char *holder = holder_of(pass, function, kind, use);
  if (site->block != IR_NONE) {
    const struct ir_event *call = &function->body->blocks[site->block].events[site->event];
    const struct function *giver = call_target(pass->program, call);
    note(pass, finding, function, call->loc, "`%s` gives the %s here",
         giver ? giver->name : "this call", kind->name);
  }
  note_steps(pass, finding, function, use->steps, use->consuming_steps);
  if (use->consumer_loc != IR_NONE && use->consumer_loc != use->loc)
    note(pass, finding, function, use->consumer_loc, "`%s` takes it here",
         use->consumer ? name_of(pass, use->consumer) : "this call");
  note_steps(pass, finding, function, use->steps + use->consuming_steps,
             use->step_count - use->consuming_steps);
  if (kind->by_value)
    note(pass, finding, function, use->loc,
         "consume a %s once, whatever copies there are; keep a task of it to ask later",
         kind->name);
  else
    note(pass, finding, function, use->loc,
         "consume a %s once, and set `%s` to NULL when it may be met again", kind->name, holder);
}

// One finding a place, from whichever site gets there first.
static void tell_uses(struct pass *pass, struct function *function, const struct site *site,
                      const struct handle_kind *kind, const struct handle_result *result,
                      struct map *told) {
  for (uint32_t i = 0; i < result->use_count; i++) {
    const struct use *use = &result->uses[i];
    if (map_get(told, (uint64_t)use->loc + 1, 0))
      continue;
    map_set(told, (uint64_t)use->loc + 1, 1);
    tell_use(pass, function, site, kind, use);
  }
}

// ---- places that hold handles without a call that gave them ----

static void follow(struct pass *pass, struct function *function, const struct site *site,
                   const struct handle_kind *kind, struct map *told) {
  struct arena scratch = {0};
  struct program *program = pass->program;
  const struct handle_result *result =
      handle_follow(&scratch, function_cfg(program, function), program_callees(program), site);
  tell_uses(pass, function, site, kind, result, told);
  arena_free(&scratch);
}

static bool takes(enum handle_effect effect) {
  return effect == HANDLE_TAKEN || effect == HANDLE_TAKEN_ON_SUCCESS;
}

// The kind of handle, to be consumed once, that the call takes from its i-th argument, and the
// place it is taken from; IR_NONE behind a pointer.
static const struct handle_kind *consumed_kind(struct pass *pass, const struct function *function,
                                               const struct ir_event *call, uint32_t i,
                                               bool by_value, uint32_t *place) {
  const struct flow_callees *callees = program_callees(pass->program);
  const struct call_effect *effect = callees->effect(callees->data, function->body, call);
  const struct function *callee = call_target(pass->program, call);
  const struct ir_operand *value = &call->args[i].value;
  if (!callee || i >= effect->param_count || (value->kind != IR_PLACE && value->kind != IR_ADDRESS))
    return NULL;
  const struct param_effect *param = &effect->params[i];
  bool direct = value->kind == IR_PLACE && takes(param->value);
  const struct handle_kind *kind = NULL;
  if (direct)
    kind = callee_param_kind(pass->program, callee, i);
  else if (takes(param->pointee) && param->one)
    kind = callee_pointee_kind(pass->program, callee, i);
  *place = direct || value->kind == IR_ADDRESS ? value->place : IR_NONE;
  return kind && kind->exactly_once && kind->by_value == by_value ? kind : NULL;
}

// Whether all that the variable ever gets comes from calls that give handles: those were followed.
static bool given_only(struct pass *pass, const struct function *function, uint32_t place,
                       int depth) {
  const struct ir_function *body = function->body;
  const struct flow_callees *callees = program_callees(pass->program);
  if (body->places[place].step != IR_STEP_VAR || depth == 4 ||
      (body->vars[body->places[place].var].flags &
       (IR_VAR_PARAM | IR_VAR_GLOBAL | IR_VAR_ADDRESS_TAKEN)))
    return false;
  for (uint32_t b = 0; b < body->block_count; b++)
    for (uint32_t e = 0; e < body->blocks[b].event_count; e++) {
      const struct ir_event *event = &body->blocks[b].events[e];
      bool given = event->kind != IR_HAVOC && event->kind != IR_BIN;
      if (event->place != place)
        continue;
      if (event->kind == IR_CALL)
        given = callees->effect(callees->data, body, event)->gives != NULL;
      else if (event->kind == IR_MOVE && event->a.kind == IR_PLACE)
        given = given_only(pass, function, event->a.place, depth + 1);
      if (!given)
        return false;
    }
  return true;
}

static void follow_place(struct pass *pass, struct function *function, uint32_t place,
                         const struct handle_kind *kind, struct map *followed, struct map *told) {
  const struct ir_place *path = &function->body->places[place];
  if (map_get(followed, (uint64_t)place + 1, 0) ||
      (function->body->vars[path->var].flags & IR_VAR_TEMP))
    return;
  map_set(followed, (uint64_t)place + 1, 1);
  if (given_only(pass, function, place, 0))
    return;
  follow(pass, function, &(struct site){SITE_PLACE, kind->name, IR_NONE, IR_NONE, -1, place}, kind,
         told);
}

// Parameters, when something is consumed at all: copies of them may be.
static void follow_params(struct pass *pass, struct function *function, bool by_value,
                          struct map *told) {
  for (uint32_t i = 0; i < function->body->param_count; i++) {
    const struct handle_kind *kind = callee_param_kind(pass->program, function, i);
    enum site_kind site = SITE_PARAM;
    if (!kind && by_value) {
      kind = callee_pointee_kind(pass->program, function, i);
      site = SITE_POINTEE;
    }
    if (kind && kind->exactly_once && kind->by_value == by_value)
      follow(pass, function, &(struct site){site, kind->name, IR_NONE, IR_NONE, (int)i, IR_NONE},
             kind, told);
  }
}

static void follow_places(struct pass *pass, struct function *function, bool by_value,
                          struct map *told) {
  struct map followed = {0};
  bool some = false;
  const struct ir_function *body = function->body;
  for (uint32_t b = 0; b < body->block_count; b++)
    for (uint32_t e = 0; e < body->blocks[b].event_count; e++) {
      const struct ir_event *call = &body->blocks[b].events[e];
      for (uint32_t i = 0; call->kind == IR_CALL && i < call->arg_count; i++) {
        uint32_t place;
        const struct handle_kind *kind = consumed_kind(pass, function, call, i, by_value, &place);
        some |= kind != NULL;
        if (kind && place != IR_NONE)
          follow_place(pass, function, place, kind, &followed, told);
      }
    }
  if (some)
    follow_params(pass, function, by_value, told);
  map_free(&followed);
}

void check_reused(struct pass *pass, const struct function *checked, bool by_value) {
  struct function *function = program_at(pass->program, checked->index);
  const struct spec *spec = program_spec(pass->program);
  struct map told = {0};
  if (function->body->flags & IR_FN_SETJMP)
    return;
  const struct fates *fates = function_fates(pass->program, function);
  for (uint32_t i = 0; i < fates->count; i++) {
    const struct handle_kind *kind = spec_handle(spec, fates->sites[i].handle);
    if (kind && kind->exactly_once && kind->by_value == by_value)
      tell_uses(pass, function, &fates->sites[i], kind, fates->results[i], &told);
  }
  if (function->meets & MEETS_TAKER)
    follow_places(pass, function, by_value, &told);
  map_free(&told);
}
