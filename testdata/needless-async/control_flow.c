// A suspension counts wherever it stands, as long as it can be reached.
#include <stdlib.h>
#include <taskrt/task.h>

static int ASYNC_LINT("async") cleanup_ok(int level, cancel_token token) {
  int status = -1;
  char *page = malloc(64);
  if (!page)
    goto out;
  if (level > 3)
    goto rest;
  status = 0;
  goto out;
rest:
  status = task_delay(5, token);
out:
  free(page);
  return status;
}

static int ASYNC_LINT("async") loop_ok(int count) {
  for (int i = 0; i < count; task_yield(), i++)
    if (i == 40)
      return i;
  return count;
}

static int ASYNC_LINT("async") choose_ok(int kind, cancel_token token) {
  switch (kind) {
  case 1:
    return 10;
  case 2:
    break;
  default:
    return task_delay(1, token);
  }
  return 20;
}

static int ASYNC_LINT("async") circuit_ok(int kind, cancel_token token) {
  return kind == 7 || (kind > 2 && task_delay(1, token) == 0);
}

static int ASYNC_LINT("async") block_ok(int kind, cancel_token token) {
  return kind ?: ({
    int status = task_delay(2, token);
    status < 0 ? status : 1;
  });
}

// Behind a return, and behind a condition that never holds.
static int ASYNC_LINT("async") dead_bad(int kind, cancel_token token) {
  // expect@-1: needless-async "`dead_bad`"
  return kind;
  return task_delay(1, token);
}

static int ASYNC_LINT("async") disabled_bad(int kind, cancel_token token) {
  // expect@-1: needless-async "`disabled_bad`"
  if (0)
    return task_delay(1, token);
  return kind;
}

// Only its type is asked.
static int ASYNC_LINT("async") size_bad(cancel_token token) { // expect: needless-async "`size_bad`"
  return (int)sizeof(task_delay(1, token));
}

// Ends the program instead.
static int ASYNC_LINT("async") fail_bad(int kind) { // expect: needless-async "`fail_bad`"
  if (kind > 3)
    abort();
  exit(kind);
}

static int run(void *arg, cancel_token token, void *result) {
  int kind = *(int *)arg;
  int sum = cleanup_ok(kind, token) + loop_ok(kind) + choose_ok(kind, token);
  sum += circuit_ok(kind, token) + block_ok(kind, token) + size_bad(token);
  return sum + dead_bad(kind, token) + disabled_bad(kind, token) + fail_bad(kind);
}

int main(int argc, char **argv) {
  return task_wait(task_run(run, &argc, 0, CANCEL_NONE));
}
