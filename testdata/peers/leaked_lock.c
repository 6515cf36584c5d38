// A lock, a permit or a mutex of tasks is not released on some path.
#include <pthread.h>
#include <semaphore.h>
#include <taskrt/mutex.h>
#include <taskrt/semaphore.h>
#include <taskrt/task.h>

struct account {
  pthread_mutex_t lock;
  int balance;
};

static pthread_rwlock_t rates = PTHREAD_RWLOCK_INITIALIZER;
static task_mutex ledger = TASK_MUTEX_INIT;
static int rate;

static void leave(struct account *account) {
  pthread_mutex_unlock(&account->lock);
}

int early_return(struct account *account, int amount) {
  pthread_mutex_lock(&account->lock); // bug: early_return
  if (amount > account->balance)
    return -1;
  account->balance -= amount;
  pthread_mutex_unlock(&account->lock);
  return 0;
}

int of_a_reader(int amount) {
  pthread_rwlock_rdlock(&rates); // bug: of_a_reader
  if (rate == 0)
    return -1;
  int result = amount / rate;
  pthread_rwlock_unlock(&rates);
  return result;
}

int after_an_attempt(struct account *account) {
  if (pthread_mutex_trylock(&account->lock) != 0)
    return -1;
  if (account->balance < 0) // bug: after_an_attempt
    return -1;
  account->balance = 0;
  pthread_mutex_unlock(&account->lock);
  return 0;
}

int out_of_a_loop(struct account *accounts, int count) {
  for (int i = 0; i < count; i++) {
    struct account *account = &accounts[i];
    pthread_mutex_lock(&account->lock); // bug: out_of_a_loop
    if (account->balance < 0)
      break;
    account->balance++;
    pthread_mutex_unlock(&account->lock);
  }
  return 0;
}

int wrong_label(struct account *account, int amount) {
  int status = -1;
  if (amount < 0)
    goto out;
  pthread_mutex_lock(&account->lock); // bug: wrong_label
  if (amount > account->balance)
    goto out;
  account->balance -= amount;
  status = 0;
  pthread_mutex_unlock(&account->lock);
out:
  return status;
}

int only_when_cancelled(struct account *account, cancel_token token) {
  int status = task_mutex_lock(&ledger, token); // bug: only_when_cancelled
  if (status != 0)
    return status;
  status = task_delay(10, token);
  if (status != 0)
    return status;
  account->balance++;
  task_mutex_unlock(&ledger);
  return 0;
}

int permit(task_semaphore *permits, struct account *account, cancel_token token) {
  int status = task_semaphore_acquire(permits, token); // bug: permit
  if (status != 0)
    return status;
  if (account->balance < 0)
    return -1;
  account->balance++;
  task_semaphore_release(permits);
  return 0;
}

int released_by_helper(struct account *account, int amount) {
  pthread_mutex_lock(&account->lock);
  if (amount > account->balance) {
    leave(account);
    return -1;
  }
  account->balance -= amount;
  leave(account);
  return 0;
}

int asked_twice(struct account *account, int shared) {
  if (shared)
    pthread_mutex_lock(&account->lock);
  account->balance++;
  if (shared)
    pthread_mutex_unlock(&account->lock);
  return 0;
}

int begin_change(struct account *account) {
  pthread_mutex_lock(&account->lock);
  if (account->balance >= 0)
    return 0;
  pthread_mutex_unlock(&account->lock);
  return -1;
}

int one_way_out(struct account *account, int amount) {
  int status = -1;
  pthread_mutex_lock(&account->lock);
  if (amount > account->balance)
    goto out;
  account->balance -= amount;
  status = 0;
out:
  pthread_mutex_unlock(&account->lock);
  return status;
}
