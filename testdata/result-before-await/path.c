// The whole path of a finding: the start, the write, the branch, the read, the remedy.
#include <taskrt/task.h>

struct scan {
  int files;
};

static int walk(void *arg, cancel_token token, void *result) {
  struct scan *scan = arg;
  scan->files = 12; // note: "`walk` writes it here"
  return task_delay(50, token);
}

int report_bad(int verbose, int *shown) {
  struct scan scan = {0};
  task *walking = task_run(walk, &scan, 0, CANCEL_NONE); // note: "`task_run` starts it here"
  if (verbose)                                           // note: "this is true"
    *shown = scan.files; // expect: result-before-await "`scan.files` is read before the task"
  // note@-1: "await the task first"
  return task_await(walking, NULL);
}
