// Parameters and bodies that come out of macros.
#include <taskrt/task.h>

#define TOKEN cancel_token token
#define PAUSE(ms) task_delay((ms), token)

int blink_bad(TOKEN, int times) { // expect: token-position "before `times`"
  return PAUSE((unsigned)times);
}

int blink_ok(int times, TOKEN) {
  return PAUSE((unsigned)times);
}

// Whole functions: all of a family look alike, and the macro says how.
#define DEFINE_PAUSE(name, unit)                                                                   \
  int name(int count, cancel_token token) {                                                        \
    return task_delay((unsigned)(count * (unit)), token);                                          \
  }

DEFINE_PAUSE(pause_seconds_ok, 1000)
DEFINE_PAUSE(pause_minutes_ok, 60000)
