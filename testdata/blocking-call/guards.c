// Code that asks whether a task runs: the branch without one may block.
#include <stdbool.h>
#include <stdio.h>
#include <taskrt/task.h>
#include <unistd.h>

// Early return.
static int rest_ok(unsigned seconds, cancel_token token) {
  if (task_running())
    return task_delay(seconds * 1000, token);
  sleep(seconds);
  return 0;
}

// Negated, and with an else.
static void settle_ok(cancel_token token) {
  if (!task_running())
    usleep(100);
  else if (task_delay(1, token) != 0)
    puts("cancelled");
}

// Kept in a variable.
static void wait_input_ok(FILE *file, char *line, int size) {
  bool inside = task_running();
  if (!inside)
    fgets(line, size, file);
}

// The guard is the wrong way round.
static void settle_bad(void) {
  if (task_running())
    usleep(100); // expect: blocking-call "`usleep`"
}

// After the guarded part both meet again.
static void warm_up_bad(cancel_token token) {
  if (task_running())
    puts("in a task");
  sleep(1); // expect: blocking-call "`sleep`"
}

// Guarded above the call of the helper.
static void flush_ok(void) {
  sync();
}

static void flush_outside_ok(void) {
  if (task_running())
    return;
  flush_ok();
}

// One of two callers is not guarded.
static void drain_bad(int fd) {
  fsync(fd); // expect: blocking-call "`fsync`"
}

static void drain_guarded(int fd) {
  if (!task_running())
    drain_bad(fd);
}

static void drain_plain(int fd) {
  drain_bad(fd); // note: "`drain_plain` calls `drain_bad` here"
}

// A second condition does not weaken the first one.
static void retry_ok(int attempts) {
  if (!task_running() && attempts > 3)
    sleep(3);
  for (; attempts > 0 && !task_running(); attempts--)
    usleep(5);
}

static void retry_bad(int attempts) {
  if (!task_running() || attempts > 3)
    sleep(3); // expect: blocking-call "`sleep`"
}

static int work(void *arg, cancel_token token, void *result) {
  char line[8];
  settle_ok(token);
  settle_bad();
  warm_up_bad(token);
  wait_input_ok(stdin, line, sizeof line);
  flush_outside_ok();
  drain_guarded(1);
  drain_plain(1);
  retry_ok(4);
  retry_bad(4);
  return rest_ok(1, token);
}

int main(void) {
  return rest_ok(1, CANCEL_NONE) + task_wait(task_run(work, NULL, 0, CANCEL_NONE));
}
