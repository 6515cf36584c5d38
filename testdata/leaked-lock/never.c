// No path releases the lock: nobody else in the file could.
#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t counter_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t handed = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t helped = PTHREAD_MUTEX_INITIALIZER;
static int counter;

int next_bad(void) {
  pthread_mutex_lock(&counter_lock); // expect: leaked-lock "`counter_lock` is locked, and nobody"
  return ++counter;                  // note: "the function returns here with `counter_lock` held"
}

int read_ok(void) {
  pthread_mutex_lock(&counter_lock);
  int now = counter;
  pthread_mutex_unlock(&counter_lock);
  return now;
}

// Another function releases it.
void open_ok(void) {
  pthread_mutex_lock(&handed);
  counter = 0;
}

void close_ok(void) {
  pthread_mutex_unlock(&handed);
}

// The caller does.
static void start(void) {
  pthread_mutex_lock(&helped);
  counter++;
}

void use_ok(void) {
  start();
  counter++;
  pthread_mutex_unlock(&helped);
}

// The name says so.
void counter_lock_ok(void) {
  pthread_mutex_lock(&counter_lock);
}

void stop_ok(void) {
  pthread_mutex_lock(&counter_lock);
  exit(counter);
}
