// The notes: the token, the timeout, and the remedy.
#include <taskrt/task.h>

static int step(int ms, cancel_token token) {
  return task_delay(ms, token);
}

int fetch_bad(int ms, cancel_token stop) { // note: "`stop` is at hand"
  int first = step(1, stop);
  if (first != 0)
    return first;
  cancel_source *limit = cancel_source_create();
  // expect@-1: unlinked-timeout "the timeout of `limit` is not linked to `stop`"
  // note@-2: "make it with `cancel_source_create_linked`"
  if (!limit)
    return TASK_ENOMEM;
  cancel_source_cancel_after(limit, 100); // note: "the timeout is set here"
  int status = task_delay(ms, cancel_source_token(limit));
  cancel_source_destroy(limit);
  return status;
}
