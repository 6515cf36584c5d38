// Contracts of one's own: a buffer in use until the operation is done, or until a callback.
#include <stdlib.h>
#include <taskrt/task.h>

task *read_async(int fd, void *buffer, size_t size)
    ASYNC_LINT("gives task; keeps buffer until done");
void read_then(int fd, void *buffer, void (*done)(void *)) ASYNC_LINT("keeps buffer until done");
int read_try(int fd, void *buffer, task **out)
    ASYNC_LINT("gives task in out on success; keeps buffer until done; status");

task *read_bad(int fd) {
  char line[80];
  return read_async(fd, line, sizeof line); // expect: outlived-buffer "`read_async` keeps"
}

void then_bad(int fd, void (*done)(void *)) {
  char line[80];
  read_then(fd, line, done); // expect: outlived-buffer "`read_then` keeps using `line`"
}

int try_bad(int fd, task **out) {
  char line[80];
  return read_try(fd, line, out); // expect: outlived-buffer "`read_try` keeps using `line`"
}

int read_ok(int fd) {
  char line[80];
  return task_await(read_async(fd, line, sizeof line), NULL);
}

int try_ok(int fd) {
  char line[80];
  task *t;
  int status = read_try(fd, line, &t);
  if (status != 0)
    return status;
  return task_await(t, NULL);
}

void then_heap_ok(int fd, void (*done)(void *)) {
  read_then(fd, malloc(80), done);
}
