// SPDX-License-Identifier: MIT
// The parser calls back while it reads; what it finds goes into the message.
#include "message.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

// A callback that returns this ends the parsing.
enum { STOP = -1 };

static int refuse(struct message *message, unsigned status) {
  message->refused = status;
  return STOP;
}

static int on_url(http_parser *parser, const char *at, size_t length) {
  struct message *message = parser->data;
  size_t used = strlen(message->target);
  if (length >= sizeof message->target - used)
    return refuse(message, 414);
  memcpy(message->target + used, at, length);
  message->target[used + length] = '\0';
  return 0;
}

// A name or value that comes in two pieces is not recognised: the client then sends its body
// without being asked to, a second later.
static int on_header_field(http_parser *parser, const char *at, size_t length) {
  struct message *message = parser->data;
  message->in_expect = length == strlen("Expect") && strncasecmp(at, "Expect", length) == 0;
  return 0;
}

static int on_header_value(http_parser *parser, const char *at, size_t length) {
  struct message *message = parser->data;
  if (message->in_expect && length == strlen("100-continue") &&
      strncasecmp(at, "100-continue", length) == 0)
    message->wants_continue = true;
  return 0;
}

static int on_headers_complete(http_parser *parser) {
  struct message *message = parser->data;
  message->head_complete = true;
  bool sized = parser->content_length != UINT64_MAX;
  if (sized && parser->content_length > message->body_limit)
    return refuse(message, 413);
  return 0;
}

static int on_body(http_parser *parser, const char *at, size_t length) {
  struct message *message = parser->data;
  if (length > message->body_limit - message->body_size)
    return refuse(message, 413);
  if (message->body_size + length > message->body_room) {
    size_t room = (message->body_size + length) * 2;
    char *body = realloc(message->body, room);
    if (!body)
      return refuse(message, 503);
    message->body = body;
    message->body_room = room;
  }
  memcpy(message->body + message->body_size, at, length);
  message->body_size += length;
  return 0;
}

// Pausing leaves what follows in the inbox.
static int on_message_complete(http_parser *parser) {
  struct message *message = parser->data;
  message->complete = true;
  message->keep_alive = http_should_keep_alive(parser) && !parser->upgrade;
  http_parser_pause(parser, 1);
  return 0;
}

static const http_parser_settings settings = {
    .on_url = on_url,
    .on_header_field = on_header_field,
    .on_header_value = on_header_value,
    .on_headers_complete = on_headers_complete,
    .on_body = on_body,
    .on_message_complete = on_message_complete,
};

void message_begin(struct message *message, enum http_parser_type type, size_t body_limit) {
  *message = (struct message){.body_limit = body_limit};
  http_parser_init(&message->parser, type);
  message->parser.data = message;
}

void message_end(struct message *message) {
  free(message->body);
}

// Parses `size` bytes at `data` and returns how many of them belong to the message.
static size_t parse(struct message *message, const char *data, size_t size) {
  bool in_head = !message->head_complete;
  size_t parsed = http_parser_execute(&message->parser, &settings, data, size);
  if (in_head)
    message->head_size += parsed;
  enum http_errno error = HTTP_PARSER_ERRNO(&message->parser);
  if (error != HPE_OK && error != HPE_PAUSED && message->refused == 0)
    message->refused = error == HPE_HEADER_OVERFLOW ? 431 : 400;
  if (!message->head_complete && message->head_size > HEAD_LIMIT && message->refused == 0)
    message->refused = 431;
  return parsed;
}

// Tells a client that it may send the body.
static int send_continue(struct message *message, int fd, cancel_token token) {
  static const char answer[] = "HTTP/1.1 100 Continue\r\n\r\n";
  message->wants_continue = false;
  return task_write_all(fd, answer, sizeof answer - 1, token);
}

// At the end of the connection: some answers have no other end.
static int end_of_connection(struct message *message) {
  (void)parse(message, NULL, 0);
  return message->complete ? 0 : TASK_ECLOSED;
}

int message_read(struct message *message, struct inbox *inbox, cancel_token token) {
  int status = 0;
  while (status == 0 && !message->complete && message->refused == 0) {
    if (inbox->begin < inbox->end) {
      inbox->begin += parse(message, inbox->data + inbox->begin, inbox->end - inbox->begin);
      continue;
    }
    inbox_compact(inbox);
    if (message->head_complete && message->wants_continue)
      status = send_continue(message, inbox->fd, token);
    if (status == 0)
      status = inbox_fill(inbox, token);
    if (status == TASK_ECLOSED)
      status = end_of_connection(message);
  }
  return status;
}
