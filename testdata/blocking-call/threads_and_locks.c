// Waiting for threads, conditions and semaphores blocks; short locks and attempts do not.
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <taskrt/task.h>
#include <time.h>

struct mailbox {
  pthread_mutex_t lock;
  pthread_cond_t filled;
  sem_t room;
  int count;
};

static int take_bad(void *arg, cancel_token token, void *result) {
  struct mailbox *box = arg;
  pthread_mutex_lock(&box->lock);
  while (box->count == 0)
    pthread_cond_wait(&box->filled, &box->lock); // expect: blocking-call "`pthread_cond_wait`"
  box->count--;
  pthread_mutex_unlock(&box->lock);
  return sem_post(&box->room);
}

static int take_now_ok(void *arg, cancel_token token, void *result) {
  struct mailbox *box = arg;
  if (pthread_mutex_trylock(&box->lock) != 0)
    return TASK_EINVAL;
  bool got = box->count > 0;
  box->count -= got;
  pthread_mutex_unlock(&box->lock);
  return got && sem_trywait(&box->room) == 0 ? 0 : TASK_EINVAL;
}

static int put_bad(void *arg, cancel_token token, void *result) {
  struct mailbox *box = arg;
  struct timespec deadline = {.tv_sec = time(NULL) + 2};
  if (sem_timedwait(&box->room, &deadline) != 0) // expect: blocking-call "`sem_timedwait`"
    sem_wait(&box->room);                        // expect: blocking-call "`sem_wait`"
  pthread_mutex_lock(&box->lock);
  box->count++;
  pthread_cond_signal(&box->filled);
  return pthread_mutex_unlock(&box->lock);
}

static void *collect_ok(void *arg) {
  struct mailbox *box = arg;
  pthread_mutex_lock(&box->lock);
  while (box->count < 100)
    pthread_cond_wait(&box->filled, &box->lock);
  pthread_mutex_unlock(&box->lock);
  return NULL;
}

// The barrier is for threads, not for tasks.
static pthread_barrier_t barrier;

static int meet_bad(void *arg, cancel_token token, void *result) {
  int last = pthread_barrier_wait(&barrier); // expect: blocking-call "`pthread_barrier_wait`"
  return last > 0 ? TASK_EINVAL : 0;
}

static pthread_once_t once = PTHREAD_ONCE_INIT;

// Run by the first task that comes along.
static void set_up_bad(void) {
  const struct timespec moment = {.tv_nsec = 1000};
  nanosleep(&moment, NULL); // expect: blocking-call "`nanosleep`"
}

static int begin(void *arg, cancel_token token, void *result) {
  return pthread_once(&once, set_up_bad);
}

int main(void) {
  static struct mailbox box = {.lock = PTHREAD_MUTEX_INITIALIZER};
  pthread_t collector;
  if (pthread_create(&collector, NULL, collect_ok, &box) != 0)
    return 1;
  task *all[] = {task_run(take_bad, &box, 0, CANCEL_NONE),
                 task_run(take_now_ok, &box, 0, CANCEL_NONE),
                 task_run(put_bad, &box, 0, CANCEL_NONE), task_run(meet_bad, &box, 0, CANCEL_NONE),
                 task_run(begin, &box, 0, CANCEL_NONE)};
  return task_wait(task_when_all(all, 5)) + pthread_join(collector, NULL);
}
