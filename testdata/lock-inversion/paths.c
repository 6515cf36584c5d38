// The order exists on one path only; a wait lets go of its lock; the first is released on the way.
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t c = PTHREAD_MUTEX_INITIALIZER, d = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t e = PTHREAD_MUTEX_INITIALIZER, f = PTHREAD_MUTEX_INITIALIZER;

void sometimes_bad(int both) {
  if (both)
    pthread_mutex_lock(&a);
  pthread_mutex_lock(&b); // expect: lock-inversion "`a` and `b`"
  pthread_mutex_unlock(&b);
  if (both)
    pthread_mutex_unlock(&a);
}

void reverse(void) {
  pthread_mutex_lock(&b);
  pthread_mutex_lock(&a);
  pthread_mutex_unlock(&a);
  pthread_mutex_unlock(&b);
}

void c_then_d(void) {
  pthread_mutex_lock(&c);
  pthread_mutex_lock(&d);
  pthread_mutex_unlock(&d);
  pthread_mutex_unlock(&c);
}

// Released on every path to the second lock.
void careful_ok(int early) {
  pthread_mutex_lock(&d);
  if (early) {
    pthread_mutex_unlock(&d);
    pthread_mutex_lock(&c);
    pthread_mutex_unlock(&c);
    return;
  }
  pthread_mutex_unlock(&d);
}

void e_then_f(void) {
  pthread_mutex_lock(&e);
  pthread_mutex_lock(&f);
  pthread_mutex_unlock(&f);
  pthread_mutex_unlock(&e);
}

static void without_f(void) {
  pthread_mutex_unlock(&f);
  pthread_mutex_lock(&e);
  pthread_mutex_unlock(&e);
  pthread_mutex_lock(&f);
}

struct part {
  pthread_mutex_t lock;
};

static void drop(struct part *part, int *count) {
  if (part) {
    pthread_mutex_lock(&part->lock);
    pthread_mutex_unlock(&part->lock);
  }
  ++*count;
}

// There is no part to lock here.
void nothing_ok(int *count) {
  pthread_mutex_lock(&f);
  drop(NULL, count);
  pthread_mutex_unlock(&f);
}

void part_then_f(struct part *part) {
  pthread_mutex_lock(&part->lock);
  pthread_mutex_lock(&f);
  pthread_mutex_unlock(&f);
  pthread_mutex_unlock(&part->lock);
}

void polite_ok(void) {
  pthread_mutex_lock(&f);
  without_f();
  pthread_mutex_unlock(&f);
}
