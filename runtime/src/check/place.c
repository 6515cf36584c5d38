// SPDX-License-Identifier: MIT
// async-lint: allow-file(blocking-call) findings are few, and looked up where they are found
// From a code address to file and line, by addr2line(1) as the sanitizers do it: findings are few,
// and a reader of debug information would be most of checked mode.
#include <dlfcn.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check/finding.h"

extern char **environ;

static bool read_line(int fd, char *text, size_t size) {
  size_t length = 0;
  ssize_t got;
  while (length + 1 < size && (got = read(fd, text + length, size - 1 - length)) > 0)
    length += (size_t)got;
  text[length] = '\0';
  text[strcspn(text, "\n")] = '\0';
  return length > 0;
}

// Runs addr2line for `address` of `file`. Returns false when it does not know, or there is none.
static bool ask(const char *file, uintptr_t address, char *text, size_t size) {
  char number[32];
  snprintf(number, sizeof number, "0x%lx", (unsigned long)address);
  char program[] = "addr2line", option[] = "-e";
  char *arguments[] = {program, option, (char *)(uintptr_t)file, number, NULL};
  int ends[2];
  if (pipe(ends) != 0)
    return false;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", 1, 0);
  pid_t child;
  bool known = posix_spawnp(&child, arguments[0], &actions, NULL, arguments, environ) == 0;
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (known) {
    known = read_line(ends[0], text, size);
    int status;
    while (waitpid(child, &status, 0) < 0 && known) {
    }
  }
  close(ends[0]);
  char *more = known ? strstr(text, " (discriminator") : NULL;
  if (more)
    *more = '\0';
  return known && text[0] != '?' && !strstr(text, ":?") && !strstr(text, ":0");
}

char *place__describe(struct place place, char *text, size_t size) {
  if (place.text) {
    snprintf(text, size, "%s", place.text);
    return text;
  }
  Dl_info info;
  uintptr_t address = (uintptr_t)place.address;
  if (address == 0 || !dladdr((void *)address, &info) || !info.dli_fname) {
    snprintf(text, size, "0x%lx", (unsigned long)address);
    return text;
  }
  // A shared object, and a program that lies anywhere, count from where they were loaded.
  uintptr_t within = address - (uintptr_t)info.dli_fbase;
  uintptr_t line = place.entry ? 0 : 1; // a return address may be the next line's
  char self[4096];
  const char *file = info.dli_fname;
  ssize_t length = -1;
  if (access(file, R_OK) != 0 && (length = readlink("/proc/self/exe", self, sizeof self - 1)) > 0) {
    self[length] = '\0';
    file = self;
  }
  if (!ask(file, within - line, text, size) && !ask(file, address - line, text, size)) {
    const char *slash = strrchr(info.dli_fname, '/');
    snprintf(text, size, "%s+0x%lx", slash ? slash + 1 : info.dli_fname, (unsigned long)within);
  }
  return text;
}
