// SPDX-License-Identifier: MIT
// Looking at a program that runs: which tasks there are, and who awaits whom.
#ifndef TASKRT_DEBUG_H
#define TASKRT_DEBUG_H

#include <stdio.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Writes to `out` a line for each task: its number in this list, its name if it has one, what it
/// does or which task it awaits, and where it was started:
///
///     3 "upload" waits for 5, body server+0x1b20, started at server.c:41
///
/// Tasks go on meanwhile, but for those that end, which wait until the list is made. Where the
/// kernel has no membarrier(2) a single line says that there is no list. Callable from any thread,
/// in tasks too, but not in a signal handler: see task_dump_on_signal(). Blocks as long as `out`
/// does.
void task_dump(FILE *out) TASK_NONNULL(1) ASYNC_LINT("plain");

/// Has task_dump(stderr) called, by a thread of its own, whenever the process gets `signal`:
/// `kill -USR1 PID` tells what a server is waiting for that seems to hang. To be called once, for
/// one signal. Returns 0, a negative errno if the signal cannot have a handler, TASK_EALREADY after
/// the first time, or TASK_ENOMEM.
int task_dump_on_signal(int signal) TASK_CHECK_RESULT ASYNC_LINT("status; check result");

#ifdef __cplusplus
}
#endif

#endif
