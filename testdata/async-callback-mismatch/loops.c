// Handlers installed in a loop, with early returns.
#include <signal.h>
#include <stddef.h>
#include <taskrt/task.h>

static void ASYNC_LINT("async") drain(int number) {
  (void)task_delay(10, CANCEL_NONE); // a pause
}

static void ignore(int number) {}

int install_bad(const int *numbers, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (numbers[i] == SIGKILL)
      return -1;
    if (signal(numbers[i], drain) == SIG_ERR) // expect: async-callback-mismatch
      return -1;
  }
  return 0;
}

int install_ok(const int *numbers, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (signal(numbers[i], ignore) == SIG_ERR)
      return -1;
  return 0;
}
