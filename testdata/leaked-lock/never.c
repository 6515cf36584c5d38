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

// A member, in a program that may have more files: others here release it themselves.
struct account {
  pthread_mutex_t lock, door;
  int sum;
};

int deposit_ok(struct account *account, int amount) {
  pthread_mutex_lock(&account->lock);
  account->sum += amount;
  pthread_mutex_unlock(&account->lock);
  return account->sum;
}

int balance_bad(struct account *account) {
  pthread_mutex_lock(&account->lock); // expect: leaked-lock "`account->lock` is locked, and nobody"
  return account->sum;
}

// Nobody shows how this one is used.
void visit_ok(struct account *account) {
  pthread_mutex_lock(&account->door);
  account->sum = 0;
}
