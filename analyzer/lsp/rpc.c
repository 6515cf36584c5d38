// SPDX-License-Identifier: MIT
// JSON-RPC 2.0 in the base protocol of LSP. Bytes that are no message are passed over up to the
// next header, so that one mistake does not end the session.
#include "analyzer/lsp/rpc.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { HEADER_LIMIT = 4096, BODY_LIMIT = 128 << 20 };

// ---- reading ----

static const char *left(const struct rpc_reader *reader) {
  return text_get(&reader->buffer) + reader->at;
}

static size_t left_length(const struct rpc_reader *reader) {
  return reader->buffer.length - reader->at;
}

/// Reads once more; false at the end.
static bool fill(struct rpc_reader *reader) {
  char bytes[65536];
  if (reader->at == reader->buffer.length)
    reader->buffer.length = reader->at = 0;
  ssize_t got;
  do
    got = read(reader->fd, bytes, sizeof bytes);
  while (got < 0 && errno == EINTR);
  if (got <= 0) {
    reader->ended = true;
    return false;
  }
  if (reader->at > sizeof bytes) {
    memmove(reader->buffer.data, left(reader), left_length(reader) + 1);
    reader->buffer.length -= reader->at;
    reader->at = 0;
  }
  text_append(&reader->buffer, bytes, (size_t)got);
  return true;
}

/// Passes over bytes that are no message, up to what looks like the next header.
static void resynchronise(struct rpc_reader *reader) {
  static const char word[] = "Content-Length:";
  size_t length = left_length(reader);
  const char *next =
      length > 1 ? memmem(left(reader) + 1, length - 1, word, sizeof word - 1) : NULL;
  reader->at = next ? (size_t)(next - reader->buffer.data) : reader->buffer.length;
}

static enum rpc_read malformed(struct rpc_reader *reader, struct text *error, const char *what) {
  text_puts(error, what);
  resynchronise(reader);
  return RPC_MALFORMED;
}

/// One line of a header: the length it states, 0 for another line, -1 for nonsense.
static long header_line(const char *line, size_t length) {
  static const char word[] = "Content-Length:";
  size_t skip = sizeof word - 1;
  if (!memchr(line, ':', length))
    return -1;
  if (length <= skip || strncasecmp(line, word, skip) != 0)
    return 0;
  while (skip < length && line[skip] == ' ')
    skip++;
  long value = 0;
  if (skip == length)
    return -1;
  for (; skip < length; skip++) {
    if (line[skip] < '0' || line[skip] > '9' || value > BODY_LIMIT)
      return -1;
    value = value * 10 + (line[skip] - '0');
  }
  return value > BODY_LIMIT || value == 0 ? -1 : value;
}

/// The length that the header (`length` bytes with the empty line) states, or -1.
static long header_length(const char *header, size_t length) {
  long stated = 0;
  for (size_t at = 0; at + 2 < length;) {
    const char *end = memmem(header + at, length - at, "\r\n", 2);
    size_t size = (size_t)(end - (header + at));
    long value = size ? header_line(header + at, size) : 0;
    if (value < 0 || (value > 0 && stated > 0))
      return -1;
    stated = value > 0 ? value : stated;
    at += size + 2;
  }
  return stated > 0 ? stated : -1;
}

enum rpc_read rpc_read(struct rpc_reader *reader, json_t **message, struct text *error) {
  const char *end;
  while (!(end = memmem(left(reader), left_length(reader), "\r\n\r\n", 4))) {
    if (left_length(reader) > HEADER_LIMIT)
      return malformed(reader, error, "no end of the header in 4096 bytes");
    if (!fill(reader))
      return RPC_END;
  }
  size_t header = (size_t)(end - left(reader)) + 4;
  long body = header > HEADER_LIMIT ? -1 : header_length(left(reader), header);
  if (body < 0)
    return malformed(reader, error, "the header states no length of the message");
  while (left_length(reader) < header + (size_t)body)
    if (!fill(reader))
      return RPC_END;
  json_error_t mistake;
  *message = json_loadb(left(reader) + header, (size_t)body, JSON_ALLOW_NUL, &mistake);
  reader->at += header + (size_t)body;
  if (*message)
    return RPC_MESSAGE;
  text_printf(error, "not JSON: %s", mistake.text);
  return RPC_MALFORMED;
}

void rpc_reader_free(struct rpc_reader *reader) {
  text_free(&reader->buffer);
}

// ---- writing ----

static pthread_mutex_t writing = PTHREAD_MUTEX_INITIALIZER;
static int output = -1;

void rpc_open(int fd) {
  output = fd;
}

static void write_all(const char *bytes, size_t length) {
  while (length) {
    ssize_t done = write(output, bytes, length);
    if (done < 0 && errno == EINTR)
      continue;
    if (done <= 0)
      return; // the editor is gone: reading ends as well
    bytes += done;
    length -= (size_t)done;
  }
}

/// Writes the message, which is consumed.
static void send(json_t *message) {
  char *body = json_dumps(message, JSON_COMPACT);
  json_decref(message);
  if (!body)
    return;
  struct text whole = {0};
  text_printf(&whole, "Content-Length: %zu\r\n\r\n", strlen(body));
  text_puts(&whole, body);
  free(body);
  pthread_mutex_lock(&writing);
  write_all(whole.data, whole.length);
  pthread_mutex_unlock(&writing);
  text_free(&whole);
}

static json_t *begin(void) {
  return json_pack("{s:s}", "jsonrpc", "2.0");
}

void rpc_notify(const char *method, json_t *params) {
  json_t *message = begin();
  json_object_set_new(message, "method", json_string(method));
  json_object_set_new(message, "params", params ? params : json_object());
  send(message);
}

void rpc_request(const char *id, const char *method, json_t *params) {
  json_t *message = begin();
  json_object_set_new(message, "id", json_string(id));
  json_object_set_new(message, "method", json_string(method));
  if (params)
    json_object_set_new(message, "params", params);
  send(message);
}

static json_t *copy_id(const json_t *id) {
  return id ? json_deep_copy(id) : json_null();
}

void rpc_reply(const json_t *id, json_t *result) {
  json_t *message = begin();
  json_object_set_new(message, "id", copy_id(id));
  json_object_set_new(message, "result", result ? result : json_null());
  send(message);
}

void rpc_fail(const json_t *id, enum rpc_error code, const char *text) {
  json_t *message = begin();
  json_object_set_new(message, "id", copy_id(id));
  json_object_set_new(message, "error", json_pack("{s:i,s:s}", "code", (int)code, "message", text));
  send(message);
}

void rpc_log(const char *format, ...) {
  char line[1024];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  json_t *text = json_string(line);
  rpc_notify("window/logMessage",
             json_pack("{s:i,s:o}", "type", 3, "message", text ? text : json_string("?")));
}

// ---- members ----

json_t *rpc_get(const json_t *object, const char *path) {
  char name[64];
  while (object && *path) {
    size_t length = strcspn(path, ".");
    if (length >= sizeof name)
      return NULL;
    memcpy(name, path, length);
    name[length] = '\0';
    object = json_object_get(object, name);
    path += length + (path[length] == '.');
  }
  return (json_t *)object;
}

const char *rpc_get_string(const json_t *object, const char *path) {
  return json_string_value(rpc_get(object, path));
}

bool rpc_get_true(const json_t *object, const char *path) {
  return json_is_true(rpc_get(object, path));
}
