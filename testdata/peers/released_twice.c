// A lock is released that is not held any more.
#include <pthread.h>

static pthread_mutex_t stock = PTHREAD_MUTEX_INITIALIZER;
static int items;

static void leave(void) {
  pthread_mutex_unlock(&stock);
}

void at_once(void) {
  pthread_mutex_lock(&stock); // bug: at_once
  items++;
  pthread_mutex_unlock(&stock);
  pthread_mutex_unlock(&stock);
}

int on_one_path(int amount) {
  int status = -1;
  pthread_mutex_lock(&stock); // bug: on_one_path
  if (amount > items) {
    pthread_mutex_unlock(&stock);
    goto out;
  }
  items -= amount;
  status = 0;
out:
  pthread_mutex_unlock(&stock);
  return status;
}

void by_a_helper(void) {
  pthread_mutex_lock(&stock); // bug: by_a_helper
  items++;
  leave();
  pthread_mutex_unlock(&stock);
}

void once(void) {
  pthread_mutex_lock(&stock);
  items++;
  pthread_mutex_unlock(&stock);
}

int again(int amount) {
  pthread_mutex_lock(&stock);
  items += amount;
  pthread_mutex_unlock(&stock);
  pthread_mutex_lock(&stock);
  items -= amount;
  pthread_mutex_unlock(&stock);
  return 0;
}

int out_of_the_way(int amount) {
  pthread_mutex_lock(&stock);
  while (items < amount) {
    pthread_mutex_unlock(&stock);
    amount--;
    pthread_mutex_lock(&stock);
  }
  pthread_mutex_unlock(&stock);
  return amount;
}
