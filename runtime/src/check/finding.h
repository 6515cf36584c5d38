// SPDX-License-Identifier: MIT
// Findings of checked mode: a rule, a place, a message, notes; told once a place.
#ifndef TASKRT_CHECK_FINDING_H
#define TASKRT_CHECK_FINDING_H

#include <stdbool.h>
#include <stddef.h>

/// Rules of rules.def.
enum check_rule {
#define RULE(name) RULE_##name,
#include "rules.def"
#undef RULE
  RULES
};

/// A place in the program: as text if the headers noted it, else behind a call.
struct place {
  const char *text;    ///< "file.c:12"; NULL if not known
  const void *address; ///< the return address of the call, or a function's address
  bool entry;          ///< `address` is where a function begins, not behind a call
};

enum { MOST_NOTES = 4 };

/// A finding being made. Starts with rule, place and message; notes are added.
struct finding {
  enum check_rule rule;
  struct place place;
  char message[200];
  unsigned variant; ///< another finding of the same rule at the same place
  const char *name; ///< of the task concerned; NULL if it has none
  size_t note_count;
  struct {
    struct place place;
    const char *message;
  } notes[MOST_NOTES];
};

/// Reads where findings go and what they lead to from `options`, the value of TASKRT_CHECK. Returns
/// false when that means off.
bool finding__configure(const char *options);

/// Adds a note, unless nothing is known of `place`.
void finding__note(struct finding *finding, struct place place, const char *message);

/// Tells of `finding` unless it has told the same rule at the same place.
void finding__tell(const struct finding *finding);

/// At exit: the summary, and the exit status if the options name one.
void finding__finish(void);

/// The name of `rule` as users write it; valid for ever.
const char *finding__rule_name(enum check_rule rule);

/// Writes "file.c:12", or as much as is known, to `text`. Returns `text`.
char *place__describe(struct place place, char *text, size_t size);

#endif
