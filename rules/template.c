/*
One sentence that says why this is a mistake, to be understood without the rest.

A paragraph: what goes wrong, when, and what to do instead.

## Bad

    int example(void) {
      return 0;
    }

## Good

    int example(void) {
      return 1;
    }

## Fix

None: why not, in one line; or "Safe" or "Unsafe", and what it does.

## What it cannot see

- What the rule misses, and what it reports by mistake.

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(template) why this one is right
*/
#include "analyzer/rule.h"

#include <string.h>

// Copy this file to the rule's name, list the rule in rules.def, and write testdata/<rule>/.
static void check(struct pass *pass, const struct function *function) {
  if (strcmp(function->name, "example") != 0)
    return;
  struct finding *finding =
      report(pass, function, IR_NONE, "`%s` says what is wrong here", function->name);
  note(pass, finding, function, IR_NONE, "say what to do instead");
}

extern const struct rule rule_template;
const struct rule rule_template = {
    .name = "template",
    .summary = "what is wrong, in lower case and without a period",
    .group = SUSPICIOUS,
    .since = "0.1",
    .check_function = check,
};
