// The suspension is in another file.
#include "queue.h"

int queue_drain_bad(int rounds, cancel_token token) { // expect: unused-token
  while (rounds-- > 0)
    queue_turn();
  return 0;
}
