// A function that makes sources, one that ends them, and one that only looks at them.
#include <taskrt/task.h>

static cancel_source *with_limit(int ms, cancel_token token) {
  cancel_source *limit = cancel_source_create_linked(token);
  if (limit)
    cancel_source_cancel_after(limit, ms);
  return limit;
}

static void end_limit(cancel_source *limit) {
  if (limit)
    cancel_source_destroy(limit);
}

static void shorten(cancel_source *limit) {
  cancel_source_cancel_after(limit, 1);
}

int ended_ok(int ms, cancel_token token) {
  cancel_source *limit = with_limit(100, token);
  if (!limit)
    return TASK_ENOMEM;
  int status = task_delay(ms, cancel_source_token(limit));
  end_limit(limit);
  return status;
}

int shortened_bad(int ms, cancel_token token) {
  cancel_source *limit = with_limit(100, token);
  // expect@-1: leaked-cancel-source "`with_limit`"
  if (!limit)
    return TASK_ENOMEM;
  shorten(limit); // note: "`shorten` does not take `limit`"
  return task_delay(ms, cancel_source_token(limit));
}
