// The way from `main` to the call, with every step.
#include <taskrt/task.h>

static int ASYNC_LINT("async") query(const char *sql, cancel_token token) {
  return task_delay(sql[0], token);
}

static int read_settings_bad(void) {
  return query("select", CANCEL_NONE);
  // expect@-1: async-call-outside-task "`query` runs only in a task, and none runs here"
  // note@-2: "start a task for it, or declare `read_settings_bad` `async`, too"
}

static int prepare(void) {
  return read_settings_bad(); // note: "`prepare` calls `read_settings_bad` here"
}

int main(void) {    // note: "`main` is no task"
  return prepare(); // note: "`main` calls `prepare` here"
}
