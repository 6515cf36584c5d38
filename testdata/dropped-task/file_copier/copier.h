// Copies files chunk by chunk; reading and writing are tasks.
#ifndef COPIER_H
#define COPIER_H

#include <stddef.h>
#include <taskrt/task.h>

enum { CHUNK = 4096 };

struct copy {
  int from;
  int to;
  size_t done;
  char chunk[CHUNK];
};

/// Starts reading the next chunk of `copy` and returns the task, which the caller owns. Its result
/// is the number of bytes as size_t.
task *copy_read(struct copy *copy, cancel_token token);

/// Starts writing `size` bytes of the chunk of `copy` and hands the task over in `*out`. Returns 0
/// or an error, and then there is no task.
int copy_write(struct copy *copy, size_t size, task **out, cancel_token token);

/// Copies everything, awaiting read and write by turns. Returns 0 or an error.
int copy_all(struct copy *copy, cancel_token token);

/// Copies everything, reading ahead while it writes. Returns 0 or an error.
int copy_ahead(struct copy *copy, cancel_token token);

#endif
