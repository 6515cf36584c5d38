// A declaration says that the function suspends; what it suspends in decides.
#include "chat.h"
#include <string.h>
#include <taskrt/task.h>

int chat_send(const char *text) { // expect: missing-token "`chat_send`"
  return task_delay(strlen(text), CANCEL_NONE);
}

int chat_send_until(const char *text, cancel_token token) {
  return task_delay(strlen(text), token);
}

void chat_yield(void) {
  task_yield();
}
