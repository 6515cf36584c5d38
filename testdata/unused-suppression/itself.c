// The rule can be allowed, too, but by its own name only, and a comment that does so has to do it.
#include <taskrt/task.h>

int answer(void) {
  // async-lint: allow(unused-suppression, blocking-call) blocks with -DSLOW only
  int n = 42;
  // async-lint: allow(*) whatever comes
  // expect@-1: unused-suppression "this comment suppresses nothing"
  n++;
  n++; // async-lint: allow(unused-suppression)
  // expect@-1: unused-suppression "this comment suppresses nothing"
  // async-lint: allow(unused-suppression) the next line speaks of the other build
  return n; // async-lint: allow(dropped-task)
}
