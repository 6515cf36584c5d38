// A group is joined with the lock held that its children need.
#include <pthread.h>
#include <taskrt/group.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int done;

static int child(void *arg, cancel_token token, void *result) {
  pthread_mutex_lock(&lock);
  done++;
  pthread_mutex_unlock(&lock);
  return 0;
}

int run_bad(void *arg) {
  task_group *group = task_group_create(CANCEL_NONE);
  task_group_run(group, child, arg);
  task_group_run(group, child, arg);
  pthread_mutex_lock(&lock);
  int status = task_group_join(group); // expect: deadlocking-wait "`child`"
  pthread_mutex_unlock(&lock);
  return status;
}

int run_ok(void *arg) {
  task_group *group = task_group_create(CANCEL_NONE);
  task_group_run(group, child, arg);
  pthread_mutex_lock(&lock);
  done = 0;
  pthread_mutex_unlock(&lock);
  return task_group_join(group);
}
