// Several tasks in an array, waited for one by one and together.
#include <pthread.h>
#include <taskrt/task.h>

enum { COUNT = 4 };

struct mill {
  pthread_mutex_t lock;
  task *tasks[COUNT];
  int ground;
};

static int grind(void *arg, cancel_token token, void *result) {
  struct mill *mill = arg;
  pthread_mutex_lock(&mill->lock);
  mill->ground++;
  pthread_mutex_unlock(&mill->lock);
  return 0;
}

int each_bad(struct mill *mill) {
  int status = 0;
  for (int i = 0; i < COUNT; i++)
    mill->tasks[i] = task_run(grind, mill, 0, CANCEL_NONE);
  pthread_mutex_lock(&mill->lock);
  for (int i = 0; i < COUNT; i++)
    status |= task_wait(mill->tasks[i]); // expect: deadlocking-wait
  pthread_mutex_unlock(&mill->lock);
  return status;
}

int all_bad(struct mill *mill) {
  task *tasks[2];
  pthread_mutex_lock(&mill->lock);
  tasks[0] = task_run(grind, mill, 0, CANCEL_NONE);
  tasks[1] = task_run(grind, mill, 0, CANCEL_NONE);
  int status = task_wait(task_when_all(tasks, 2)); // expect: deadlocking-wait
  pthread_mutex_unlock(&mill->lock);
  return status;
}

int all_ok(struct mill *mill) {
  task *tasks[2];
  pthread_mutex_lock(&mill->lock);
  tasks[0] = task_run(grind, mill, 0, CANCEL_NONE);
  tasks[1] = task_run(grind, mill, 0, CANCEL_NONE);
  pthread_mutex_unlock(&mill->lock);
  return task_wait(task_when_all(tasks, 2));
}
