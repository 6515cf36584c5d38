// One finding of each shape a report has to lay out: a plain one, one behind tabs, one behind
// characters of several bytes, one on a very long line, one in a macro, a suppressed one.
// clang-format off
#include <taskrt/task.h>
#include <unistd.h>

#define PAUSE(seconds) sleep(seconds)

static int plain(void *arg, cancel_token token, void *result) {
  sleep(1);
  return task_delay(5, token);
}

static int tabs(void *arg, cancel_token token, void *result) {
	if (arg)
		sleep(2);	// tabs before and after
  return task_delay(5, token);
}

static int wide(void *arg, cancel_token token, void *result) {
  /* 日本 ä */ sleep(3);
  return task_delay(5, token);
}

static int long_line(void *arg, cancel_token token, void *result) {
  return arg ? task_delay(1000000001, token) : arg == result ? task_delay(1000000002, token) : (int)sleep(4) + task_delay(1000000003, token) + task_delay(1000000004, token);
}

static int macro(void *arg, cancel_token token, void *result) {
  PAUSE(5);
  return task_delay(5, token);
}

static int suppressed(void *arg, cancel_token token, void *result) {
  sleep(6); // async-lint: allow(blocking-call) shown as an example of a reason
  return task_delay(5, token);
}

void start_all(void) {
  static const task_fn bodies[] = {plain, tabs, wide, long_line, macro, suppressed};
  for (int i = 0; i < 6; i++)
    task_run(bodies[i], 0, 0, CANCEL_NONE);
  task_run(plain, 0, 0, CANCEL_NONE);
  task_run(tabs, 0, 0, CANCEL_NONE);
  task_run(wide, 0, 0, CANCEL_NONE);
  task_run(long_line, 0, 0, CANCEL_NONE);
  task_run(macro, 0, 0, CANCEL_NONE);
  task_run(suppressed, 0, 0, CANCEL_NONE);
}
