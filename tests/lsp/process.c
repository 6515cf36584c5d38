// SPDX-License-Identifier: MIT
// What a running server costs, as /proc tells it.
#include "tests/lsp/process.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static bool read_process(pid_t pid, pid_t *parent, double *seconds, double *mib) {
  char path[64], line[1024];
  snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
  FILE *file = fopen(path, "re");
  if (!file)
    return false;
  size_t length = fread(line, 1, sizeof line - 1, file);
  fclose(file);
  line[length] = '\0';
  const char *at = strrchr(line, ')'); // behind the name, which may hold anything
  long pages;
  int above;
  if (!at || sscanf(at + 1,
                    " %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d "
                    "%*d %*d %*u %*u %ld",
                    &above, &pages) != 2)
    return false;
  // The clock of a process knows nanoseconds, its stat file only ticks.
  clockid_t clock;
  struct timespec used = {0};
  if (clock_getcpuclockid(pid, &clock) == 0)
    clock_gettime(clock, &used);
  *parent = above;
  *seconds = (double)used.tv_sec + (double)used.tv_nsec / 1e9;
  *mib = (double)pages * (double)sysconf(_SC_PAGESIZE) / (1 << 20);
  return true;
}

void process_usage(pid_t pid, double *seconds, double *mib) {
  DIR *folder = opendir("/proc");
  *seconds = *mib = 0;
  for (struct dirent *entry; folder && (entry = readdir(folder));) {
    pid_t other = (pid_t)atoi(entry->d_name), parent;
    double own, memory;
    if (other > 0 && read_process(other, &parent, &own, &memory) &&
        (other == pid || parent == pid)) {
      *seconds += own;
      *mib += memory;
    }
  }
  if (folder)
    closedir(folder);
}
