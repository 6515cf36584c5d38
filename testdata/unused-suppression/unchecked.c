// silent
// What could not be checked may hold the finding that the comment is for.
#include <taskrt/task.h>

int answer(void) {
  return 42; // async-lint: allow(blocking-call) always in the cache
}

int broken(void) {
  return undeclared_name; // unchecked
}
