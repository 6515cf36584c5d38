// The whole way: from where the context begins, through each call, to what belongs elsewhere.
#include <taskrt/context.h>

static task_context *ui;
void label_set(const char *text) ASYNC_LINT("runs on ui");

static void show_bad(int percent) {
  label_set(percent < 100 ? "busy" : "done");
  // expect@-1: wrong-thread-call "runs only on `ui`, and is called on `pool` here"
  // note@-2: "go to `ui` first, with `task_switch_to`"
}

static void report_progress(int percent) {
  if (percent % 10 == 0)
    show_bad(percent); // note: "`report_progress` calls `show_bad` here"
}

static int copy(void *arg, cancel_token token, void *result) {
  int status = 0;
  for (int percent = 0; status == 0 && percent <= 100; percent++) {
    status = task_delay(10, token);
    report_progress(percent); // note: "`copy` calls `report_progress` here"
  }
  return status;
}

static int both(void *arg, cancel_token token, void *result) {
  task *copying = task_start(copy, arg, 0, token); // note: "`both` starts `copy` here"
  return task_await(copying, NULL);
}

task *begin(void) {
  return task_run(both, NULL, 0, CANCEL_NONE); // note: "`both` is started on `pool`"
}
