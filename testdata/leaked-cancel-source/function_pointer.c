// Made and ended through pointers.
#include <taskrt/task.h>

struct ops {
  cancel_source *(*create)(void);
  void (*destroy)(cancel_source *source);
};

static const struct ops ops = {cancel_source_create, cancel_source_destroy};

int pointer_bad(const struct ops *with, int ms) {
  cancel_source *limit = with->create();
  // expect@-1: leaked-cancel-source
  if (!limit)
    return TASK_ENOMEM;
  if (ms > 100)
    return TASK_EINVAL;
  int status = task_delay(ms, cancel_source_token(limit));
  with->destroy(limit);
  return status;
}

int pointer_start(int ms) {
  return pointer_bad(&ops, ms);
}
