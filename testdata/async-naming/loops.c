// Tasks that are started in loops, and waits in loops.
#include <taskrt/combine.h>
#include <taskrt/task.h>

static int work(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

task *pages_bad(void **pages, size_t count) { // expect: async-naming "`pages_bad` gives a task"
  task *all[8];
  size_t n = 0;
  for (; n < count && n < 8; n++)
    all[n] = task_run(work, pages[n], 0, CANCEL_NONE);
  return task_when_all(all, n);
}

task *pages_async(void **pages, size_t count) {
  task *all[8];
  size_t n = 0;
  for (; n < count && n < 8; n++)
    all[n] = task_run(work, pages[n], 0, CANCEL_NONE);
  return task_when_all(all, n);
}

int bad_poll_async(int times, cancel_token token) { // expect: async-naming "`bad_poll_async` waits"
  int status = 0;
  while (!status && times-- > 0)
    status = task_delay(1, token);
  return status;
}
