// Through an out-parameter, and left with the caller on one path only.
#include <taskrt/task.h>

static int open_limit(cancel_source **limit, cancel_token token) {
  *limit = cancel_source_create_linked(token);
  return *limit ? 0 : TASK_ENOMEM;
}

int use_bad(int ms, cancel_token token) {
  cancel_source *limit;
  int status = open_limit(&limit, token);
  // expect@-1: leaked-cancel-source
  if (status != 0)
    return status;
  return task_delay(ms, cancel_source_token(limit));
}

int use_ok(int ms, cancel_token token) {
  cancel_source *limit;
  int status = open_limit(&limit, token);
  if (status != 0)
    return status;
  status = task_delay(ms, cancel_source_token(limit));
  cancel_source_destroy(limit);
  return status;
}
