// What a context of one's own is given for posting runs where an outcome is set.
#include <pthread.h>
#include <stdbool.h>
#include <taskrt/context.h>
#include <taskrt/source.h>

struct loop {
  pthread_mutex_t lock;
  int posted;
};

static int post(void *user, void (*call)(void *arg), void *arg) {
  struct loop *loop = user;
  pthread_mutex_lock(&loop->lock);
  loop->posted++;
  pthread_mutex_unlock(&loop->lock);
  return 0;
}

task_context *make(struct loop *loop) {
  return task_context_create(post, loop);
}

void wake_bad(struct loop *loop, task_source *source) {
  pthread_mutex_lock(&loop->lock);
  (void)task_source_try_result(source, NULL); // expect: completion-under-lock
  pthread_mutex_unlock(&loop->lock);
}

void wake_ok(struct loop *loop, task_source *source) {
  pthread_mutex_lock(&loop->lock);
  loop->posted = 0;
  pthread_mutex_unlock(&loop->lock);
  (void)task_source_try_result(source, NULL);
}
