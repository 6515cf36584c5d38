// silent
// Whoever keeps the handle longer than the function lives will take it later.
#include <stdbool.h>
#include <stdlib.h>
#include <taskrt/task.h>

struct server {
  task *acceptor;
  task *workers[4];
  struct {
    task *flush;
  } log;
};

struct node {
  task *work;
  struct node *next;
};

static task *heartbeat;
static struct server default_server;
static struct node *pending;

static int accept_clients(void *arg, cancel_token token, void *result) {
  return task_delay(1000, token);
}

void start_heartbeat_ok(void) {
  heartbeat = task_run(accept_clients, NULL, 0, CANCEL_NONE);
}

void start_once_ok(void) {
  static task *once;
  if (!once)
    once = task_run(accept_clients, NULL, 0, CANCEL_NONE);
}

void start_server_ok(struct server *server) {
  server->acceptor = task_run(accept_clients, server, 0, CANCEL_NONE);
  server->log.flush = task_run(accept_clients, server, 0, CANCEL_NONE);
}

void start_workers_ok(struct server *server) {
  for (int i = 0; i < 4; i++)
    server->workers[i] = task_run(accept_clients, server, 0, CANCEL_NONE);
}

void start_default_ok(void) {
  default_server.acceptor = task_run(accept_clients, &default_server, 0, CANCEL_NONE);
}

// The local variable is only a name for a while.
bool start_checked_ok(struct server *server) {
  task *acceptor = task_run(accept_clients, server, 0, CANCEL_NONE);
  if (!acceptor)
    return false;
  server->acceptor = acceptor;
  return true;
}

bool start_alias_ok(struct server *server) {
  struct server *self = server;
  task **slot = &self->acceptor;
  *slot = task_run(accept_clients, server, 0, CANCEL_NONE);
  return *slot != NULL;
}

bool queue_ok(void *job) {
  struct node *node = malloc(sizeof *node);
  if (!node)
    return false;
  node->work = task_run(accept_clients, job, 0, CANCEL_NONE);
  node->next = pending;
  pending = node;
  return true;
}

void start_into_ok(task **out) {
  *out = task_run(accept_clients, NULL, 0, CANCEL_NONE);
}

void start_into_last_ok(task **handles, int count) {
  handles[count - 1] = task_run(accept_clients, NULL, 0, CANCEL_NONE);
}

static void remember(struct server *server, task *acceptor) {
  server->acceptor = acceptor;
}

void start_by_setter_ok(struct server *server) {
  remember(server, task_run(accept_clients, server, 0, CANCEL_NONE));
}

// A copy of the whole struct goes to the caller's memory.
void start_copied_ok(struct server *server) {
  struct server fresh = {0};
  fresh.acceptor = task_run(accept_clients, server, 0, CANCEL_NONE);
  *server = fresh;
}
