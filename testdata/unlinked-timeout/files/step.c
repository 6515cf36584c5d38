// One step.
#include "net.h"

int net_step(int ms, cancel_token token) {
  return task_delay(ms, token);
}
