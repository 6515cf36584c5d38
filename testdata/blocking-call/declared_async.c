// A function declared `async` runs inside tasks only, whoever calls it.
#include <stdio.h>
#include <taskrt/task.h>
#include <unistd.h>

static int fetch_page_bad(int fd, cancel_token token) ASYNC_LINT("async");

static int fetch_page_bad(int fd, cancel_token token) {
  // note@-1: "`fetch_page_bad` is declared `async`"
  char page[128];
  int status = task_delay(10, token);
  if (status == 0)
    status = read(fd, page, sizeof page) > 0 ? 0 : TASK_EINVAL; // expect: blocking-call "`read`"
  return status;
}

// Declared on the definition, and through a helper.
static long file_size_bad(FILE *file) {
  fseek(file, 0, SEEK_END); // expect: blocking-call "`fseek`"
  return ftell(file);
}

static long ASYNC_LINT("async") measure(FILE *file, cancel_token token) {
  if (task_delay(1, token) != 0)
    return -1;
  return file_size_bad(file);
}

// `suspends` may be called anywhere, so that it is no task by itself.
static int pause_for_ok(unsigned seconds, cancel_token token) ASYNC_LINT("suspends");

static int pause_for_ok(unsigned seconds, cancel_token token) {
  if (seconds > 100)
    sleep(1);
  return task_delay(seconds * 1000, token);
}

static int all(void *arg, cancel_token token, void *result) {
  return fetch_page_bad(0, token) + (int)measure(arg, token);
}

// Main has no contract.
int main(void) {
  sleep(1);
  return pause_for_ok(1, CANCEL_NONE) + task_wait(task_run(all, stdin, 0, CANCEL_NONE));
}
