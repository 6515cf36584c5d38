// A caller in another file has nothing to do with it.
#include "mail.h"

static int run(void *arg, cancel_token token, void *result) {
  char text[64];
  int status = bad_mail_fetch_async(text, token);
  if (status)
    return status;
  return task_await(mail_send_bad("hello", token), NULL);
}

int main(void) {
  return task_wait(task_run(run, NULL, 0, CANCEL_NONE));
}
