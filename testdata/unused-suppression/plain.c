// A comment on a line where nothing is reported, before the code and behind it.
#include <taskrt/task.h>

int answer(void) {
  return 42; // async-lint: allow(blocking-call) always in the cache
  // expect@-1: unused-suppression "this comment suppresses nothing"
}

int question(void) {
  // async-lint: allow(dropped-task)
  // expect@-1: unused-suppression
  return 6 * 7;
}
