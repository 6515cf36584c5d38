// Memory of a function is still in use by an operation when the function returns.
#include <alloca.h>
#include <stdlib.h>
#include <string.h>
#include <taskrt/io.h>
#include <taskrt/task.h>

struct request {
  int fd;
  char name[32];
};

static int send_request(void *arg, cancel_token token, void *result) {
  struct request *request = arg;
  (void)result;
  return task_write_all(request->fd, request->name, sizeof request->name, token);
}

static task *begin(struct request *request) {
  return task_run(send_request, request, 0, CANCEL_NONE);
}

task *of_a_variable(int fd) {
  struct request request = {fd, "variable"};
  return task_run(send_request, &request, 0, CANCEL_NONE); // bug: of_a_variable
}

task *of_an_array(int fd) {
  char buffer[64];
  return task_read_async(fd, buffer, sizeof buffer, CANCEL_NONE); // bug: of_an_array
}

void detached(int fd) {
  struct request request = {fd, "detached"};
  task_detach(task_run(send_request, &request, 0, CANCEL_NONE), NULL, NULL); // bug: detached
}

task *through_a_helper(int fd) {
  struct request request = {fd, "helper"};
  return begin(&request); // bug: through_a_helper
}

task *of_alloca(int fd, size_t size) {
  char *buffer = alloca(size);
  return task_read_async(fd, buffer, size, CANCEL_NONE); // bug: of_alloca
}

void stored(int fd, task **reading) {
  char buffer[64];
  *reading = task_read_async(fd, buffer, sizeof buffer, CANCEL_NONE); // bug: stored
}

int of_a_block(int fd) {
  task *reading;
  {
    char buffer[64];
    reading = task_read_async(fd, buffer, sizeof buffer, CANCEL_NONE); // bug: of_a_block
  }
  return task_await(reading, NULL);
}

int freed_first(int fd, size_t size) {
  char *buffer = malloc(size);
  if (!buffer)
    return TASK_ENOMEM;
  task *reading = task_read_async(fd, buffer, size, CANCEL_NONE); // bug: freed_first
  free(buffer);
  return task_await(reading, NULL);
}

int awaited_here(int fd) {
  struct request request = {fd, "awaited"};
  return task_await(begin(&request), NULL);
}

int freed_afterwards(int fd, size_t size) {
  char *buffer = malloc(size);
  if (!buffer)
    return TASK_ENOMEM;
  task *reading = task_read_async(fd, buffer, size, CANCEL_NONE);
  int status = task_await(reading, NULL);
  free(buffer);
  return status;
}

task *of_the_caller(struct request *request) {
  return begin(request);
}

task *of_the_program(int fd) {
  static struct request request;
  request.fd = fd;
  return begin(&request);
}
