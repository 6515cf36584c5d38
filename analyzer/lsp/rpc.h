// SPDX-License-Identifier: MIT
// JSON-RPC 2.0 in the base protocol of LSP: messages behind a `Content-Length` header.
#ifndef ASYNC_LINT_LSP_RPC_H
#define ASYNC_LINT_LSP_RPC_H

#include "analyzer/base/text.h"

#include <jansson.h>

/// Codes of JSON-RPC and of LSP 3.17.
enum rpc_error {
  RPC_PARSE_ERROR = -32700,
  RPC_INVALID_REQUEST = -32600,
  RPC_METHOD_NOT_FOUND = -32601,
  RPC_INVALID_PARAMS = -32602,
  RPC_INTERNAL_ERROR = -32603,
  RPC_NOT_INITIALIZED = -32002,
  RPC_REQUEST_CANCELLED = -32800,
  RPC_CONTENT_MODIFIED = -32801,
};

/// Reads messages from a descriptor. Zero-initialise but for `fd`; rpc_reader_free() at the end.
struct rpc_reader {
  int fd;
  struct text buffer; // what was read
  size_t at;          // and not yet taken
  bool ended;
};

enum rpc_read { RPC_MESSAGE, RPC_MALFORMED, RPC_END };

/// Waits for the next message. MESSAGE: `*message` is to be released with json_decref(). MALFORMED:
/// `error` says what is wrong with the bytes; reading goes on behind them. END: nothing comes any
/// more.
enum rpc_read rpc_read(struct rpc_reader *reader, json_t **message, struct text *error);
void rpc_reader_free(struct rpc_reader *reader);

/// Where messages are written. Set once, before anything is sent.
void rpc_open(int fd);

/// The functions below write one message. From any thread; messages never mix. `params`, `result`
/// and `data` are consumed and may be NULL; `id` is borrowed.
void rpc_notify(const char *method, json_t *params);
void rpc_request(const char *id, const char *method, json_t *params);
void rpc_reply(const json_t *id, json_t *result);
void rpc_fail(const json_t *id, enum rpc_error code, const char *message);

/// Writes to the log of the editor.
void rpc_log(const char *format, ...) __attribute__((format(printf, 1, 2)));

/// The member of an object, or NULL; `path` goes through objects: "textDocument.uri".
json_t *rpc_get(const json_t *object, const char *path);
const char *rpc_get_string(const json_t *object, const char *path);
bool rpc_get_true(const json_t *object, const char *path);

#endif
