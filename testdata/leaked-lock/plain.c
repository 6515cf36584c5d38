// A return forgets to release: mutex, read-write lock, spin lock, lock of C11, stream.
#include <pthread.h>
#include <stdio.h>
#include <threads.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin;
static mtx_t plain;
static int balance;

int mutex_bad(int amount) {
  pthread_mutex_lock(&mutex); // expect: leaked-lock "`mutex` is not released on every path"
  if (amount > balance)
    return -1;
  balance -= amount;
  pthread_mutex_unlock(&mutex);
  return 0;
}

int reader_bad(int key) {
  int found = -1;
  pthread_rwlock_rdlock(&table); // expect: leaked-lock "`table`"
  if (key < 0)
    return found;
  found = balance;
  pthread_rwlock_unlock(&table);
  return found;
}

void spin_bad(int amount) {
  pthread_spin_lock(&spin); // expect: leaked-lock "`spin`"
  if (!amount)
    return;
  balance += amount;
  pthread_spin_unlock(&spin);
}

void c11_bad(int amount) {
  mtx_lock(&plain); // expect: leaked-lock "`plain`"
  if (!amount)
    return;
  balance += amount;
  mtx_unlock(&plain);
}

void stream_bad(FILE *out, const char *text) {
  flockfile(out); // expect: leaked-lock "`out`"
  if (!*text)
    return;
  putc_unlocked(*text, out);
  funlockfile(out);
}

int mutex_ok(int amount) {
  int status = -1;
  pthread_mutex_lock(&mutex);
  if (amount <= balance) {
    balance -= amount;
    status = 0;
  }
  pthread_mutex_unlock(&mutex);
  return status;
}

// A name of the enumeration has no case.
enum currency { COINS, NOTES, CHEQUES };

void pay_bad(enum currency currency) {
  pthread_mutex_lock(&mutex); // expect: leaked-lock "`mutex`"
  switch (currency) {
  case COINS:
    balance--;
    pthread_mutex_unlock(&mutex);
    break;
  case NOTES:
    balance -= 10;
    pthread_mutex_unlock(&mutex);
  }
}
