// A queue that other files wait for.
#ifndef QUEUE_H
#define QUEUE_H

#include <taskrt/task.h>

int queue_drain_bad(int rounds, cancel_token token);
void queue_turn(void);

#endif
