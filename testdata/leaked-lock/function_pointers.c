// Locks behind tables of functions and callbacks with one target, and with several.
#include <pthread.h>

struct locking {
  void (*enter)(void);
  void (*leave)(void);
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int value;

static void mutex_enter(void) {
  pthread_mutex_lock(&lock);
}

static void mutex_leave(void) {
  pthread_mutex_unlock(&lock);
}

static const struct locking mutexes = {mutex_enter, mutex_leave};

int table_bad(const struct locking *locking, int wanted) {
  locking->enter(); // expect: leaked-lock "`lock`"
  if (wanted < 0)
    return -1;
  value = wanted;
  locking->leave();
  return 0;
}

int table_ok(const struct locking *locking, int wanted) {
  locking->enter();
  if (wanted >= 0)
    value = wanted;
  locking->leave();
  return 0;
}

// Some of the callees lock, some do not: nobody can tell.
static void nothing(void) {}

int either_ok(int threads, int wanted) {
  void (*enter)(void) = threads ? mutex_enter : nothing;
  void (*leave)(void) = threads ? mutex_leave : nothing;
  enter();
  if (wanted < 0)
    return -1;
  leave();
  return 0;
}

int main(void) {
  return table_bad(&mutexes, 1) + table_ok(&mutexes, 2);
}
