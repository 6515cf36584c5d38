// The condition changed between start and await, or is another one.
#include <stdbool.h>
#include <taskrt/task.h>

static int prefetch_index(void *arg, cancel_token token, void *result) {
  return task_delay(9, token);
}

int build_other_flag_bad(void *index, bool prefetch, bool wait) {
  task *warm = NULL;
  int status = 0;
  if (prefetch)
    warm = task_run(prefetch_index, index, 0, CANCEL_NONE); // expect: dropped-task "on every path"
  if (wait)
    status = task_await(warm, NULL);
  return status;
}

int build_changed_flag_bad(void *index, bool prefetch, int level) {
  task *warm = NULL;
  int status = 0;
  if (prefetch)
    warm = task_run(prefetch_index, index, 0, CANCEL_NONE); // expect: dropped-task
  if (level == 0)
    prefetch = false;
  if (prefetch)
    status = task_await(warm, NULL);
  return status;
}

int build_negated_bad(void *index, bool prefetch) {
  task *warm = NULL;
  int status = 0;
  if (prefetch)
    warm = task_run(prefetch_index, index, 0, CANCEL_NONE); // expect: dropped-task
  if (!prefetch)
    status = task_await(warm, NULL);
  return status;
}

int build_level_bad(void *index, int level) {
  task *warm = NULL;
  if (level >= 4)
    warm = task_run(prefetch_index, index, 0, CANCEL_NONE); // expect: dropped-task
  if (level < 6)
    return 0;
  return task_await(warm, NULL);
}
