// Two mutexes in two orders; a mutex and a read-write lock.
#include <pthread.h>

static pthread_mutex_t users = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t groups = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t names = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;

void join_bad(void) {
  pthread_mutex_lock(&users);
  pthread_mutex_lock(&groups);
  // expect@-1: lock-inversion "`users` and `groups` are taken in both orders"
  pthread_mutex_unlock(&groups);
  pthread_mutex_unlock(&users);
}

void leave(void) {
  pthread_mutex_lock(&groups);
  pthread_mutex_lock(&users);
  pthread_mutex_unlock(&users);
  pthread_mutex_unlock(&groups);
}

void insert_bad(void) {
  pthread_rwlock_wrlock(&table);
  pthread_mutex_lock(&names); // expect: lock-inversion "`table` and `names`"
  pthread_mutex_unlock(&names);
  pthread_rwlock_unlock(&table);
}

void rename_all(void) {
  pthread_mutex_lock(&names);
  pthread_rwlock_rdlock(&table);
  pthread_rwlock_unlock(&table);
  pthread_mutex_unlock(&names);
}

void users_then_names_ok(void) {
  pthread_mutex_lock(&users);
  pthread_mutex_lock(&names);
  pthread_mutex_unlock(&names);
  pthread_mutex_unlock(&users);
}
