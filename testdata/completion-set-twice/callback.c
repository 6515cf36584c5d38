// Callbacks that get their source as an argument without a type.
#include <stdlib.h>
#include <taskrt/context.h>
#include <taskrt/source.h>

static void called_bad(void *arg) {
  task_source *source = arg;
  int value = rand();
  if (value % 2)
    (void)task_source_set_cancel(source);
  (void)task_source_set_result(source, &value); // expect: completion-set-twice
  task_source_destroy(source);
}

static void called_ok(void *arg) {
  task_source *source = arg;
  int value = rand();
  if (value % 2)
    (void)task_source_set_cancel(source);
  else
    (void)task_source_set_result(source, &value);
  task_source_destroy(source);
}

int start(task_context *context, task_source *a, task_source *b) {
  int status = task_context_post(context, called_bad, a);
  return status ? status : task_context_post(context, called_ok, b);
}
