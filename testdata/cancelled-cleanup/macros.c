// Checks and calls that macros make.
#include <taskrt/task.h>

struct file;
int file_write(struct file *file, int byte, cancel_token token) ASYNC_LINT("suspends; status");
int file_close(struct file *file, cancel_token token) ASYNC_LINT("suspends; status");

#define TRY(call)                                                                                  \
  do {                                                                                             \
    status = (call);                                                                               \
    if (status != 0)                                                                               \
      goto out;                                                                                    \
  } while (0)
#define CLOSE(file) (void)file_close(file, token)
#define STOPPED(token) (cancel_requested(token))

int tries_bad(struct file *file, cancel_token token) {
  int status;
  TRY(file_write(file, 1, token));
  TRY(file_write(file, 2, token));
out:
  CLOSE(file); // expect: cancelled-cleanup "`file_close` cleans up"
  return status;
}

int asked_bad(struct file *file, cancel_token token) {
  if (STOPPED(token))
    return file_write(file, 0, token); // expect: cancelled-cleanup
  return 0;
}

int tries_ok(struct file *file, cancel_token token) {
  int status;
  TRY(file_write(file, 1, token));
  return file_close(file, token);
out:
  (void)file_close(file, CANCEL_NONE);
  return status;
}
