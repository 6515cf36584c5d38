// SPDX-License-Identifier: MIT
// Offloading: one queue, threads made on demand up to a limit, each running one body at a time.
#include "offload.h"

#include <pthread.h>
#include <stdint.h>
#include <taskrt/task.h>

#include "check/check.h"
#include "scheduler.h"
#include "system/memory.h"
#include "system/thread.h"

static struct {
  pthread_mutex_t lock; // guards everything below
  pthread_cond_t work;  // the queue has grown, or `stopping` is set
  struct coroutine *head, *tail;
  pthread_t *threads;
  unsigned limit;
  unsigned count;
  unsigned idle;   // threads that wait for work
  unsigned queued; // bodies that wait for a thread
  unsigned busy;   // bodies that are queued or run
  size_t accepted; // bodies so far
  bool stopping;
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER, .work = PTHREAD_COND_INITIALIZER};

static _Thread_local bool on_thread;
static _Thread_local struct task *current;

// Waits for a body to run. Returns NULL when the pool stops.
static struct coroutine *take(void) {
  pthread_mutex_lock(&pool.lock);
  pool.idle++;
  while (!pool.head && !pool.stopping)
    pthread_cond_wait(&pool.work, &pool.lock);
  pool.idle--;
  struct coroutine *job = pool.head;
  if (job) {
    pool.head = job->next;
    pool.queued--;
  }
  pthread_mutex_unlock(&pool.lock);
  return job;
}

static void *thread_main(void *argument) {
  (void)argument;
  on_thread = true;
  struct coroutine *job;
  while ((job = take())) {
    current = &job->base;
    int status = job->base.body(job->arg, job->token, task__result(&job->base));
    current = NULL;
    coroutine__complete(job, status);
    pthread_mutex_lock(&pool.lock);
    pool.busy--;
    pthread_mutex_unlock(&pool.lock);
  }
  return NULL;
}

// The pool's lock is held. Returns false when no thread will ever run what is queued.
static bool have_a_thread(void) {
  if (pool.queued <= pool.idle || pool.count == pool.limit)
    return true;
  if (thread__start(&pool.threads[pool.count], thread_main, NULL) == 0)
    pool.count++;
  return pool.count > 0;
}

static bool submit(struct coroutine *job) {
  pthread_mutex_lock(&pool.lock);
  pool.queued++;
  pool.accepted++;
  pool.busy++;
  bool accepted = have_a_thread();
  if (accepted) {
    job->next = NULL;
    if (pool.head)
      pool.tail->next = job;
    else
      pool.head = job;
    pool.tail = job;
    pthread_cond_signal(&pool.work);
  } else {
    pool.queued--;
    pool.busy--;
  }
  pthread_mutex_unlock(&pool.lock);
  return accepted;
}

static task *offload(const char *place, const void *started_at, task_fn body, void *arg,
                     size_t result_size, cancel_token token) {
  struct coroutine *job = coroutine__create(body, arg, result_size, token, started_at);
  if (!job)
    return NULL;
  task__set_place(&job->base, place);
  if (!submit(job)) {
    coroutine__discard(job);
    return NULL;
  }
  return &job->base;
}

task *task_offload(task_fn body, void *arg, size_t result_size, cancel_token token) {
  task *t = offload(NULL, __builtin_return_address(0), body, arg, result_size, token);
  CHECK_GIVEN(task_offload, NULL, t, 0, CHECK_ARG(arg));
  return t;
}

task *task_offload_at(const char *place, task_fn body, void *arg, size_t result_size,
                      cancel_token token) {
  task *t = offload(place, __builtin_return_address(0), body, arg, result_size, token);
  CHECK_GIVEN(task_offload_at, place, t, 0, 0, CHECK_ARG(arg));
  return t;
}

struct task *offload__current(void) {
  return current;
}

size_t offload__rest(void) {
  pthread_mutex_lock(&pool.lock);
  size_t rest = pool.busy ? SIZE_MAX : pool.accepted;
  pthread_mutex_unlock(&pool.lock);
  return rest;
}

bool offload__on_thread(void) {
  return on_thread;
}

int offload__start(unsigned limit) {
  pool.threads = memory__allocate(limit * sizeof *pool.threads);
  pool.limit = limit;
  pool.count = 0;
  pool.stopping = false;
  return pool.threads ? 0 : TASK_ENOMEM;
}

void offload__stop(void) {
  pthread_mutex_lock(&pool.lock);
  pool.stopping = true;
  pthread_cond_broadcast(&pool.work);
  pthread_mutex_unlock(&pool.lock);
  for (unsigned i = 0; i < pool.count; i++)
    pthread_join(pool.threads[i], NULL);
  memory__free(pool.threads);
  pool.threads = NULL;
}
