// The wrappers: both give a task, and nothing in the header says so.
#include "mailer.h"

static int deliver(void *arg, cancel_token token, void *result) {
  return task_delay(90, token);
}

task *mailer_send(struct mail *mail, cancel_token token) {
  task *delivery = task_run(deliver, mail, 0, token);
  return delivery;
}

int mailer_try_send(struct mail *mail, task **out, cancel_token token) {
  if (!mail->to)
    return TASK_EINVAL;
  *out = mailer_send(mail, token);
  return *out ? 0 : TASK_ENOMEM;
}
