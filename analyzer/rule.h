// SPDX-License-Identifier: MIT
// All that a rule may use. A rule is one constant struct in one file of rules/ that opens with its
// page.
#ifndef ASYNC_LINT_RULE_H
#define ASYNC_LINT_RULE_H

#include "analyzer/findings/finding.h"
#include "analyzer/findings/fix.h"
#include "analyzer/flow/flow.h"
#include "analyzer/program/contexts/where.h"
#include "analyzer/program/locks/deadlock.h"
#include "analyzer/program/locks/locks.h"
#include "analyzer/program/program.h"

/// Decides the default level: correctness = error, suspicious and performance = warning, pedantic
/// and style = off until asked.
enum rule_group { CORRECTNESS, SUSPICIOUS, PERFORMANCE, PEDANTIC, STYLE, GROUP_COUNT };

/// What a running rule works on.
struct pass {
  const struct rule *rule;
  struct program *program;
  struct findings *findings;
};

struct rule {
  const char *name;    // kebab-case, names the mistake, completes "allow ..."
  const char *summary; // lower case, no final period
  enum rule_group group;
  const char *since; // version that brought it
  bool fixable;      // some of its findings have a fix
  /// Looks at one function definition that was checked wholly. Either this or `check_program`.
  void (*check_function)(struct pass *pass, const struct function *function);
  /// Looks at the whole program once.
  void (*check_program)(struct pass *pass);
};

/// The catalogue, in the order of rules.def.
extern const struct rule *const rules[];
extern const unsigned rule_count;

/// The rule called `name`, or NULL; the page (Markdown) of a rule, from its opening comment.
const struct rule *rule_find(const char *name);
const char *rule_page(const struct rule *rule);

/// "correctness", ...; the group called `name`, or GROUP_COUNT; the level a group has; whether it
/// is on by default.
const char *rule_group_name(enum rule_group group);
enum rule_group rule_group_find(const char *name);
enum level rule_group_level(enum rule_group group);
bool rule_group_default(enum rule_group group);

/// How many rules there are: a selection has room for each.
#define RULE(name) +1
enum {
  RULE_COUNT =
#include "rules/rules.def"
};
#undef RULE

/// Which rules run: one flag a rule, in catalogue order.
struct rule_selection {
  bool on[RULE_COUNT];
};

/// The default rules; then a comma list as for `--rules`: rule, group, `all`, `default`, `-NAME`,
/// left to right; a list that begins with a positive word starts from nothing. False on an unknown
/// word, which is copied to `unknown` (64 bytes).
void rule_selection_default(struct rule_selection *selection);
bool rule_selection_parse(struct rule_selection *selection, const char *list, char *unknown);

/// Runs the selected rules over an analysed program, and lists the functions that could not be
/// checked.
void rules_run(struct program *program, const struct rule_selection *selection,
               struct findings *findings);

/// Reports at `loc` (a location index of `function`) and returns the finding, to be given notes at
/// once.
struct finding *report(struct pass *pass, const struct function *function, uint32_t loc,
                       const char *format, ...) __attribute__((format(printf, 4, 5)));

/// Adds a note at a location index of `function`, or at any location: a step on the way, or the
/// remedy when it stands at the finding's own place.
void note(struct pass *pass, struct finding *finding, const struct function *function, uint32_t loc,
          const char *format, ...) __attribute__((format(printf, 5, 6)));
void note_at(struct pass *pass, struct finding *finding, const struct ir_location *loc,
             const char *format, ...) __attribute__((format(printf, 4, 5)));

/// Adds the remedy: a note that is no step on the way, wherever it stands.
void advice(struct pass *pass, struct finding *finding, const struct function *function,
            uint32_t loc, const char *format, ...) __attribute__((format(printf, 5, 6)));

/// A location of `function`, for fixes; IR_NONE: its name.
const struct ir_location *location_of(const struct function *function, uint32_t loc);

#endif
