// One label for all ways out destroys the source, and one way comes there without an outcome.
#include <stdlib.h>
#include <taskrt/source.h>

task *load_bad(int size) {
  task_source *source = task_source_create(sizeof(int)); // expect: completion-never-set
  task *t = task_source_task(source);
  char *buffer = malloc((size_t)size);
  if (!buffer)
    goto out;
  if (size > 4) {
    (void)task_source_set_error(source, TASK_EINVAL);
    goto out;
  }
  (void)task_source_set_result(source, &size);
out:
  free(buffer);
  task_source_destroy(source);
  return t;
}

task *load_ok(int size) {
  task_source *source = task_source_create(sizeof(int));
  task *t = task_source_task(source);
  int status = TASK_ENOMEM;
  char *buffer = malloc((size_t)size);
  if (!buffer)
    goto fail;
  status = TASK_EINVAL;
  if (size > 4)
    goto fail;
  (void)task_source_set_result(source, &size);
  goto out;
fail:
  (void)task_source_set_error(source, status);
out:
  free(buffer);
  task_source_destroy(source);
  return t;
}
