// A thread resolves names under the lock that a task wants.
#include "registry.h"
#include <pthread.h>
#include <stddef.h>
#include <taskrt/task.h>

static void *resolver_bad(void *arg) {
  registry_lock();       // note: "`lock` is locked here"
  registry_resolve(arg); // expect: blocking-under-lock "`registry_resolve` blocks while `lock`"
  registry_unlock();
  return NULL;
}

static int count(void *arg, cancel_token token, void *result) {
  return registry_size() > 3 ? TASK_ENOMEM : cancel_check(token);
}

int main(int argc, char **argv) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, resolver_bad, argv[0]) != 0)
    return 1;
  return task_wait(task_run(count, NULL, 0, CANCEL_NONE));
}
