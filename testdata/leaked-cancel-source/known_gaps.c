// silent
// What the rule misses, for the reason its page gives.
#include <taskrt/task.h>

// A function of which nothing is known: it may have kept the source, or destroyed it.
extern void link_both(cancel_token parent, cancel_source *child);

int fn_given_to_a_stranger(int ms, cancel_token token) {
  cancel_source *limit = cancel_source_create();
  if (!limit)
    return TASK_ENOMEM;
  link_both(token, limit);
  return task_delay(ms, cancel_source_token(limit));
}
