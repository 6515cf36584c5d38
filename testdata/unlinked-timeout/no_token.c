// silent
// Nobody has a token.
#include <taskrt/task.h>

static int fetch_ok(int ms) {
  cancel_source *limit = cancel_source_create();
  if (!limit)
    return TASK_ENOMEM;
  cancel_source_cancel_after(limit, 100);
  int status = task_delay(ms, cancel_source_token(limit));
  cancel_source_destroy(limit);
  return status;
}

int main(void) {
  return fetch_ok(3);
}
