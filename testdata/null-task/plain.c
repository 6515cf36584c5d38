// A wrong argument gives NULL, and the caller awaits that.
#include <taskrt/task.h>

static int fetch(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

static task *fetch_async(const char *name) {
  if (*name == '\0')
    return NULL; // expect: null-task "`fetch_async` returns NULL for an error"
  return task_run(fetch, (void *)name, 0, CANCEL_NONE);
}

int show_bad(const char *name) {
  return task_await(fetch_async(name), NULL); // note: "`show_bad` gives it to"
}

static task *load_async(const char *name) {
  return task_run(fetch, (void *)name, 0, CANCEL_NONE);
}

int load_ok(const char *name) {
  return task_await(load_async(name), NULL);
}
