// The loop is a member of what the task works on.
#include <taskrt/context.h>
#include <taskrt/task.h>

struct window {
  task_context *loop;
  int answer;
};

static int ask_bad(void *arg, cancel_token token, void *result) {
  struct window *window = arg;
  window->answer = 0;
  int status = task_loop_run(window->loop); // expect: nested-loop-run
  *(int *)result = window->answer;
  return status ? status : task_delay(1, token);
}

task *start_ok(struct window *window, cancel_token token) {
  return task_run_on(window->loop, ask_bad, window, sizeof(int), token);
}
