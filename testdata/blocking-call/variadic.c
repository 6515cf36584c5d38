// Wrappers that take any number of arguments; printing a line is accepted practice, flushing it to
// the disk is not.
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <taskrt/task.h>
#include <unistd.h>

static FILE *journal;

static void log_line_ok(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
}

static void log_durable_bad(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vfprintf(journal, format, arguments);
  va_end(arguments);
  fsync(fileno(journal)); // expect: blocking-call "`fsync`"
}

static int open_path_bad(const char *format, ...) {
  char path[64];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(path, sizeof path, format, arguments);
  va_end(arguments);
  return open(path, O_WRONLY | O_CREAT, 0644); // expect: blocking-call "`open`"
}

// The flags come in as a named parameter, the mode as a variable one.
static int open_mode_ok(const char *path, int flags, ...) {
  int mode = 0;
  if (flags & O_CREAT) {
    va_list arguments;
    va_start(arguments, flags);
    mode = va_arg(arguments, int);
    va_end(arguments);
  }
  return open(path, flags, mode);
}

// A callback among the variable arguments.
static int run_steps(int count, ...) {
  int status = 0;
  va_list arguments;
  va_start(arguments, count);
  while (count-- > 0 && status == 0) {
    int (*step)(int) = va_arg(arguments, int (*)(int));
    status = step(count);
  }
  va_end(arguments);
  return status;
}

// We do not follow functions through variable arguments.
static int fn_step(int left) {
  return usleep((unsigned)left);
}

static int record(void *arg, cancel_token token, void *result) {
  log_line_ok("%s\n", "recording");
  log_durable_bad("%d\n", 1);
  int fd = open_path_bad("%s.%d", "record", 2);
  int other = open_mode_ok("fifo", O_RDONLY | O_NONBLOCK);
  return run_steps(1, fn_step) + fd + other;
}

int main(void) {
  journal = fopen("journal", "a");
  return task_wait(task_run(record, NULL, 0, CANCEL_NONE));
}
