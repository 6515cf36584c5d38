// The notes: where the task is started, where the function waits, and what to do.
#include <taskrt/task.h>

static int copy(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

static task *duplicate_bad(void *file, cancel_token token) {
  // expect@-1: async-naming "`duplicate_bad` gives a task, and its name hides it"
  // note@-2: "call it `duplicate_bad_async`"
  return task_run(copy, file, 0, token); // note: "`task_run` starts it here"
}

static int bad_flush_async(void *file, cancel_token token) {
  // expect@-1: async-naming "`bad_flush_async` waits and gives no task"
  // note@-2: "leave `_async` to the function that starts it"
  task *copying = duplicate_bad(file, token);
  int status = task_await(copying, NULL); // note: "it waits in `task_await` here"
  return status ? status : task_delay(1, token);
}

static int run(void *arg, cancel_token token, void *result) {
  return bad_flush_async(arg, token);
}

int main(void) {
  return task_wait(task_run(run, NULL, 0, CANCEL_NONE));
}
