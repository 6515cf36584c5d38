// A macro hides that there is no token, or the whole function.
#include "blink.h"

int blink_once(void) { // expect: missing-token "`blink_once`"
  return WAIT_MS(500);
}

DEFINE_BLINK(blink_fast, 50) // expect: missing-token "`blink_fast`"

int blink_set(int on) {
  static int lamp;
  lamp = on;
  return lamp;
}
