// Locks of tasks: whoever suspends with one held keeps it.
#include <taskrt/mutex.h>
#include <taskrt/task.h>

static task_mutex lock;
static int total;

static int add(void *arg, cancel_token token, void *result) {
  int status = task_mutex_lock(&lock, token);
  if (status != 0)
    return status;
  total += *(int *)arg;
  task_mutex_unlock(&lock);
  return 0;
}

int ASYNC_LINT("async") add_bad(int *amount, cancel_token token) {
  int status = task_mutex_lock(&lock, token);
  if (status != 0)
    return status;
  status = task_await(task_run(add, amount, 0, token), NULL); // expect: deadlocking-wait
  task_mutex_unlock(&lock);
  return status;
}

int ASYNC_LINT("async") add_ok(int *amount, cancel_token token) {
  int status = task_mutex_lock(&lock, token);
  if (status != 0)
    return status;
  total = 0;
  task_mutex_unlock(&lock);
  task *adding = task_run(add, amount, 0, token);
  task_yield();
  return task_await(adding, NULL);
}
