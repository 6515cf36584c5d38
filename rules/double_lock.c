/*
A lock is taken while it is held, or released a second time.

A mutex that is locked twice by one thread is never got: the thread waits for itself. Released
twice, it takes the lock away from whoever has got it in between, and two threads are where only one
should be. Both happen when a lock was first taken in one function, and a helper takes or releases
it as well.

The rule follows each lock through the function and into the functions that it calls, over files. It
reports a lock that is taken where it is held on every path, or with no branch since, also by a
callee that takes and releases it whichever way it goes; and one that is released again when nothing
came between the two: no branch, and no call that might have taken it.

## Bad

    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static int balance;

    static void leave(void) {
      pthread_mutex_unlock(&lock);
    }

    void deposit(int amount) {
      pthread_mutex_lock(&lock);
      balance += amount;
      leave();
      pthread_mutex_unlock(&lock);
    }

And a function that takes the lock itself is called while it is held:

    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static int balance;

    int get_balance(void) {
      pthread_mutex_lock(&lock);
      int now = balance;
      pthread_mutex_unlock(&lock);
      return now;
    }

    int withdraw(int amount) {
      pthread_mutex_lock(&lock);
      balance -= amount;
      int left = get_balance();
      pthread_mutex_unlock(&lock);
      return left;
    }

## Good

    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static int balance;

    static void leave(void) {
      pthread_mutex_unlock(&lock);
    }

    void deposit(int amount) {
      pthread_mutex_lock(&lock);
      balance += amount;
      leave();
    }

Nothing is said of attempts (`trylock`), read locks and semaphores. Of a second taking nothing is
said in programs that make recursive locks, whichever they are.

## Fix

None: which of the two is the one too many is not in the code.

## What it cannot see

- A lock that is held on some of the paths only, when it is taken again behind another branch.
- A second release behind a branch, or behind a call that does nothing to locks.
- A callee that takes the lock on some of its ways only, or more than four calls away.
- Elements of an array with a variable index, and a lock that has two names.
- Locks that are recursive by their initialiser alone.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(double-lock) this one counts
*/
#include "rules/shared/locked.h"

/// True when the program makes locks that may be taken twice by the same thread.
static bool has_recursive_locks(struct pass *pass) {
  static const char *const makers[] = {"pthread_mutexattr_settype", "mtx_init",
                                       "uv_mutex_init_recursive"};
  for (size_t i = 0; i < sizeof makers / sizeof *makers; i++) {
    const struct function *maker = program_find(pass->program, makers[i]);
    if (maker && maker->in_count)
      return true;
  }
  return false;
}

static void report_twice(struct pass *pass, struct function *function,
                         const struct lock_result *locks, const struct lock_twice *twice) {
  const char *name = lock_called(pass, function, locks, twice->lock);
  uint32_t first = lock_loc(function, twice->first.block, twice->first.event);
  uint32_t second = lock_loc(function, twice->second.block, twice->second.event);
  struct finding *finding = report(
      pass, function, second,
      twice->released ? "`%s` is released a second time" : "`%s` is taken while it is held", name);
  note(pass, finding, function, first,
       twice->released ? "`%s` is released here" : "`%s` is locked here", name);
  advice(pass, finding, function, second,
         twice->released ? "release it once, where it was taken"
                         : "release it before, or leave it out");
}

/// A callee takes and releases what is held here on every path.
static void check_call(struct pass *pass, struct function *function,
                       const struct lock_result *locks, const struct lock_sight *sight,
                       uint32_t lock) {
  struct edge *edges[WAY_MAX];
  struct lock_site end;
  int count = lock_retaking_way(pass->program, function, sight, locks->locks[lock].path, edges,
                                WAY_MAX, &end);
  if (!count || has_recursive_locks(pass))
    return;
  const char *name = lock_called(pass, function, locks, lock);
  const struct function *taker = edges[count - 1]->callee;
  struct finding *finding = report(pass, function, lock_loc(function, sight->block, sight->event),
                                   "`%s` is taken while it is held", name);
  note_taken(pass, finding, function, name, sight->since[lock]);
  note_calls(pass, finding, edges, count);
  note(pass, finding, taker, lock_loc(taker, end.block, end.event), "and taken again here, in `%s`",
       taker->name);
  advice(pass, finding, function, lock_loc(function, sight->block, sight->event),
         "release it before, or call a function that leaves it to its caller");
}

static void check_calls(struct pass *pass, struct function *function,
                        const struct lock_result *locks) {
  for (uint32_t s = 0; s < locks->sight_count; s++)
    for (uint32_t i = 0; i < locks->lock_count; i++)
      if ((locks->sights[s].must >> i & 1) && !locks->locks[i].shared && !locks->locks[i].async &&
          !lock_path_weak(locks->locks[i].path))
        check_call(pass, function, locks, &locks->sights[s], i);
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  const struct lock_result *locks = function_locks(pass->program, function);
  if (locks)
    check_calls(pass, function, locks);
  for (uint32_t i = 0; locks && i < locks->twice_count; i++) {
    const struct lock_twice *twice = &locks->twice[i];
    const struct lock_sight *sight = locks_at(locks, twice->second.block, twice->second.event);
    bool held = twice->straight || (sight && (sight->must >> twice->lock & 1));
    bool sure = twice->released ||
                (held && !locks->locks[twice->lock].shared && !has_recursive_locks(pass));
    if (sure && !lock_path_weak(locks->locks[twice->lock].path))
      report_twice(pass, function, locks, twice);
  }
}

const struct rule rule_double_lock = {
    .name = "double-lock",
    .summary = "a lock is taken while it is held, or released a second time",
    .group = CORRECTNESS,
    .since = "0.1",
    .check_function = check,
};
