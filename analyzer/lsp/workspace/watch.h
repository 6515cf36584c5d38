// SPDX-License-Identifier: MIT
// Watching the disk for editors that do not do it for us: folders with files of the program, and
// those where a database or a configuration may appear. Belongs to the engine's thread.
#ifndef ASYNC_LINT_LSP_WATCH_H
#define ASYNC_LINT_LSP_WATCH_H

#include "analyzer/lsp/workspace/workspace.h"

struct watch {
  int fd;        // -1: nothing is watched
  struct map at; // hash of a folder's path -> index into `folders`, plus one; 0: not watched
  uint32_t count, capacity;
  struct watched_folder *folders;
  bool full; // the system gives no more watches, and this was said
};

/// Begins to watch; without `wanted`, or where the system cannot, nothing is seen.
void watch_open(struct watch *watch, bool wanted);
void watch_close(struct watch *watch);

/// Watches the folders of the workspace, and those of units that were parsed since the last call.
void watch_workspace(struct watch *watch, struct workspace *workspace);

/// Is told of a file that was, or may have been, written, made, moved or removed; NULL: of any.
typedef void watch_changed(void *data, const char *path);

/// Tells what has happened up to now. Never waits.
void watch_read(struct watch *watch, watch_changed *changed, void *data);

/// True for a database, a configuration or a contract: all is to be read again.
bool watch_is_surrounding(const char *path);

#endif
