// Macros around the call, around the start, and around the switch.
#include <taskrt/context.h>

static task_context *ui;
void label_set(const char *text) ASYNC_LINT("runs on ui");

#define SHOW(text) label_set("[" text "]")
#define START(body) task_run(body, NULL, 0, CANCEL_NONE)
#define ON_UI(...)                                                                                 \
  do {                                                                                             \
    if (task_switch_to(ui) == 0) {                                                                 \
      __VA_ARGS__;                                                                                 \
    }                                                                                              \
  } while (0)

static int work_bad(void *arg, cancel_token token, void *result) {
  SHOW("busy"); // expect: wrong-thread-call "`label_set`"
  return 0;
}

static int work_ok(void *arg, cancel_token token, void *result) {
  ON_UI(SHOW("busy"));
  return 0;
}

int start(task **started) {
  started[0] = START(work_bad); // note: "`work_bad` is started on `pool`"
  started[1] = START(work_ok);
  return 0;
}
