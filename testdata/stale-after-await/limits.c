// Counted up after an await, below a limit that was asked before it.
#include <errno.h>
#include <taskrt.h>

struct server {
  int clients, most;
};

static void failed(int status, void *arg) {}

static int accept_bad(void *arg, cancel_token token, void *result) {
  struct server *server = arg;
  if (server->clients >= 100)
    return -EAGAIN;
  int status = task_delay(1, token);
  if (status != 0)
    return status;
  server->clients++; // expect: stale-after-await "`server->clients` was tested before a suspension"
  return 0;
}

static int accept_other_bad(void *arg, cancel_token token, void *result) {
  struct server *server = arg;
  int status = -EAGAIN;
  if (server->clients < server->most) {
    status = task_delay(1, token);
    server->clients += 1; // expect: stale-after-await
  }
  return status;
}

// Counted before the suspension.
static int accept_ok(void *arg, cancel_token token, void *result) {
  struct server *server = arg;
  if (server->clients >= 100)
    return -EAGAIN;
  server->clients++;
  int status = task_delay(1, token);
  if (status != 0)
    server->clients--;
  return status;
}

void listen_all(struct server *server, cancel_token token) {
  task_detach(task_run(accept_bad, server, 0, token), failed, NULL);
  task_detach(task_run(accept_other_bad, server, 0, token), failed, NULL);
  task_detach(task_run(accept_ok, server, 0, token), failed, NULL);
}
