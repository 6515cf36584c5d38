// SPDX-License-Identifier: MIT
// Baselines: findings that were accepted once, kept in a JSON file by fingerprint, so that a run
// reports what is new.
#ifndef ASYNC_LINT_BASELINE_H
#define ASYNC_LINT_BASELINE_H

#include "analyzer/findings/finding.h"

/// An accepted finding. `count` findings with this fingerprint are accepted, `left` of them were
/// not met by baseline_apply(). The rest is for people; the file is as it was shown.
struct baseline_entry {
  const char *fingerprint, *rule, *file, *message;
  uint32_t count, left;
};

/// Zero-initialise; baseline_free() at the end.
struct baseline {
  struct arena arena; // owns all text
  uint32_t count, capacity;
  struct baseline_entry *entries; // in the order of the file
};

/// Reads a baseline. False with what is wrong, and where, in `error`: the file cannot be read, is
/// no JSON, no baseline, or one of another schema.
bool baseline_read(struct baseline *baseline, const char *path, struct text *error);

/// Takes in the findings that are not suppressed, in an order that moved lines keep; files are
/// shown relative to `directory`.
void baseline_take(struct baseline *baseline, const struct findings *findings,
                   const char *directory);

/// Writes a baseline. False with errno set.
bool baseline_write(const struct baseline *baseline, const char *path);

/// Takes accepted findings out of `findings`, and returns how many.
uint32_t baseline_apply(struct baseline *baseline, struct findings *findings);

void baseline_free(struct baseline *baseline);

#endif
