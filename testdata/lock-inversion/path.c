// The whole story: both orders with every call on the way, and the remedy.
#include <pthread.h>

static pthread_mutex_t cache = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t journal = PTHREAD_MUTEX_INITIALIZER;

static void append(void) {
  pthread_mutex_lock(&journal); // note: "and then `journal`, in `append`"
  pthread_mutex_unlock(&journal);
}

static void log_change(void) {
  append(); // note: "`log_change` calls `append` here"
}

void change_bad(void) {
  pthread_mutex_lock(&cache); // note: "`cache` is locked here"
  log_change(); // expect: lock-inversion "`cache` and `journal` are taken in both orders"
  // note@-1: "`change_bad` calls `log_change` here"
  // note@-2: "take them in one order everywhere"
  pthread_mutex_unlock(&cache);
}

void replay(void) {
  pthread_mutex_lock(&journal); // note: "`journal` is locked here"
  pthread_mutex_lock(&cache);   // note: "and then `cache`, in `replay`"
  pthread_mutex_unlock(&cache);
  pthread_mutex_unlock(&journal);
}
