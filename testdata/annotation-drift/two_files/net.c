// What the store sends with: it waits.
#include "net.h"

int net_send(const char *text) {
  task_yield(); // note: "`net_send` calls `task_yield` here"
  return *text;
}

int net_finish(task *sending) {
  return task_wait(sending);
}
