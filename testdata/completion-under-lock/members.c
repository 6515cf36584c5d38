// The lock is a member; another member of the same type is another kind of lock.
#include <pthread.h>
#include <taskrt/source.h>

struct queue {
  pthread_mutex_t lock, statistics;
  task_source *waiting;
  int failures;
};

static void failed(int status, void *arg) {
  struct queue *queue = arg;
  pthread_mutex_lock(&queue->lock);
  queue->failures++;
  pthread_mutex_unlock(&queue->lock);
}

void watch(struct queue *queue, task *answer) {
  task_detach(answer, failed, queue);
}

void wake_bad(struct queue *queue) {
  pthread_mutex_lock(&queue->lock);
  (void)task_source_set_result(queue->waiting, NULL);
  // expect@-1: completion-under-lock "`queue->lock`"
  queue->waiting = NULL;
  pthread_mutex_unlock(&queue->lock);
}

void count_ok(struct queue *queue) {
  pthread_mutex_lock(&queue->statistics);
  (void)task_source_set_result(queue->waiting, NULL);
  pthread_mutex_unlock(&queue->statistics);
}
