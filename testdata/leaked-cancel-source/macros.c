// Made or ended by macros.
#include <taskrt/task.h>

#define NEW_SOURCE(name, token) cancel_source *name = cancel_source_create_linked(token)
#define CHECK(call)                                                                                \
  do {                                                                                             \
    int status_ = (call);                                                                          \
    if (status_)                                                                                   \
      return status_;                                                                              \
  } while (0)

int macro_bad(int ms, cancel_token token) {
  NEW_SOURCE(limit, token);
  // expect@-1: leaked-cancel-source
  if (!limit)
    return TASK_ENOMEM;
  CHECK(task_delay(ms, cancel_source_token(limit)));
  cancel_source_destroy(limit);
  return 0;
}

static void end(cancel_source **source) {
  cancel_source_destroy(*source);
}

int cleanup_ok(int ms, cancel_token token) {
  __attribute__((cleanup(end))) NEW_SOURCE(limit, token);
  if (!limit)
    return TASK_ENOMEM;
  CHECK(task_delay(ms, cancel_source_token(limit)));
  return 0;
}
