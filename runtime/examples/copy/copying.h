// SPDX-License-Identifier: MIT
// Copying one file in the background: runs in the pool and knows nothing of the user interface.
#ifndef EXAMPLE_COPYING_H
#define EXAMPLE_COPYING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <taskrt.h>

/// One file to be copied. What the background writes while it works is atomic; the rest is for
/// reading only, until the task is over.
struct copying {
  const char *from;
  char to[4096], part[4096]; // the copy gets its name when it is whole
  task_semaphore *places;    // so many are copied at the same time
  task_event go;             // not set: paused
  atomic_bool begun;         // has got a place
  atomic_long size, copied;  // bytes; a size of -1 is not known
  int in, out;               // descriptors, -1: none
};

/// Makes `copying` ready to copy the file `from` into `directory`. Returns 0 or -ENAMETOOLONG.
int copying_prepare(struct copying *copying, const char *from, const char *directory,
                    task_semaphore *places) TASK_CHECK_RESULT;

/// Copies the file. A task's body: `arg` is the copying, it has no result. Ends with 0, an error,
/// or the reason for which `token` is cancelled; without 0 nothing is left of the copy.
int copying_run(void *arg, cancel_token token, void *result) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; token token; status; check result");

#endif
