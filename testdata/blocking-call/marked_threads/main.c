// Threads that run a loop say so in a thread-local variable; who tests it knows where he is. What
// is waited for behind such a test was done before when one is on the loop.
#include "uv.h"
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <unistd.h>

static _Thread_local int loop_number = -1;
static _Thread_local int depth;

static void enter(int number) {
  loop_number = number;
}

static int number(void) {
  return loop_number;
}

static bool on_loop(void) {
  return loop_number >= 0;
}

// Says nothing about loops.
static bool is_nested(void) {
  return depth > 0;
}

static void asserted_ok(void) {
  assert(!on_loop());
  sleep(1);
}

static void asserted_bad(void) {
  assert(on_loop());
  sleep(1); // expect: blocking-call "`sleep`"
}

static void tested_ok(void) {
  if (on_loop())
    return;
  sleep(1);
}

static void other_variable_bad(void) {
  if (!is_nested())
    sleep(1); // expect: blocking-call "`sleep`"
}

static void other_test_bad(void) {
  if (number() != 3)
    sleep(1); // expect: blocking-call "`sleep`"
}

// ---- handed over ----

struct job {
  pthread_mutex_t lock;
  pthread_cond_t done, seen;
  int result, waiting;
  struct job *next;
};

static struct job *posted;

static void finish(struct job *job, int result) {
  pthread_mutex_lock(&job->lock);
  job->result = result;
  pthread_cond_signal(&job->done);
  pthread_mutex_unlock(&job->lock);
}

static void do_job(struct job *job) {
  finish(job, 1);
}

static void post(struct job *job) {
  job->next = posted;
  posted = job;
}

static void connect_ok(struct job *job) {
  job->result = 0;
  if (on_loop())
    do_job(job);
  else
    post(job);
  pthread_mutex_lock(&job->lock);
  while (job->result == 0)
    pthread_cond_wait(&job->done, &job->lock);
  pthread_mutex_unlock(&job->lock);
}

// What is waited for is not what was done.
static void connect_bad(struct job *job) {
  job->waiting = 1;
  if (on_loop())
    do_job(job);
  else
    post(job);
  pthread_mutex_lock(&job->lock);
  while (job->waiting)
    pthread_cond_wait(&job->seen, &job->lock); // expect: blocking-call "`pthread_cond_wait`"
  pthread_mutex_unlock(&job->lock);
}

// Nobody does it here, either.
static void post_only_bad(struct job *job) {
  job->result = 0;
  if (on_loop())
    depth++;
  post(job);
  pthread_mutex_lock(&job->lock);
  while (job->result == 0)
    pthread_cond_wait(&job->done, &job->lock); // expect: blocking-call "`pthread_cond_wait`"
  pthread_mutex_unlock(&job->lock);
}

static void on_tick(uv_timer_t *timer) {
  asserted_ok();
  asserted_bad();
  tested_ok();
  other_variable_bad();
  other_test_bad();
  connect_ok(timer->data);
  connect_bad(timer->data);
  post_only_bad(timer->data);
}

static void *loop_thread(void *arg) {
  uv_timer_t tick;
  uv_loop_t *loop = uv_default_loop();
  enter(0);
  uv_timer_init(loop, &tick);
  tick.data = arg;
  uv_timer_start(&tick, on_tick, 1000, 1000); // note: "`on_tick` is called back on a loop"
  uv_run(loop, UV_RUN_DEFAULT);
  return arg;
}

int main(void) {
  static struct job job;
  pthread_t thread;
  if (pthread_create(&thread, NULL, loop_thread, &job))
    return 1;
  asserted_ok();
  connect_ok(&job);
  return pthread_join(thread, NULL);
}
