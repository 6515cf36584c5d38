// Errors that are handled where they are found.
#include <taskrt/task.h>

struct file;
int file_write(struct file *file, int byte, cancel_token token) ASYNC_LINT("suspends; status");
int file_close(struct file *file, cancel_token token) ASYNC_LINT("suspends; status");

int write_bad(struct file *file, cancel_token token) {
  int status = file_write(file, 1, token);
  if (status) {
    (void)file_close(file, token); // expect: cancelled-cleanup "may be cancelled"
    return status;
  }
  return file_close(file, token);
}

int negative_bad(struct file *file, cancel_token token) {
  if (file_write(file, 1, token) < 0)
    return file_close(file, token); // expect: cancelled-cleanup
  return 0;
}

int other_errors_ok(struct file *file, cancel_token token) {
  int status = file_write(file, 1, token);
  if (status == TASK_ETIMEDOUT) {
    (void)file_close(file, token);
    return status;
  }
  return status;
}

int not_cancelled_ok(struct file *file, cancel_token token) {
  int status = file_write(file, 1, token);
  if (status == 0 || status == TASK_ECANCELED)
    return status;
  (void)file_close(file, token);
  return status;
}

int success_ok(struct file *file, cancel_token token) {
  int status = file_write(file, 1, token);
  if (status != 0)
    return status;
  return file_close(file, token);
}

int tried_again_ok(struct file *file, cancel_token token) {
  int status = file_write(file, 1, token);
  if (status != 0)
    status = file_write(file, 1, token);
  if (status == 0)
    status = file_close(file, token);
  return status;
}
