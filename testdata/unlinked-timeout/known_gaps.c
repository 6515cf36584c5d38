// silent
// What the rule misses, for the reason its page gives.
#include <taskrt/task.h>

// The source gets its deadline here and is used by the caller, where it is not seen to have one.
static cancel_source *limited(int ms, cancel_token token) {
  (void)token;
  cancel_source *limit = cancel_source_create();
  if (limit)
    cancel_source_cancel_after(limit, ms);
  return limit;
}

int fn_wrapped(int ms, cancel_token token) {
  cancel_source *limit = limited(100, token);
  if (!limit)
    return TASK_ENOMEM;
  int status = task_delay(ms, cancel_source_token(limit));
  cancel_source_destroy(limit);
  return status;
}
