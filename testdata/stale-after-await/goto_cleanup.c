// The write stands behind a label, or on one of several ways.
#include <taskrt.h>

struct log {
  long size, lines;
};

static int append_bad(void *arg, cancel_token token, void *result) {
  struct log *log = arg;
  long size = log->size;
  int status = task_delay(1, token);
  if (status != 0)
    goto out;
  status = task_delay(2, token);
  size += 10;
out:
  log->size = size; // expect: stale-after-await
  return status;
}

static int early_bad(void *arg, cancel_token token, void *result) {
  struct log *log = arg;
  long lines = log->lines;
  if (lines > 100) {
    log->lines = lines - 100; // nothing was awaited yet
    return 0;
  }
  int status = task_delay(1, token);
  if (status != 0)
    return status;
  log->lines = lines + 1; // expect: stale-after-await
  return 0;
}

static int rotate(void *arg, cancel_token token, void *result) {
  struct log *log = arg;
  log->size = log->lines = 0;
  return task_delay(1, token);
}

void run(struct log *log, cancel_token token) {
  task_detach(task_run(append_bad, log, 0, token), NULL, NULL);
  task_detach(task_run(early_bad, log, 0, token), NULL, NULL);
  task_detach(task_run(rotate, log, 0, token), NULL, NULL);
}
