// The token is made on some paths, and the local variable starts as none.
#include "sync.h"
#include <taskrt/task.h>

int sync_folder(void *folder, unsigned milliseconds) {
  cancel_source *source = NULL;
  cancel_token token = CANCEL_NONE;
  if (milliseconds > 0) {
    source = cancel_source_create();
    if (!source)
      return TASK_ENOMEM;
    cancel_source_cancel_after(source, milliseconds);
    token = cancel_source_token(source);
  }
  int status = task_delay(30, token);
  cancel_source_destroy(source);
  return status;
}

// Named, but none for good.
int sync_fully(void *folder) { // expect: missing-token "`sync_fully`"
  cancel_token token = CANCEL_NONE;
  return task_delay(30, token);
}
