// A race against a delay: the work goes on when the time is over.
#include <taskrt/combine.h>

static int ask(void *server, cancel_token token, void *result) {
  return task_delay(100, token);
}

int limited_bad(void *server, cancel_token token) {
  task *both[] = {task_run(ask, server, 0, token), task_delay_async(50, token)};
  size_t first = 0;
  int status = task_await(task_when_any(both, 2), &first);
  if (first == 1) {
    task_detach(both[0], NULL, NULL);
    // expect@-1: abandoned-losers
    int waited = task_await(both[1], NULL);
    return waited ? waited : TASK_ETIMEDOUT;
  }
  task_detach(both[1], NULL, NULL);
  // expect@-1: abandoned-losers
  int worked = task_await(both[0], NULL);
  return status ? status : worked;
}
