// Tables, variables and parameters that hold functions are looked through.
#include <taskrt/context.h>

static task_context *ui;
void label_set(const char *text) ASYNC_LINT("runs on ui");

static void quick_bad(const char *text) {
  label_set(text); // expect: wrong-thread-call
}

static void slow_bad(const char *text) {
  label_set(text); // expect: wrong-thread-call
}

static void (*const table[])(const char *) = {quick_bad, slow_bad};

static int from_table(void *arg, cancel_token token, void *result) {
  table[arg != NULL](arg); // note: "through"
  return 0;
}

static void given_bad(const char *text) {
  label_set(text); // expect: wrong-thread-call
}

static void each(const char *text, void (*put)(const char *)) {
  put(text);
}

static int from_parameter(void *arg, cancel_token token, void *result) {
  each(arg, given_bad); // note: "has `each` call `given_bad` here"
  return 0;
}

static int from_variable_bad(void *arg, cancel_token token, void *result) {
  void (*put)(const char *) = label_set;
  put(arg); // expect: wrong-thread-call "`label_set`"
  return 0;
}

static int on_ui_ok(void *arg, cancel_token token, void *result) {
  void (*put)(const char *) = label_set;
  put(arg);
  return 0;
}

task *begin(int which, void *text) {
  static int (*const bodies[])(void *, cancel_token, void *) = {from_table, from_parameter,
                                                                from_variable_bad};
  return which < 0 ? task_run_on(ui, on_ui_ok, text, 0, CANCEL_NONE)
                   : task_run(bodies[which], text, 0, CANCEL_NONE);
}
