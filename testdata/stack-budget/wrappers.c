// The task is started by a helper, and the variable is far below.
#include <stdio.h>
#include <taskrt/group.h>
#include <taskrt/task.h>

static task *begin(task_fn body, void *arg) {
  return task_run(body, arg, 0, CANCEL_NONE);
}

static int fill(int number) {
  char page[64 * 1024]; // expect: stack-budget "with `page`, a task of `serve_bad` may need 64 KiB"
  return snprintf(page, sizeof page, "%d", number);
}

static int twice(int number) {
  return fill(number) + fill(number + 1); // note: "`twice` calls `fill` here"
}

static int serve_bad(void *arg, cancel_token token, void *result) {
  return twice(3) + task_delay(1, token);
}

// The same page, reached from another task: said once.
static int tend(void *arg, cancel_token token, void *result) {
  return fill(3);
}

static int member_bad(void *arg, cancel_token token, void *result) {
  int table[16 * 1024]; // expect: stack-budget "with `table`, a task of `member_bad`"
  table[0] = task_delay(1, token);
  return table[0];
}

int main(void) {
  task_group *group = task_group_create(CANCEL_NONE);
  task_group_run(group, member_bad, NULL);
  int status = task_wait(begin(serve_bad, NULL));
  status |= task_wait(begin(tend, NULL));
  return status | task_group_join(group);
}
