// Copies standard input to standard output.
#include "copier.h"

static int run_copy(void *arg, cancel_token token, void *result) {
  return copy_all(arg, token);
}

static void start_second_bad(struct copy *copy) {
  copy_read(copy, CANCEL_NONE); // expect: dropped-task "`copy_read` is dropped"
}

int main(void) {
  struct copy copy = {.from = 0, .to = 1};
  int status = task_wait(task_run(run_copy, &copy, 0, CANCEL_NONE));
  if (status == 0)
    status = copy_ahead(&copy, CANCEL_NONE);
  start_second_bad(&copy);
  return status == 0 ? 0 : 1;
}
