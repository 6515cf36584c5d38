// silent
// A function of the program asks or pauses: what it does is not known to be all.
#include <taskrt/task.h>

static int nap(cancel_token token) {
  return task_delay(10, token);
}

static int ready(const int *size) {
  return *size > 0;
}

int asking_ok(const int *size, cancel_token token) {
  int status = 0;
  while (!ready(size))
    status |= task_delay(10, token);
  return status;
}

int napping_ok(const int *size, cancel_token token) {
  int status = 0;
  while (*size == 0)
    status |= nap(token);
  return status;
}
