// The notes: what is handled, and what to pass instead.
#include <taskrt/task.h>

struct db;
int db_insert(struct db *db, int row, cancel_token token) ASYNC_LINT("suspends; status");
int db_rollback(struct db *db, cancel_token token) ASYNC_LINT("suspends; status");

int insert_bad(struct db *db, int rows, cancel_token stop) {
  int status = 0;
  for (int i = 0; i < rows; i++) {
    status = db_insert(db, i, stop);
    if (status != 0) // note: "the error that is found here may be its cancellation"
      goto undo;
  }
  return 0;
undo:
  (void)db_rollback(db, stop); // expect: cancelled-cleanup "`db_rollback` cleans up with `stop`"
  // note@-1: "pass `CANCEL_NONE`, or the token of a new source with a deadline"
  return status;
}

int tell_bad(struct db *db, cancel_token stop) {
  if (cancel_requested(stop))       // note: "here it was found cancelled"
    return db_insert(db, -1, stop); // expect: cancelled-cleanup "which is cancelled here"
  // note@-1: "pass `CANCEL_NONE`, or the token of a new source with a deadline"
  return db_insert(db, 1, stop);
}
