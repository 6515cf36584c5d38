// A permit is handed on: a task, a thread or somebody in another file releases it.
#include <pthread.h>
#include <stdlib.h>
#include <taskrt/semaphore.h>
#include <taskrt/task.h>

struct job {
  task_semaphore *slots, *own;
  int size;
};

static task_semaphore *tasks;
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static int run_one(void *arg, cancel_token token, void *result) {
  int status = task_delay(1, token);
  task_semaphore_release(tasks);
  return status;
}

int start_ok(int size, cancel_token token) {
  if (task_semaphore_acquire(tasks, token) != 0)
    return -1;
  if (size > 3) {
    task_semaphore_release(tasks);
    return 0;
  }
  // The task releases it.
  task_detach(task_run(run_one, NULL, 0, token), NULL, NULL);
  return 0;
}

static void *pass_gate(void *arg) {
  pthread_mutex_unlock(&gate);
  return arg;
}

int thread_ok(int size, pthread_t *thread) {
  pthread_mutex_lock(&gate);
  if (size > 3) {
    pthread_mutex_unlock(&gate);
    return 0;
  }
  return pthread_create(thread, NULL, pass_gate, NULL) != 0;
}

void queue_put(struct job *job);
int queue_length(const struct job *job);

int enqueue_ok(struct job *job, cancel_token token) {
  if (task_semaphore_acquire(job->slots, token) != 0)
    return -1;
  if (job->size < 0) {
    task_semaphore_release(job->slots);
    return 0;
  }
  queue_put(job); // who takes it from the queue releases the permit
  return 0;
}

// Both ways come by the stranger: it does not release the permit, or one of them would do so twice.
int count_bad(struct job *job, cancel_token token) {
  if (task_semaphore_acquire(job->own, token) != 0)
    // expect@-1: leaked-lock "`job->own` is not released"
    return -1;
  int length = queue_length(job);
  if (length < 0)
    return 0;
  task_semaphore_release(job->own);
  return 0;
}
