// A function that hands the task over through a parameter gives it to its caller.
#include <taskrt/task.h>

struct feed {
  const char *url;
  int enabled;
};

static int fetch_feed(void *arg, cancel_token token, void *result) {
  return task_delay(50, token);
}

static int start_fetch(struct feed *feed, task **out) {
  if (!feed->enabled)
    return TASK_EINVAL;
  *out = task_run(fetch_feed, feed, 0, CANCEL_NONE);
  return *out ? 0 : TASK_ENOMEM;
}

// Gives the task on every path; the caller may rely on it.
static void start_always(struct feed *feed, task **out) {
  *out = task_run(fetch_feed, feed, 0, CANCEL_NONE);
}

int refresh_bad(struct feed *feed) {
  task *fetch = NULL;
  return start_fetch(feed, &fetch); // expect: dropped-task "`start_fetch`"
}

int refresh_always_bad(struct feed *feed) {
  task *fetch;
  start_always(feed, &fetch); // expect: dropped-task "`start_always`"
  return task_is_done(fetch);
}

int refresh_early_bad(struct feed *feed, int limit) {
  task *fetch = NULL;
  int status = start_fetch(feed, &fetch); // expect: dropped-task "on every path"
  if (status != 0)
    return status;
  if (limit == 0)
    return TASK_EINVAL;
  return task_await(fetch, NULL);
}

int refresh_twice_bad(struct feed *first, struct feed *second) {
  task *fetch = NULL;
  start_always(first, &fetch); // expect: dropped-task
  start_always(second, &fetch);
  return task_await(fetch, NULL);
}

// Through one more function of the same kind.
static int start_or_log(struct feed *feed, task **out, int *failures) {
  int status = start_fetch(feed, out);
  if (status != 0)
    (*failures)++;
  return status;
}

int refresh_through_bad(struct feed *feed, int *failures) {
  task *fetch = NULL;
  int status = start_or_log(feed, &fetch, failures); // expect: dropped-task "`start_or_log`"
  return status;
}

// The handle exists only when the status is 0.
int refresh_ok(struct feed *feed) {
  task *fetch = NULL;
  int status = start_fetch(feed, &fetch);
  if (status != 0)
    return status;
  return task_await(fetch, NULL);
}

int refresh_nested_ok(struct feed *feed) {
  task *fetch;
  int status;
  if ((status = start_fetch(feed, &fetch)) == 0)
    status = task_await(fetch, NULL);
  return status;
}

int refresh_unless_null_ok(struct feed *feed) {
  task *fetch = NULL;
  int status = start_fetch(feed, &fetch);
  if (fetch)
    status = task_await(fetch, NULL);
  return status;
}

int refresh_negative_ok(struct feed *feed) {
  task *fetch = NULL;
  if (start_fetch(feed, &fetch) < 0)
    return -1;
  return task_await(fetch, NULL);
}

int refresh_through_ok(struct feed *feed, int *failures) {
  task *fetch = NULL;
  if (start_or_log(feed, &fetch, failures))
    return TASK_EINVAL;
  return task_await(fetch, NULL);
}
