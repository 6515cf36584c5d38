// Children of a group begin on the context of their starter, too.
#include <taskrt/context.h>
#include <taskrt/group.h>

static task_context *ui;

static int child_bad(void *arg, cancel_token token, void *result) {
  return task_delay(5, token); // expect: captured-context
  // note@+17: "start it with `task_group_run`"
}

static int queued_ok(void *arg, cancel_token token, void *result) {
  return task_delay(5, token);
}

static int never_suspends_ok(void *arg, cancel_token token, void *result) {
  return cancel_check(token);
}

static int on_ui(void *arg, cancel_token token, void *result) {
  task_group *group = task_group_create(token);
  if (!group)
    return -1;
  for (int i = 0; i < 4; i++)
    task_group_run(group, queued_ok, NULL);
  task_group_start(group, child_bad, NULL);
  task_group_start(group, never_suspends_ok, NULL);
  return task_group_join(group);
}

task *begin(cancel_token token) {
  return task_run_on(ui, on_ui, NULL, 0, token);
}
