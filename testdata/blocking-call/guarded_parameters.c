// A parameter says whether the call is made, and every caller in a task says no.
#include <stdbool.h>
#include <taskrt/task.h>
#include <unistd.h>

static void settle(bool patient) {
  if (patient)
    sleep(1); // expect: blocking-call "`sleep`"
}

static void pause_ok(bool patient) {
  if (patient)
    sleep(1);
}

static void pause_unless_ok(int flags) {
  if (flags != 0)
    return;
  sleep(1);
}

static void pause_twice_ok(bool patient, int times) {
  if (times > 1 && patient)
    sleep(1);
}

// Through a second function, and by a guard there.
static void outer_ok(bool patient, int times) {
  pause_twice_ok(patient, times);
}

static void guarded_outer_ok(bool really, bool patient) {
  if (really)
    pause_ok(patient);
}

// The parameter is not what it was.
static void changed_bad(bool patient) {
  patient = !patient;
  if (patient)
    sleep(1); // expect: blocking-call "`sleep`"
}

// Made in both cases.
static void either_bad(bool patient) {
  if (patient)
    usleep(1); // expect: blocking-call "`usleep`"
  sleep(1);    // expect: blocking-call "`sleep`"
}

static int work(void *arg, cancel_token token, void *result) {
  settle(arg != NULL);
  pause_ok(false);
  pause_unless_ok(1);
  pause_twice_ok(true, 1);
  outer_ok(false, 3);
  guarded_outer_ok(false, true);
  changed_bad(false);
  either_bad(true);
  return cancel_check(token);
}

int main(void) {
  pause_ok(true);
  pause_unless_ok(0);
  pause_twice_ok(true, 2);
  outer_ok(true, 2);
  guarded_outer_ok(true, true);
  return task_wait(task_run(work, NULL, 0, CANCEL_NONE));
}
