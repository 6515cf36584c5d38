// SPDX-License-Identifier: MIT
// A file whose text comes on standard input, as editors without a language client give it.
#ifndef ASYNC_LINT_INPUT_H
#define ASYNC_LINT_INPUT_H

#include "analyzer/findings/finding.h"
#include "analyzer/options/options.h"
#include "analyzer/report/report.h"

/// Zero-initialise; input_free() at the end.
struct input {
  char *path; // absolute, links resolved; NULL: there is none
  struct text text;
  uint64_t hash[2]; // of the text, as files_hash() would have it
  bool unsaved;     // the disk holds another text, or none
};

/// Reads standard input when `--stdin` was given. False after saying what is wrong.
bool input_read(struct input *input, const struct options *options);

/// As files_hash(), with the input's text in the place of its file. `data` is the input.
bool input_hash(const char *path, uint64_t hash[2], void *data);

/// True when `path` names the input's file.
bool input_is(const struct input *input, const char *path);

/// Takes out what is not in the input's file, findings as well as what could not be checked: an
/// editor would show every line it is given in that file.
void input_narrow(const struct input *input, struct findings *findings,
                  struct report_summary *summary);

void input_free(struct input *input);

#endif
