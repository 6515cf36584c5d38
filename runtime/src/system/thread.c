// SPDX-License-Identifier: MIT
// Starting threads with signals blocked.
#include "system/thread.h"

#include <signal.h>
#include <stddef.h>
#include <taskrt/error.h>

int thread__start(pthread_t *thread, void *(*run)(void *), void *argument) {
  static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT, SIGPROF};
  sigset_t blocked, old;
  sigfillset(&blocked);
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
    sigdelset(&blocked, faults[i]);
  pthread_sigmask(SIG_SETMASK, &blocked, &old);
  int failed = pthread_create(thread, NULL, run, argument);
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  return failed ? TASK_ENOMEM : 0;
}
