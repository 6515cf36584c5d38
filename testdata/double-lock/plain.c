// Taken while it is held, and released again.
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int balance;

void taken_bad(int amount) {
  pthread_mutex_lock(&lock); // note: "`lock` is locked here"
  balance += amount;
  pthread_mutex_lock(&lock); // expect: double-lock "`lock` is taken while it is held"
  balance -= amount;
  pthread_mutex_unlock(&lock);
}

void released_bad(int amount) {
  pthread_mutex_lock(&lock);
  balance += amount;
  pthread_mutex_unlock(&lock); // note: "`lock` is released here"
  pthread_mutex_unlock(&lock); // expect: double-lock "`lock` is released a second time"
}

void once_ok(int amount) {
  pthread_mutex_lock(&lock);
  balance += amount;
  pthread_mutex_unlock(&lock);
}

void again_ok(int amount) {
  once_ok(amount);
  pthread_mutex_lock(&lock);
  balance -= amount;
  pthread_mutex_unlock(&lock);
}
