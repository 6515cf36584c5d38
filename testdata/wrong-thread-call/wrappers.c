// What belongs to a context is reached through helpers of the program; they are blamed for nothing
// that only their callers do wrong.
#include <taskrt/context.h>
#include <taskrt/group.h>

static task_context *ui;
void label_set(const char *text) ASYNC_LINT("runs on ui");
void list_clear(void) ASYNC_LINT("runs on ui");

// Only ever called on the right context.
static void clear_ok(void) {
  list_clear();
  label_set("");
}

static void fill_bad(const char *text) {
  label_set(text); // expect: wrong-thread-call
}

static void twice_removed(const char *text) {
  fill_bad(text);
}

static int on_ui(void *arg, cancel_token token, void *result) {
  clear_ok();
  twice_removed("again");
  return 0;
}

static int in_group(void *arg, cancel_token token, void *result) {
  twice_removed(arg); // note: "`in_group` calls `twice_removed` here"
  return 0;
}

// A function that says where it runs is believed, and its callers are looked at.
static void ASYNC_LINT("runs on ui") redraw_ok(void) {
  list_clear();
  label_set("redrawn");
}

static int hurry_bad(void *arg, cancel_token token, void *result) {
  redraw_ok(); // expect: wrong-thread-call "`redraw_ok` runs only on `ui`"
  return 0;
}

int all(void *text, cancel_token token) {
  task_group *group = task_group_create(token);
  if (!group)
    return -1;
  task_group_run(group, in_group, text); // note: "`in_group` is started on `pool`"
  task_group_run(group, hurry_bad, NULL);
  return task_group_join(group);
}

task *begin(void) {
  return task_run_on(ui, on_ui, NULL, 0, CANCEL_NONE);
}
