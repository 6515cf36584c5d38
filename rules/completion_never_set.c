/*
A completion source whose outcome nobody sets leaves everybody who awaits it waiting.

The task of a source is over when its outcome is set, by `task_source_set_result` and its like. A
path on which that is forgotten, as a rule the one on which something failed, leaves the awaiter
waiting for ever. When the source is destroyed on that path, the awaiter gets TASK_EABANDONED in the
place of the error, and the runtime reports a leaked source.

Who creates a source sets its outcome, or hands it to somebody who does. A callback that is called
once, and that got the source that way, has to set an outcome on every path as well: nobody else
will.

## Bad

    static void answered(void *arg) {
      task_source *source = arg;
      int value = 42;
      if (getenv("OFFLINE"))
        return;
      (void)task_source_set_result(source, &value);
      task_source_destroy(source);
    }

    task *ask(task_context *context) {
      task_source *source = task_source_create(sizeof(int));
      task *answer = task_source_task(source);
      int status = task_context_post(context, answered, source);
      if (status != 0) {
        (void)task_source_set_error(source, status);
        task_source_destroy(source);
      }
      return answer;
    }

## Good

    static void answered(void *arg) {
      task_source *source = arg;
      int value = 42;
      if (getenv("OFFLINE"))
        (void)task_source_set_error(source, TASK_EINVAL);
      else
        (void)task_source_set_result(source, &value);
      task_source_destroy(source);
    }

    task *ask(task_context *context) {
      task_source *source = task_source_create(sizeof(int));
      task *answer = task_source_task(source);
      int status = task_context_post(context, answered, source);
      if (status != 0) {
        (void)task_source_set_error(source, status);
        task_source_destroy(source);
      }
      return answer;
    }

Nothing is said of a source that is destroyed before anybody got its task, nor of one that is
returned, stored or given to a function that may keep it. A callback that only tries to set an
outcome, and does not destroy the source, is one of several.

## Fix

None: with which outcome it ends on that path is for its author to say.

## What it cannot see

- A source that is stored: whether its outcome is set later.
- Callbacks of functions whose contract does not say `once`.
- A source that comes from elsewhere than a function that makes one.
- That an offer was refused and nothing offered instead: somebody else was first.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(completion-never-set) the awaiter expects TASK_EABANDONED
*/
#include "rules/shared/completions.h"
#include "rules/shared/lost.h"
#include "rules/shared/way.h"

// ---- the finding ----

static void tell_path(struct pass *pass, struct finding *finding, const struct function *function,
                      const struct handle_kind *kind, const struct loss *loss, const char *holder) {
  note_steps(pass, finding, function, loss->steps, loss->step_count);
  if (loss->kind == LOSS_CALLEE) {
    const struct function *callee = program_find(pass->program, loss->callee);
    note(pass, finding, function, loss->callee_loc, "`%s` ends the life of `%s` here",
         callee ? callee->name : loss->callee, holder);
  } else if (loss->kind == LOSS_RETURN && loss->loc != IR_NONE) {
    note(pass, finding, function, loss->loc, "the function returns here, and `%s` has no outcome",
         holder);
  } else if (loss->kind == LOSS_FREED) {
    note(pass, finding, function, loss->loc, "the memory that holds `%s` is freed here", holder);
  } else if (loss->loc != IR_NONE && loss->kind != LOSS_DISCARDED) {
    note(pass, finding, function, loss->loc, "`%s` is lost here, and has no outcome", holder);
  }
  const char *sets = completer_of(pass, kind, true);
  if (sets)
    note(pass, finding, function, loss->loc, "set an outcome with `%s` or its like on every path",
         sets);
}

// ---- sources that are created here ----

static void check_site(struct pass *pass, struct function *function, const struct site *site,
                       const struct handle_kind *kind) {
  struct arena scratch = {0};
  const struct handle_result *result = outcome_lost(&scratch, pass, function, site, kind);
  const struct loss *loss = result ? result->losses : NULL;
  const struct ir_event *call = &function->body->blocks[site->block].events[site->event];
  const struct function *giver = call_target(pass->program, call);
  if (result) {
    struct finding *finding =
        report(pass, function, call->loc,
               kept_somewhere(result) || result->exhausted
                   ? "the outcome of the source from `%s` is not set on every path"
                   : "the outcome of the source from `%s` is never set",
               giver ? giver->name : "this call");
    tell_path(pass, finding, function, kind, loss, loss->holder ? loss->holder : "the source");
  }
  arena_free(&scratch);
}

// ---- sources that a callback has to complete ----

static bool called_once(const struct edge *edge) {
  const struct function *through = edge->through;
  bool later = edge->kind == EDGE_STARTS || edge->kind == EDGE_OFFLOADS || edge->kind == EDGE_LATER;
  for (uint32_t i = 0; later && through && i < through->claim_count; i++) {
    const struct claim *claim = &through->claims[i];
    if (claim->word == CLAIM_starts || claim->word == CLAIM_offloads ||
        claim->word == CLAIM_posts || (claim->word == CLAIM_calls && claim->times == SPEC_ONCE))
      return true;
  }
  return false;
}

/// True when all that calls the function does so later and once.
static bool is_callback(const struct function *function) {
  for (uint32_t i = 0; i < function->in_count; i++)
    if (!called_once(function->in[i]))
      return false;
  return function->in_count > 0;
}

/// What the place was copied from, when it is a local that is given nothing else.
static uint32_t origin_of(const struct ir_function *fn, uint32_t place) {
  for (int depth = 0; depth < 4; depth++) {
    uint32_t from = IR_NONE, writes = 0;
    if (fn->places[place].step != IR_STEP_VAR ||
        (fn->vars[fn->places[place].var].flags & (IR_VAR_PARAM | IR_VAR_GLOBAL)))
      break;
    for (uint32_t b = 0; b < fn->block_count; b++)
      for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
        const struct ir_event *event = &fn->blocks[b].events[e];
        if (event->place != place || event->kind == IR_DEREF || event->kind == IR_DEAD)
          continue;
        writes++;
        if (event->kind == IR_MOVE && event->a.kind == IR_PLACE)
          from = event->a.place;
      }
    if (writes != 1 || from == IR_NONE)
      break;
    place = from;
  }
  return place;
}

/// True when what the place is part of came in as a parameter: `op->source` with `op = arg`.
static bool comes_in(const struct ir_function *fn, uint32_t place) {
  const struct ir_place *path = &fn->places[place];
  for (uint32_t i = 0; i < fn->place_count; i++)
    if (fn->places[i].step == IR_STEP_VAR && fn->places[i].var == path->var)
      return fn->vars[fn->places[origin_of(fn, i)].var].flags & IR_VAR_PARAM;
  return false;
}

/// True when the function ends the life of such completions, or sets outcomes that have to be the
/// first: it is the one that has to.
static bool is_responsible(struct pass *pass, const struct function *function,
                           const struct handle_kind *kind) {
  for (uint32_t i = 0; i < function->out_count; i++) {
    const struct function *callee = function->out[i]->callee;
    const struct claim *takes = function_claim(callee, CLAIM_takes);
    if (function->out[i]->kind != EDGE_CALL)
      continue;
    if (completes_once(callee) ||
        (takes && takes->param >= 0 &&
         callee_param_kind(pass->program, callee, (uint32_t)takes->param) == kind))
      return true;
  }
  return false;
}

static void check_callback(struct pass *pass, struct function *function, uint32_t place,
                           const struct handle_kind *kind, const char *called) {
  struct arena scratch = {0};
  const struct site site = {SITE_OWED, kind->name, IR_NONE, IR_NONE, -1, place};
  const struct handle_result *result = handle_follow(
      &scratch, function_cfg(pass->program, function), program_completers(pass->program), &site);
  if (result->loss_count && !result->exhausted && result->leaves_taken &&
      is_responsible(pass, function, kind)) {
    struct finding *finding =
        report(pass, function, function->body->loc,
               "`%s` is called once and does not set the outcome of `%s` on every path",
               function->name, called);
    tell_path(pass, finding, function, kind, &result->losses[0], called);
  }
  arena_free(&scratch);
}

static void check_obligations(struct pass *pass, struct function *function) {
  const struct ir_function *body = function->body;
  struct map followed = {0};
  for (uint32_t b = 0; b < body->block_count; b++)
    for (uint32_t e = 0; e < body->blocks[b].event_count; e++) {
      const struct ir_event *call = &body->blocks[b].events[e];
      for (uint32_t i = 0; call->kind == IR_CALL && i < call->arg_count; i++) {
        const struct handle_kind *kind = NULL;
        uint32_t place = completed_place(pass, function, call, i, &kind);
        if (place == IR_NONE)
          continue;
        const char *called = place_text(pass, function, place);
        place = origin_of(body, place);
        if (!comes_in(body, place) || map_get(&followed, (uint64_t)place + 1, 0))
          continue;
        map_set(&followed, (uint64_t)place + 1, 1);
        check_callback(pass, function, place, kind, called);
      }
    }
  map_free(&followed);
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  const struct spec *spec = program_spec(pass->program);
  if (function->body->flags & IR_FN_SETJMP)
    return;
  const struct fates *fates = function_fates(pass->program, function);
  for (uint32_t i = 0; i < fates->count; i++) {
    const struct handle_kind *kind = spec_handle(spec, fates->sites[i].handle);
    if (is_completion(pass->program, kind))
      check_site(pass, function, &fates->sites[i], kind);
  }
  if (is_callback(function))
    check_obligations(pass, function);
}

const struct rule rule_completion_never_set = {
    .name = "completion-never-set",
    .summary = "the outcome of a completion source is on some path not set",
    .group = CORRECTNESS,
    .since = "0.1",
    .check_function = check,
};
