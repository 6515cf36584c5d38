/*
Two operations that need nothing of each other run one after the other.

The second one is started only when the first one is over, and the caller waits for the sum of both.
Started together and awaited afterwards, they take as long as the slower one.

The rule reports a pair only when it is plainly safe to overlap them: the second is given nothing
that comes from the first, they share no memory, nobody looks at the first status in between, and
they do the same to different things, or both fetch something.

## Bad

    static int load(void *arg, cancel_token token, void *result) {
      return task_delay(*(int *)arg, token);
    }

    int load_both(int left, int right, cancel_token token) {
      int first = task_await(task_run(load, &left, 0, token), NULL);
      int second = task_await(task_run(load, &right, 0, token), NULL);
      return first ? first : second;
    }

## Good

    static int load(void *arg, cancel_token token, void *result) {
      return task_delay(*(int *)arg, token);
    }

    int load_both(int left, int right, cancel_token token) {
      task *both[2] = {task_run(load, &left, 0, token), task_run(load, &right, 0, token)};
      return task_await(task_when_all(both, 2), NULL);
    }

## Fix

None: handles, errors and their order have to be thought of anew.

## What it cannot see

- That both change the same global variable, or the same thing in a file or on a server.
- Operations that share a pointer, such as one connection, and those with a test in between: nothing
  is said of them, though many could overlap.

## How to allow it

On the line, or on the line above it; any comment there that says why is enough:

    // async-lint: allow(sequential-awaits) the server takes one request at a time
*/
#include "rules/shared/overlap.h"

static void check_pair(struct pass *pass, struct function *function, struct point at) {
  struct operation first, next;
  if (!operation_at(pass, function, at, &first) || !independent_next(pass, function, &first, &next))
    return;
  struct finding *finding =
      report(pass, function, next.giver->loc,
             "this waits for the operation before it and needs nothing of it");
  note(pass, finding, function, first.await->loc, "the operation before it is awaited here");
  note(pass, finding, function, first.giver->loc, "start both, then await both");
}

static void check(struct pass *pass, const struct function *checked) {
  struct function *function = program_at(pass->program, checked->index);
  if (!(function->meets & MEETS_GIVER))
    return;
  for (uint32_t b = 0; b < function->body->block_count; b++)
    for (uint32_t e = 0; e < function->body->blocks[b].event_count; e++)
      check_pair(pass, function, (struct point){b, e});
}

const struct rule rule_sequential_awaits = {
    .name = "sequential-awaits",
    .summary = "two operations that need nothing of each other run one after the other",
    .group = PERFORMANCE,
    .since = "0.1",
    .check_function = check,
};
