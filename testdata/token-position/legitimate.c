// silent
// What may stand behind a token.
#include <stdarg.h>
#include <stdio.h>
#include <taskrt/task.h>

// What is filled in.
int size_ok(const char *path, cancel_token token, int *size) {
  *size = 0;
  return task_delay(1, token);
}

struct area {
  int width, height;
};

int area_ok(int id, cancel_token token, struct area *area) {
  area->width = id;
  return task_delay(1, token);
}

int name_ok(int id, cancel_token token, char name[16], unsigned *length) {
  name[0] = 0;
  *length = (unsigned)id;
  return task_delay(1, token);
}

// A callback and what it gets.
int watch_ok(int fd, cancel_token token, void (*seen)(void *user), void *user) {
  int status = task_delay((unsigned)fd, token);
  seen(user);
  return status;
}

// A second token.
int both_ok(int fd, cancel_token inner, cancel_token outer) {
  int status = task_delay((unsigned)fd, inner);
  return status ? status : task_delay(1, outer);
}

// The format comes right before what it formats.
int say_ok(int fd, cancel_token token, const char *format, ...) {
  va_list list;
  va_start(list, format);
  vdprintf(fd, format, list);
  va_end(list);
  return task_delay(1, token);
}

// The body of a task.
static int work(void *arg, cancel_token token, void *result) {
  return task_delay(1, token);
}

// A function about tokens: it does not wait.
static int patience_ok(cancel_token token, int most) {
  return cancel_requested(token) ? 0 : most;
}

// Handed on: it may be filled in there.
extern int fill(void *buffer, int size);

int read_ok(cancel_token token, char *buffer) {
  int status = task_delay(1, token);
  return status ? status : fill(buffer, 16);
}

// The only parameter.
int pause_ok(cancel_token token) {
  return task_delay((unsigned)patience_ok(token, 5), token);
}

int main(void) {
  return task_wait(task_run(work, NULL, 0, CANCEL_NONE));
}
