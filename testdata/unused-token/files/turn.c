// Waits for its turn.
#include "queue.h"

void queue_turn(void) {
  task_yield();
}
