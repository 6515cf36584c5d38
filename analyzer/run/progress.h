// SPDX-License-Identifier: MIT
// What is being done, on stderr: on a terminal one line that is written over, elsewhere (with
// `--progress always`) a line each.
#ifndef ASYNC_LINT_PROGRESS_H
#define ASYNC_LINT_PROGRESS_H

#include "analyzer/options/options.h"

/// `done` of `total` units are parsed, and about `left` seconds are left (below 0: nobody knows
/// yet); on a terminal with a bar and the unit `path`. After the last one the line is empty again.
void progress_parsed(const struct options *options, uint32_t done, uint32_t total, double left,
                     const char *path);

/// A phase begins that has no parts, such as "checking 1974 functions"; on a terminal only.
/// progress_end() empties the line.
void progress_phase(const struct options *options, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void progress_end(const struct options *options);

/// Appends how long `seconds` are, as people say it: "under 1 s", "42 s", "3 min 10 s".
void progress_duration(struct text *out, double seconds);

#endif
