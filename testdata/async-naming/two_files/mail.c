// The names stand in the header; the finding where the function is.
#include "mail.h"

static int send(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

task *mail_send_bad(const char *text, cancel_token token) { // expect: async-naming "gives a task"
  return task_run(send, NULL, 0, token);
}

int bad_mail_fetch_async(char *text, cancel_token token) { // expect: async-naming "waits"
  return task_delay(10, token);
}

task *mail_fetch_async(char *text, cancel_token token) {
  return task_run(send, NULL, 0, token);
}
