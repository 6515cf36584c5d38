// The handle is kept in a variable, and then nothing more happens to it.
#include <stdio.h>
#include <taskrt/task.h>

static int warm_cache(void *arg, cancel_token token, void *result) {
  return task_delay(20, token);
}

int start_service_bad(void *cache) {
  task *warm_up = task_run(warm_cache, cache, 0, CANCEL_NONE);
  // expect@-1: dropped-task "never awaited"
  return 0;
}

// Asking whether it is over does not take it.
int poll_service_bad(void *cache) {
  task *warm_up = task_run(warm_cache, cache, 0, CANCEL_NONE);
  // expect@-1: dropped-task "never awaited"
  return task_is_done(warm_up) ? 1 : 0;
}

// Neither does a NULL test, or the cast that silences the compiler.
int check_service_bad(void *cache) {
  task *warm_up = task_run(warm_cache, cache, 0, CANCEL_NONE);
  // expect@-1: dropped-task "never awaited"
  if (!warm_up)
    return -1;
  (void)warm_up;
  return 0;
}

// Printing the pointer looks at it, and that is all.
void trace_service_bad(void *cache) {
  task *warm_up = task_run(warm_cache, cache, 0, CANCEL_NONE); // expect: dropped-task
  printf("started %p\n", (void *)warm_up);
}

// A second name for the same task is not a second owner.
int rename_service_bad(void *cache) {
  task *warm_up = task_run(warm_cache, cache, 0, CANCEL_NONE); // expect: dropped-task
  task *pending = warm_up;
  return pending != NULL;
}

void inner_block_bad(void *cache, int enabled) {
  if (enabled) {
    task *warm_up = task_start(warm_cache, cache, 0, CANCEL_NONE); // expect: dropped-task
    (void)task_is_done(warm_up);
  }
}

int start_service_ok(void *cache) {
  task *warm_up = task_run(warm_cache, cache, 0, CANCEL_NONE);
  return task_await(warm_up, NULL);
}

int rename_service_ok(void *cache) {
  task *warm_up = task_run(warm_cache, cache, 0, CANCEL_NONE);
  task *pending = warm_up;
  return task_await(pending, NULL);
}

int assign_later_ok(void *cache) {
  task *warm_up;
  warm_up = task_run(warm_cache, cache, 0, CANCEL_NONE);
  int status = task_await(warm_up, NULL);
  return status;
}
