// The same for the comments that other tools read, too; what is meant for those is not asked.
#include <taskrt/task.h>

int answer(void) {
  int n = 6; // NOLINT(async-lint-blocking-call)
  // expect@-1: unused-suppression
  n = n * 7; // NOLINT(bugprone-narrowing-conversions)
  n = n + 0; // NOLINT
  // NOLINTNEXTLINE(async-lint-dropped-task, readability-magic-numbers)
  // expect@-1: unused-suppression
  return n;
}
