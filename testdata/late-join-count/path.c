// The whole story: where it is counted, where it was started, and who waits.
#include <taskrt.h>

struct server {
  task_mutex lock;
  task_condition idle;
  int clients;
};

static void enter(struct server *server) {
  server->clients++;
}

static void leave(struct server *server) {
  if (--server->clients == 0)
    task_condition_broadcast(&server->idle);
}

static int serve_bad(void *arg, cancel_token token, void *result) {
  struct server *server = arg;
  enter(server); // expect: late-join-count "`serve_bad` counts itself in `clients`"
  // note@-1: "count it where it is started, before the start"
  int status = task_delay(100, token);
  leave(server);
  return status;
}

void accept_client(struct server *server, cancel_token token) {
  task *serving = task_run(serve_bad, server, 0, token);
  // note@-1: "`serve_bad` is started here, not counted yet"
  task_detach(serving, NULL, NULL);
}

int drain(struct server *server, cancel_token token) {
  int status = task_mutex_lock(&server->lock, token);
  if (status != 0)
    return status;
  while (server->clients != 0) { // note: "`drain` waits here until `clients` is 0"
    status = task_condition_wait(&server->idle, &server->lock, token);
    if (status != 0)
      break;
  }
  task_mutex_unlock(&server->lock);
  return status;
}
