// Made by a macro.
#include <taskrt/task.h>

#define NEW_LIMIT(name) cancel_source *name = cancel_source_create()
#define SET_LIMIT(name, ms) cancel_source_cancel_after((name), (ms))

int macro_bad(int ms, cancel_token token) {
  int first = task_delay(1, token);
  NEW_LIMIT(limit);
  // expect@-1: unlinked-timeout
  if (!limit)
    return first;
  SET_LIMIT(limit, 100);
  int status = task_delay(ms, cancel_source_token(limit));
  cancel_source_destroy(limit);
  return status;
}
