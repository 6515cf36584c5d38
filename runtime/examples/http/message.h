// SPDX-License-Identifier: MIT
// HTTP messages as they come in: the requests of clients, the answers of the upstream. What is not
// understood or too large is refused with an HTTP status, and never read to its end.
#ifndef EXAMPLE_HTTP_MESSAGE_H
#define EXAMPLE_HTTP_MESSAGE_H

#include <http_parser.h>
#include <stdbool.h>
#include <stddef.h>

#include "inbox.h"

enum { TARGET_SIZE = 512, HEAD_LIMIT = 16 * 1024 };

struct message {
  http_parser parser;
  size_t body_limit;
  unsigned refused; // 0, or the HTTP status to refuse it with
  size_t head_size;
  char target[TARGET_SIZE]; // of a request: "/keys/name"
  char *body;
  size_t body_size, body_room;
  bool head_complete, complete;
  bool in_expect, wants_continue; // the header `Expect: 100-continue`
  bool keep_alive;
};

/// Makes `message` ready to be read. `type` is HTTP_REQUEST or HTTP_RESPONSE; a body larger than
/// `body_limit` bytes is refused.
void message_begin(struct message *message, enum http_parser_type type, size_t body_limit);

/// Frees what `message` holds.
void message_end(struct message *message);

/// Reads `message` to its end and leaves what follows it in `inbox`. Returns 0 when it is complete
/// or refused; or an error of inbox_fill().
int message_read(struct message *message, struct inbox *inbox, cancel_token token) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; token token; status; check result");

#endif
