// A sum that is written back after an await loses what others added meanwhile.
#include <taskrt.h>

static int visitors;

static int enter_bad(void *arg, cancel_token token, void *result) {
  int before = visitors;             // note: "`visitors` is read here"
  int status = task_delay(1, token); // note: "the task may be suspended here"
  visitors = before + 1;
  // expect@-1: stale-after-await "`visitors` gets a value that was read from it before"
  // note@-2: "read it again after the suspension"
  return status;
}

static int enter_ok(void *arg, cancel_token token, void *result) {
  int status = task_delay(1, token);
  visitors = visitors + 1; // note: "`enter_ok`, in another task, changes it here"
  return status;
}

static int leave(void *arg, cancel_token token, void *result) {
  visitors--;
  return task_delay(1, token);
}

void open_house(cancel_token token) {
  task_detach(task_run(enter_bad, NULL, 0, token), NULL, NULL);
  task_detach(task_run(enter_ok, NULL, 0, token), NULL, NULL);
  task_detach(task_run(leave, NULL, 0, token), NULL, NULL);
}
