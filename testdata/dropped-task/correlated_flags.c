// silent
// Two tests of the same condition agree: where the task was started, it is awaited.
#include <stdbool.h>
#include <taskrt/task.h>

struct options {
  bool prefetch;
  bool verify;
  int level;
};

static int prefetch_index(void *arg, cancel_token token, void *result) {
  return task_delay(9, token);
}

int build_ok(void *index, bool prefetch) {
  task *warm = NULL;
  if (prefetch)
    warm = task_run(prefetch_index, index, 0, CANCEL_NONE);
  int status = 0;
  if (prefetch)
    status = task_await(warm, NULL);
  return status;
}

int build_uninitialised_ok(void *index, bool prefetch) {
  task *warm;
  if (prefetch)
    warm = task_run(prefetch_index, index, 0, CANCEL_NONE);
  if (!prefetch)
    return 0;
  return task_await(warm, NULL);
}

int build_field_ok(void *index, const struct options *options) {
  task *warm = NULL;
  int status = 0;
  if (options->prefetch)
    warm = task_run(prefetch_index, index, 0, CANCEL_NONE);
  if (options->prefetch)
    status = task_await(warm, NULL);
  return status;
}

int build_started_flag_ok(void *index, int level) {
  bool started = false;
  task *warm = NULL;
  int status = 0;
  if (level > 3) {
    warm = task_run(prefetch_index, index, 0, CANCEL_NONE);
    started = true;
  }
  if (started)
    status = task_await(warm, NULL);
  return status;
}

int build_count_ok(void *index, int level) {
  int running = 0;
  task *warm = NULL;
  if (level == 2) {
    warm = task_run(prefetch_index, index, 0, CANCEL_NONE);
    running = 1;
  }
  while (running > 0) {
    if (task_await(warm, NULL) != 0)
      return -1;
    running = 0;
  }
  return 0;
}

// The flag survives a condition in between that has nothing to do with it.
int build_between_ok(void *index, bool prefetch, int level) {
  task *warm = NULL;
  int status = 0;
  if (prefetch)
    warm = task_start(prefetch_index, index, 0, CANCEL_NONE);
  if (level > 5)
    level = 5;
  if (prefetch)
    status = task_await(warm, NULL);
  return status + level;
}

// A number compared the same way twice.
int build_level_ok(void *index, int level) {
  task *warm = NULL;
  if (level >= 4)
    warm = task_run(prefetch_index, index, 0, CANCEL_NONE);
  if (level < 4)
    return 0;
  return task_await(warm, NULL);
}

int build_two_ok(void *index, bool prefetch, bool verify) {
  task *warm = NULL;
  task *check = NULL;
  int status = 0;
  if (prefetch)
    warm = task_run(prefetch_index, index, 0, CANCEL_NONE);
  if (verify)
    check = task_run(prefetch_index, index, 0, CANCEL_NONE);
  if (prefetch)
    status |= task_await(warm, NULL);
  if (verify)
    status |= task_await(check, NULL);
  return status;
}
