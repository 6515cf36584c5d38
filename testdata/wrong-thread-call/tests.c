// Who asks where he is knows it afterwards.
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <taskrt/context.h>

static task_context *ui;
static pthread_t ui_thread;
void label_set(const char *text) ASYNC_LINT("runs on ui");
bool on_ui(void) ASYNC_LINT("tests on ui");

static void set_ok(void *text) {
  label_set(text);
}

static void show_ok(void *text) {
  if (on_ui())
    label_set(text);
  else if (task_context_post(ui, set_ok, text) != 0)
    abort();
}

static void show_early_ok(void *text) {
  if (!on_ui())
    return;
  label_set(text);
}

static void show_current_ok(const char *text) {
  if (task_context_current() == ui)
    label_set(text);
}

static void show_other_ok(const char *text) {
  if (ui != task_context_current())
    return;
  label_set(text);
}

// The answer is kept for later: nobody follows it.
static void show_kept_ok(const char *text) {
  bool here = on_ui();
  if (text && here)
    label_set(text);
}

static bool same_thread(void) {
  return pthread_equal(pthread_self(), ui_thread) != 0;
}

static void show_thread_ok(const char *text) {
  if (same_thread())
    label_set(text);
}

static void need_ui(void) {
  if (!same_thread())
    abort();
}

static void show_needed_ok(const char *text) {
  need_ui();
  label_set(text);
}

static void trace(const char *text) {
  static pthread_t last;
  last = pthread_self();
}

// What only looks at the thread, and tells nobody, is no test.
static void show_traced_bad(const char *text) {
  trace(text);
  label_set(text); // expect: wrong-thread-call "on another thread here"
}

static void show_otherwise_bad(const char *text) {
  if (on_ui())
    return;
  label_set(text); // expect: wrong-thread-call "on another thread here"
}

static int work(void *arg, cancel_token token, void *result) {
  show_ok(arg);
  show_early_ok(arg);
  show_current_ok(arg);
  show_other_ok(arg);
  show_kept_ok(arg);
  show_thread_ok(arg);
  show_needed_ok(arg);
  show_traced_bad(arg);
  show_otherwise_bad(arg);
  return 0;
}

task *begin(void *text) {
  ui_thread = pthread_self();
  return task_offload(work, text, 0, CANCEL_NONE);
}
