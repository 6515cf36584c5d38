// Other kinds of handles, other words, annotations on parameters.
#include <taskrt/cancel.h>
#include <taskrt/source.h>
#include <taskrt/task.h>
#include <unistd.h>

ASYNC_LINT("takes source") void stop_bad(cancel_source *source, int now);

void stop_bad(cancel_source *source, int now) { // expect: annotation-drift "to take `source`"
  cancel_request(source);
  if (now)
    cancel_source_destroy(source);
}

ASYNC_LINT("borrows source") void ask_ok(cancel_source *source);

void ask_ok(cancel_source *source) {
  cancel_request(source);
}

void ask_bad(cancel_source *source ASYNC_LINT("borrows"));

void ask_bad(cancel_source *source) { // expect: annotation-drift "to borrow `source`"
  cancel_request(source);
  cancel_source_destroy(source);
}

ASYNC_LINT("plain") cancel_source *fresh_bad(void);

cancel_source *fresh_bad(void) { // expect: annotation-drift "and gives a source"
  return cancel_source_create();
}

// Blocking under a condition that may not hold.
ASYNC_LINT("plain") long pull_ok(int fd, char *byte);

long pull_ok(int fd, char *byte) {
  return read(fd, byte, 1);
}

// Both handles of one call.
ASYNC_LINT("takes first; takes second") int both_bad(task *first, task *second);

int both_bad(task *first, task *second) { // expect: annotation-drift "to take `second`"
  return task_wait(first);
}

static int pause_here(cancel_token token) {
  return task_delay(1, token);
}

ASYNC_LINT("blocks") int wait_here_bad(cancel_token token);

int wait_here_bad(cancel_token token) { // expect: annotation-drift "`blocks`, and may suspend"
  return pause_here(token);
}
