// Handing over hidden in macros, and an async word hidden in one.
#include <stdlib.h>
#include <taskrt/task.h>

#define coroutine ASYNC_LINT("async")
#define AT_EXIT(function) atexit((void (*)(void))(function))
#define LAST_WORDS(name) static void coroutine name(void)

LAST_WORDS(good_bye) {
  (void)task_delay(10, CANCEL_NONE); // time to read it
}

LAST_WORDS(see_you) {
  (void)task_delay(20, CANCEL_NONE); // time to read it
}

static void nothing(void) {}

int install_bad(void) {
  return AT_EXIT(good_bye); // expect: async-callback-mismatch
}

int install_two_bad(void) {
  if (atexit(see_you) != 0) // expect: async-callback-mismatch
    return -1;
  return AT_EXIT(nothing);
}
