// SPDX-License-Identifier: MIT
// What a running server costs.
#ifndef ASYNC_LINT_TESTS_LSP_PROCESS_H
#define ASYNC_LINT_TESTS_LSP_PROCESS_H

#include <sys/types.h>

/// Processor time (user and system, in seconds) and resident memory (MiB) of a process and its
/// children; zeros when there is none.
void process_usage(pid_t pid, double *seconds, double *mib);

#endif
