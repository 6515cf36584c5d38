// Callers have nothing to do with it.
#include "net.h"

static int run(void *arg, cancel_token token, void *result) {
  char text[8];
  int status = net_receive_ok(1, token, text);
  return status ? status : net_send_bad(token, 1, text);
}

int main(void) {
  return task_wait(task_run(run, NULL, 0, CANCEL_NONE));
}
