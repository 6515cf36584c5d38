// Wherever the wait stands: clean-up labels, loops over handles, switches, early returns.
#include <stdlib.h>
#include <taskrt/task.h>

enum { PARTS = 4 };

static int fetch_part(void *arg, cancel_token token, void *result) {
  return task_delay(6, token);
}

static int fetch_bad(void *arg, cancel_token token, void *result) {
  int status = TASK_ENOMEM;
  task *body = NULL;
  char *buf = malloc(1024);
  if (!buf)
    goto out;
  body = task_run(fetch_part, buf, 0, token);
  status = task_delay(1, token);

out:
  if (body)
    status |= task_wait(body); // expect: blocking-wait "`task_wait`"
  free(buf);
  return status;
}

static int fetch_all_bad(void *arg, cancel_token token, void *result) {
  task *parts[PARTS];
  int status = 0;
  for (int i = 0; i < PARTS; i++)
    parts[i] = task_run(fetch_part, arg, 0, token);
  for (int i = 0; i < PARTS; i++)
    status |= task_wait(parts[i]); // expect: blocking-wait "`task_wait`"
  return status;
}

static int fetch_all_ok(void *arg, cancel_token token, void *result) {
  task *parts[PARTS];
  for (int i = 0; i < PARTS; i++)
    parts[i] = task_run(fetch_part, arg, 0, token);
  return task_await(task_when_all(parts, PARTS), NULL);
}

enum mode { AWAIT, WAIT, DETACH };

static int finish(task *part, enum mode mode) {
  switch (mode) {
  case AWAIT:
    return task_await(part, NULL);
  case WAIT:
    return task_wait(part); // expect: blocking-wait "`task_wait`"
  case DETACH:
    break;
  }
  task_detach(part, NULL, NULL);
  return 0;
}

static int fetch_mode(void *arg, cancel_token token, void *result) {
  return finish(task_run(fetch_part, arg, 0, token), *(enum mode *)arg);
}

// Behind a return.
static int fetch_dead_ok(void *arg, cancel_token token, void *result) {
  task *part = task_run(fetch_part, arg, 0, token); // for its stack
  return task_await(part, NULL);
  return task_wait(part);
}

// An endless loop that waits now and then.
static int fetch_forever_bad(void *arg, cancel_token token, void *result) {
  for (;;) {
    if (cancel_requested(token))
      return TASK_ECANCELED;
    if (task_wait(task_run(fetch_part, arg, 0, token)) != 0) // expect: blocking-wait
      break;
  }
  return 0;
}

int main(void) {
  enum mode mode = WAIT;
  task *all[] = {task_run(fetch_bad, NULL, 0, CANCEL_NONE),
                 task_run(fetch_all_bad, NULL, 0, CANCEL_NONE),
                 task_run(fetch_all_ok, NULL, 0, CANCEL_NONE),
                 task_run(fetch_mode, &mode, 0, CANCEL_NONE),
                 task_run(fetch_dead_ok, NULL, 0, CANCEL_NONE),
                 task_run(fetch_forever_bad, NULL, 0, CANCEL_NONE)};
  return task_wait(task_when_all(all, sizeof all / sizeof *all));
}
