/*
A lock is not released on every path.

A return that forgets to unlock is found much later and somewhere else: the next one who wants the
lock waits for ever. Nearly always it is the path that is seldom taken: the one on which an
operation failed, or was cancelled while it was waited for.

The rule follows each lock from where it is taken to every return, through attempts (`trylock`),
conditions that are asked twice, helpers that lock or unlock, `goto` and the `cleanup` attribute. It
reports a lock that some paths release and another one leaves held; the notes show the branches that
decide. A lock that all paths leave held is reported when nobody in the program ever releases one
that was taken by somebody else. A semaphore or any other permit counts as a lock where its contract
says `acquires`.

## Bad

    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static int balance;

    int withdraw(int amount) {
      pthread_mutex_lock(&lock);
      if (amount > balance)
        return -1;
      balance -= amount;
      pthread_mutex_unlock(&lock);
      return 0;
    }

## Good

    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static int balance;

    int withdraw(int amount) {
      int status = -1;
      pthread_mutex_lock(&lock);
      if (amount <= balance) {
        balance -= amount;
        status = 0;
      }
      pthread_mutex_unlock(&lock);
      return status;
    }

    int begin(void) {
      pthread_mutex_lock(&lock);
      if (balance > 0)
        return 0;
      pthread_mutex_unlock(&lock);
      return -1;
    }

Functions that return with the lock held on purpose are left alone: all paths hold it, or those that
return success (0, a pointer, `true`) and no others; the contract says `acquires`; or the name says
so (`lock`, `acquire`, `enter`, `begin`). So are locks of a kind that some task, thread or callback
releases for others, and a way on which the lock goes to a function nothing is known of.

## Fix

None: whether the path should release the lock or hand it on is not in the code.

## What it cannot see

- A lock that no path of the function releases, when some function of the program releases such a
lock for others; or when the program is one file without a `main` and no other function takes and
releases such a lock: others may release it, and so may what is called through a pointer.
- Elements of an array with a variable index, a lock that is taken twice, and a lock whose pointer
gets another value, or which another pointer of the function may lead to.
- A return with the lock held on success only: that is how functions look that lock for their
caller. A thread or a callback that releases such a lock may have been given this one.
- A function whose name says that it locks, and forgets to release.
- That a member or a global says whether the lock is held, unless the function tests it or a copy of
it, or asks a function that only looks at it.
- Functions that call `setjmp`.

## How to allow it

On the line that takes the lock, or on the line above it:

    // async-lint: allow(leaked-lock) the callback releases it
*/
#include "rules/shared/locked.h"

#include <string.h>

static bool named_to_hold(const struct function *function) {
  static const char *const words[] = {"lock",    "trylock", "rdlock", "wrlock", "locked",
                                      "acquire", "enter",   "begin",  "hold",   "claim"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (name_has_part(function->name, words[i]))
      return true;
  return false;
}

/// Blocks in which the function releases the lock.
static bool *releasing_blocks(struct pass *pass, const struct function *function,
                              const struct lock_result *locks, uint32_t i, struct arena *scratch) {
  bool *released = ARENA_ARRAY(scratch, bool, function->body->block_count);
  for (uint32_t s = 0; s < locks->sight_count; s++)
    if (lock_released_by(pass->program, function, &locks->sights[s], locks->locks[i].path))
      released[locks->sights[s].block] = true;
  return released;
}

// ---- permits that are handed on ----

/// True when nothing is known of what is called: it may release what it gets.
static bool is_stranger(struct pass *pass, const struct ir_event *call) {
  const struct function *callee = call_target(pass->program, call);
  if (!callee || callee->slot)
    return !callee || !callee->out_count;
  bool system = callee->declaration && (callee->declaration->flags & IR_DECL_SYSTEM);
  return !callee->body && !callee->contract && !callee->claim_count && !system;
}

static bool speaks_of(const struct ir_function *fn, const struct ir_event *call, uint32_t var) {
  for (uint32_t i = 0; i < call->arg_count; i++) {
    const struct ir_operand *value = &call->args[i].value;
    if ((value->kind == IR_PLACE || value->kind == IR_ADDRESS) &&
        fn->places[value->place].var == var)
      return true;
  }
  return false;
}

/// True when the call gets what the lock that `taking` takes belongs to, or could name it.
static bool gets_lock(const struct ir_function *fn, const struct ir_event *call,
                      const struct ir_event *taking) {
  for (uint32_t i = 0; i < taking->arg_count; i++) {
    const struct ir_operand *value = &taking->args[i].value;
    if (value->kind != IR_PLACE && value->kind != IR_ADDRESS)
      continue;
    const struct ir_var *var = &fn->vars[fn->places[value->place].var];
    bool everybodys = (var->flags & IR_VAR_GLOBAL) && !strchr(var->name, '@');
    if (everybodys || speaks_of(fn, call, fn->places[value->place].var))
      return true;
  }
  return false;
}

/// True when only the way that leaves the lock held comes by a call of a stranger who gets it.
static bool is_handed_on(struct pass *pass, struct function *function,
                         const struct lock_result *locks, uint32_t i,
                         const struct lock_exit *exit) {
  const struct ir_function *fn = function->body;
  const struct cfg *cfg = function_cfg(pass->program, function);
  const struct lock_site *since = &exit->since[i];
  const struct ir_event *taking = &fn->blocks[since->block].events[since->event];
  struct arena scratch = {0};
  bool *released = releasing_blocks(pass, function, locks, i, &scratch), found = false;
  struct ways *releases = ways_find(&scratch, cfg, released);
  for (uint32_t b = 0; b < fn->block_count && !found; b++) {
    if (ways_from(releases, b, IR_NONE) || !cfg_dominates(cfg, since->block, b) ||
        !cfg_reaches(&scratch, cfg, b, exit->block, IR_NONE))
      continue;
    for (uint32_t e = 0; e < fn->blocks[b].event_count && !found; e++) {
      const struct ir_event *call = &fn->blocks[b].events[e];
      bool behind = b != since->block || e > since->event;
      found =
          behind && call->kind == IR_CALL && is_stranger(pass, call) && gets_lock(fn, call, taking);
    }
  }
  arena_free(&scratch);
  return found;
}

/// True when somebody else may release it: a callback does so with such locks, or it is handed on.
static bool may_be_handed(struct pass *pass, struct function *function,
                          const struct lock_result *locks, uint32_t i,
                          const struct lock_exit *exit) {
  const char *class = lock_class(pass->program, locks->locks[i].path);
  return (class && lock_is_stray(pass->program, class)) ||
         is_handed_on(pass, function, locks, i, exit);
}

// ---- findings ----

static void report_leak(struct pass *pass, struct function *function,
                        const struct lock_result *locks, uint32_t i, const struct lock_exit *exit,
                        bool never) {
  enum { MAX_STEPS = 16 };
  struct step steps[MAX_STEPS];
  struct arena scratch = {0};
  const char *name = lock_called(pass, function, locks, i);
  const struct lock_site *since = &exit->since[i];
  bool *released = releasing_blocks(pass, function, locks, i, &scratch);
  uint32_t count = locks_deciding(&scratch, function_cfg(pass->program, function), exit, i,
                                  released, steps, MAX_STEPS);
  struct finding *finding = report(pass, function, lock_loc(function, since->block, since->event),
                                   never ? "`%s` is locked, and nobody releases it"
                                         : "`%s` is not released on every path",
                                   name);
  note_steps(pass, finding, function, steps, count);
  if (exit->loc != IR_NONE)
    note(pass, finding, function, exit->loc, "the function returns here with `%s` held", name);
  note(pass, finding, function, lock_loc(function, since->block, since->event),
       "release it before that return");
  arena_free(&scratch);
}

/// A way out with the lock held, when nobody else ever releases such a lock.
static const struct lock_exit *left_for_ever(struct pass *pass, const struct function *function,
                                             const struct lock_result *locks, uint32_t i) {
  for (uint32_t k = 0; k < locks->exit_count; k++) {
    const struct lock_exit *exit = &locks->exits[k];
    const struct lock_site *since = &exit->since[i];
    if (exit->left[i] != LEFT_HELD)
      continue;
    const struct function *taker =
        call_target(pass->program, &function->body->blocks[since->block].events[since->event]);
    bool itself = taker && !taker->slot && !taker->checked;
    return itself && lock_is_private(pass->program, locks->locks[i].path) ? exit : NULL;
  }
  return NULL;
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  const struct lock_result *locks = function_locks(pass->program, function);
  if (!locks || named_to_hold(function))
    return;
  for (uint32_t i = 0; i < locks->lock_count; i++) {
    const struct lock_exit *exit = locks_leak(function->body, locks, i);
    bool never = !exit;
    if (never && strcmp(function->name, "main") != 0)
      exit = left_for_ever(pass, function, locks, i);
    if (exit && !lock_is_claimed(pass->program, function, locks->locks[i].path) &&
        !may_be_handed(pass, function, locks, i, exit))
      report_leak(pass, function, locks, i, exit, never);
  }
}

const struct rule rule_leaked_lock = {
    .name = "leaked-lock",
    .summary = "a lock is not released on every path",
    .group = CORRECTNESS,
    .since = "0.1",
    .check_function = check,
};
