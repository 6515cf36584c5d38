// SPDX-License-Identifier: MIT
// Starting threads with signals blocked, and looking at what the others do.
#include "system/thread.h"

#include <dirent.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <taskrt/error.h>
#include <unistd.h>

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

// The letter behind the thread's name, which may hold anything, in /proc/self/task/N/stat.
static char state_of(long thread) {
  char path[64], text[512];
  snprintf(path, sizeof path, "/proc/self/task/%ld/stat", thread);
  FILE *file = fopen(path, "r");
  size_t length = file ? fread(text, 1, sizeof text - 1, file) : 0;
  if (file)
    fclose(file);
  text[length] = '\0';
  const char *name_end = strrchr(text, ')');
  return name_end && name_end[1] == ' ' ? name_end[2] : 'X'; // it has ended
}

bool thread__others_sleep(void) {
  DIR *threads = opendir("/proc/self/task");
  if (!threads)
    return true;
  long self = syscall(SYS_gettid);
  bool sleep = true;
  for (const struct dirent *entry; sleep && (entry = readdir(threads));) {
    long thread = strtol(entry->d_name, NULL, 10);
    char state = thread > 0 && thread != self ? state_of(thread) : 'S';
    sleep = state == 'S' || state == 'X';
  }
  closedir(threads);
  return sleep;
}
