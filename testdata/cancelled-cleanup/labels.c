// The way out through a label, which a cancellation takes as well.
#include <taskrt/mutex.h>
#include <taskrt/task.h>

struct db;
int db_begin(struct db *db, cancel_token token) ASYNC_LINT("suspends; status");
int db_insert(struct db *db, int row, cancel_token token) ASYNC_LINT("suspends; status");
int db_rollback(struct db *db, cancel_token token) ASYNC_LINT("suspends; status");
int db_close(struct db *db, cancel_token token) ASYNC_LINT("suspends; status");

int insert_bad(struct db *db, cancel_token token) {
  int status = db_begin(db, token);
  if (status != 0)
    return status;
  status = db_insert(db, 1, token);
  if (status != 0)
    goto fail;
  status = db_insert(db, 2, token);
  if (status != 0)
    goto fail;
  return 0;
fail:
  (void)db_rollback(db, token); // expect: cancelled-cleanup "cleans up with `token`"
  return status;
}

int close_on_all_ways_bad(struct db *db, cancel_token token) {
  int closed, status = db_begin(db, token);
  if (status != 0)
    goto out;
  status = db_insert(db, 1, token);
out:
  closed = db_close(db, token); // expect: cancelled-cleanup "`db_close` cleans up"
  return status ? status : closed;
}

int take_lock_bad(struct db *db, task_mutex *users, int *count, cancel_token token) {
  int locked, status = db_insert(db, 1, token);
  if (status != 0)
    goto out;
  status = db_insert(db, 2, token);
out:
  locked = task_mutex_lock(users, token); // expect: cancelled-cleanup "`task_mutex_lock`"
  if (locked != 0)
    return locked;
  --*count;
  task_mutex_unlock(users);
  return status;
}

int insert_ok(struct db *db, cancel_token token) {
  int status = db_begin(db, token);
  if (status != 0)
    return status;
  status = db_insert(db, 1, token);
  if (status != 0)
    goto fail;
  return 0;
fail:
  (void)db_rollback(db, CANCEL_NONE);
  return status;
}

int another_call_ok(struct db *db, int found, cancel_token token) {
  int status = TASK_EINVAL;
  if (!found)
    goto out;
  status = db_insert(db, 1, token);
  return status;
out:
  (void)db_close(db, token);
  return status;
}
