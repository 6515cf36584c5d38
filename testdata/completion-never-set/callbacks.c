// Callbacks that are called once and have to set the outcome of what they got.
#include <stdlib.h>
#include <taskrt/context.h>
#include <taskrt/source.h>

static void
answered_bad(void *arg) { // expect: completion-never-set "does not set the outcome of `source`"
  task_source *source = arg;
  int value = rand();
  if (value % 2)
    return; // note: "the function returns here, and `source` has no outcome"
  (void)task_source_set_result(source, &value);
  task_source_destroy(source);
}

static void destroyed_bad(void *arg) { // expect: completion-never-set
  task_source *source = arg;
  int value = rand();
  if (value % 2)
    (void)task_source_set_result(source, &value);
  task_source_destroy(source);
}

static void answered_ok(void *arg) {
  task_source *source = arg;
  int value = rand();
  if (value % 2)
    (void)task_source_set_result(source, &value);
  else
    (void)task_source_set_cancel(source);
  task_source_destroy(source);
}

// One of several that try; the source is somebody else's.
static void one_of_several_ok(void *arg) {
  if (rand() % 2)
    (void)task_source_try_cancel(arg);
}

int post_all(task_context *context, task_source *s) {
  return task_context_post(context, answered_bad, s) |
         task_context_post(context, destroyed_bad, s) | task_context_post(context, answered_ok, s) |
         task_context_post(context, one_of_several_ok, s);
}
