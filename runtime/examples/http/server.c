// SPDX-License-Identifier: MIT
#include "server.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>

// --- connections --------------------------------------------------------------------------------

struct visit {
  struct server *server;
  int fd;
};

static void turn_away(int fd, cancel_token token) {
  static const char answer[] = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n"
                               "Content-Type: application/json\r\nContent-Length: 32\r\n\r\n"
                               "{\"error\":\"too many connections\"}";
  // There is room for so little in a new socket; if not, the client is told by the closing.
  int told = task_write_all(fd, answer, sizeof answer - 1, token);
  (void)told;
}

// A group cancels all when one fails; what one client does is no failure of the server.
static int serve_visit(void *arg, cancel_token token, void *result) {
  (void)result;
  struct visit *visit = arg;
  struct server *server = visit->server;
  if (task_semaphore_try_acquire(&server->free_places) == 0) {
    connection_serve(visit->fd, &server->service, &server->limits,
                     cancel_source_token(server->drain), token);
    task_semaphore_release(&server->free_places);
  } else {
    turn_away(visit->fd, token);
  }
  (void)task_close(visit->fd);
  free(visit);
  return 0;
}

// Takes `fd`. Without memory for a visit the client is told by the closing.
static void welcome(struct server *server, task_group *connections, int fd) {
  struct visit *visit = malloc(sizeof *visit);
  task *serving = NULL;
  if (visit) {
    *visit = (struct visit){server, fd};
    serving = task_run(serve_visit, visit, 0, task_group_token(connections));
  }
  if (serving) {
    task_group_adopt(connections, serving);
    return;
  }
  free(visit);
  (void)task_close(fd);
}

// Ends with the reason for which `token` is cancelled, or with an error that stays.
static int take_connections(struct server *server, task_group *connections, cancel_token token) {
  enum { PAUSE_MILLISECONDS = 50 };
  int status = 0;
  while (status == 0) {
    int fd = task_tcp_accept(server->listener, token);
    if (fd >= 0)
      welcome(server, connections, fd);
    else if (fd == -EMFILE || fd == -ENFILE || fd == -ENOBUFS || fd == -ENOMEM)
      status = task_delay(PAUSE_MILLISECONDS, token); // until somebody leaves
    else if (fd != -ECONNABORTED)
      status = fd;
  }
  return status;
}

// --- the end ------------------------------------------------------------------------------------

static int next_signal(int fd, cancel_token token) {
  struct signalfd_siginfo info;
  ssize_t length = task_read(fd, &info, sizeof info, token);
  return length == sizeof info ? 0 : length < 0 ? (int)length : TASK_ECLOSED;
}

// The first signal asks for an end, the second one for one at once.
static int obey_signals(void *arg, cancel_token token, void *result) {
  (void)result;
  struct server *server = arg;
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  int fd = signalfd(-1, &ends, SFD_NONBLOCK | SFD_CLOEXEC);
  if (fd < 0)
    return -errno;
  int status = next_signal(fd, token);
  if (status == 0) {
    cancel_request(server->drain);
    status = next_signal(fd, token);
  }
  if (status == 0)
    cancel_request(server->stop);
  (void)task_close(fd);
  return status;
}

// Takes no more, and waits for what is under way.
static int drain(struct server *server, task_group *connections) {
  cancel_request(server->drain); // also when taking connections failed
  (void)task_close(server->listener);
  cancel_source_cancel_after(server->stop, server->grace_milliseconds);
  int ended = store_end_changes(server->service.store, cancel_source_token(server->stop));
  int joined = task_group_join(connections);
  return joined != 0 ? joined : ended;
}

static int serve(struct server *server) {
  task_group *connections = task_group_create(cancel_source_token(server->stop));
  if (!connections)
    return TASK_ENOMEM;
  int status = take_connections(server, connections, cancel_source_token(server->drain));
  int drained = drain(server, connections);
  return status == TASK_ECANCELED ? drained : status;
}

int server_run(void *arg, cancel_token token, void *result) {
  (void)result;
  struct server *server = arg;
  int status = server->file ? store_load(server->service.store, server->file, token) : 0;
  if (status != 0)
    return status;
  cancel_source *over = cancel_source_create_linked(token);
  if (!over)
    return TASK_ENOMEM;
  task *signals = task_start(obey_signals, server, 0, cancel_source_token(over));
  status = serve(server);
  cancel_request(over);
  int obeyed = task_await(signals, NULL);
  cancel_source_destroy(over);
  if (server->file && status == 0)
    status = store_save(server->service.store, server->file, token);
  return status == 0 && obeyed != TASK_ECANCELED ? obeyed : status;
}
