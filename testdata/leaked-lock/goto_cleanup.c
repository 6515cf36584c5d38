// Labels for clean-up: one of them stands too low; and the cleanup attribute, which forgets
// nothing.
#include <pthread.h>
#include <stdlib.h>

struct index {
  pthread_mutex_t lock;
  char *keys, *values;
};

int fill_bad(struct index *index) {
  int status = -1;
  pthread_mutex_lock(&index->lock); // expect: leaked-lock "`index->lock`"
  index->keys = malloc(64);
  if (!index->keys)
    goto done; // the label stands behind the release
  index->values = malloc(64);
  if (!index->values)
    goto unlock;
  status = 0;
unlock:
  pthread_mutex_unlock(&index->lock);
done:
  return status;
}

int fill_ok(struct index *index) {
  int status = -1;
  pthread_mutex_lock(&index->lock);
  index->keys = malloc(64);
  if (!index->keys)
    goto unlock;
  index->values = malloc(64);
  if (!index->values)
    goto free_keys;
  status = 0;
  goto unlock;
free_keys:
  free(index->keys);
unlock:
  pthread_mutex_unlock(&index->lock);
  return status;
}

static void unlock(pthread_mutex_t **held) {
  pthread_mutex_unlock(*held);
}

int scoped_ok(struct index *index) {
  pthread_mutex_lock(&index->lock);
  __attribute__((cleanup(unlock))) pthread_mutex_t *held = &index->lock;
  if (!index->keys)
    return -1;
  return 0;
}

// A flag says whether there is something to release.
int flag_ok(struct index *index, int shared) {
  int locked = 0, status = -1;
  if (shared) {
    pthread_mutex_lock(&index->lock);
    locked = 1;
  }
  if (!index->keys)
    goto out;
  status = 0;
out:
  if (locked)
    pthread_mutex_unlock(&index->lock);
  return status;
}
