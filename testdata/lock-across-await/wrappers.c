// Locks taken and released by helpers, by way of parameters, fields and globals.
#include <pthread.h>
#include <taskrt/task.h>

struct account {
  struct {
    pthread_mutex_t mutex;
  } guard;
  int balance;
};

static void account_lock(struct account *account) {
  pthread_mutex_lock(&account->guard.mutex);
}

static void account_unlock(struct account *account) {
  pthread_mutex_unlock(&account->guard.mutex);
}

int pay_bad(struct account *account, cancel_token token) {
  account_lock(account);             // note: "`account->guard.mutex` is locked here"
  int status = task_delay(1, token); // expect: lock-across-await "`account->guard.mutex`"
  account_unlock(account);
  return status;
}

int pay_ok(struct account *account, cancel_token token) {
  account_lock(account);
  account->balance--;
  account_unlock(account);
  return task_delay(1, token);
}

int transfer_bad(struct account *from, struct account *to, cancel_token token) {
  account_lock(from);
  account_lock(to);
  account_unlock(from);
  int status = task_delay(1, token); // expect: lock-across-await "`to->guard.mutex`"
  account_unlock(to);
  return status;
}

// Lets go of the caller's lock while it waits.
static int wait_unlocked(struct account *account, cancel_token token) {
  account_unlock(account);
  int status = task_delay(1, token);
  account_lock(account);
  return status;
}

int polite_ok(struct account *account, cancel_token token) {
  account_lock(account);
  int status = wait_unlocked(account, token);
  account_unlock(account);
  return status;
}

int wrong_account_bad(struct account *a, struct account *b, cancel_token token) {
  account_lock(a);
  account_lock(b);
  int status = wait_unlocked(b, token); // expect: lock-across-await "`a->guard.mutex`"
  account_unlock(b);
  account_unlock(a);
  return status;
}
