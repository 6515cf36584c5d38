// silent
// Sources that are stored: whether somebody sets the outcome later is not known.
#include <taskrt/source.h>

static struct waiting {
  task_source *source;
  int number;
} waiting;

task *global_ok(int number) {
  waiting.number = number;
  waiting.source = task_source_create(sizeof number);
  return task_source_task(waiting.source);
}

// Nobody ever looks at `waiting.source` when the number is negative.
task *fn_forgotten(int number) {
  task_source *source = task_source_create(sizeof number);
  task *t = task_source_task(source);
  if (number < 0) {
    waiting.source = source;
    return t;
  }
  (void)task_source_set_result(source, &number);
  task_source_destroy(source);
  return t;
}
