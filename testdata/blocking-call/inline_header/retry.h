// Small helpers that live in a header and are compiled into every file.
#ifndef RETRY_H
#define RETRY_H

#include <unistd.h>

static inline void retry_pause_bad(unsigned attempt) {
  usleep(100u << attempt); // expect: blocking-call "`usleep`"
}

static inline unsigned retry_limit_ok(unsigned wanted) {
  return wanted > 8 ? 8 : wanted;
}

// Nobody uses it in a task.
static inline void retry_give_up_ok(void) {
  sleep(60);
}

#endif
