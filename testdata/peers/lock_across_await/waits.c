// Functions of another file: some suspend.
#include "waits.h"

#include <taskrt/task.h>

int wait_a_moment(cancel_token token) {
  return task_delay(10, token);
}

int wait_not_at_all(cancel_token token) {
  return cancel_check(token);
}

const struct waits waits = {wait_a_moment};
