// Memory that is freed takes the only handle along.
#include <stdlib.h>
#include <taskrt/task.h>

struct connection {
  int socket;
  task *reader;
  struct connection *next;
};

static int read_requests(void *arg, cancel_token token, void *result) {
  return task_delay(25, token);
}

int serve_bad(int socket) {
  struct connection *connection = calloc(1, sizeof *connection);
  if (!connection)
    return TASK_ENOMEM;
  connection->socket = socket;
  connection->reader = task_run(read_requests, NULL, 0, CANCEL_NONE); // expect: dropped-task
  free(connection);
  return 0;
}

// Freed on the error path only.
struct connection *open_bad(int socket) {
  struct connection *connection = calloc(1, sizeof *connection);
  if (!connection)
    return NULL;
  connection->reader = task_run(read_requests, NULL, 0, CANCEL_NONE); // expect: dropped-task
  if (socket < 0) {
    free(connection);
    return NULL;
  }
  connection->socket = socket;
  return connection;
}

int serve_ok(int socket) {
  struct connection *connection = calloc(1, sizeof *connection);
  if (!connection)
    return TASK_ENOMEM;
  connection->socket = socket;
  connection->reader = task_run(read_requests, connection, 0, CANCEL_NONE);
  int status = task_await(connection->reader, NULL);
  free(connection);
  return status;
}

struct connection *open_ok(int socket) {
  struct connection *connection = calloc(1, sizeof *connection);
  if (!connection)
    return NULL;
  connection->socket = socket;
  connection->reader = task_run(read_requests, connection, 0, CANCEL_NONE);
  return connection;
}

void push_ok(struct connection **list, int socket) {
  struct connection *connection = calloc(1, sizeof *connection);
  if (!connection)
    return;
  connection->socket = socket;
  connection->reader = task_run(read_requests, connection, 0, CANCEL_NONE);
  connection->next = *list;
  *list = connection;
}

// What a parameter points to was given its task elsewhere: whoever started it is asked, not this.
void close_ok(struct connection *connection) {
  free(connection);
}
