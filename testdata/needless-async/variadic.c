// Variadic functions, statement expressions and guards.
#include <stdarg.h>
#include <stdio.h>
#include <taskrt/task.h>

static void ASYNC_LINT("async") log_line_bad(const char *format, ...) { // expect: needless-async
  va_list arguments;
  va_start(arguments, format);
  vprintf(format, arguments);
  va_end(arguments);
}

static void ASYNC_LINT("async") log_calmly_ok(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vprintf(format, arguments);
  va_end(arguments);
  task_yield();
}

// Passes its arguments on to one that suspends.
static void ASYNC_LINT("async") log_both_ok(const char *text) {
  log_line_bad("%s", text);
  log_calmly_ok("%s", text);
}

static int ASYNC_LINT("async") largest_bad(int count, ...) {
  // expect@-1: needless-async "`largest_bad`"
  int largest = 0;
  va_list numbers;
  va_start(numbers, count);
  while (count-- > 0) {
    int next = va_arg(numbers, int);
    largest = ({
      int best = largest;
      next > best ? next : best;
    });
  }
  va_end(numbers);
  return largest;
}

// Suspends in tasks only.
static int ASYNC_LINT("async") relax_ok(cancel_token token) {
  if (!task_running())
    return 0;
  return task_delay(1, token);
}

static int run(void *arg, cancel_token token, void *result) {
  log_both_ok("running");
  return largest_bad(3, 1, 2, 3) + relax_ok(token);
}

int main(void) {
  return task_wait(task_run(run, NULL, 0, CANCEL_NONE));
}
