// Included by two files.
#ifndef CLOCK_H
#define CLOCK_H

#include <unistd.h>

static inline void clock_settle(void) {
  usleep(100); // async-lint: allow(blocking-call) shorter than a switch
}

static inline int clock_ticks(void) {
  return 100; // async-lint: allow(blocking-call) a system call once
  // expect@-1: unused-suppression
}

#endif
