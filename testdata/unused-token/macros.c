// The parameter list or the use comes out of a macro.
#include <taskrt/task.h>

#define WITH_TOKEN cancel_token token
#define CHECKED(expression) (cancel_requested(token) ? TASK_ECANCELED : (expression))

static int wait_a_turn(void) {
  task_yield();
  return 0;
}

int macro_ok(WITH_TOKEN) {
  return CHECKED(wait_a_turn());
}

int macro_bad(WITH_TOKEN) { // expect: unused-token
  return wait_a_turn();
}
