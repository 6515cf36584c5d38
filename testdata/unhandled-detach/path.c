// The notes: where it fails, and what to do.
#include <taskrt/task.h>

static int save(void *arg, cancel_token token, void *result) {
  if (arg == NULL)
    return TASK_EINVAL; // note: "`save` fails here"
  return task_delay(10, token);
}

void save_bad(void *document, cancel_token token) {
  task *saving = task_run(save, document, 0, token);

  task_detach(saving, NULL, NULL);
  // expect@-1: unhandled-detach "nobody hears when `save` fails: there is no handler"
  // note@-2: "name a handler, or await the task"
}
