// SPDX-License-Identifier: MIT
#include "connection.h"

#include <stdlib.h>
#include <sys/socket.h>

struct connection {
  struct service *service;
  const struct limits *limits;
  cancel_token drain, token;
  struct inbox inbox;
  struct message request;
  struct answer answer;
};

// --- receiving ----------------------------------------------------------------------------------

// Waits for the first bytes of a request, which may take long and is no loss.
static int wait_for_request(struct connection *connection) {
  if (connection->inbox.begin < connection->inbox.end)
    return cancel_check(connection->drain); // sent ahead
  inbox_compact(&connection->inbox);
  cancel_source *idle = cancel_source_create_linked(connection->drain);
  if (!idle)
    return TASK_ENOMEM;
  cancel_source_cancel_after(idle, connection->limits->idle_milliseconds);
  int status = inbox_fill(&connection->inbox, cancel_source_token(idle));
  cancel_source_destroy(idle);
  return status;
}

// Reads the rest of it, for which a slow client has only so much time.
static int receive(struct connection *connection) {
  cancel_source *limit = cancel_source_create_linked(connection->token);
  if (!limit)
    return TASK_ENOMEM;
  cancel_source_cancel_after(limit, connection->limits->receive_milliseconds);
  int status = message_read(&connection->request, &connection->inbox, cancel_source_token(limit));
  cancel_source_destroy(limit);
  if (status == TASK_ETIMEDOUT && !cancel_requested(connection->token)) {
    connection->request.refused = 408;
    status = 0;
  }
  return status;
}

// --- answering ----------------------------------------------------------------------------------

// What looks out for the end of the connection while a request is served.
struct lookout {
  struct inbox *inbox;
  cancel_source *request;
};

// Reads on, as far as there is room: what a client sends ahead is kept; when it is gone, the
// request has nobody to answer to, and its work is cancelled.
static int look_out(void *arg, cancel_token token, void *result) {
  (void)result;
  struct lookout *lookout = arg;
  int status = 0;
  while (status == 0 && lookout->inbox->end < sizeof lookout->inbox->data)
    status = inbox_fill(lookout->inbox, token);
  if (status != 0 && !cancel_requested(token))
    cancel_request(lookout->request);
  return 0;
}

// Serves the request while somebody looks out.
static int serve_watched(struct connection *connection, cancel_source *request,
                         cancel_source *served) {
  inbox_compact(&connection->inbox);
  struct lookout lookout = {&connection->inbox, request};
  task *looking = task_start(look_out, &lookout, 0, cancel_source_token(served));
  int status = route(connection->service, &connection->request, &connection->answer,
                     cancel_source_token(request));
  cancel_request(served);
  int looked = task_await(looking, NULL);
  return status != 0 ? status : looked;
}

static int serve_request(struct connection *connection) {
  cancel_source *request = cancel_source_create_linked(connection->token);
  cancel_source *served = cancel_source_create();
  int status = request && served ? serve_watched(connection, request, served) : TASK_ENOMEM;
  cancel_source_destroy(served);
  cancel_source_destroy(request);
  return status;
}

static const char *why(unsigned refused) {
  switch (refused) {
  case 408:
    return "the request took too long to come in";
  case 413:
    return "the body is too large";
  case 414:
    return "the target is too long";
  case 431:
    return "the head is too large";
  case 503:
    return "out of memory";
  default:
    return "this is no HTTP";
  }
}

// A socket that is closed with something unread in it takes the answer back, so the rest of the
// request is read and thrown away, for some time.
static void let_go(struct connection *connection) {
  cancel_source *limit = cancel_source_create_linked(connection->token);
  if (!limit)
    return;
  cancel_source_cancel_after(limit, connection->limits->receive_milliseconds);
  shutdown(connection->inbox.fd, SHUT_WR);
  int status = 0;
  while (status == 0) {
    connection->inbox.begin = connection->inbox.end = 0;
    status = inbox_fill(&connection->inbox, cancel_source_token(limit));
  }
  cancel_source_destroy(limit);
}

static int refuse(struct connection *connection) {
  unsigned code = connection->request.refused;
  connection->answer.keep_alive = false;
  int status = answer_error(&connection->answer, code, why(code));
  if (status == 0)
    let_go(connection);
  return TASK_ECLOSED;
}

// --- one after the other ------------------------------------------------------------------------

// Returns 0 when the connection may have more.
static int serve_next(struct connection *connection) {
  int status = wait_for_request(connection);
  if (status == 0)
    status = receive(connection);
  if (status != 0)
    return status;
  struct answer *answer = &connection->answer;
  answer->sent = 0;
  answer->keep_alive = connection->request.keep_alive;
  if (connection->request.refused != 0)
    return refuse(connection);
  status = serve_request(connection);
  if (status == 0 && !answer->keep_alive)
    status = TASK_ECLOSED;
  return status;
}

void connection_serve(int fd, struct service *service, const struct limits *limits,
                      cancel_token drain, cancel_token token) {
  struct connection *connection = calloc(1, sizeof *connection);
  if (!connection)
    return;
  connection->service = service;
  connection->limits = limits;
  connection->drain = drain;
  connection->token = token;
  connection->inbox.fd = fd;
  connection->answer = (struct answer){
      .fd = fd, .token = token, .drain = drain, .milliseconds = limits->receive_milliseconds};
  int status = 0;
  while (status == 0) {
    message_begin(&connection->request, HTTP_REQUEST, limits->body);
    status = serve_next(connection);
    message_end(&connection->request);
  }
  free(connection);
}
