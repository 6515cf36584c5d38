/*
A loop in a function with a token works on without ever looking at it.

A loop that lasts keeps its worker busy, and nobody can stop it: no call in it suspends, none gets
the token, and the token is not checked. `cancel_check(token)` costs next to nothing; `task_yield()`
lets the other tasks run, too. A check on one path through the loop is not enough, when another path
goes round without it.

## Bad

    static int weigh(const char *item) {
      int sum = 0;
      while (*item)
        sum += *item++;
      return sum;
    }

    int weigh_all(char **items, int count, cancel_token token) {
      int sum = 0;
      for (int i = 0; i < count; i++)
        sum += weigh(items[i]);
      int status = cancel_check(token);
      return status ? status : sum;
    }

## Good

    static int weigh(const char *item) {
      int sum = 0;
      while (*item)
        sum += *item++;
      return sum;
    }

    int weigh_all(char **items, int count, cancel_token token) {
      int sum = 0;
      for (int i = 0; i < count; i++) {
        int status = cancel_check(token);
        if (status != 0)
          return status;
        sum += weigh(items[i]);
      }
      return sum;
    }

Only loops are reported that call a function of the program in each round, so that they may last,
and not those that run a constant number of times, up to 64.

## Fix

Unsafe, where nothing has been begun that would have to be ended: a look at the token at the
beginning of each round.

## What it cannot see

- How long a round takes, and how many there are.
- That a callee of an unknown kind looks at the token it was given before.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(uncancellable-loop) ten rounds at most
*/
#include "rules/shared/loops.h"
#include "rules/shared/mend/mend.h"

enum { SHORT_LOOP = 64 };

/// What a call means for the loop around it.
enum meaning { NOTHING, LASTS, STOPS };

static enum meaning meaning_of(const struct function *function, const struct edge *edge) {
  const struct function *callee = edge->callee;
  const struct ir_event *call = &function->body->blocks[edge->block].events[edge->event];
  if (function_claim(callee, CLAIM_suspends) || function_claim(callee, CLAIM_async) ||
      function_claim(callee, CLAIM_checks_token) || callee->has[EFFECT_SUSPENDS] ||
      callee->has[EFFECT_UNRESOLVED])
    return STOPS;
  for (uint32_t i = 0; i < call->arg_count; i++)
    if (mentions_var(function->body, &call->args[i].value, (uint32_t)function->token_param))
      return STOPS;
  bool system = callee->declaration && (callee->declaration->flags & IR_DECL_SYSTEM);
  if (!callee->checked && !callee->contract && !system)
    return STOPS; // nobody knows
  return callee->checked ? LASTS : NOTHING;
}

/// Marks the blocks in which the loop can be stopped; false when no call makes it last.
static bool mark_stops(struct function *function, const struct loop *loop, bool *stops) {
  const struct ir_function *fn = function->body;
  bool lasts = false;
  for (uint32_t i = 0; i < function->out_count; i++) {
    const struct edge *edge = function->out[i];
    if (edge->block == IR_NONE || !loop->inside[edge->block])
      continue;
    enum meaning meaning = meaning_of(function, edge);
    stops[edge->block] |= meaning == STOPS;
    lasts |= meaning == LASTS;
  }
  for (uint32_t b = 0; b < fn->block_count; b++) { // a call that nobody can tell leaves no edge
    const struct ir_terminator *end = &fn->blocks[b].end;
    stops[b] |= mentions_var(fn, &end->a, (uint32_t)function->token_param);
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      bool blind = event->kind == IR_CALL && !event->callee && event->callee_place != IR_NONE;
      stops[b] |= blind || mentions_var(fn, &event->a, (uint32_t)function->token_param);
    }
  }
  return lasts;
}

/// True when a way round the loop passes no block that stops it.
static bool goes_round(struct arena *arena, const struct cfg *cfg, const struct loop *loop,
                       const bool *stops) {
  uint32_t blocks = cfg->fn->block_count, depth = 0;
  bool *seen = ARENA_ARRAY(arena, bool, blocks + 1);
  uint32_t *stack = ARENA_ARRAY(arena, uint32_t, blocks + 1);
  if (stops[loop->header])
    return false;
  stack[depth++] = loop->header;
  while (depth) {
    uint32_t block = stack[--depth], target;
    for (uint32_t s = 0; (target = cfg_successor(&cfg->fn->blocks[block], s)) != IR_NONE; s++) {
      if (target == loop->header)
        return true;
      if (!loop->inside[target] || stops[target] || seen[target])
        continue;
      seen[target] = true;
      stack[depth++] = target;
    }
  }
  return false;
}

/// Looks at the token at the beginning of every round. Unsafe: the function ends early then.
static void mend(struct pass *pass, struct finding *finding, struct function *function,
                 const struct cfg *cfg, const struct loop *loop) {
  uint32_t token = (uint32_t)function->token_param;
  const char *check = token_checking_function(pass, function->body->vars[token].type);
  const char *leave = cancelled_return(pass, function, (struct point){loop->header, 0}, token);
  uint32_t loc = loop_location(cfg, loop);
  if (!check || !leave || loc == IR_NONE || !only_one_called(function->body, token))
    return;
  const char *name = function->body->vars[token].name;
  struct fix fix = fix_begin(pass->findings, finding, FIX_UNSAFE, "check `%s`", name);
  fix_loop_first(&fix, location_of(function, loc), "if (%s(%s) != 0)\n\t%s;", check, name, leave);
  fix_end(&fix);
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  const struct ir_function *fn = function->body;
  struct arena *arena = program_arena(pass->program);
  struct loop *loops;
  if (function->token_param < 0)
    return;
  const struct cfg *cfg = function_cfg(pass->program, function);
  uint32_t count = find_loops(arena, cfg, &loops);
  for (uint32_t l = 0; l < count; l++) {
    bool *stops = ARENA_ARRAY(arena, bool, fn->block_count + 1);
    if (!mark_stops(function, &loops[l], stops) || is_short_loop(cfg, &loops[l], SHORT_LOOP) ||
        !goes_round(arena, cfg, &loops[l], stops))
      continue;
    const char *token = fn->vars[function->token_param].name;
    struct finding *finding =
        report(pass, function, loop_location(cfg, &loops[l]),
               "this loop cannot be cancelled: a round goes by without a look at `%s`", token);
    note(pass, finding, function, loop_location(cfg, &loops[l]), "check `%s` in every round",
         token);
    mend(pass, finding, function, cfg, &loops[l]);
  }
}

const struct rule rule_uncancellable_loop = {
    .name = "uncancellable-loop",
    .summary = "a loop in a function with a token works on without looking at it",
    .group = PEDANTIC,
    .since = "0.1",
    .fixable = true,
    .check_function = check,
};
