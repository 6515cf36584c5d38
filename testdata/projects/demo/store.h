// SPDX-License-Identifier: MIT
// The headlines on disk, one a line.
#ifndef DEMO_STORE_H
#define DEMO_STORE_H

#include <stddef.h>
#include <taskrt/task.h>

enum { STORE_LINES = 8, STORE_WIDTH = 256 };

struct store {
  const char *path;
  size_t count;
  char lines[STORE_LINES][STORE_WIDTH];
};

/// Adds `line` to `store` in memory. Returns 0, or TASK_ENOMEM when it is full.
int store_add(struct store *store, const char *line);

/// Starts writing `store` to its file; the caller owns the task and keeps `store` until it is over.
task *store_save(struct store *store);

#endif
