// The first error returns while the tasks behind it are still running.
#include <taskrt/task.h>

static int query(void *arg, cancel_token token, void *result) {
  return task_delay(13, token);
}

int load_page_bad(void *user, void *cart) {
  int status;
  task *profile = task_run(query, user, 0, CANCEL_NONE);
  task *items = task_run(query, cart, 0, CANCEL_NONE); // expect: dropped-task "on every path"
  status = task_await(profile, NULL);
  if (status != 0)
    return status; // note: "`items` still running"
  return task_await(items, NULL);
}

int load_three_bad(void *user, void *cart, void *news) {
  int status;
  task *profile = task_run(query, user, 0, CANCEL_NONE);
  task *items = task_run(query, cart, 0, CANCEL_NONE);     // expect: dropped-task
  task *headlines = task_run(query, news, 0, CANCEL_NONE); // expect: dropped-task
  if ((status = task_await(profile, NULL)) != 0)
    return status;
  if ((status = task_await(items, NULL)) != 0)
    return status;
  return task_await(headlines, NULL);
}

// The second start fails, and the first task is forgotten.
int start_both_bad(void *user, void *cart) {
  task *profile = task_run(query, user, 0, CANCEL_NONE); // expect: dropped-task
  task *items = task_run(query, cart, 0, CANCEL_NONE);
  if (!items)
    return TASK_ENOMEM;
  int status = task_await(profile, NULL);
  int items_status = task_await(items, NULL);
  return status != 0 ? status : items_status;
}

int load_page_ok(void *user, void *cart) {
  task *profile = task_run(query, user, 0, CANCEL_NONE);
  task *items = task_run(query, cart, 0, CANCEL_NONE);
  int status = task_await(profile, NULL);
  int items_status = task_await(items, NULL);
  return status != 0 ? status : items_status;
}

int load_page_detached_ok(void *user, void *cart) {
  task *profile = task_run(query, user, 0, CANCEL_NONE);
  task *items = task_run(query, cart, 0, CANCEL_NONE);
  int status = task_await(profile, NULL);
  if (status != 0) {
    task_detach(items, NULL, NULL);
    return status;
  }
  return task_await(items, NULL);
}

int start_both_ok(void *user, void *cart) {
  task *profile = task_run(query, user, 0, CANCEL_NONE);
  task *items = task_run(query, cart, 0, CANCEL_NONE);
  if (!profile || !items) {
    task_detach(profile, NULL, NULL);
    task_detach(items, NULL, NULL);
    return TASK_ENOMEM;
  }
  int status = task_await(profile, NULL);
  int items_status = task_await(items, NULL);
  return status != 0 ? status : items_status;
}
