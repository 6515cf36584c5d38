// What the contract speaks of happens some calls further down.
#include <taskrt/task.h>
#include <unistd.h>

static int join(task *work) {
  return task_wait(work);
}

static int join_later(task *work) {
  return join(work);
}

ASYNC_LINT("borrows work") int report_bad(task *work);

int report_bad(task *work) { // expect: annotation-drift "is declared to borrow `work`"
  return join_later(work);   // note: "`join_later` consumes `work` here"
}

ASYNC_LINT("takes work") int report_ok(task *work);

int report_ok(task *work) {
  return join_later(work);
}

static int look(const task *work) {
  return task_is_done(work);
}

static int look_again(const task *work) {
  return look(work);
}

ASYNC_LINT("takes work") int inspect_bad(task *work);

int inspect_bad(task *work) { // expect: annotation-drift "to take `work`, and does not"
  return look_again(work);
}

static void nap(void) {
  usleep(10);
}

static void nap_twice(void) {
  nap();
  nap();
}

ASYNC_LINT("plain") void throttle_bad(void);

void throttle_bad(void) { // expect: annotation-drift "`plain`, and blocks"
  usleep(5);              // note: "`throttle_bad` calls `usleep` here"
}

// Far below: `plain` may say that this is nobody's concern.
ASYNC_LINT("plain") void throttle_ok(void);

void throttle_ok(void) {
  nap_twice();
}

// A helper that nobody knows: nothing is said.
extern void elsewhere(task *work);

ASYNC_LINT("takes work") void give_away_ok(task *work);

void give_away_ok(task *work) {
  elsewhere(work);
}
