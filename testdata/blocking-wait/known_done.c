// A task known to be over is taken without waiting; one that is over on some paths only is not.
#include <stdbool.h>
#include <taskrt/task.h>

static int index_file(void *arg, cancel_token token, void *result) {
  return task_delay(3, token);
}

static int collect_ok(void *arg, cancel_token token, void *result) {
  task *indexing = task_run(index_file, arg, 0, token);
  if (task_is_done(indexing))
    return task_wait(indexing);
  return task_await(indexing, NULL);
}

static int collect_negated_ok(void *arg, cancel_token token, void *result) {
  task *indexing = task_run(index_file, arg, 0, token);
  if (!task_is_done(indexing))
    return task_await(indexing, NULL);
  return task_result(indexing, NULL);
}

// The wrong branch.
static int collect_bad(void *arg, cancel_token token, void *result) {
  task *indexing = task_run(index_file, arg, 0, token);
  if (task_is_done(indexing))
    return task_await(indexing, NULL);
  return task_wait(indexing); // expect: blocking-wait "`task_wait`"
}

// Over or not, both come here.
static int collect_any_bad(void *arg, cancel_token token, void *result) {
  task *indexing = task_run(index_file, arg, 0, token);
  if (task_is_done(indexing))
    *(int *)arg = 1;
  return task_wait(indexing); // expect: blocking-wait "`task_wait`"
}

// Another task was asked.
static int collect_other_bad(void *arg, cancel_token token, void *result) {
  task *first = task_run(index_file, arg, 0, token);
  task *second = task_run(index_file, arg, 0, token);
  int status = 0;
  if (task_is_done(first))
    status = task_wait(second); // expect: blocking-wait "`task_wait`"
  else
    status = task_await(second, NULL);
  return status | task_await(first, NULL);
}

// Started anew in the same variable.
static int collect_again_bad(void *arg, cancel_token token, void *result) {
  task *indexing = task_run(index_file, arg, 0, token);
  while (!task_is_done(indexing))
    task_yield();
  int status = task_wait(indexing);
  indexing = task_run(index_file, arg, 0, token);
  return status | task_wait(indexing); // expect: blocking-wait "`task_wait`"
}

// Together with another condition.
static int collect_both_ok(void *arg, cancel_token token, void *result) {
  task *indexing = task_run(index_file, arg, 0, token);
  if (arg && task_is_done(indexing))
    return task_wait(indexing);
  return task_await(indexing, NULL);
}

static int collect_either_bad(void *arg, cancel_token token, void *result) {
  task *indexing = task_run(index_file, arg, 0, token);
  if (!arg || task_is_done(indexing))
    return task_wait(indexing); // expect: blocking-wait "`task_wait`"
  return task_await(indexing, NULL);
}

// Kept in a variable, and in a field.
struct job {
  task *handle;
};

static int collect_flag_ok(void *arg, cancel_token token, void *result) {
  task *indexing = task_run(index_file, arg, 0, token);
  bool over = task_is_done(indexing);
  return over ? task_wait(indexing) : task_await(indexing, NULL);
}

static int collect_field_ok(void *arg, cancel_token token, void *result) {
  struct job *job = arg;
  if (!task_is_done(job->handle))
    return task_await(job->handle, NULL);
  return task_wait(job->handle);
}

int main(void) {
  struct job job = {task_run(index_file, NULL, 0, CANCEL_NONE)};
  task *all[] = {
      task_run(collect_ok, NULL, 0, CANCEL_NONE),
      task_run(collect_negated_ok, NULL, 0, CANCEL_NONE),
      task_run(collect_bad, NULL, 0, CANCEL_NONE),
      task_run(collect_any_bad, NULL, 0, CANCEL_NONE),
      task_run(collect_other_bad, NULL, 0, CANCEL_NONE),
      task_run(collect_again_bad, NULL, 0, CANCEL_NONE),
      task_run(collect_both_ok, NULL, 0, CANCEL_NONE),
      task_run(collect_either_bad, NULL, 0, CANCEL_NONE),
      task_run(collect_flag_ok, NULL, 0, CANCEL_NONE),
      task_run(collect_field_ok, &job, 0, CANCEL_NONE),
  };
  return task_wait(task_when_all(all, sizeof all / sizeof *all));
}
