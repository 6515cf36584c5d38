// A variable holds one task; giving it the next one loses the first.
#include <taskrt/task.h>

static int send_mail(void *arg, cancel_token token, void *result) {
  return task_delay(30, token);
}

int notify_two_bad(void *first, void *second) {
  task *mail = task_run(send_mail, first, 0, CANCEL_NONE); // expect: dropped-task "never awaited"
  mail = task_run(send_mail, second, 0, CANCEL_NONE);      // note: "`mail` is overwritten here"
  return task_await(mail, NULL);
}

int clear_bad(void *user) {
  task *mail = task_run(send_mail, user, 0, CANCEL_NONE); // expect: dropped-task
  mail = NULL;                                            // note: "`mail` is overwritten here"
  return mail == NULL;
}

// Only the last of the loop's tasks is awaited.
int notify_all_bad(void **users, int count) {
  task *mail = NULL;
  for (int i = 0; i < count; i++)
    mail = task_run(send_mail, users[i], 0, CANCEL_NONE); // expect: dropped-task "on every path"
  return task_await(mail, NULL);
}

int notify_or_retry_bad(void *user, int urgent) {
  task *mail = task_run(send_mail, user, 0, CANCEL_NONE); // expect: dropped-task "on every path"
  if (urgent)
    mail = task_run(send_mail, user, 0, CANCEL_NONE);
  return task_await(mail, NULL);
}

// After the exchange `first` holds the second task, and the first one has no name left.
int exchange_bad(void *one, void *two) {
  task *first = task_run(send_mail, one, 0, CANCEL_NONE); // expect: dropped-task
  task *second = task_run(send_mail, two, 0, CANCEL_NONE);
  first = second;
  return task_await(first, NULL);
}

int notify_two_ok(void *first, void *second) {
  task *mail = task_run(send_mail, first, 0, CANCEL_NONE);
  int status = task_await(mail, NULL);
  mail = task_run(send_mail, second, 0, CANCEL_NONE);
  int second_status = task_await(mail, NULL);
  return status != 0 ? status : second_status;
}

int notify_all_ok(void **users, int count) {
  int status = 0;
  for (int i = 0; i < count; i++) {
    task *mail = task_run(send_mail, users[i], 0, CANCEL_NONE); // one at a time
    int rc = task_await(mail, NULL);
    if (rc != 0)
      status = rc;
  }
  return status;
}

// One task ahead: each turn awaits what the turn before has started.
int notify_ahead_ok(void **users, int count) {
  task *mail = NULL;
  int status = 0;
  for (int i = 0; i < count; i++) {
    task *next = task_run(send_mail, users[i], 0, CANCEL_NONE);
    if (mail != NULL && task_await(mail, NULL) != 0)
      status = -1;
    mail = next;
  }
  if (mail != NULL && task_await(mail, NULL) != 0)
    status = -1;
  return status;
}

int exchange_ok(void *one, void *two) {
  task *first = task_run(send_mail, one, 0, CANCEL_NONE);
  task *second = task_run(send_mail, two, 0, CANCEL_NONE);
  task *kept = first;
  first = second;
  second = kept;
  int status = task_await(first, NULL);
  int second_status = task_await(second, NULL);
  return status != 0 ? status : second_status;
}
