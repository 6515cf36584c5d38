// Macros around the start and around the await; a fix is made in plain text only.
#include <taskrt/context.h>

static task_context *ui;

#define BEGIN(body) task_start(body, NULL, sizeof(int), token)
#define AWAIT(t)                                                                                   \
  do {                                                                                             \
    int awaited = task_await((t), NULL);                                                           \
    if (awaited != 0)                                                                              \
      return awaited;                                                                              \
  } while (0)

static int work_bad(void *arg, cancel_token token, void *result) {
  AWAIT(task_delay_async(5, token)); // expect: captured-context
  *(int *)result = 1;
  return 0;
}

static int on_ui(void *arg, cancel_token token, void *result) {
  task *working = BEGIN(work_bad); // note: "on the context of `on_ui`"
  int status = task_delay(1, token);
  int other = task_await(working, result);
  return status != 0 ? status : other;
}

task *begin(cancel_token token) {
  return task_run_on(ui, on_ui, NULL, sizeof(int), token);
}
