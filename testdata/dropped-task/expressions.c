// Commas, conditional operators, statement expressions and nested calls: some pass the task on.
#include <stdbool.h>
#include <taskrt/task.h>

static int scan_port(void *arg, cancel_token token, void *result) {
  return task_delay(6, token);
}

int scan_comma_bad(void *port, int scanned) {
  return (task_run(scan_port, port, 0, CANCEL_NONE), scanned + 1); // expect: dropped-task
}

int scan_for_bad(void *port, int count) {
  int i;
  for (i = 0; i < count; i++, task_run(scan_port, port, 0, CANCEL_NONE)) { // expect: dropped-task
  }
  return i;
}

void scan_ternary_bad(void *port, bool wanted) {
  wanted ? task_run(scan_port, port, 0, CANCEL_NONE) : NULL; // expect: dropped-task
}

bool scan_compared_bad(void *port) {
  return task_run(scan_port, port, 0, CANCEL_NONE) != NULL; // expect: dropped-task
}

bool scan_condition_bad(void *port) {
  if (!task_run(scan_port, port, 0, CANCEL_NONE)) // expect: dropped-task, task-as-value
    return false;
  return true;
}

int scan_block_bad(void *port) {
  int scanned = ({
    task *scan = task_run(scan_port, port, 0, CANCEL_NONE); // expect: dropped-task
    scan != NULL;
  });
  return scanned;
}

bool scan_asked_bad(void *port) {
  return task_is_done(task_run(scan_port, port, 0, CANCEL_NONE)); // expect: dropped-task
}

int scan_comma_ok(void *port, int *scanned) {
  task *scan = (++*scanned, task_run(scan_port, port, 0, CANCEL_NONE));
  return task_await(scan, NULL);
}

int scan_ternary_ok(void *port, bool hot) {
  task *scan =
      hot ? task_start(scan_port, port, 0, CANCEL_NONE) : task_run(scan_port, port, 0, CANCEL_NONE);
  return task_await(scan, NULL);
}

int scan_elvis_ok(void *port) {
  task *scan =
      task_start(scan_port, port, 0, CANCEL_NONE) ?: task_run(scan_port, port, 0, CANCEL_NONE);
  return task_await(scan, NULL);
}

int scan_block_ok(void *port) {
  task *scan = ({
    task *inner = task_run(scan_port, port, 0, CANCEL_NONE);
    inner;
  });
  return task_await(scan, NULL);
}

int scan_block_status_ok(void *port) {
  return ({
    task *scan = task_run(scan_port, port, 0, CANCEL_NONE);
    task_await(scan, NULL);
  });
}

int scan_chained_ok(void *port) {
  task *first, *second;
  first = second = task_run(scan_port, port, 0, CANCEL_NONE);
  (void)first;
  return task_await(second, NULL);
}

int scan_chosen_ok(void *left, void *right, bool hot) {
  task *scans[2] = {task_run(scan_port, left, 0, CANCEL_NONE),
                    task_run(scan_port, right, 0, CANCEL_NONE)};
  int status = task_await(hot ? scans[0] : scans[1], NULL);
  return status | task_await(hot ? scans[1] : scans[0], NULL);
}

int scan_cast_ok(void *port) {
  void *scan = task_run(scan_port, port, 0, CANCEL_NONE);
  return task_await((task *)scan, NULL);
}
