// SPDX-License-Identifier: MIT
// Writing a file so that nobody ever reads half of it: beside it, then moved into its place.
#ifndef ASYNC_LINT_OUTFILE_H
#define ASYNC_LINT_OUTFILE_H

#include "analyzer/base/text.h"

#include <stdbool.h>
#include <stdio.h>

/// A file being written; zero-initialise.
struct outfile {
  FILE *out;
  struct text path, beside; // where it goes (links followed), and where it is now ("": in place)
};

/// Opens `path` for writing. What is no regular file (a pipe, a device) is written in place. NULL
/// with errno set on failure.
FILE *outfile_open(struct outfile *file, const char *path);

/// Ends the writing and has it on the disk, but does not yet put it in its place. False with errno
/// set as outfile_close(), which must follow in any case.
bool outfile_end(struct outfile *file);

/// Ends the writing; with `keep` the file takes its place, with the permissions of the one before.
/// False with errno set when anything, from the first byte on, could not be written: what stood
/// there before is untouched then.
bool outfile_close(struct outfile *file, bool keep);

#endif
