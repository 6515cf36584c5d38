// A label that reports the failure, reached also when the outcome is set.
#include <stdlib.h>
#include <taskrt/source.h>

void run_bad(task_source *source, int size) {
  int status = TASK_ENOMEM;
  char *buffer = malloc((size_t)size);
  if (!buffer)
    goto fail;
  (void)task_source_set_result(source, buffer);
  if (size > 4)
    goto fail;
  status = 0;
fail:
  (void)task_source_set_error(source, status); // expect: completion-set-twice
  free(buffer);
}

void run_ok(task_source *source, int size) {
  char *buffer = malloc((size_t)size);
  if (!buffer)
    goto fail;
  (void)task_source_set_result(source, buffer);
  goto out;
fail:
  (void)task_source_set_error(source, TASK_ENOMEM);
out:
  free(buffer);
}
