/*
A comment allows what nobody reports, so it will hide the next mistake that comes to this line.

A suppression is a decision about one piece of code. When the code changes and the finding is gone,
the comment stays behind: whoever reads it believes that something is wrong here and known, and a
new mistake of the same kind on this line is never seen. The rule reports comments that suppress
nothing, names in a list that suppress nothing, and names that are no rule and no group.

## Bad

    int answer(void) {
      return 42; // async-lint: allow(blocking-call) always in the cache
    }

## Good

    static int settle(void *arg, cancel_token token, void *result) {
      sleep(1); // async-lint: allow(blocking-call) the only task of this program
      return cancel_check(token);
    }

    int main(void) {
      return task_wait(task_run(settle, NULL, 0, CANCEL_NONE));
    }

Only comments are asked whose rules all ran: with `--rules blocking-call` nothing is said of
`allow(dropped-task)`. Nothing is said either in a file of which some part could not be checked,
since what the comment is for may stand there.

## Fix

Safe: takes the name, or the whole comment, away.

## What it cannot see

- Whether the reason that is given is a good one.
- A comment in a header that no unit of this run reads.
- That a finding is reported only in another configuration of the same file (`#if`).

## How to allow it

On the line, or on the line above it:

    // async-lint: allow(unused-suppression, blocking-call) blocks on 32-bit machines only
*/
#include "analyzer/rule.h"

#include <string.h>

static bool known(const char *word, size_t length) {
  char name[64];
  if (length >= sizeof name)
    return false;
  memcpy(name, word, length);
  name[length] = '\0';
  return !strcmp(name, "*") || rule_find(name) || rule_group_find(name) != GROUP_COUNT;
}

static void check_comment(struct pass *pass, const struct ir_suppression *comment) {
  struct ir_location loc = {.file = comment->file,
                            .line = comment->line,
                            .column = comment->column,
                            .end_line = comment->line,
                            .end_column = comment->column};
  for (const char *word = comment->rules; *word;) {
    size_t length = strcspn(word, ",");
    if (!known(word, length)) {
      struct finding *finding =
          findings_add(pass->findings, pass->rule, &loc, NULL,
                       "`%.*s` is no rule and no group: it allows nothing", (int)length, word);
      note_at(pass, finding, &loc, "`async-lint rules` lists the names");
    }
    word += length + (word[length] == ',');
  }
}

// Comments that suppress nothing are found when everything has been reported
// (analyzer/findings/suppressions.c); here are the names nobody knows.
static void check(struct pass *pass) {
  const struct ir_unit *unit = program_unit(pass->program);
  for (uint32_t i = 0; i < unit->suppression_count; i++)
    check_comment(pass, &unit->suppressions[i]);
}

const struct rule rule_unused_suppression = {
    .name = "unused-suppression",
    .summary = "a comment allows what nobody reports",
    .group = SUSPICIOUS,
    .since = "0.1",
    .fixable = true,
    .check_program = check,
};
