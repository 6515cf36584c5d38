// Buffers that an operation fills until it is done.
#include <stddef.h>
#include <taskrt/task.h>

task *read_async(int fd, char *buffer, size_t size)
    ASYNC_LINT("gives task; keeps buffer until done");
task *write_async(int fd, const char *buffer, size_t size)
    ASYNC_LINT("gives task; keeps buffer until done");

int first_bad(int fd) {
  char line[80];
  task *reading = read_async(fd, line, sizeof line);
  int first = line[0]; // expect: result-before-await "`line[0]` is read before the task"
  return task_await(reading, NULL) == 0 ? first : -1;
}

int first_ok(int fd) {
  char line[80];
  int status = task_await(read_async(fd, line, sizeof line), NULL);
  return status == 0 ? line[0] : -1;
}

int send_ok(int fd) {
  char line[2] = "x";
  task *writing = write_async(fd, line, sizeof line);
  int sent = line[0];
  return task_await(writing, NULL) == 0 ? sent : -1;
}
