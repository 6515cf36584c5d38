// SPDX-License-Identifier: MIT
// Headers that several units begin with, compiled once: a precompiled header (PCH) of the steps
// that units of one folder with the same arguments have in common.
#ifndef ASYNC_LINT_FRONTEND_SHARED_H
#define ASYNC_LINT_FRONTEND_SHARED_H

#include "analyzer/frontend/kept.h"

struct shared_headers;

/// What is shared belongs to `index`, which must live longer.
struct shared_headers *shared_headers_create(CXIndex index);
void shared_headers_destroy(struct shared_headers *shared);

/// A unit parsed with headers that were compiled before.
struct shared_parse {
  CXTranslationUnit tu;
  const struct kept_includes *includes; // of the shared headers
  struct head *head;                    // `tu` shows what is behind it only; or NULL
  struct text text;                     // of the main file, which libclang saw without its includes
};

/// Parses the unit with the headers of its first `request->share` steps. False when these may not
/// be shared: it is to be parsed plainly then. shared_parse_end() in the other case. With `wholly`,
/// the headers' declarations are to be walked over, too.
bool shared_headers_parse(struct shared_headers *shared, const struct frontend_request *request,
                          bool wholly, struct shared_parse *parse);
void shared_parse_end(struct shared_parse *parse);

#endif
