// SPDX-License-Identifier: MIT
// What several features need: the methods, texts that places are shown in, the function a place
// names, and what is known of it.
#include "analyzer/lsp/feature.h"

#include <stdlib.h>
#include <string.h>

static const struct feature features[] = {
    {"textDocument/diagnostic", NEED_FILE, answer_diagnostics},
    {"workspace/diagnostic", NEED_ALL, answer_workspace_diagnostics},
    {"textDocument/codeAction", NEED_FILE, answer_code_actions},
    {"textDocument/hover", NEED_NOTHING, answer_hover},
    {"textDocument/inlayHint", NEED_FILE, answer_hints},
    {"textDocument/codeLens", NEED_FILE, answer_lenses},
    {"textDocument/implementation", NEED_FILE, answer_implementation},
    {"workspace/executeCommand", NEED_NOTHING, answer_command},
    {"asyncLint/sync", NEED_ALL, answer_sync},
};

const struct feature *feature_find(const char *method) {
  for (size_t i = 0; i < sizeof features / sizeof *features; i++)
    if (!strcmp(features[i].method, method))
      return &features[i];
  return NULL;
}

json_t *answer_sync(const struct question *question, bool *wait) {
  *wait = engine_is_unstored(question->engine);
  if (*wait)
    return NULL;
  return json_pack("{s:I}", "analyses", (json_int_t)question->engine->analyses);
}

// ---- texts ----

enum { MAX_SHOWN = 64 };

struct shown_text {
  char *path;
  struct text read;
  struct lines lines;
};

void shown_free(struct shown_texts *shown) {
  for (uint32_t i = 0; i < shown->count; i++) {
    lines_free(&shown->items[i].lines);
    text_free(&shown->items[i].read);
    free(shown->items[i].path);
  }
  free(shown->items);
  map_free(&shown->at);
  *shown = (struct shown_texts){.engine = shown->engine};
}

static struct shown_text *show(struct shown_texts *shown, const char *path) {
  enum { LIMIT = 64 << 20 };
  if (shown->count == MAX_SHOWN)
    shown_free(shown);
  if (!shown->items)
    shown->items = xcalloc(MAX_SHOWN, sizeof *shown->items);
  struct shown_text *item = &shown->items[shown->count++];
  *item = (struct shown_text){.path = xstrdup(path)};
  const struct buffer *buffer = buffers_find(&shown->engine->buffers, path);
  const struct text *text = buffer ? &buffer->text : &item->read;
  if (!buffer)
    text_read_file(&item->read, path, LIMIT);
  lines_find(&item->lines, text_get(text), text->length);
  return item;
}

const struct lines *shown_lines(struct shown_texts *shown, const char *path) {
  uint64_t key = hash_bytes(HASH_SEED, path, strlen(path)) | 1;
  uint32_t at = map_get(&shown->at, key, 0);
  if (at && !strcmp(shown->items[at - 1].path, path))
    return &shown->items[at - 1].lines;
  const struct shown_text *item = show(shown, path);
  map_set(&shown->at, key, shown->count);
  return &item->lines;
}

static bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         (unsigned char)c >= 0x80;
}

/// Where something that begins at `from` ends: a name, a comment, else the line. What is only a
/// point in a report has to be seen and pointed at in an editor.
static size_t visible_end(const struct lines *lines, size_t from) {
  const char *text = lines->text + from, *end = lines->text + lines->length;
  const char *line = memchr(text, '\n', (size_t)(end - text));
  const char *at = text;
  line = line ? line : end;
  while (at < line && is_name(*at))
    at++;
  if (at > text)
    return (size_t)(at - lines->text);
  const char *closed = line - text > 4 && !memcmp(text, "/*", 2)
                           ? memmem(text, (size_t)(line - text), "*/", 2)
                           : NULL;
  if (closed)
    return (size_t)(closed + 2 - lines->text);
  while (line > text && strchr(" \t\r", line[-1]))
    line--;
  return (size_t)(line - lines->text);
}

void place_bounds(const struct lines *lines, const struct ir_location *loc, size_t *from,
                  size_t *to) {
  *from = lines_at(lines, loc->line, loc->column);
  *to = lines_at(lines, loc->end_line, loc->end_column);
  if (*to <= *from)
    *to = visible_end(lines, *from);
}

json_t *place_range(struct shown_texts *shown, const struct ir_location *loc) {
  const struct lines *lines = shown_lines(shown, loc->file);
  size_t from, to;
  place_bounds(lines, loc, &from, &to);
  return range_json(lines, from, to, shown->engine->client->encoding);
}

json_t *place_location(struct shown_texts *shown, const struct ir_location *loc) {
  struct text uri = {0};
  const struct buffer *buffer = buffers_find(&shown->engine->buffers, loc->file);
  if (buffer)
    text_puts(&uri, buffer->uri);
  else
    path_uri(loc->file, &uri);
  json_t *location =
      json_pack("{s:s,s:o}", "uri", text_get(&uri), "range", place_range(shown, loc));
  text_free(&uri);
  return location;
}

// ---- functions ----

/// The function called `name` as the file sees it: its own static one, else the external one, else
/// a field or variable that holds functions.
static const struct function *find_named(const struct question *question, const char *name) {
  struct program *program = question->workspace->program;
  const struct function *slot = NULL;
  size_t length = strlen(name);
  struct text symbol = {0};
  text_printf(&symbol, "%s@%s", name, question->path);
  const struct function *found = program_find(program, symbol.data);
  text_free(&symbol);
  if (!found)
    found = program_find(program, name);
  for (uint32_t i = 0; i < program_count(program) && !found && !slot; i++) {
    const struct function *candidate = program_at(program, i);
    const char *dot = candidate->slot ? strrchr(candidate->symbol, '.') : NULL;
    if (dot && !strncmp(dot + 1, name, length) && (!dot[1 + length] || dot[1 + length] == '@'))
      slot = candidate;
  }
  return found ? found : slot;
}

const struct function *named_function(const struct question *question, size_t offset) {
  const struct lines *lines = &question->lines;
  size_t from = offset, to = offset;
  while (from > 0 && is_name(lines->text[from - 1]))
    from--;
  while (to < lines->length && is_name(lines->text[to]))
    to++;
  if (from == to || !question->workspace || !question->workspace->program)
    return NULL;
  struct text name = {0};
  text_append(&name, lines->text + from, to - from);
  const struct function *function = find_named(question, name.data);
  text_free(&name);
  return function;
}

const struct edge *effect_call(const struct function *function, enum effect effect) {
  enum { MAX_STEPS = 64 };
  const struct edge *edge = function->has[effect] ? function->witness[effect] : NULL, *last = NULL;
  for (int i = 0; edge && i < MAX_STEPS; i++) {
    if (edge->loc != IR_NONE)
      last = edge;
    edge = edge->callee->has[effect] ? edge->callee->witness[effect] : NULL;
  }
  return last;
}

/// `load -> read_config -> fread`.
static void put_chain(struct text *out, const struct function *function, const struct edge *edge,
                      enum effect effect) {
  enum { MAX_STEPS = 12 };
  text_printf(out, ": `%s`", function->name);
  for (int i = 0; edge && i < MAX_STEPS; i++) {
    text_printf(out, " → `%s`", edge->callee->name);
    edge = edge->callee->has[effect] ? edge->callee->witness[effect] : NULL;
  }
}

/// What is being described.
struct description {
  const struct function *function;
  struct text *out;
  bool any;
};

static void put_fact(void *data, const char *words, const struct contract *from,
                     const struct edge *first, enum effect effect) {
  struct description *description = data;
  text_puts(description->out, description->any ? "; " : "");
  description->any = true;
  if (!from && effect == EFFECT_BLOCKS)
    text_puts(description->out, "may block");
  else if (!from && effect == EFFECT_SUSPENDS)
    text_puts(description->out, "may suspend");
  else
    text_puts(description->out, words);
  if (first)
    put_chain(description->out, description->function, first, effect);
}

void describe_function(struct workspace *workspace, const struct function *function,
                       struct text *out) {
  struct description description = {function, out, false};
  program_describe(workspace->program, function, put_fact, &description);
}
