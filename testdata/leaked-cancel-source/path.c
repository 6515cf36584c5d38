// The branch that decides, the place where the source is lost, and what to do.
#include <taskrt/task.h>

int fetch_bad(int ms, cancel_token token) {
  cancel_source *limit = cancel_source_create_linked(token);
  // expect@-1: leaked-cancel-source "`cancel_source_create_linked` is not destroyed on every path"
  // note@-2: "end it with `cancel_source_destroy`, return it, or store it"
  if (!limit)
    return TASK_ENOMEM;
  int status = task_delay(ms, cancel_source_token(limit));
  if (status != 0) // note: "this is true"
    return status; // note: "the function returns here with `limit` not destroyed"
  cancel_source_destroy(limit);
  return 0;
}
