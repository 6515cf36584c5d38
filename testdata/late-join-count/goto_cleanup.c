// Early returns by goto: the counter is lowered at one place for all.
#include <errno.h>
#include <taskrt.h>

struct store {
  task_mutex lock;
  task_condition quiet;
  int writers;
};

static int write_bad(void *arg, cancel_token token, void *result) {
  struct store *store = arg;
  int status;
  store->writers += 1; // expect: late-join-count "`write_bad` counts itself in `writers`"
  status = task_delay(1, token);
  if (status != 0)
    goto out;
  status = task_delay(2, token);
  if (status != 0)
    goto out;
  status = -EIO;
out:
  if (--store->writers <= 0)
    task_condition_signal(&store->quiet);
  return status;
}

static int write_early_bad(void *arg, cancel_token token, void *result) {
  struct store *store = arg;
  store->writers++; // expect: late-join-count "`write_early_bad` counts itself in `writers`"
  int status = task_delay(1, token);
  if (status != 0) {
    store->writers--;
    return status;
  }
  status = task_delay(2, token);
  store->writers--;
  return status;
}

static void report_error(int status, void *arg) {}

void begin(struct store *store, cancel_token token) {
  task_detach(task_run(write_bad, store, 0, token), report_error, NULL);
  task_detach(task_run(write_early_bad, store, 0, token), report_error, NULL);
}

int flush(struct store *store, cancel_token token) {
  int status = 0;
  do {
    status = task_condition_wait(&store->quiet, &store->lock, token);
  } while (status == 0 && store->writers >= 1);
  return status;
}
