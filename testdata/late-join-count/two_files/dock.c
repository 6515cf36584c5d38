// The starter and who waits.
#include "dock.h"

int close_dock(struct dock *dock, cancel_token token) {
  int status = 0;
  while (status == 0 && dock->ships > 0) // note: "`close_dock` waits here"
    status = task_condition_wait(&dock->free, &dock->lock, token);
  return status;
}
