// Ways out that share a label.
#include <stdlib.h>
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  *(long *)result = 7;
  return task_delay(12, token);
}

int shared_label_bad(task *t, int keep) {
  int result = 0;
  char *notes = malloc(30);
  int status = task_await(t, NULL); // expect: unchecked-await
  if (keep)
    goto out;
  result = 0;
out:
  free(notes);
  return result;
}

int shared_label_ok(task *t, int keep) {
  char *notes = malloc(30);
  int status = task_await(t, NULL);
  if (status != 0)
    goto out;
  if (keep && notes)
    notes[0] = 'k';
out:
  free(notes);
  return status;
}
