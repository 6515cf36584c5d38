// A function declared `async` whose body never suspends: its callers pay for nothing.
#include <string.h>
#include <taskrt/task.h>

static int ASYNC_LINT("async") checksum_bad(const char *data, size_t size) {
  // expect@-1: needless-async "`checksum_bad`"
  int sum = 0;
  for (size_t i = 0; i < size; i++)
    sum = sum * 31 + data[i];
  return sum;
}

static int ASYNC_LINT("async") send_ok(const char *data, cancel_token token) {
  return task_delay(strlen(data), token);
}

static void ASYNC_LINT("async") pass_ok(void) {
  task_yield();
}

// Nothing in it at all.
static void ASYNC_LINT("async") prepare_bad(void) { // expect: needless-async
}

// libc never suspends.
static size_t ASYNC_LINT("async") trim_bad(char *line) { // expect: needless-async "`trim_bad`"
  size_t length = strlen(line);
  while (length > 0 && strchr(" \t\n", line[length - 1]))
    line[--length] = '\0';
  return length;
}

// No contract: nothing promised.
static int length_ok(const char *line) {
  return (int)strlen(line);
}

// Suspends on one path: that is enough.
static int ASYNC_LINT("async") maybe_ok(int wait, cancel_token token) {
  if (wait > 100)
    return task_delay((unsigned)wait, token);
  return 0;
}

static int session(void *arg, cancel_token token, void *result) {
  char line[] = "text \n";
  prepare_bad();
  pass_ok();
  int status = send_ok(line, token) + maybe_ok(3, token);
  return status + length_ok(line) + (int)trim_bad(line) + checksum_bad(line, 4);
}

int main(void) {
  return task_wait(task_run(session, NULL, 0, CANCEL_NONE));
}
