// SPDX-License-Identifier: MIT
// What the engine answers: one function a request, in a file of its own below features/.
#ifndef ASYNC_LINT_LSP_FEATURE_H
#define ASYNC_LINT_LSP_FEATURE_H

#include "analyzer/lsp/engine.h"

/// The command that shows the call behind a code lens; its arguments are a URI and a position.
#define COMMAND_SHOW_CALL "async-lint.showCall"

/// What a request waits for.
enum need {
  NEED_NOTHING, // what is known now will do
  NEED_FILE,    // the file's present text is analysed
  NEED_ALL,     // nothing is left to be parsed
};

/// What a request is about. `buffer` and `lines` are of its file when it is open.
struct question {
  struct engine *engine;
  const json_t *params;
  const char *path; // NULL: the request names no file
  struct workspace *workspace;
  const struct buffer *buffer; // NULL: not open
  struct lines lines;
};

/// The answer, or NULL for `null`. `*wait` may be set: there is no answer yet.
typedef json_t *answer_question(const struct question *question, bool *wait);

struct feature {
  const char *method;
  enum need need;
  answer_question *answer;
};

/// The feature of a method; NULL for unknown ones.
const struct feature *feature_find(const char *method);

answer_question answer_diagnostics, answer_workspace_diagnostics, answer_code_actions, answer_hover,
    answer_hints, answer_lenses, answer_implementation, answer_command, answer_sync;

/// The texts that places are shown in: open files, else the disk. A text is good until another one
/// is asked for: some are kept, since places are often in the same few.
struct shown_texts {
  const struct engine *engine;
  struct map at; // hash of a path -> index into `items`, plus one
  uint32_t count;
  struct shown_text *items;
};
const struct lines *shown_lines(struct shown_texts *shown, const char *path);
void shown_free(struct shown_texts *shown);

/// The diagnostics of a file.
json_t *diagnostics_json(struct shown_texts *shown, struct workspace *workspace, const char *path);

/// Where a place begins and ends in its file's text; one that is a point is made visible.
void place_bounds(const struct lines *lines, const struct ir_location *loc, size_t *from,
                  size_t *to);

/// The range of a place, and `{uri, range}`.
json_t *place_range(struct shown_texts *shown, const struct ir_location *loc);
json_t *place_location(struct shown_texts *shown, const struct ir_location *loc);

/// The function that the identifier at an offset of the question's file names, or NULL.
const struct function *named_function(const struct question *question, size_t offset);

/// Appends what is known of a function, one thing after the other.
void describe_function(struct workspace *workspace, const struct function *function,
                       struct text *out);

/// The last step of the shortest way to the effect: the call that has it; NULL for none.
const struct edge *effect_call(const struct function *function, enum effect effect);

#endif
