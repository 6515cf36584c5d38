// SPDX-License-Identifier: MIT
// What is known of the function under the cursor; inlay hints and code lenses of what was found out
// about functions; going to the call that blocks or suspends.
#include "analyzer/lsp/feature.h"
#include "analyzer/lsp/rpc.h"

#include <string.h>

static bool asked_offset(const struct question *question, size_t *offset) {
  struct position position;
  if (!question->buffer || !position_read(rpc_get(question->params, "position"), &position))
    return false;
  *offset = lines_offset(&question->lines, position, question->engine->client->encoding);
  return true;
}

json_t *answer_hover(const struct question *question, bool *wait) {
  (void)wait;
  size_t offset;
  if (!asked_offset(question, &offset))
    return NULL;
  const struct function *function = named_function(question, offset);
  if (!function)
    return NULL;
  struct text words = {0}, text = {0};
  describe_function(question->workspace, function, &words);
  json_t *result = NULL;
  if (words.length) {
    bool plain = question->engine->client->plain;
    text_printf(&text, "async-lint: `%s`: %s", function->name, words.data);
    result = json_pack("{s:{s:s,s:s}}", "contents", "kind", plain ? "plaintext" : "markdown",
                       "value", text.data);
  }
  text_free(&words);
  text_free(&text);
  return result;
}

// ---- functions of a file ----

/// What was found out about the effects of a function, in few words; "" for nothing. Declared
/// effects are not repeated.
static void effect_words(const struct function *function, struct text *out) {
  if (function->has[EFFECT_BLOCKS] && !function_claim(function, CLAIM_blocks))
    text_puts(out, "may block");
  if (function->has[EFFECT_SUSPENDS] && !function_claim(function, CLAIM_suspends))
    text_printf(out, "%smay suspend", out->length ? ", " : "");
}

static bool is_here(const struct function *function, const char *path) {
  if (!function->body || !function->checked || function->body->loc == IR_NONE)
    return false;
  const struct ir_location *loc = ir_location(function->body, function->body->loc);
  return loc->file && !strcmp(loc->file, path);
}

/// Behind the parenthesis that closes the parameters after the name.
static size_t behind_parameters(const struct lines *lines, size_t at) {
  int depth = 0;
  for (; at < lines->length; at++) {
    depth += lines->text[at] == '(';
    if (lines->text[at] == ')' && --depth == 0)
      return at + 1;
    if (lines->text[at] == '{' || lines->text[at] == ';')
      break;
  }
  return at;
}

/// Calls `put` for every function of the file with something to say.
typedef void put_function(const struct question *question, const struct function *function,
                          size_t at, const char *words, json_t *list);

static json_t *each_function(const struct question *question, put_function *put) {
  json_t *list = json_array();
  if (!question->workspace || !question->workspace->program || !question->buffer)
    return list;
  struct program *program = question->workspace->program;
  for (uint32_t i = 0; i < program_count(program); i++) {
    const struct function *function = program_at(program, i);
    if (!is_here(function, question->path))
      continue;
    struct text words = {0};
    effect_words(function, &words);
    const struct ir_location *loc = ir_location(function->body, function->body->loc);
    if (words.length)
      put(question, function, lines_at(&question->lines, loc->line, loc->column), words.data, list);
    text_free(&words);
  }
  return list;
}

static bool in_asked_range(const struct question *question, size_t at) {
  struct position start, end;
  enum encoding encoding = question->engine->client->encoding;
  const json_t *range = rpc_get(question->params, "range");
  if (!position_read(json_object_get(range, "start"), &start) ||
      !position_read(json_object_get(range, "end"), &end))
    return true;
  return at >= lines_offset(&question->lines, start, encoding) &&
         at <= lines_offset(&question->lines, end, encoding);
}

static void put_hint(const struct question *question, const struct function *function, size_t at,
                     const char *words, json_t *list) {
  struct text tooltip = {0};
  at = behind_parameters(&question->lines, at);
  if (!in_asked_range(question, at))
    return;
  describe_function(question->workspace, function, &tooltip);
  struct position position =
      lines_position(&question->lines, at, question->engine->client->encoding);
  json_array_append_new(list,
                        json_pack("{s:o,s:s,s:b,s:{s:s,s:s}}", "position", position_json(position),
                                  "label", words, "paddingLeft", 1, "tooltip", "kind", "markdown",
                                  "value", text_get(&tooltip)));
  text_free(&tooltip);
}

json_t *answer_hints(const struct question *question, bool *wait) {
  (void)wait;
  return question->engine->preferences.hints ? each_function(question, put_hint) : json_array();
}

static void put_lens(const struct question *question, const struct function *function, size_t at,
                     const char *words, json_t *list) {
  enum encoding encoding = question->engine->client->encoding;
  struct text title = {0};
  describe_function(question->workspace, function, &title);
  (void)words;
  json_t *position = position_json(lines_position(&question->lines, at, encoding));
  json_array_append_new(list, json_pack("{s:o,s:{s:s,s:s,s:[s,o]}}", "range",
                                        range_json(&question->lines, at, at, encoding), "command",
                                        "title", text_get(&title), "command", COMMAND_SHOW_CALL,
                                        "arguments", question->buffer->uri, position));
  text_free(&title);
}

json_t *answer_lenses(const struct question *question, bool *wait) {
  (void)wait;
  return question->engine->preferences.lenses ? each_function(question, put_lens) : json_array();
}

// ---- going to the call ----

/// The place of the call that makes the function block, else suspend; NULL for none.
static json_t *call_location(struct engine *engine, const struct function *function) {
  const struct edge *call = function ? effect_call(function, EFFECT_BLOCKS) : NULL;
  if (!call && function)
    call = effect_call(function, EFFECT_SUSPENDS);
  if (!call || !call->caller->body)
    return NULL;
  struct shown_texts shown = {.engine = engine};
  json_t *location = place_location(&shown, ir_location(call->caller->body, call->loc));
  shown_free(&shown);
  return location;
}

json_t *answer_implementation(const struct question *question, bool *wait) {
  (void)wait;
  size_t offset;
  return asked_offset(question, &offset)
             ? call_location(question->engine, named_function(question, offset))
             : NULL;
}

/// The function at `[uri, position]`.
static json_t *command_location(struct engine *engine, const json_t *arguments) {
  const char *uri = json_string_value(json_array_get(arguments, 0));
  struct text path = {0};
  struct position position;
  json_t *location = NULL;
  if (uri && uri_path(uri, &path) && position_read(json_array_get(arguments, 1), &position)) {
    struct question question = {.engine = engine,
                                .path = path.data,
                                .workspace = engine_workspace(engine, path.data),
                                .buffer = buffers_find(&engine->buffers, path.data)};
    if (question.buffer) {
      lines_find(&question.lines, text_get(&question.buffer->text), question.buffer->text.length);
      size_t offset = lines_offset(&question.lines, position, engine->client->encoding);
      location = call_location(engine, named_function(&question, offset));
      lines_free(&question.lines);
    }
  }
  text_free(&path);
  return location;
}

/// COMMAND_SHOW_CALL, the only command: shows the call, where the editor can be told to, and
/// returns its place.
json_t *answer_command(const struct question *question, bool *wait) {
  (void)wait;
  json_t *location =
      command_location(question->engine, json_object_get(question->params, "arguments"));
  if (location && question->engine->client->show_document)
    rpc_request("show", "window/showDocument",
                json_pack("{s:O,s:O,s:b}", "uri", json_object_get(location, "uri"), "selection",
                          json_object_get(location, "range"), "takeFocus", 1));
  return location;
}
