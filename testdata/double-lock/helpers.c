// A helper takes or releases it, too.
#include <pthread.h>

struct account {
  pthread_mutex_t lock;
  int sum;
};

static void enter(struct account *account) {
  pthread_mutex_lock(&account->lock);
}

static void leave(struct account *account) {
  account->sum++;
  pthread_mutex_unlock(&account->lock);
}

void deposit_bad(struct account *account) {
  pthread_mutex_lock(&account->lock);
  enter(account); // expect: double-lock "`account->lock` is taken while it is held"
  leave(account);
}

void withdraw_bad(struct account *account) {
  enter(account);
  leave(account);
  pthread_mutex_unlock(&account->lock); // expect: double-lock "is released a second time"
}

// The caller's lock.
void leave_twice_bad(struct account *account) {
  pthread_mutex_unlock(&account->lock);
  pthread_mutex_unlock(&account->lock); // expect: double-lock "is released a second time"
}

void pay_ok(struct account *from, struct account *to) {
  enter(from);
  leave(from);
  enter(to);
  leave(to);
}
