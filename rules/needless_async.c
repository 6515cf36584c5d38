/*
A function declared `async` that never suspends costs its callers and gives them nothing.

Whoever calls an `async` function has to be in a task, plans for a suspension, and must not hold a
lock across the call. When nothing in the function, or in anything it calls, can ever suspend, an
ordinary function is the better one.

The rule looks at the whole program: it reports a function only when every function that can be
reached from it is known and none suspends.

## Bad

    static int ASYNC_LINT("async") checksum(const char *text) {
      int sum = 0;
      while (*text)
        sum = sum * 31 + *text++;
      return sum;
    }

## Good

    static int checksum(const char *text) {
      int sum = 0;
      while (*text)
        sum = sum * 31 + *text++;
      return sum;
    }

    static int ASYNC_LINT("async") checksum_slowly(const char *text, cancel_token token) {
      int status = task_delay(1, token);
      return status ? status : checksum(text);
    }

A function whose address is taken keeps its `async`, since the slot it fits into asks for it. So
does one that says `suspends` as well: its own word that it may suspend in a later version.

## Fix

Safe: takes `async` out of the annotation.

## What it cannot see

- Functions that a macro of the project marks, as `coroutine_fn` does in QEMU: it allows to suspend.
- That a later version will suspend. Say `async; suspends`, or allow the rule with that reason.
- A suspension that stands in the code and cannot happen: a delay of 0, a flag that is never set.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(needless-async) waits for the disk from 2.0 on
*/
#include "rules/shared/mend/mend.h"

// Of code that is marked by macros, such as `coroutine_fn`: there the word allows to suspend, and
// is wanted on whatever a table of such functions may come to hold.
static bool marked_by_macro(const struct function *function) {
  const struct ir_declaration *declaration = function->declaration;
  return declaration && declaration->markers && !declaration->words;
}

static void check(struct pass *pass, const struct function *function) {
  if (marked_by_macro(function) || !function_claim(function, CLAIM_async) ||
      function_claim(function, CLAIM_suspends) || function->address_taken ||
      function->has[EFFECT_SUSPENDS] || function->has[EFFECT_UNRESOLVED])
    return;
  struct finding *finding = report(pass, function, IR_NONE,
                                   "`%s` is declared `async` and never suspends", function->name);
  note(pass, finding, function, IR_NONE, "drop `async`, or await something");
  mend_annotation(pass, finding, function, "async", FIX_SAFE);
}

const struct rule rule_needless_async = {
    .name = "needless-async",
    .summary = "a function is declared async and never suspends",
    .group = PERFORMANCE,
    .since = "0.1",
    .fixable = true,
    .check_function = check,
};
