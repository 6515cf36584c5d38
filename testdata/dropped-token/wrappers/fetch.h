// Fetches documents.
#ifndef FETCH_H
#define FETCH_H

#include <taskrt/task.h>

struct document {
  const char *url;
  int size;
};

/// Fetches `document`, suspending. Returns 0 or an error.
int fetch_document(struct document *document, cancel_token token);

/// Starts fetching `document`; the caller owns the task.
task *start_fetch(struct document *document, cancel_token token);

/// Fetches `document` with the deadline of the program.
int fetch_with_default(struct document *document);

#endif
