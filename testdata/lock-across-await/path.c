// The whole story: where the lock is taken, every call to the suspension, the remedy.
#include <pthread.h>
#include <taskrt/task.h>

struct queue {
  pthread_mutex_t lock;
  int length;
};

static int pause_a_little(cancel_token token) {
  return task_delay(5, token); // note: "`pause_a_little` calls `task_delay` here"
}

static int drain(struct queue *queue, cancel_token token) {
  int status = 0;
  while (queue->length > 0 && !status) {
    queue->length--;
    status = pause_a_little(token); // note: "`drain` calls `pause_a_little` here"
  }
  return status;
}

int flush_bad(struct queue *queue, cancel_token token) {
  pthread_mutex_lock(&queue->lock); // note: "`queue->lock` is locked here"
  int status = drain(queue, token);
  // expect@-1: lock-across-await "`queue->lock` is held while `drain`"
  // note@-2: "release it before the call, or take a lock whose waiters suspend"
  pthread_mutex_unlock(&queue->lock);
  return status;
}
