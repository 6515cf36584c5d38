// Cleanup behind a label gets the handle from several places.
#include <stdlib.h>
#include <taskrt/task.h>

static int index_file(void *arg, cancel_token token, void *result) {
  return task_delay(70, token);
}

int build_bad(void *file) {
  int status;
  char *notes = NULL;
  task *run = task_run(index_file, file, 0, CANCEL_NONE);
  status = task_await(run, NULL); // note: "`task_await` takes it here"
  if (status != 0)
    goto out;
  notes = malloc(80);
  if (!notes)
    status = TASK_ENOMEM;
out:
  free(notes);
  if (status != 0)
    task_detach(run, NULL, NULL); // expect: reused-task "`task_detach` takes `run`"
  return status;
}

int build_ok(void *file) {
  int status = TASK_ENOMEM;
  task *run = task_run(index_file, file, 0, CANCEL_NONE);
  char *notes = malloc(80);
  if (!notes)
    goto out;
  status = task_await(run, NULL);
  run = NULL;
out:
  free(notes);
  if (run)
    task_detach(run, NULL, NULL);
  return status;
}

int build_labels_ok(void *file) {
  int status = TASK_ENOMEM;
  task *run = task_run(index_file, file, 0, CANCEL_NONE);
  char *notes = malloc(80);
  if (!notes)
    goto detach;
  status = task_await(run, NULL);
  free(notes);
  return status;
detach:
  task_detach(run, NULL, NULL);
  return status;
}
