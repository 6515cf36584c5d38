// Gives no task for a name that is too short.
#include "page.h"
#include <string.h>

static int fetch(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

task *page_load(const char *name, cancel_token token) {
  if (strlen(name) < 2)
    return NULL; // expect: null-task "`page_load` returns NULL"
  return task_run(fetch, (void *)name, 0, token);
}
