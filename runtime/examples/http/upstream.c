// SPDX-License-Identifier: MIT
// One connection a question. Nothing here knows about timeouts: the token of the request has one,
// and it is cancelled when the client that asked is gone.
#include "upstream.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "message.h"

static int understand(const struct message *answer, json_t **value) {
  if (answer->refused != 0)
    return task_fail(-EBADMSG, "its answer is no HTTP, or too large");
  if (answer->parser.status_code == 404)
    return -ENOENT;
  if (answer->parser.status_code != 200)
    return task_fail(-EBADMSG, "it answers with status %u", (unsigned)answer->parser.status_code);
  json_error_t error;
  *value = json_loadb(answer->body ? answer->body : "", answer->body_size,
                      JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);
  return *value ? 0 : task_fail(-EBADMSG, "its answer is no JSON: %s", error.text);
}

static int read_answer(const struct upstream *upstream, int fd, json_t **value,
                       cancel_token token) {
  struct message *answer = malloc(sizeof *answer);
  struct inbox *inbox = malloc(sizeof *inbox);
  int status = TASK_ENOMEM;
  if (answer && inbox) {
    inbox->fd = fd;
    inbox->begin = inbox->end = 0;
    message_begin(answer, HTTP_RESPONSE, upstream->body_limit);
    status = message_read(answer, inbox, token);
    if (status == 0)
      status = understand(answer, value);
    message_end(answer);
  }
  free(inbox);
  free(answer);
  return status;
}

static int ask(const struct upstream *upstream, const char *name, json_t **value,
               cancel_token token) {
  char question[400];
  int length = snprintf(question, sizeof question,
                        "GET /keys/%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", name,
                        upstream->host);
  if (length >= (int)sizeof question)
    return -ENAMETOOLONG;
  int fd = task_tcp_connect(upstream->host, upstream->port, token);
  if (fd < 0)
    return fd;
  int status = task_write_all(fd, question, (size_t)length, token);
  if (status == 0)
    status = read_answer(upstream, fd, value, token);
  (void)task_close(fd);
  return status;
}

int upstream_get(const struct upstream *upstream, const char *name, json_t **value,
                 cancel_token token) {
  if (!upstream->host)
    return -ENOENT;
  int status = ask(upstream, name, value, token);
  if (status == 0 || status == -ENOENT || status == TASK_ENOMEM || cancel_requested(token))
    return status;
  return task_fail_because(-EREMOTEIO, "the upstream failed: %s", task_strerror(status));
}
