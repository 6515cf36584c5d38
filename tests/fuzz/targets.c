// SPDX-License-Identifier: MIT
#include "tests/fuzz/fuzz.h"

#include "analyzer/config/config.h"
#include "analyzer/findings/baseline.h"
#include "analyzer/findings/changes.h"
#include "analyzer/ir/ir.h"
#include "analyzer/lsp/mailbox.h"
#include "analyzer/lsp/rpc.h"
#include "analyzer/project/database.h"
#include "spec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int fuzz_file(const char *data, size_t size, char path[32]) {
  int file = memfd_create("fuzz", 0);
  if (file < 0 || write(file, data, size) != (ssize_t)size)
    abort();
  snprintf(path, 32, "/proc/self/fd/%d", file);
  return file;
}

static void run_spec(const char *data, size_t size) {
  struct spec *spec = spec_create();
  struct spec_error mistake = {0};
  spec_read_text(spec, "fuzz.api", data, size, true, &mistake);
  spec_destroy(spec);
}

/// What was read has to survive being printed and written.
static void use_unit(struct ir_pool *pool, const struct ir_unit *unit) {
  if (!unit)
    return;
  struct text bytes = {0};
  ir_write_unit(&bytes, unit);
  if (!ir_read_unit(pool, bytes.data, bytes.length))
    abort(); // what we write must be readable
  text_free(&bytes);
}

static void run_ir_text(const char *data, size_t size) {
  struct ir_pool pool;
  const char *error = NULL;
  ir_pool_init(&pool);
  use_unit(&pool, ir_parse_unit(&pool, data, size, &error));
  ir_pool_free(&pool);
}

static void run_ir_bytes(const char *data, size_t size) {
  struct ir_pool pool;
  ir_pool_init(&pool);
  use_unit(&pool, ir_read_unit(&pool, data, size));
  ir_read_function(&pool, data, size);
  ir_read_declaration(&pool, data, size);
  ir_pool_free(&pool);
}

static void prepare_ir_bytes(const struct text *seed, struct text *input) {
  struct ir_pool pool;
  const char *error = NULL;
  ir_pool_init(&pool);
  const struct ir_unit *unit = ir_parse_unit(&pool, seed->data, seed->length, &error);
  if (unit)
    ir_write_unit(input, unit);
  ir_pool_free(&pool);
}

static void run_config(const char *data, size_t size) {
  char path[32];
  int file = fuzz_file(data, size, path);
  struct arena arena = {0};
  struct text error = {0};
  struct config config = {0};
  if (config_read(&arena, path, &config, &error))
    config_excluded(&config, "/src/a.c");
  config_free(&config);
  text_free(&error);
  arena_free(&arena);
  close(file);
}

static void run_baseline(const char *data, size_t size) {
  char path[32];
  int file = fuzz_file(data, size, path);
  struct baseline baseline = {0};
  struct text error = {0};
  baseline_read(&baseline, path, &error);
  baseline_free(&baseline);
  text_free(&error);
  close(file);
}

static void visit_entry(const struct database_entry *entry, void *data) {
  *(size_t *)data += strlen(entry->file ? entry->file : "");
}

static void run_database(const char *data, size_t size) {
  char path[32];
  int file = fuzz_file(data, size, path);
  struct arena arena = {0};
  struct text error = {0};
  size_t sum = 0;
  database_read(path, &arena, visit_entry, &sum, &error);
  text_free(&error);
  arena_free(&arena);
  close(file);
}

static void run_diff(const char *data, size_t size) {
  struct changes changes = {0};
  char *diff = strndup(data, size);
  if (!diff)
    abort();
  changes_parse(&changes, diff, "/top");
  changes_free(&changes);
  free(diff);
}

/// What the server does with a message before its engine sees it: URIs, positions, edits.
static void take_message(const json_t *message, enum encoding encoding) {
  const json_t *params = json_object_get(message, "params");
  const char *uri = rpc_get_string(params, "textDocument.uri");
  const char *text = rpc_get_string(params, "textDocument.text");
  struct text path = {0};
  struct position position;
  position_read(rpc_get(params, "position"), &position);
  if (!uri || !uri_is_sound(uri))
    return;
  if (uri_path(uri, &path)) {
    struct text again = {0};
    path_uri(path.data, &again);
    if (!uri_is_sound(again.data))
      abort(); // what we write is a URI
    text_free(&again);
  }
  if (text)
    mailbox_open_document(uri, 1, text, strlen(text));
  mailbox_change_document(uri, 2, rpc_get(params, "contentChanges"), encoding);
  if (json_object_get(message, "id"))
    mailbox_cancel(json_object_get(message, "id"));
  if (rpc_get_true(params, "close"))
    mailbox_close_document(uri);
  text_free(&path);
}

/// A session's bytes, as an editor sends them, in all three ways of counting.
static void run_lsp(const char *data, size_t size) {
  for (enum encoding encoding = ENCODING_UTF8; encoding <= ENCODING_UTF32; encoding++) {
    char path[32];
    struct rpc_reader reader = {.fd = fuzz_file(data, size, path)};
    struct buffers buffers = {0};
    json_t *message, *closed = json_array();
    lseek(reader.fd, 0, SEEK_SET);
    mailbox_open();
    for (enum rpc_read read = RPC_MESSAGE; read != RPC_END;) {
      struct text error = {0};
      message = NULL;
      read = rpc_read(&reader, &message, &error);
      if (read == RPC_MESSAGE)
        take_message(message, encoding);
      json_decref(message);
      text_free(&error);
    }
    mailbox_update(&buffers, closed);
    json_decref(closed);
    buffers_free(&buffers);
    mailbox_close();
    close(reader.fd);
    rpc_reader_free(&reader);
  }
}

/// One message a line, each behind its length: so that changed ones are messages still.
static void prepare_lsp(const struct text *seed, struct text *input) {
  const char *end = text_get(seed) + seed->length;
  for (const char *line = text_get(seed), *next; line < end; line = next) {
    const char *stop = memchr(line, '\n', (size_t)(end - line));
    stop = stop ? stop : end;
    next = stop + 1;
    text_printf(input, "Content-Length: %zu\r\n\r\n", (size_t)(stop - line));
    text_append(input, line, (size_t)(stop - line));
  }
}

static void run_lsp_messages(const char *data, size_t size) {
  struct text lines = {0}, bytes = {0};
  text_append(&lines, data, size);
  prepare_lsp(&lines, &bytes);
  run_lsp(text_get(&bytes), bytes.length);
  text_free(&lines);
  text_free(&bytes);
}

const struct fuzz_target fuzz_targets[] = {
    {"spec", run_spec, NULL},
    {"ir-text", run_ir_text, NULL},
    {"ir-bytes", run_ir_bytes, prepare_ir_bytes},
    {"part", fuzz_part, fuzz_make_part},
    {"store", fuzz_store, NULL},
    {"config", run_config, NULL},
    {"baseline", run_baseline, NULL},
    {"database", run_database, NULL},
    {"diff", run_diff, NULL},
    {"lsp", run_lsp, prepare_lsp},
    {"lsp-messages", run_lsp_messages, NULL},
};
const size_t fuzz_target_count = sizeof fuzz_targets / sizeof *fuzz_targets;

const struct fuzz_target *fuzz_find(const char *name) {
  for (size_t i = 0; i < fuzz_target_count; i++)
    if (!strcmp(fuzz_targets[i].name, name))
      return &fuzz_targets[i];
  return NULL;
}
