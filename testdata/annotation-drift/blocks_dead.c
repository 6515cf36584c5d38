// `blocks` and its twin, long after what blocked has gone.
#include <taskrt/task.h>
#include <unistd.h>

static unsigned mix(unsigned a, unsigned b) {
  return (a << 5) ^ (b >> 3);
}

// It once read a file.
unsigned seed_bad(unsigned salt) ASYNC_LINT("blocks");

unsigned seed_bad(unsigned salt) { // expect: annotation-drift "nothing in it does"
  // note@-1: "drop `blocks`"
  return mix(salt, 7) + mix(salt, 9);
}

unsigned salt_bad(unsigned salt) ASYNC_LINT("blocks; instead salt_async");

task *salt_async(unsigned salt) ASYNC_LINT("gives task");

unsigned salt_bad(unsigned salt) { // expect: annotation-drift "nothing in it does"
  return mix(salt, 3);
}

// It still does, on one path.
unsigned fresh_ok(unsigned salt) ASYNC_LINT("blocks");

unsigned fresh_ok(unsigned salt) {
  if (!salt)
    sleep(1);
  return mix(salt, 1);
}

// A computed jump instead of a loop statement.
unsigned fold_ok(unsigned n) ASYNC_LINT("blocks");

unsigned fold_ok(unsigned n) {
  unsigned sum = 0;
again:
  sum = mix(sum, n);
  if (--n)
    goto again;
  return sum;
}
