// SPDX-License-Identifier: MIT
// Code actions: the fixes of a finding, all of a rule or of the file, a comment that allows it, and
// writing down what was found out about a function.
#include "analyzer/fix/plan.h"
#include "analyzer/lsp/feature.h"
#include "analyzer/lsp/rpc.h"

#include <stdlib.h>
#include <string.h>

/// The actions being collected.
struct actions {
  const struct question *question;
  size_t from, to; // the range asked about
  json_t *list;
};

// ---- edits ----

/// The text with the line ends that the file has.
static void put_lines(struct text *out, const struct lines *lines, const char *text) {
  const char *end = memchr(lines->text, '\n', lines->length);
  bool carriage = end && end > lines->text && end[-1] == '\r';
  for (const char *at = text; *at; at++) {
    if (*at == '\n' && carriage && (at == text || at[-1] != '\r'))
      text_putc(out, '\r');
    text_putc(out, *at);
  }
}

/// The edits of several files, as a WorkspaceEdit has them: URI -> edits.
static void add_edit(struct shown_texts *shown, json_t *changes, const char *path, size_t from,
                     size_t to, const char *text) {
  const struct buffer *buffer = buffers_find(&shown->engine->buffers, path);
  struct text uri = {0};
  if (buffer)
    text_puts(&uri, buffer->uri);
  else
    path_uri(path, &uri);
  json_t *edits = json_object_get(changes, uri.data);
  if (!edits) {
    edits = json_array();
    json_object_set_new(changes, uri.data, edits);
  }
  const struct lines *lines = shown_lines(shown, path);
  struct text words = {0};
  put_lines(&words, lines, text);
  json_array_append_new(edits,
                        json_pack("{s:o,s:s}", "range",
                                  range_json(lines, from, to, shown->engine->client->encoding),
                                  "newText", text_get(&words)));
  text_free(&words);
  text_free(&uri);
}

static void add_fix_edit(struct shown_texts *shown, json_t *changes, const struct fix_edit *edit) {
  add_edit(shown, changes, edit->file, edit->offset, (size_t)edit->offset + edit->length,
           edit->text);
}

/// True when the editor asks for actions of this kind.
static bool wanted(const struct actions *actions, const char *kind) {
  const json_t *only = rpc_get(actions->question->params, "context.only"), *entry;
  size_t i;
  if (!json_is_array(only) || !json_array_size(only))
    return true;
  json_array_foreach(only, i, entry) {
    const char *asked = json_string_value(entry);
    size_t length = asked ? strlen(asked) : 0;
    if (asked && !strncmp(kind, asked, length) && (!kind[length] || kind[length] == '.'))
      return true;
  }
  return false;
}

/// The same with the versions that the edits are of, so that an editor refuses those that come
/// late.
static json_t *versioned(const struct engine *engine, const json_t *changes) {
  json_t *list = json_array(), *edits;
  const char *uri;
  json_object_foreach((json_t *)changes, uri, edits) {
    json_t *version = json_null();
    for (uint32_t i = 0; i < engine->buffers.count; i++)
      if (!strcmp(engine->buffers.items[i]->uri, uri))
        version = json_integer(engine->buffers.items[i]->version);
    json_array_append_new(list, json_pack("{s:{s:s,s:o},s:O}", "textDocument", "uri", uri,
                                          "version", version, "edits", edits));
  }
  return list;
}

/// A WorkspaceEdit; `changes` is consumed.
static json_t *workspace_edit(const struct engine *engine, json_t *changes) {
  if (!engine->client->versions)
    return json_pack("{s:o}", "changes", changes);
  json_t *edit = json_pack("{s:o}", "documentChanges", versioned(engine, changes));
  json_decref(changes);
  return edit;
}

/// Adds an action; `changes` is consumed.
static void add_action(struct actions *actions, const char *kind, const char *title, bool preferred,
                       const struct finding *finding, json_t *changes) {
  json_t *action = json_pack("{s:s,s:s,s:o}", "title", title, "kind", kind, "edit",
                             workspace_edit(actions->question->engine, changes));
  if (preferred)
    json_object_set_new(action, "isPreferred", json_true());
  const json_t *shown = rpc_get(actions->question->params, "context.diagnostics"), *diagnostic;
  size_t i;
  json_array_foreach(shown, i, diagnostic) {
    const char *own = rpc_get_string(diagnostic, "data.fingerprint");
    if (finding && own && !strcmp(own, finding->fingerprint))
      json_object_set_new(action, "diagnostics", json_pack("[O]", diagnostic));
  }
  json_array_append_new(actions->list, action);
}

// ---- of a finding ----

/// The indentation of the line around an offset, and where the line begins.
static size_t line_start(const struct lines *lines, size_t offset, struct text *indentation) {
  size_t start = offset;
  while (start > 0 && lines->text[start - 1] != '\n')
    start--;
  for (size_t at = start; at < lines->length && strchr(" \t", lines->text[at]) && lines->text[at];
       at++)
    text_putc(indentation, lines->text[at]);
  return start;
}

/// True when the file has comments, and none of them ends with its line: C of 1990.
static bool has_closed_comments_only(const struct lines *lines) {
  const char *limit = lines->text + lines->length;
  for (const char *at = lines->text; (at = memmem(at, (size_t)(limit - at), "//", 2)); at += 2)
    if (at == lines->text || strchr(" \t\n;", at[-1])) // not the one of an address
      return false;
  return memmem(lines->text, lines->length, "/*", 2);
}

/// A comment above the line, for its user to complete: a suppression says why.
static void add_suppression(struct actions *actions, const struct finding *finding) {
  struct shown_texts shown = {.engine = actions->question->engine};
  const struct lines *lines = shown_lines(&shown, finding->loc.file);
  struct text comment = {0}, title = {0}, indentation = {0};
  size_t at =
      line_start(lines, lines_at(lines, finding->loc.line, finding->loc.column), &indentation);
  bool closed = has_closed_comments_only(lines);
  text_printf(&comment, "%s%s async-lint: allow(%s) TODO: say why%s\n", text_get(&indentation),
              closed ? "/*" : "//", finding->rule, closed ? " */" : "");
  text_printf(&title, "Allow `%s` here, with a reason", finding->rule);
  json_t *changes = json_object();
  add_edit(&shown, changes, finding->loc.file, at, at, comment.data);
  add_action(actions, "quickfix", title.data, false, finding, changes);
  text_free(&comment);
  text_free(&title);
  text_free(&indentation);
  shown_free(&shown);
}

static void add_fixes(struct actions *actions, const struct finding *finding) {
  for (uint32_t i = 0; i < finding->fix_count; i++) {
    const struct finding_fix *fix = &finding->fixes[i];
    struct shown_texts shown = {.engine = actions->question->engine};
    struct text title = {0};
    json_t *changes = json_object();
    text_printf(&title, "%s%s", fix->title, fix->safe ? "" : " (look at it)");
    title.data[0] =
        (char)(title.data[0] >= 'a' && title.data[0] <= 'z' ? title.data[0] - 32 : title.data[0]);
    for (uint32_t k = 0; k < fix->edit_count; k++)
      add_fix_edit(&shown, changes, &fix->edits[k]);
    add_action(actions, "quickfix", title.data, i == 0 && fix->safe, finding, changes);
    text_free(&title);
    shown_free(&shown);
  }
}

// ---- all at once ----

/// The first fix, when it touches only this file; `safe`: and may be applied without a look.
static const struct finding_fix *own_fix(const struct finding *finding, const char *path,
                                         bool safe) {
  const struct finding_fix *fix = finding->fix_count ? &finding->fixes[0] : NULL;
  if (!fix || (safe && !fix->safe))
    return NULL;
  for (uint32_t i = 0; i < fix->edit_count; i++)
    if (strcmp(fix->edits[i].file, path) != 0)
      return NULL;
  return fix;
}

/// The edits of all safe fixes of the file, of `rule` or of all; a fix that overlaps one before it
/// is left for the next time. NULL when there are none. `*count` fixes.
static json_t *all_fixes(const struct actions *actions, const char *rule, unsigned *count) {
  const struct findings *findings = &actions->question->workspace->findings;
  struct shown_texts shown = {.engine = actions->question->engine};
  struct fix_file file = {0};
  json_t *changes = json_object();
  *count = 0;
  for (uint32_t i = 0; i < findings->count; i++) {
    const struct finding *finding = &findings->items[i];
    const struct finding_fix *fix = own_fix(finding, actions->question->path, !rule);
    if (fix && (!rule || !strcmp(rule, finding->rule)) && fix_file_take(&file, fix))
      ++*count;
  }
  for (uint32_t i = 0; i < file.edit_count; i++)
    add_fix_edit(&shown, changes, file.edits[i]);
  free(file.edits);
  shown_free(&shown);
  if (*count)
    return changes;
  json_decref(changes);
  return NULL;
}

static void add_all_of_rule(struct actions *actions, const struct finding *finding) {
  unsigned count;
  json_t *changes = own_fix(finding, actions->question->path, false)
                        ? all_fixes(actions, finding->rule, &count)
                        : NULL;
  if (!changes)
    return;
  if (count < 2) {
    json_decref(changes);
    return;
  }
  struct text title = {0};
  text_printf(&title, "Fix all `%s` in this file (%u)", finding->rule, count);
  add_action(actions, "quickfix", title.data, false, finding, changes);
  text_free(&title);
}

static void add_fix_all(struct actions *actions) {
  const json_t *only = rpc_get(actions->question->params, "context.only");
  unsigned count;
  // Only when it is asked for: editors run it when they save.
  if (!json_array_size(only) || !wanted(actions, "source.fixAll.async-lint"))
    return;
  json_t *changes = all_fixes(actions, NULL, &count);
  if (changes)
    add_action(actions, "source.fixAll.async-lint", "Fix all that is safe to fix", false, NULL,
               changes);
}

// ---- contracts ----

/// The words of the contract that a function's body shows, as far as they are claims of its own.
static void add_word(void *data, const char *words, const struct contract *from,
                     const struct edge *first, enum effect effect) {
  struct text *out = data;
  static const char *const claims[] = {"blocks",   "suspends", "takes ",
                                       "borrows ", "stores ",  "gives "};
  (void)first;
  (void)effect;
  if (from || strstr(words, "some paths"))
    return;
  for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
    size_t length = strlen(claims[i]);
    if (strncmp(words, claims[i], length) == 0 &&
        (claims[i][length - 1] == ' ' || !words[length])) {
      text_printf(out, "%s%s", out->length ? "; " : "", words);
      return;
    }
  }
}

/// Where the declarator that begins at `at` ends, when a semicolon follows.
static bool declarator_end(const struct lines *lines, size_t at, size_t *end) {
  int depth = 0;
  for (; at < lines->length; at++) {
    char c = lines->text[at];
    depth += c == '(';
    if (c == ')' && --depth == 0)
      *end = at + 1;
    if (depth == 0 && (c == '{' || c == ';' || c == '"'))
      return c == ';' && *end;
  }
  return false;
}

/// Where `#include <taskrt/annotate.h>` goes: before the first include; false when the file has it,
/// by itself or through a header of taskrt.
static bool include_place(const struct lines *lines, size_t *at) {
  const char *text = lines->text;
  if (memmem(text, lines->length, "<taskrt/", 8) || memmem(text, lines->length, "\"taskrt/", 8))
    return false;
  const char *include = memmem(text, lines->length, "#include", 8);
  const char *guard = include ? NULL : memmem(text, lines->length, "#define", 7);
  const char *line = guard ? memchr(guard, '\n', lines->length - (size_t)(guard - text)) : NULL;
  *at = include ? (size_t)(include - text) : line ? (size_t)(line + 1 - text) : 0;
  return true;
}

static void add_annotation_edits(struct actions *actions, const struct function *function,
                                 const char *words) {
  struct shown_texts shown = {.engine = actions->question->engine};
  const struct ir_location *loc = &function->declaration->loc;
  const struct lines *lines = shown_lines(&shown, loc->file);
  size_t end = 0, include;
  if (declarator_end(lines, lines_at(lines, loc->line, loc->column), &end)) {
    struct text annotation = {0}, title = {0};
    json_t *changes = json_object();
    text_printf(&annotation, " ASYNC_LINT(\"%s\")", words);
    text_printf(&title, "Declare what `%s` does: %s", function->name, words);
    if (include_place(lines, &include))
      add_edit(&shown, changes, loc->file, include, include, "#include <taskrt/annotate.h>\n");
    add_edit(&shown, changes, loc->file, end, end, annotation.data);
    add_action(actions, "refactor.rewrite", title.data, false, NULL, changes);
    text_free(&annotation);
    text_free(&title);
  }
  shown_free(&shown);
}

static void add_annotation(struct actions *actions) {
  const struct function *function = named_function(actions->question, actions->from);
  if (!function || !function->checked || !function->declaration || function->declaration->words ||
      !function->declaration->loc.file || (function->declaration->flags & IR_DECL_SYSTEM))
    return;
  struct text words = {0};
  program_describe(actions->question->workspace->program, function, add_word, &words);
  if (words.length)
    add_annotation_edits(actions, function, words.data);
  text_free(&words);
}

// ---- the answer ----

static bool touches(const struct actions *actions, const struct finding *finding) {
  const struct lines *lines = &actions->question->lines;
  if (!finding->loc.file || strcmp(finding->loc.file, actions->question->path) != 0)
    return false;
  size_t from, to;
  place_bounds(lines, &finding->loc, &from, &to);
  return from <= actions->to && actions->from <= to;
}

json_t *answer_code_actions(const struct question *question, bool *wait) {
  struct position start, end;
  enum encoding encoding = question->engine->client->encoding;
  (void)wait;
  if (!question->workspace || !question->buffer ||
      !position_read(rpc_get(question->params, "range.start"), &start) ||
      !position_read(rpc_get(question->params, "range.end"), &end))
    return NULL;
  struct actions actions = {.question = question,
                            .from = lines_offset(&question->lines, start, encoding),
                            .to = lines_offset(&question->lines, end, encoding),
                            .list = json_array()};
  const struct findings *findings = &question->workspace->findings;
  for (uint32_t i = 0; i < findings->count && wanted(&actions, "quickfix"); i++) {
    if (!touches(&actions, &findings->items[i]))
      continue;
    add_fixes(&actions, &findings->items[i]);
    add_all_of_rule(&actions, &findings->items[i]);
    add_suppression(&actions, &findings->items[i]);
  }
  if (wanted(&actions, "refactor.rewrite"))
    add_annotation(&actions);
  add_fix_all(&actions);
  return actions.list;
}
