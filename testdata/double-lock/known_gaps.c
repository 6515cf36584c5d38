// silent
// What the rule misses, each for the reason its page gives.
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int turns;

// Held on one of two paths only, and taken again behind another branch.
void fn_one_path(int shared, int often) {
  if (shared)
    pthread_mutex_lock(&lock);
  turns++;
  if (often)
    pthread_mutex_lock(&lock);
  turns--;
  pthread_mutex_unlock(&lock);
}

// A call in between that has nothing to do with locks.
int count(int number);

void fn_call_between(void) {
  pthread_mutex_lock(&lock);
  pthread_mutex_unlock(&lock);
  turns = count(turns);
  pthread_mutex_unlock(&lock);
}

// Two names of one lock.
void fn_two_names(void) {
  pthread_mutex_t *same = turns ? &lock : &lock;
  pthread_mutex_lock(same);
  pthread_mutex_lock(&lock);
  pthread_mutex_unlock(&lock);
}
