// silent
// The function says that it is meant: no name, or the usual void.
#include <taskrt/task.h>

int unnamed_ok(int rounds, cancel_token);

int unnamed_ok(int rounds, cancel_token token) {
  (void)token; // the protocol cannot be interrupted
  while (rounds-- > 0)
    task_yield();
  return 0;
}
