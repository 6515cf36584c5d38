// SPDX-License-Identifier: MIT
// A temporary file that libclang writes and that has no name afterwards: whatever happens to this
// process, it takes no room once nobody has it open. What is left of one that was killed while it
// wrote is removed by the next one.
#ifndef ASYNC_LINT_FRONTEND_SCRATCH_H
#define ASYNC_LINT_FRONTEND_SCRATCH_H

#include "analyzer/base/text.h"

/// A locked folder in TMPDIR or /tmp, with the path of a file in it that is to be written.
struct scratch {
  struct text folder, path;
  const char *file;
  int lock;
};

/// False when there is no such folder to be had. scratch_close() in the other case.
bool scratch_open(struct scratch *scratch);

/// Removes the folder with everything in it. With `keep` returns the file, open for reading; else,
/// or when that fails, -1.
int scratch_close(struct scratch *scratch, bool keep);

#endif
