// A loop that runs once overwrites no status: scopes made of `for`.
#include <taskrt/task.h>

#define SCOPE for (int once_ = 1; once_; once_ = 0)

int written_out_ok(task *loading) {
  int status = 0, once;
  for (once = 1; once; once = 0)
    status = task_await(loading, NULL);
  return status;
}

int scope_ok(task *loading) {
  int status = 0;
  SCOPE {
    status = task_await(loading, NULL);
  }
  return status;
}

int counted_up_ok(task *loading) {
  int status = 0;
  for (int done = 0; !done; done = 1)
    status = task_await(loading, NULL);
  return status;
}

// Not every way back says that it is the last.
int sometimes_bad(task **loading, int count) {
  int status = 0, more = 1, i = 0;
  while (more) {
    status = task_await(loading[i++], NULL); // expect: unchecked-await "is overwritten before"
    // note@-1: "`status` is overwritten in the next turn"
    if (i == count)
      more = 0;
  }
  return status;
}
