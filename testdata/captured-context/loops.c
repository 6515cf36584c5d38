// A loop comes back to the context in each round.
#include <taskrt/context.h>

static task_context *ui;

static int ticks_bad(void *arg, cancel_token token, void *result) {
  int rounds = 0, status = 0;
  while (status == 0 && rounds < 10) {
    status = task_delay(5, token); // expect: captured-context
    rounds++;
  }
  *(int *)result = rounds;
  return status;
}

static int ticks_ok(void *arg, cancel_token token, void *result) {
  int rounds = 0, status = 0;
  while (status == 0 && rounds < 10) {
    status = task_await_any(task_delay_async(5, token), NULL);
    rounds++;
  }
  *(int *)result = rounds;
  return status;
}

static int on_ui(void *arg, cancel_token token, void *result) {
  task *all[2];
  for (int i = 0; i < 2; i++)
    all[i] = i == 0 ? task_start(ticks_bad, NULL, sizeof(int), token)
                    : task_start(ticks_ok, NULL, sizeof(int), token);
  return task_await(task_when_all(all, 2), NULL);
}

task *begin(cancel_token token) {
  return task_run_on(ui, on_ui, NULL, 0, token);
}
