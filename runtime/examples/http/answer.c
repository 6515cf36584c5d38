// SPDX-License-Identifier: MIT
#include "answer.h"

#include <http_parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *reason(unsigned code) {
  return http_status_str((enum http_status)code);
}

// A client that takes nothing must not keep the connection for ever, nor must one that takes it in
// small bites lose a stream: each write has a deadline of its own.
static int send_all(struct answer *answer, const char *data, size_t size) {
  cancel_source *limit = cancel_source_create_linked(answer->token);
  if (!limit)
    return TASK_ENOMEM;
  cancel_source_cancel_after(limit, answer->milliseconds);
  int status = task_write_all(answer->fd, data, size, cancel_source_token(limit));
  cancel_source_destroy(limit);
  return status;
}

static int send_text(struct answer *answer, unsigned code, const char *text) {
  size_t size = strlen(text);
  answer->keep_alive = answer->keep_alive && !cancel_requested(answer->drain);
  char head[200];
  int length = snprintf(head, sizeof head,
                        "HTTP/1.1 %u %s\r\nContent-Type: application/json\r\n"
                        "Content-Length: %zu\r\nConnection: %s\r\n\r\n",
                        code, reason(code), size, answer->keep_alive ? "keep-alive" : "close");
  char *all = malloc((size_t)length + size);
  if (!all)
    return TASK_ENOMEM;
  memcpy(all, head, (size_t)length);
  memcpy(all + length, text, size);
  answer->sent = code;
  int status = send_all(answer, all, (size_t)length + size); // one write, mostly one packet
  free(all);
  return status;
}

int answer_json(struct answer *answer, unsigned code, json_t *value) {
  char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
  json_decref(value);
  if (!text)
    return send_text(answer, 503, "{\"error\":\"out of memory\"}");
  int status = send_text(answer, code, text);
  free(text);
  return status;
}

int answer_error(struct answer *answer, unsigned code, const char *text) {
  return answer_json(answer, code, json_pack("{s:s}", "error", text));
}

int answer_begin_lines(struct answer *answer) {
  static const char head[] = "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n"
                             "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
  answer->keep_alive = false;
  answer->sent = 200;
  return send_all(answer, head, sizeof head - 1);
}

int answer_line(struct answer *answer, const json_t *value) {
  size_t size = json_dumpb(value, NULL, 0, JSON_COMPACT | JSON_ENCODE_ANY);
  enum { AROUND = 32 }; // the size in front, "\n\r\n" behind
  char *chunk = malloc(size + AROUND);
  if (!chunk)
    return TASK_ENOMEM;
  size_t length = (size_t)snprintf(chunk, AROUND, "%zx\r\n", size + 1);
  length += json_dumpb(value, chunk + length, size, JSON_COMPACT | JSON_ENCODE_ANY);
  memcpy(chunk + length, "\n\r\n", 3);
  int status = send_all(answer, chunk, length + 3);
  free(chunk);
  return status;
}

int answer_end_lines(struct answer *answer) {
  static const char last[] = "0\r\n\r\n";
  return send_all(answer, last, sizeof last - 1);
}
