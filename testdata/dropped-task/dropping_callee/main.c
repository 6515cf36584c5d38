// The caller hands its task to functions of another file, which do not all take it.
#include "progress.h"

static int build_target(void *arg, cancel_token token, void *result) {
  return task_delay(120, token);
}

static void build_shown_bad(void *target) {
  task *build = task_run(build_target, target, 0, CANCEL_NONE); // expect: dropped-task
  progress_show(build); // note: "`progress_show` does not take `build`"
}

static void build_unnamed_bad(void *target) {
  progress_show(task_run(build_target, target, 0, CANCEL_NONE)); // expect: dropped-task
}

static void build_traced_bad(void *target) {
  task *build = task_run(build_target, target, 0, CANCEL_NONE); // expect: dropped-task
  progress_trace(build, "build");
}

// Collected only if it happens to be over.
static void build_collected_bad(void *target) {
  task *build = task_run(build_target, target, 0, CANCEL_NONE); // expect: dropped-task
  progress_collect(build);
}

static int build_finished_ok(void *target) {
  task *build = task_run(build_target, target, 0, CANCEL_NONE);
  progress_show(build);
  return progress_finish(build);
}

static void build_added_ok(void *target) {
  progress_add(task_run(build_target, target, 0, CANCEL_NONE));
}

int main(void) {
  build_shown_bad(NULL);
  build_unnamed_bad(NULL);
  build_traced_bad(NULL);
  build_collected_bad(NULL);
  build_added_ok(NULL);
  return build_finished_ok(NULL);
}
