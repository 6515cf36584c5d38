// What a reader needs to see: where the contract stands, the branch that decides, the calls.
#include <errno.h>
#include <taskrt/task.h>

ASYNC_LINT("takes upload") int finish_bad(task *upload, int abandoned);
// note@-1: "`finish_bad` is declared `takes upload` here"

int finish_bad(task *upload, int abandoned) {
  // expect@-1: annotation-drift "`finish_bad` is declared to take `upload`, and on some path does"
  // note@-2: "consume it on every path, or say what holds"
  if (abandoned) // note: "this is true"
    return -EIO; // note: "not taken"
  return task_wait(upload);
}

static int settle(cancel_token token) {
  return task_delay(1, token); // note: "`settle` calls `task_delay` here"
}

ASYNC_LINT("plain") int flush_bad(int fd); // note: "`flush_bad` is declared `plain` here"

int flush_bad(int fd) {
  // expect@-1: annotation-drift "`flush_bad` is declared `plain`, and may suspend the task"
  // note@-2: "say `suspends`"
  return settle(CANCEL_NONE); // note: "`flush_bad` calls `settle` here"
}

ASYNC_LINT("borrows upload") int state_bad(task *upload);
// note@-1: "`state_bad` is declared `borrows upload` here"

int state_bad(task *upload) { // expect: annotation-drift "`state_bad` is declared to borrow"
  return task_wait(upload);   // note: "`task_wait` consumes `upload` here"
}
