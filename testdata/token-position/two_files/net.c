// The definitions are what is asked.
#include "net.h"

int net_send_bad(cancel_token token, int fd, const char *text) { // expect: token-position "`fd`"
  return task_delay((unsigned)(fd + text[0]), token);
}

int net_receive_ok(int fd, cancel_token token, char *text) {
  text[0] = (char)fd;
  return task_delay(1, token);
}
