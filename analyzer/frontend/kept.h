// SPDX-License-Identifier: MIT
// Units that stay parsed, for an editor: the leading directives of a file are read once
// (libclang's precompiled preamble) as long as neither they nor what they include change.
#ifndef ASYNC_LINT_FRONTEND_KEPT_H
#define ASYNC_LINT_FRONTEND_KEPT_H

#include "analyzer/frontend/unit.h"

struct kept_units;

/// An index of its own, whose preambles are in memory.
struct kept_units *kept_units_create(void);
void kept_units_destroy(struct kept_units *kept);

/// Reads the unit, from what is kept of it when that still holds, into `ir`.
void kept_read(struct kept_units *kept, struct ir_pool *pool,
               const struct frontend_request *request, struct ir_unit *ir);

/// How many readings lowered only what is behind the unit's head.
unsigned kept_behind(const struct kept_units *kept);

/// Precompiles the preamble of the unit read last.
void kept_warm(struct kept_units *kept);

// ---- frontend.c ----

/// How a unit is to be lowered beside what is in it.
struct lowering {
  const char *directory;
  struct ir_code *code; // see struct frontend_request, both
  const char *here;
  const struct kept_includes *known; // when it has a precompiled preamble: its includes
  struct kept_includes *remember;    // filled with its includes, or NULL
  const struct text *text;           // of the main file, when libclang was given another; or NULL
  struct head *head;  // of the unit, which libclang shows no declarations of; or NULL (head.h)
  struct head **take; // filled with its head, or NULL when that cannot be lowered apart; or NULL
  size_t preamble;    // with `take`: the offset in the main file where the head ends
};

/// Lowers a parsed unit into `ir`, which refers to `head` then. False when the unit's head is
/// another one: `ir` is empty, and the unit is to be lowered wholly.
bool lower_unit(struct ir_pool *pool, CXTranslationUnit tu, struct ir_unit *ir,
                const struct lowering *how);

/// Parses with the arguments that async-lint adds.
enum CXErrorCode parse_unit(CXIndex index, const struct frontend_request *request, unsigned options,
                            CXTranslationUnit *tu);

/// Texts as libclang takes them; to be freed.
struct CXUnsavedFile *unsaved_files(const struct frontend_text *texts, unsigned count);

/// What a user is told of a parse that failed.
const char *failure_text(enum CXErrorCode code);

#endif
