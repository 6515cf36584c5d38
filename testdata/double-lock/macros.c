// Behind macros.
#include <pthread.h>

#define ENTER(object) pthread_mutex_lock(&(object)->lock)
#define LEAVE(object) pthread_mutex_unlock(&(object)->lock)

struct queue {
  pthread_mutex_t lock;
  int length;
};

void push_bad(struct queue *queue) {
  ENTER(queue);
  queue->length++;
  LEAVE(queue);
  LEAVE(queue); // expect: double-lock "`queue->lock` is released a second time"
}

void push_ok(struct queue *queue) {
  ENTER(queue);
  queue->length++;
  LEAVE(queue);
}
