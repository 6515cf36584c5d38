// Functions of the program that set the outcome, look at the source, or make it.
#include <taskrt/source.h>

static task_source *new_source(task **t) {
  task_source *source = task_source_create(sizeof(int));
  *t = task_source_task(source);
  return source;
}

static void finish(task_source *source, int value) {
  if (value < 0)
    (void)task_source_set_error(source, TASK_EINVAL);
  else
    (void)task_source_set_result(source, &value);
  task_source_destroy(source);
}

static int look(task_source *source) {
  return source != NULL;
}

task *looks_bad(int value) {
  task_source *source = task_source_create(sizeof(int)); // expect: completion-never-set
  task *t = task_source_task(source);
  if (look(source) && value > 0)
    finish(source, value);
  return t;
}

task *made_ok(int value) {
  task *t;
  task_source *source = new_source(&t);
  finish(source, value);
  return t;
}

task *finished_ok(int value) {
  task_source *source = task_source_create(sizeof(int));
  task *t = task_source_task(source);
  finish(source, value);
  return t;
}
