// silent
// What is counted in time, or for another purpose.
#include <pthread.h>
#include <semaphore.h>
#include <taskrt.h>

struct crew {
  task_mutex lock;
  task_condition less;
  int running, busy, jobs, most, signed_on, tries;
  sem_t on_board;
};

// Counted by the starter.
static int row_ok(void *arg, cancel_token token, void *result) {
  struct crew *crew = arg;
  int status = task_delay(1, token);
  crew->running--;
  task_condition_broadcast(&crew->less);
  return status;
}

void row(struct crew *crew, cancel_token token) {
  crew->running++;
  task_detach(task_run(row_ok, crew, 0, token), NULL, NULL);
}

int row_until_done(struct crew *crew, cancel_token token) {
  int status = 0;
  while (status == 0 && crew->running > 0)
    status = task_condition_wait(&crew->less, &crew->lock, token);
  return status;
}

// A worker that counts itself for each job: the queue is asked as well.
static int worker_ok(void *arg, cancel_token token, void *result) {
  struct crew *crew = arg;
  int status = 0;
  while (status == 0 && crew->jobs > 0) {
    crew->jobs--;
    crew->busy++;
    status = task_delay(1, token);
    crew->busy--;
    task_condition_broadcast(&crew->less);
  }
  return status;
}

int work_until_done(struct crew *crew, cancel_token token) {
  int status = 0;
  task_detach(task_run(worker_ok, crew, 0, token), NULL, NULL);
  while (status == 0 && (crew->jobs > 0 || crew->busy > 0))
    status = task_condition_wait(&crew->less, &crew->lock, token);
  return status;
}

// A number for the log: nobody waits for it.
static int logged_ok(void *arg, cancel_token token, void *result) {
  struct crew *crew = arg;
  crew->most++;
  int status = task_delay(1, token);
  crew->most--;
  return status;
}

void logged(struct crew *crew, cancel_token token) {
  task_detach(task_run(logged_ok, crew, 0, token), NULL, NULL);
}

// The starter waits for a sign first.
static void *sign_on_ok(void *arg) {
  struct crew *crew = arg;
  crew->signed_on++;
  sem_post(&crew->on_board);
  crew->signed_on--;
  return NULL;
}

int sign_on(struct crew *crew) {
  pthread_t thread;
  int status = pthread_create(&thread, NULL, sign_on_ok, crew);
  if (status != 0)
    return status;
  pthread_detach(thread);
  return sem_wait(&crew->on_board);
}

int dismiss(struct crew *crew, cancel_token token) {
  int status = 0;
  while (status == 0 && crew->signed_on > 0)
    status = task_condition_wait(&crew->less, &crew->lock, token);
  return status;
}

// Only counts up: how often it was tried.
static int try_ok(void *arg, cancel_token token, void *result) {
  struct crew *crew = arg;
  crew->tries++;
  return task_delay(1, token);
}

void try(struct crew *crew, cancel_token token) {
  task_detach(task_run(try_ok, crew, 0, token), NULL, NULL);
}
