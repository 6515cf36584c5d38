// Cleanup must run to its end even when the work was cancelled, so it passes no token.
#include <stdlib.h>
#include <taskrt/cancel.h>
#include <taskrt/task.h>

struct store {
  char *buffer;
  int dirty;
};

static int flush_store(void *arg, cancel_token token, void *result) {
  struct store *store = arg;
  store->dirty = 0;
  return task_delay(3, token);
}

int save_out_ok(struct store *store, cancel_token token) {
  int status = task_delay(5, token);
  if (status != 0)
    goto out;
  store->dirty = 1;
out:
  if (task_await(task_run(flush_store, store, 0, CANCEL_NONE), NULL) != 0)
    status = TASK_EINVAL;
  return status;
}

int save_fail_ok(struct store *store, cancel_token token) {
  int status = task_delay(5, token);
  if (status != 0)
    goto fail;
  return 0;
fail:
  if (task_delay(1, CANCEL_NONE) != 0)
    abort();
  return status;
}

int save_numbered_ok(struct store *store, cancel_token token) {
  int status = task_delay(5, token);
  if (status != 0)
    goto err_flush;
  return 0;
err_flush:
  (void)task_await(task_run(flush_store, store, 0, CANCEL_NONE), NULL);
  return status;
}

// After the token was found cancelled it would only end the cleanup, too.
int save_cancelled_ok(struct store *store, cancel_token token) {
  if (cancel_requested(token)) {
    int status = task_await(task_run(flush_store, store, 0, CANCEL_NONE), NULL);
    return status != 0 ? status : TASK_ECANCELED;
  }
  return task_delay(5, token);
}

int save_checked_ok(struct store *store, cancel_token token) {
  int status = cancel_check(token);
  if (status != 0) {
    (void)task_delay(1, CANCEL_NONE);
    return status;
  }
  return task_delay(5, token);
}

// After an error.
int save_failed_ok(struct store *store, cancel_token token) {
  int status = task_delay(5, token);
  if (status < 0) {
    (void)task_await(task_run(flush_store, store, 0, CANCEL_NONE), NULL);
    return status;
  }
  return 0;
}

int close_store(struct store *store, cancel_token token) {
  return task_await(task_run(flush_store, store, 0, CANCEL_NONE), NULL);
}

int store_shutdown(struct store *store, cancel_token token) {
  return task_await(task_run(flush_store, store, 0, CANCEL_NONE), NULL);
}

void store_destroy(struct store *store, cancel_token token) {
  (void)task_await(task_run(flush_store, store, 0, CANCEL_NONE), NULL);
  free(store->buffer);
  // expect@-2: unchecked-await
}

int rollback_store(struct store *store, cancel_token token) {
  return task_delay(2, CANCEL_NONE);
}
