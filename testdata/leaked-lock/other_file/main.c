// Locks taken and released in another file.
#include "guard.h"

static int value;

int set_bad(int wanted) {
  guard_enter(); // expect: leaked-lock "`lock`"
  if (wanted < 0)
    return -1;
  value = wanted;
  guard_leave();
  return 0;
}

int set_ok(int wanted) {
  guard_enter();
  if (wanted < 0)
    return guard_leave_failed(-1);
  value = wanted;
  guard_leave();
  return 0;
}
