// Half of two circles: the one that adds sizes never suspends, the one that copies does.
#include "walk.h"
#include <stddef.h>

long folder_size(const struct folder *folder) { // expect: needless-async "`folder_size`"
  long sum = 0;
  for (; folder; folder = folder->next)
    sum += entry_size(folder);
  return sum;
}

int folder_copy(const struct folder *folder, cancel_token token) {
  int status = 0;
  for (; folder && status == 0; folder = folder->next)
    status = entry_copy(folder, token);
  return status;
}

static int back_up(void *arg, cancel_token token, void *result) {
  return folder_size(arg) > 1000 ? TASK_EINVAL : folder_copy(arg, token);
}

int main(void) {
  struct folder root = {NULL, NULL, 12};
  return task_wait(task_run(back_up, &root, 0, CANCEL_NONE));
}
