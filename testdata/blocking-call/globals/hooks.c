// Sets the hooks of the program.
#include "hooks.h"
#include <stddef.h>
#include <unistd.h>

int (*before_job)(int job);
int (*after_job)(int job);

static void (*listeners[4])(int job);
static size_t listener_count;

static int lock_bad(int job) {
  return lockf(job, F_LOCK, 0); // expect: blocking-call "`lockf`"
}

static int count_ok(int job) {
  return job + 1;
}

static int flush_bad(int job) {
  return fsync(job); // expect: blocking-call "`fsync`"
}

int (*const job_table[2])(int job) = {count_ok, flush_bad};

void hooks_install(void) {
  before_job = lock_bad;
}

void hooks_listen(void (*listener)(int job)) {
  if (listener_count < 4)
    listeners[listener_count++] = listener;
}

void hooks_tell(int job) {
  for (size_t i = 0; i < listener_count; i++)
    listeners[i](job);
}
