// SPDX-License-Identifier: MIT
// One-line reports to stderr, built without allocation so that a signal handler can write them.
#ifndef TASKRT_REPORT_H
#define TASKRT_REPORT_H

#include <stddef.h>
#include <stdint.h>

/// A line being built. Starts zeroed; what does not fit is cut.
struct report {
  size_t length;
  char text[512];
};

void report__text(struct report *report, const char *text);

/// Appends `number` to the base 10 or 16.
void report__number(struct report *report, uint64_t number, unsigned base);

/// Appends where `address` lies as `program+0x12ab`, ready for `addr2line -e program 0x12ab`.
void report__code(struct report *report, uintptr_t address);

/// Appends who a task is: `, NAME, body CODE, started at PLACE`, as far as that is known; the code
/// address `started_at` stands in for a NULL `place`.
void report__task(struct report *report, const char *name, uintptr_t body, const char *place,
                  uintptr_t started_at);

/// Writes the line to stderr.
void report__write(const struct report *report);

#endif
