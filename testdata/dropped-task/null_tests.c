// silent
// NULL is no task: where the handle is known to be NULL, nothing is lost.
#include <assert.h>
#include <stdbool.h>
#include <taskrt/task.h>

static int index_folder(void *arg, cancel_token token, void *result) {
  return task_delay(33, token);
}

int index_ok(void *folder) {
  task *run = task_run(index_folder, folder, 0, CANCEL_NONE);
  if (!run)
    return TASK_ENOMEM;
  return task_await(run, NULL);
}

int index_equal_ok(void *folder) {
  task *run = task_run(index_folder, folder, 0, CANCEL_NONE);
  if (run == NULL)
    return TASK_ENOMEM;
  return task_await(run, NULL);
}

int index_reversed_ok(void *folder) {
  task *run = task_run(index_folder, folder, 0, CANCEL_NONE);
  if (NULL != run)
    return task_await(run, NULL);
  return TASK_ENOMEM;
}

int index_in_condition_ok(void *folder) {
  task *run;
  if (!(run = task_run(index_folder, folder, 0, CANCEL_NONE)))
    return TASK_ENOMEM;
  return task_await(run, NULL);
}

int index_as_bool_ok(void *folder) {
  task *run = task_run(index_folder, folder, 0, CANCEL_NONE);
  bool started = run != NULL;
  if (!started)
    return TASK_ENOMEM;
  return task_await(run, NULL);
}

int index_ternary_ok(void *folder) {
  task *run = task_run(index_folder, folder, 0, CANCEL_NONE);
  return run ? task_await(run, NULL) : TASK_ENOMEM;
}

int index_while_ok(void *folder, int count) {
  int done = 0;
  task *run;
  while (done < count && (run = task_run(index_folder, folder, 0, CANCEL_NONE)) != NULL) {
    if (task_await(run, NULL) != 0)
      break;
    done++;
  }
  return done;
}

int index_asserted_ok(void *folder) {
  task *run = task_run(index_folder, folder, 0, CANCEL_NONE);
  assert(run != NULL);
  return task_await(run, NULL);
}

int index_pair_ok(void *left, void *right) {
  task *first = task_run(index_folder, left, 0, CANCEL_NONE);
  task *second = task_run(index_folder, right, 0, CANCEL_NONE);
  int status = 0;
  if (first)
    status = task_await(first, NULL);
  if (second)
    status |= task_await(second, NULL);
  return status;
}

// Likely and unlikely are the same test.
#define unlikely(condition) __builtin_expect(!!(condition), 0)

int index_hinted_ok(void *folder) {
  task *run = task_run(index_folder, folder, 0, CANCEL_NONE);
  if (unlikely(!run))
    return TASK_ENOMEM;
  return task_await(run, NULL);
}
