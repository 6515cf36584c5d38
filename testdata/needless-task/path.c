// The notes: where it is awaited, and what to call.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

static int show_bad(void *arg, cancel_token token, void *result) {
  int ms = *(int *)arg + 1;
  task *loading = task_run(load, &ms, 0, token);
  // expect@-1: needless-task "this task is awaited at once: nothing runs meanwhile"
  // note@-2: "call `load` directly"
  if (!loading)
    return TASK_ENOMEM;

  return task_await(loading, NULL); // note: "it is awaited here"
}

int main(void) {
  int ms = 1;
  return task_wait(task_run(show_bad, &ms, 0, CANCEL_NONE));
}
