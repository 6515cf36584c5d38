// Several sources in an array.
#include <taskrt/task.h>

enum { LANES = 2 };

int lanes_bad(int ms) {
  cancel_source *lanes[LANES];
  lanes[0] = cancel_source_create();
  lanes[1] = cancel_source_create();
  // expect@-1: leaked-cancel-source
  if (!lanes[0] || !lanes[1])
    ms = 0;
  cancel_source_destroy(lanes[0]);
  return ms;
}

int lanes_ok(int ms) {
  cancel_source *lanes[LANES];
  for (int i = 0; i < LANES; i++)
    lanes[i] = cancel_source_create();
  int status = lanes[0] ? task_delay(ms, cancel_source_token(lanes[0])) : TASK_ENOMEM;
  for (int i = 0; i < LANES; i++)
    cancel_source_destroy(lanes[i]);
  return status;
}
