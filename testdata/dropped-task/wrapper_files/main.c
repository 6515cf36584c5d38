// Callers in another file own what the wrappers give.
#include "mailer.h"

static void greet_bad(struct mail *mail) {
  mailer_send(mail, CANCEL_NONE); // expect: dropped-task "`mailer_send`"
}

static int invite_bad(struct mail *mail, int guests) {
  task *invitation = mailer_send(mail, CANCEL_NONE); // expect: dropped-task "on every path"
  if (guests == 0)
    return 0;
  return task_await(invitation, NULL);
}

static int remind_bad(struct mail *mail) {
  task *reminder = NULL;
  return mailer_try_send(mail, &reminder, CANCEL_NONE); // expect: dropped-task "`mailer_try_send`"
}

static int invite_ok(struct mail *mail) {
  return task_await(mailer_send(mail, CANCEL_NONE), NULL);
}

static int remind_ok(struct mail *mail) {
  task *reminder = NULL;
  int status = mailer_try_send(mail, &reminder, CANCEL_NONE);
  if (status != 0)
    return status;
  return task_await(reminder, NULL);
}

int main(void) {
  struct mail mail = {.to = "anna", .text = "hello"};
  greet_bad(&mail);
  return invite_bad(&mail, 1) + remind_bad(&mail) + invite_ok(&mail) + remind_ok(&mail);
}
