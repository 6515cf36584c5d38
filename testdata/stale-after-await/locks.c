// Under a lock that tasks wait for nobody else changes the state; a lock that is taken after the
// read does not help.
#include <taskrt.h>

struct account {
  task_mutex lock;
  long balance;
  char *owner;
};

static int pay_ok(void *arg, cancel_token token, void *result) {
  struct account *account = arg;
  int status = task_mutex_lock(&account->lock, token);
  if (status != 0)
    return status;
  long balance = account->balance;
  status = task_delay(1, token);
  account->balance = balance - 10;
  task_mutex_unlock(&account->lock);
  return status;
}

static int late_bad(void *arg, cancel_token token, void *result) {
  struct account *account = arg;
  long balance = account->balance;
  int status = task_mutex_lock(&account->lock, token); // note: "the task may be suspended here"
  if (status != 0)
    return status;
  account->balance = balance - 10; // expect: stale-after-await
  task_mutex_unlock(&account->lock);
  return 0;
}

static int again_ok(void *arg, cancel_token token, void *result) {
  struct account *account = arg;
  if (account->owner)
    return 0;
  int status = task_mutex_lock(&account->lock, token);
  if (status != 0)
    return status;
  if (!account->owner)
    account->owner = "me";
  task_mutex_unlock(&account->lock);
  return 0;
}

static int once_bad(void *arg, cancel_token token, void *result) {
  struct account *account = arg;
  if (account->owner)
    return 0;
  int status = task_mutex_lock(&account->lock, token);
  if (status != 0)
    return status;
  account->owner = "me";
  // expect@-1: stale-after-await "`account->owner` was tested before a suspension"
  task_mutex_unlock(&account->lock);
  return 0;
}

void bank(struct account *account, cancel_token token) {
  task_detach(task_run(pay_ok, account, 0, token), NULL, NULL);
  task_detach(task_run(late_bad, account, 0, token), NULL, NULL);
  task_detach(task_run(again_ok, account, 0, token), NULL, NULL);
  task_detach(task_run(once_bad, account, 0, token), NULL, NULL);
}
