// Walks over folders and files, which call each other across two files.
#ifndef WALK_H
#define WALK_H

#include <taskrt/task.h>

struct folder {
  struct folder *next, *inside;
  long size;
};

/// The bytes in `folder` and its neighbours.
long folder_size(const struct folder *folder) ASYNC_LINT("async");

/// The bytes of one entry.
long entry_size(const struct folder *entry) ASYNC_LINT("async");

/// Copies `folder` and its neighbours.
int folder_copy(const struct folder *folder, cancel_token token) ASYNC_LINT("async");

/// Copies one entry.
int entry_copy(const struct folder *entry, cancel_token token) ASYNC_LINT("async");

#endif
