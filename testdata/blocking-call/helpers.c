// Blocking is found through helpers; a place that several tasks reach is reported once, and a
// function that only main uses is not.
#include <stdio.h>
#include <sys/wait.h>
#include <taskrt/task.h>
#include <unistd.h>

static int read_line_bad(FILE *file, char *line, int size) {
  if (!fgets(line, size, file)) // expect: blocking-call "`fgets`"
    return TASK_EINVAL;
  return 0;
}

static int skip_header(FILE *file) {
  char line[80];
  int status;
  do {
    status = read_line_bad(file, line, sizeof line);
  } while (status == 0 && line[0] == '#');
  return status;
}

static int count_rows(void *arg, cancel_token token, void *result) {
  char line[256];
  int status = skip_header(arg);
  while (status == 0 && read_line_bad(arg, line, sizeof line) == 0)
    status = cancel_check(token);
  return status;
}

static int first_row(void *arg, cancel_token token, void *result) {
  return skip_header(arg);
}

// Never in a task.
static void wait_for_shell_ok(void) {
  int status;
  wait(&status);
}

// Not reached from anywhere.
void drain_pipe_ok(int fd) {
  char buf[64];
  while (read(fd, buf, sizeof buf) > 0)
    continue;
}

// Also used by main, and reported because a task gets there as well.
static void settle_bad(void) {
  usleep(200); // expect: blocking-call "`usleep`"
}

static int calibrate(void *arg, cancel_token token, void *result) {
  settle_bad();
  return task_delay(1, token);
}

int main(void) {
  settle_bad();
  int status = task_wait(task_run(count_rows, stdin, 0, CANCEL_NONE));
  status |= task_wait(task_run(first_row, stdin, 0, CANCEL_NONE));
  status |= task_wait(task_run(calibrate, NULL, 0, CANCEL_NONE));
  wait_for_shell_ok();
  return status;
}
