// SPDX-License-Identifier: MIT
// Running commands and what they cost; medians; the lines of a table.
#ifndef ASYNC_LINT_BENCH_MEASURE_H
#define ASYNC_LINT_BENCH_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

enum { MAX_ROUNDS = 9, MAX_ARGUMENTS = 4096 };

/// Seconds of a clock that only goes forward.
double wall_clock(void);

/// What some processes used.
struct cost {
  double cpu, wall; // seconds, of the whole tree
  long peak;        // KiB, of the largest process
  uint32_t good;    // units that were analysed completely
  bool missing;     // the program is not installed
};

struct bench_command {
  const char *arguments[MAX_ARGUMENTS];
  unsigned count;
};

/// Appends one argument, or all up to a NULL. The strings are not copied.
void command_add(struct bench_command *command, const char *argument);
void command_add_all(struct bench_command *command, const char *const *arguments);

/// Runs the command in `folder`, its output thrown away or written to the file `output`. `status`
/// (may be NULL) gets the exit status, 128 for a signal.
struct cost command_run(const struct bench_command *command, const char *folder, const char *output,
                        int *status);

/// Two costs one after the other.
struct cost cost_sum(struct cost a, struct cost b);

/// Runs `work` in a process of its own; `peak` is of that process, or of its children when it has
/// any that are larger.
struct cost measure_forked(void (*work)(void *data), void *data);

/// Shares work out among `parts` processes that run at once, and adds up what they cost. `work`
/// gives how many units of its part were good, and whether a program is missing.
typedef struct cost measured_part(void *data, unsigned part, unsigned parts);
struct cost measure_parts(measured_part *work, void *data, unsigned parts);

/// True when both files can be read and hold the same.
bool same_bytes(const char *a, const char *b);

/// How many units a report in JSON says were checked wholly.
uint32_t checked_units(const char *report);

/// The same thing measured several times.
struct samples {
  struct cost of[MAX_ROUNDS];
  unsigned count;
};

void samples_add(struct samples *samples, struct cost cost);

/// Medians of processor and wall time, the largest peak, the fewest good units.
struct cost samples_median(const struct samples *samples);

/// The heading of a table, and one line: name, processor and wall seconds, the ratio `base` over
/// this one (0: none), peak, units; then what is said about it.
void table_head(const char *title);
void table_row(const char *name, struct cost cost, double ratio, const char *remark);
void table_missing(const char *name, const char *why);

#endif
