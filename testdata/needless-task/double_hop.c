// A task whose body only starts another one and awaits it.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

static int hop_bad(void *arg, cancel_token token, void *result) {
  return task_await(task_run(load, arg, 0, token), NULL);
  // expect@-1: needless-task
}

static int hop_again_bad(void *arg, cancel_token token, void *result) {
  task *hop = task_run(hop_bad, arg, 0, token);
  // expect@-1: needless-task
  return task_await(hop, NULL); // note: "it is awaited here"
}

int main(void) {
  int ms = 1;
  return task_wait(task_run(hop_again_bad, &ms, 0, CANCEL_NONE));
}
