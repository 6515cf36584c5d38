// What we do not see, and what we see where there is nothing.
#include <stdbool.h>
#include <taskrt/cancel.h>
#include <taskrt/task.h>

static int ring(void *arg, cancel_token token, void *result) {
  return task_delay(2, token);
}

// We do not follow functions that are kept as addresses in integers.
static int wait_for_bell(task *bell) {
  return task_wait(bell);
}

static int fn_address(void *arg, cancel_token token, void *result) {
  size_t address = (size_t)wait_for_bell;
  int (*join)(task *) = (int (*)(task *))address;
  task *bell = task_run(ring, arg, 0, token);
  return join(bell);
}

// We do not see that a loop without an end leaves a task that is over, when a flag tells.
static int fp_flag(void *arg, cancel_token token, void *result) {
  bool over = false;
  task *bell = task_run(ring, arg, 0, token);
  while (!over) {
    task_yield();
    over = task_is_done(bell);
  }
  return task_wait(bell); // expect: blocking-wait "`task_wait`"
}

// We do not know that this helper only returns when the task is over.
static void settle(const task *bell) {
  while (!task_is_done(bell))
    task_yield();
}

static int fp_settled(void *arg, cancel_token token, void *result) {
  task *bell = task_run(ring, arg, 0, token);
  settle(bell);
  return task_wait(bell); // expect: blocking-wait "`task_wait`"
}

int main(void) {
  task *all[] = {task_run(fn_address, NULL, 0, CANCEL_NONE),
                 task_run(fp_flag, NULL, 0, CANCEL_NONE),
                 task_run(fp_settled, NULL, 0, CANCEL_NONE)};
  return task_wait(task_when_all(all, 3));
}
