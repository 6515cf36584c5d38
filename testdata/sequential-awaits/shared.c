// silent
// Both work on the same thing, or on a part of it.
#include <taskrt/task.h>

static int load(void *arg, cancel_token token, void *result) {
  return task_delay(*(int *)arg, token);
}

struct connection {
  int socket;
  int requests;
};

int same_ok(struct connection *connection, cancel_token token) {
  int first = task_await(task_run(load, connection, 0, token), NULL);
  int second = task_await(task_run(load, connection, 0, token), NULL);
  return first | second;
}

int part_ok(struct connection *connection, cancel_token token) {
  int first = task_await(task_run(load, connection, 0, token), NULL);
  int second = task_await(task_run(load, &connection->requests, 0, token), NULL);
  return first | second;
}
