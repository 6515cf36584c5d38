// A call blocks the thread while it holds a lock that tasks want, too.
#include "device.h"

#include <pthread.h>
#include <stdio.h>
#include <taskrt/task.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t other = PTHREAD_MUTEX_INITIALIZER;
static int cached;

static int look(void *arg, cancel_token token, void *result) {
  (void)arg, (void)token;
  pthread_mutex_lock(&lock);
  *(int *)result = cached;
  pthread_mutex_unlock(&lock);
  return 0;
}

int look_once(int *out) {
  return task_result(task_run(look, NULL, sizeof *out, CANCEL_NONE), out);
}

void sleeps(void) {
  pthread_mutex_lock(&lock); // bug: sleeps
  sleep(1);
  cached++;
  pthread_mutex_unlock(&lock);
}

int reads(int fd) {
  char value = 0;
  pthread_mutex_lock(&lock); // bug: reads
  if (read(fd, &value, 1) == 1)
    cached = value;
  pthread_mutex_unlock(&lock);
  return value;
}

static void settle(void) {
  usleep(1000);
}

void in_a_helper(void) {
  pthread_mutex_lock(&lock); // bug: in_a_helper
  settle();
  pthread_mutex_unlock(&lock);
}

void in_another_file(int fd) {
  pthread_mutex_lock(&lock); // bug: in_another_file
  cached = read_device(fd);
  pthread_mutex_unlock(&lock);
}

void joins(pthread_t thread) {
  pthread_mutex_lock(&lock); // bug: joins
  pthread_join(thread, NULL);
  pthread_mutex_unlock(&lock);
}

void on_one_path(int slow) {
  pthread_mutex_lock(&lock); // bug: on_one_path
  if (slow)
    sleep(1);
  pthread_mutex_unlock(&lock);
}

void after_the_lock(void) {
  pthread_mutex_lock(&lock);
  cached++;
  pthread_mutex_unlock(&lock);
  sleep(1);
}

void quick_elsewhere(int fd) {
  pthread_mutex_lock(&lock);
  cached = last_value(fd);
  pthread_mutex_unlock(&lock);
}

void of_no_task(void) {
  pthread_mutex_lock(&other);
  sleep(1);
  pthread_mutex_unlock(&other);
}
