// Tasks that only some paths start.
#include <stdbool.h>
#include <taskrt/source.h>
#include <taskrt/task.h>

static int work(void *arg, cancel_token token, void *result) {
  return task_delay(10, token);
}

task *query_bad(void *db, bool cached) { // expect: async-naming "`query_bad` gives a task"
  if (cached)
    return task_completed(NULL, 0);
  return task_run(work, db, 0, CANCEL_NONE);
}

task *query_async(void *db, bool cached) {
  if (cached)
    return task_completed(NULL, 0);
  return task_run(work, db, 0, CANCEL_NONE);
}

int bad_query_async(void *db, bool cached, cancel_token token) { // expect: async-naming "no task"
  if (cached)
    return 0;
  return task_delay(10, token);
}
