// silent
// Everyday code that gives away memory of its own and waits for it in ways of its own.
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <taskrt/for_each.h>
#include <taskrt/runtime.h>
#include <taskrt/task.h>

struct job {
  int input, output;
  sem_t done;
  atomic_int finished;
  int over;
};

static int work(void *arg, cancel_token token, void *result) {
  struct job *job = arg;
  job->output = job->input;
  job->over = 1;
  sem_post(&job->done);
  return 0;
}

static int ignore(void *arg, cancel_token token, void *result) {
  return task_delay(4, token);
}

static void *thread(void *arg) {
  work(arg, CANCEL_NONE, NULL);
  return NULL;
}

static void release(void *arg) {
  free(arg);
}

// The task posts a semaphore when it no longer needs the memory.
int semaphore_ok(void) {
  struct job job = {1};
  sem_init(&job.done, 0, 0);
  task_detach(task_run(work, &job, 0, CANCEL_NONE), NULL, NULL);
  sem_wait(&job.done);
  return job.output;
}

int polled_ok(void) {
  struct job job = {1};
  task_detach(task_run(work, &job, 0, CANCEL_NONE), NULL, NULL);
  while (!atomic_load(&job.finished))
    ;
  return job.output;
}

int thread_ok(void) {
  struct job job = {1};
  pthread_t id;
  if (pthread_create(&id, NULL, thread, &job) != 0)
    return -1;
  pthread_join(id, NULL);
  return job.output;
}

// The body never looks at what it is given.
task *unused_argument_ok(int unused) {
  return task_run(ignore, &unused, 0, CANCEL_NONE);
}

static int ask(void *arg, cancel_token token, void *result) {
  return arg ? TASK_EINVAL : task_delay(1, token);
}

task *only_asked_ok(int flag) {
  return task_run(ask, flag ? &flag : NULL, 0, CANCEL_NONE);
}

task *only_compared_ok(int flag) {
  return task_run(ask, &flag, 0, CANCEL_NONE);
}

// The task owns the memory and frees it.
void give_away_ok(int input) {
  struct job *job = calloc(1, sizeof *job);
  if (!job)
    return;
  job->input = input;
  task *t = task_run(work, job, 0, CANCEL_NONE);
  if (!t) {
    free(job);
    return;
  }
  task_detach(t, NULL, NULL);
}

int status_first_ok(struct job *job) {
  task *t = task_run(work, job, 0, CANCEL_NONE);
  int status = task_await(t, NULL);
  release(job);
  return status;
}

int pointer_in_between_ok(void) {
  struct job job = {1}, *p = &job;
  task *t = task_run(work, p, 0, CANCEL_NONE);
  int status = task_await(t, NULL);
  return status ? status : p->output;
}

int main(void) {
  struct job job = {1};
  task_detach(task_run(work, &job, 0, CANCEL_NONE), NULL, NULL);
  task_runtime_stop();
  return job.output;
}

static int each_round(void *arg, size_t index, cancel_token token) {
  int *rounds = arg;
  ++*rounds;
  return task_delay(1, token);
}

// The call itself waits for what it starts.
int count_rounds(cancel_token token) {
  int rounds = 0;
  int status = task_for_each(10, 2, each_round, &rounds, token);
  return status ? status : rounds;
}
