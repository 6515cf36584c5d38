// The status of an operation is not looked at, and its result is used.
#include <stdio.h>
#include <taskrt/io.h>
#include <taskrt/task.h>

static int measure(void *arg, cancel_token token, void *result) {
  (void)arg;
  *(int *)result = 7;
  return task_delay(10, token);
}

void status_dropped(int fd, const char *data, cancel_token token) {
  task_write_all(fd, data, 4, token); // bug: status_dropped
}

int result_used_anyway(void *arg) {
  int number;
  int status = task_await(task_run(measure, arg, sizeof number, CANCEL_NONE), &number);
  printf("%d\n", number); // bug: result_used_anyway
  return status;
}

int looked_at_on_one_path(void *arg, int verbose) {
  int number;
  int status = task_await(task_run(measure, arg, sizeof number, CANCEL_NONE), &number);
  if (verbose && status != 0) // bug: looked_at_on_one_path
    puts("failed");
  return number;
}

int overwritten(int fd, const char *data, cancel_token token) {
  int status = task_write_all(fd, data, 4, token); // bug: overwritten
  status = task_write_all(fd, data + 4, 4, token);
  return status;
}

int read_too_early(void *arg) {
  int number = 0;
  char buffer[4];
  task *reading = task_read_async(0, buffer, sizeof buffer, CANCEL_NONE);
  number = buffer[0]; // bug: read_too_early
  return task_await(reading, NULL) == 0 && arg ? number : -1;
}

int looked_at(void *arg) {
  int number;
  int status = task_await(task_run(measure, arg, sizeof number, CANCEL_NONE), &number);
  return status == 0 ? number : -1;
}

int handed_on(int fd, const char *data, cancel_token token) {
  return task_write_all(fd, data, 4, token);
}

int joined(int fd, const char *data, cancel_token token) {
  int status = task_write_all(fd, data, 4, token);
  if (status == 0)
    status = task_write_all(fd, data + 4, 4, token);
  return status;
}
