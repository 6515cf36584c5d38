// The whole story: where the lock is taken, where the task starts, and how it comes to the lock.
#include <pthread.h>
#include <taskrt/task.h>

struct account {
  pthread_mutex_t lock;
  int balance;
};

static void book(struct account *account) {
  pthread_mutex_lock(&account->lock); // note: "`book` takes it here"
  account->balance++;
  pthread_mutex_unlock(&account->lock);
}

static int pay(void *arg, cancel_token token, void *result) {
  book(arg); // note: "`pay` calls `book` here"
  return 0;
}

int settle_bad(struct account *account) {
  pthread_mutex_lock(&account->lock); // note: "`account->lock` is locked here"
  task *paying = task_run(pay, account, 0, CANCEL_NONE);
  int status = task_wait(paying);
  // expect@-1: deadlocking-wait "waits for `pay`, which needs `account->lock`, held here"
  // note@-2: "release `account->lock` before waiting"
  // note@-4: "`pay` is started as a task here"
  pthread_mutex_unlock(&account->lock);
  return status;
}
