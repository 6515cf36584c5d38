// The lock is a member of what the body gets as its argument, or of another object of the type.
#include <pthread.h>
#include <taskrt/task.h>

struct part {
  pthread_mutex_t lock;
  int value;
};

static int turn_part(void *arg, cancel_token token, void *result) {
  struct part *part = arg;
  pthread_mutex_lock(&part->lock);
  part->value++;
  pthread_mutex_unlock(&part->lock);
  return 0;
}

int turn_part_bad(struct part *part) {
  pthread_mutex_lock(&part->lock);
  int status = task_wait(task_run(turn_part, part, 0, CANCEL_NONE)); // expect: deadlocking-wait
  pthread_mutex_unlock(&part->lock);
  return status;
}

int turn_other_bad(struct part *part, struct part *other) {
  pthread_mutex_lock(&part->lock);
  int status = task_wait(task_run(turn_part, other, 0, CANCEL_NONE));
  // expect@-1: blocking-under-lock
  pthread_mutex_unlock(&part->lock);
  return status;
}
