// What is called in between may have taken it, when nobody knows what that is.
#include <pthread.h>

struct hooks {
  void (*after)(void);
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void hooked_ok(const struct hooks *hooks) {
  pthread_mutex_lock(&lock);
  pthread_mutex_unlock(&lock);
  hooks->after();
  pthread_mutex_unlock(&lock);
}

static void take(void) {
  pthread_mutex_lock(&lock);
}

static void (*const taker)(void) = take;

void through_pointer_bad(void) {
  pthread_mutex_lock(&lock);
  taker(); // expect: double-lock "`lock` is taken while it is held"
  pthread_mutex_unlock(&lock);
}
