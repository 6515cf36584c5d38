// SPDX-License-Identifier: MIT
// What a running server costs, as /proc tells it.
#include "tests/lsp/process.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
  unsigned long user, kernel;
  long pages;
  int above;
  if (!at || sscanf(at + 1,
                    " %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %*d %*d %*d %*d "
                    "%*d %*d %*u %*u %ld",
                    &above, &user, &kernel, &pages) != 4)
    return false;
  *parent = above;
  *seconds = (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK);
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
