// SPDX-License-Identifier: MIT
// Checked mode: the runtime looks for mistakes while the program runs.
#ifndef TASKRT_CHECK_H
#define TASKRT_CHECK_H

#include <stdbool.h>

/// Reads TASKRT_CHECK from the environment: 1 turns checked mode on.
void check__read(void);

/// True in checked mode.
bool check__on(void);

#endif
