// Loops: the second round begins where the first one ended.
#include <taskrt/context.h>

static task_context *ui;
void label_set(const char *text) ASYNC_LINT("runs on ui");

static int tick_ok(void *arg, cancel_token token, void *result) {
  int status = 0;
  while (status == 0) {
    label_set("tick");
    status = task_delay(1000, token);
  }
  return status;
}

static int tick_bad(void *arg, cancel_token token, void *result) {
  int status = 0;
  while (status == 0) {
    status = task_await_any(task_delay_async(1000, token), NULL);
    label_set("tick"); // expect: wrong-thread-call
  }
  return status;
}

static int scan_bad(void *arg, cancel_token token, void *result) {
  const char **names = arg;
  for (int i = 0; names[i]; i++)
    if (names[i][0] == '.')
      label_set(names[i]); // expect: wrong-thread-call "on another thread"
  return 0;
}

static int scan_ok(void *arg, cancel_token token, void *result) {
  int longest = 0;
  for (const char **name = arg; *name; name++)
    longest += (*name)[0] == '.';
  *(int *)result = longest;
  return 0;
}

int start(void *names, task **started) {
  started[0] = task_run_on(ui, tick_ok, NULL, 0, CANCEL_NONE);
  started[1] = task_run_on(ui, tick_bad, NULL, 0, CANCEL_NONE);
  started[2] = task_offload(scan_bad, names, 0, CANCEL_NONE);
  started[3] = task_offload(scan_ok, names, sizeof(int), CANCEL_NONE);
  return 0;
}
