// Loops: a lock for each turn, one around all turns, arrays of locks, lists of nodes.
#include <pthread.h>
#include <taskrt/task.h>

struct node {
  struct node *next;
  pthread_mutex_t lock;
  int value;
};

int around_bad(pthread_mutex_t *lock, int turns, cancel_token token) {
  int status = 0;
  pthread_mutex_lock(lock);
  for (int i = 0; i < turns && !status; i++)
    status = task_delay(1, token); // expect: lock-across-await "`lock`"
  pthread_mutex_unlock(lock);
  return status;
}

int each_turn_ok(pthread_mutex_t *lock, int turns, cancel_token token) {
  int status = 0;
  for (int i = 0; i < turns && !status; i++) {
    pthread_mutex_lock(lock);
    pthread_mutex_unlock(lock);
    status = task_delay(1, token);
  }
  return status;
}

int continue_bad(pthread_mutex_t *lock, int turns, cancel_token token) {
  int status = 0;
  for (int i = 0; i < turns && !status; i++) {
    pthread_mutex_lock(lock);
    if (i == 3) {
      status = task_delay(1, token); // expect: lock-across-await "`lock`"
      pthread_mutex_unlock(lock);
      continue;
    }
    pthread_mutex_unlock(lock);
  }
  return status;
}

int element_bad(pthread_mutex_t *locks, int i, cancel_token token) {
  pthread_mutex_lock(&locks[i]);
  int status = task_delay(1, token); // expect: lock-across-await "`locks[]`"
  pthread_mutex_unlock(&locks[i]);
  return status;
}

int elements_ok(pthread_mutex_t *locks, int count, cancel_token token) {
  for (int i = 0; i < count; i++)
    pthread_mutex_lock(&locks[i]);
  for (int i = 0; i < count; i++)
    pthread_mutex_unlock(&locks[i]);
  return task_delay(1, token);
}

int list_ok(struct node *list, cancel_token token) {
  int status = 0;
  for (struct node *node = list; node && !status; node = node->next) {
    pthread_mutex_lock(&node->lock);
    node->value++;
    pthread_mutex_unlock(&node->lock);
    status = task_delay(1, token);
  }
  return status;
}

int list_bad(struct node *list, cancel_token token) {
  int status = 0;
  for (struct node *node = list; node && !status; node = node->next) {
    pthread_mutex_lock(&node->lock);
    status = task_delay(1, token); // expect: lock-across-await "`node->lock`"
    pthread_mutex_unlock(&node->lock);
  }
  return status;
}
