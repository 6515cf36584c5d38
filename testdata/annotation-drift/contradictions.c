// Claims that cannot both be true, and claims that the declaration has no place for.
#include <taskrt/task.h>

ASYNC_LINT("takes work") int finish_bad(task *work);

ASYNC_LINT("borrows work")
int finish_bad(task *work) { // expect: annotation-drift "cannot both be true"
  return task_wait(work);
}

ASYNC_LINT("suspends; suspends never")
int pause_bad(cancel_token token); // expect: annotation-drift "`suspends` and `suspends never`"

ASYNC_LINT("async") int load_bad(int fd);

ASYNC_LINT("not-in-task") int load_bad(int fd); // expect@-2: annotation-drift "`not-in-task`"

ASYNC_LINT("status")
void store_bad(int fd); // expect: annotation-drift "`status`, and has no result"

ASYNC_LINT("gives task") int begin_bad(void); // expect: annotation-drift "and returns a number"

ASYNC_LINT("gives task") void start_bad(void); // expect: annotation-drift "and has no result"

// Conditions keep them apart, and so do parameters.
ASYNC_LINT("takes work if now != 0; borrows work if now == 0") int some_ok(task *work, int now);

ASYNC_LINT("takes first; borrows second") int both_ok(task *first, task *second);

// A wrapped handle is a handle of its own type.
typedef struct {
  task *inner;
} job;

ASYNC_LINT("gives task") job wrap_ok(void);

ASYNC_LINT("gives task in out; status") int make_ok(task **out);

// The same twice is no contradiction.
ASYNC_LINT("suspends") int wait_ok(cancel_token token);

ASYNC_LINT("suspends")
int wait_ok(cancel_token token) {
  return task_delay(1, token);
}

int main(void) {
  store_bad(pause_bad(CANCEL_NONE));
  return 0;
}
