// silent
// One outcome on each path; attempts, of which all but the first do nothing; another source in
// between.
#include <taskrt/source.h>

void first_of_two_ok(task_source *source, int value) {
  (void)task_source_try_result(source, &value);
  (void)task_source_try_cancel(source);
}

void set_then_try_ok(task_source *source, int value) {
  (void)task_source_set_result(source, &value);
  (void)task_source_try_cancel(source); // in case of a source without a result
}

void early_ok(task_source *source, int status, int value) {
  if (status != 0) {
    (void)task_source_set_error(source, status);
    return;
  }
  (void)task_source_set_result(source, &value);
}

void by_kind_ok(task_source *source, int kind) {
  switch (kind) {
  case 0:
    (void)task_source_set_result(source, NULL);
    break;
  case 1:
    (void)task_source_set_cancel(source);
    break;
  default:
    (void)task_source_set_error(source, TASK_EINVAL);
  }
}

void two_ok(task_source *a, task_source *b) {
  (void)task_source_set_result(a, NULL);
  (void)task_source_set_result(b, NULL);
}

void flag_ok(task_source *source, int status) {
  int told = 0;
  if (status != 0) {
    (void)task_source_set_error(source, status);
    told = 1;
  }
  if (!told)
    (void)task_source_set_result(source, NULL);
}

void done_with_ok(task_source *source) {
  (void)task_source_set_result(source, NULL);
  task_source_destroy(source);
}

int new_one_ok(void) {
  task_source *source = task_source_create(0);
  task *t = task_source_task(source);
  (void)task_source_set_result(source, NULL);
  task_source_destroy(source);
  int status = task_await(t, NULL);
  if (status != 0)
    return status;
  source = task_source_create(0);
  t = task_source_task(source);
  (void)task_source_set_result(source, NULL);
  task_source_destroy(source);
  return task_await(t, NULL);
}
