// A task that was awaited, waited for or detached is used once more.
#include <stdio.h>
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  *(long *)result = 7;
  return task_delay(12, token);
}

int await_twice_bad(void *user, long *sum) {
  long value = 0;
  task *part = task_run(load, user, sizeof value, CANCEL_NONE);
  int status = task_await(part, &value);
  if (status != 0)
    status = task_await(part, &value); // expect: reused-task "`task_await` takes `part`, which"
  *sum += value;
  return status;
}

int wait_after_await_bad(task *last) {
  int status = task_await(last, NULL);
  return status | task_wait(last); // expect: reused-task "`task_wait` takes `last`"
}

int ask_after_detach_bad(void *user) {
  task *ping = task_run(load, user, sizeof(long), CANCEL_NONE);
  task_detach(ping, NULL, NULL);
  if (task_is_done(ping)) // expect: reused-task "`task_is_done` gets `ping`"
    puts("done");
  return 0;
}

task *return_after_await_bad(void *user, int now) {
  task *page = task_run(load, user, sizeof(long), CANCEL_NONE);
  if (now && task_await(page, NULL) != 0)
    puts("no page");
  return page; // expect: reused-task "`page` is returned after it was consumed"
}

int await_once_ok(task *part, long *sum) {
  long value = 0;
  int status = task_await(part, &value);
  if (status == 0)
    *sum += value;
  return status;
}
