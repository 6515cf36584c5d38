// The suspension is behind a table of functions, a callback, or a lock behind one.
#include <pthread.h>
#include <taskrt/task.h>

struct driver {
  int (*flush)(cancel_token token);
  int (*size)(void);
};

static int disk_flush(cancel_token token) {
  return task_delay(4, token); // note: "`disk_flush` calls `task_delay` here"
}

static int disk_size(void) {
  return 4;
}

static const struct driver disk = {disk_flush, disk_size};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

int flush_bad(const struct driver *driver, cancel_token token) {
  pthread_mutex_lock(&lock);
  int status = driver->flush(token); // expect: lock-across-await "`lock`"
  // note@-1: "`flush_bad` calls `disk_flush` through `driver.flush` here"
  pthread_mutex_unlock(&lock);
  return status;
}

int size_ok(const struct driver *driver) {
  pthread_mutex_lock(&lock);
  int size = driver->size();
  pthread_mutex_unlock(&lock);
  return size;
}

static int each(int (*call)(cancel_token token), cancel_token token) {
  return call(token);
}

int callback_bad(cancel_token token) {
  pthread_mutex_lock(&lock);
  int status = each(disk_flush, token); // expect: lock-across-await "`lock` is held while `each`"
  pthread_mutex_unlock(&lock);
  return status;
}

int main(void) {
  return flush_bad(&disk, CANCEL_NONE);
}
