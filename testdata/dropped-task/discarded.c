// The plain case: the call gives a task and nobody keeps it.
#include <taskrt/task.h>

static int write_audit_record(void *arg, cancel_token token, void *result) {
  return task_delay(5, token);
}

void record_login_bad(void *user) {
  task_run(write_audit_record, user, 0, CANCEL_NONE); // expect: dropped-task "nobody keeps"
}

// A cast says that the author saw the warning of the compiler, not who awaits the task.
void record_logout_bad(void *user) {
  (void)task_run(write_audit_record, user, 0, CANCEL_NONE); // expect: dropped-task "nobody keeps"
}

void record_failure_bad(void *user, int failures) {
  if (failures > 3)
    task_start(write_audit_record, user, 0, CANCEL_NONE); // expect: dropped-task "`task_start`"
}

void pause_between_logins_bad(void) {
  task_delay_async(250, CANCEL_NONE); // expect: dropped-task "`task_delay_async`"
}

void record_in_background_bad(void *user) {
  task_offload(write_audit_record, user, 0, CANCEL_NONE); // expect: dropped-task "`task_offload`"
}

// The combined task is a task like any other: taking its elements does not await it.
void record_both_bad(void *first, void *second) {
  task *records[2];
  records[0] = task_run(write_audit_record, first, 0, CANCEL_NONE);
  records[1] = task_run(write_audit_record, second, 0, CANCEL_NONE);
  task_when_all(records, 2); // expect: dropped-task "`task_when_all`"
}

void record_every_user_bad(void **users, int count) {
  for (int i = 0; i < count; i++)
    task_run(write_audit_record, users[i], 0, CANCEL_NONE); // expect: dropped-task
}

int record_login_ok(void *user) {
  return task_await(task_run(write_audit_record, user, 0, CANCEL_NONE), NULL);
}

void record_logout_ok(void *user) {
  task_detach(task_run(write_audit_record, user, 0, CANCEL_NONE), NULL, NULL);
}

task *start_record_ok(void *user) {
  return task_run(write_audit_record, user, 0, CANCEL_NONE);
}
