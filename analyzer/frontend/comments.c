// SPDX-License-Identifier: MIT
// What comments say: which lines they stand on, and which findings they suppress.
#include "analyzer/frontend/head/head.h"

#include <string.h>

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

static uint32_t count_newlines(const char *text, size_t length) {
  uint32_t lines = 0;
  for (const char *at = text, *end = text + length; (at = memchr(at, '\n', (size_t)(end - at)));
       at++)
    lines++;
  return lines;
}

// ---- suppressions ----

/// A comment being read.
struct comment {
  struct source_file *file;
  const char *text;
  size_t length;
  uint32_t line, column, last_line;
  bool alone; // nothing but the comment on its first line, as far as read
};

static bool is_rule_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '*';
}

// The rule an entry of NOLINT(...) names for this tool: NULL when it is for another one.
static const char *nolint_rule(const char *entry, size_t *length) {
  static const char tool[] = "async-lint";
  size_t tool_length = sizeof tool - 1;
  if (*length < tool_length || memcmp(entry, tool, tool_length) != 0)
    return NULL;
  if (*length == tool_length || entry[tool_length] == '*') {
    *length = 1;
    return "*";
  }
  if (entry[tool_length] != '-')
    return NULL;
  *length -= tool_length + 1;
  return entry + tool_length + 1;
}

// The names between `at` and the next `)`, as the IR writes them; `end` is set behind it.
static const char *read_rules(struct unit *unit, const char *at, const char *limit, bool nolint,
                              const char **end) {
  struct text rules = {0};
  while (at < limit && *at != ')') {
    const char *start = at;
    while (at < limit && is_rule_char(*at))
      at++;
    size_t length = (size_t)(at - start);
    const char *name = nolint && length ? nolint_rule(start, &length) : start;
    if (name && length) {
      if (rules.length)
        text_putc(&rules, ',');
      text_append(&rules, name, length);
    }
    if (at == start)
      at++;
  }
  *end = at < limit ? at + 1 : limit;
  const char *result = rules.length ? intern(&unit->pool->names, rules.data) : NULL;
  text_free(&rules);
  return result;
}

static const char *read_reason(struct unit *unit, const char *at, const char *limit) {
  const char *end = memchr(at, '\n', (size_t)(limit - at));
  if (!end)
    end = limit;
  while (at < end && (*at == ' ' || *at == '\t' || *at == ':'))
    at++;
  if (end - at >= 2 && end[-1] == '/' && end[-2] == '*')
    end -= 2;
  while (end > at && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r'))
    end--;
  return intern_n(&unit->pool->names, at, (size_t)(end - at));
}

static struct ir_suppression *add_suppression(struct unit *unit, const struct comment *comment,
                                              const char *rules, const char *reason) {
  GROW(unit->suppressions, unit->ir->suppression_count, unit->suppression_capacity);
  struct ir_suppression *added = &unit->suppressions[unit->ir->suppression_count++];
  *added = (struct ir_suppression){.kind = IR_ALLOW_LINE,
                                   .file = comment->file->path,
                                   .line = comment->line,
                                   .column = comment->column,
                                   .target_line = comment->line,
                                   .rules = rules,
                                   .reason = reason};
  return added;
}

static const char *find_in(const struct comment *comment, const char *what) {
  return memmem(comment->text, comment->length, what, strlen(what));
}

// The word that begins the comment or one of its lines; prose that speaks of the word, and comments
// shown in comments, begin otherwise.
static const char *find_at_start(const struct comment *comment, const char *word) {
  const char *limit = comment->text + comment->length;
  size_t length = strlen(word);
  for (const char *at = comment->text; at;) {
    at += at == comment->text ? 2 : 1; // the two that open it, or the end of a line
    while (at < limit &&
           (is_blank(*at) || *at == '*' || *at == '!' || (*at == '/' && at == comment->text + 2)))
      at++;
    if ((size_t)(limit - at) >= length && !memcmp(at, word, length))
      return at;
    at = memchr(at, '\n', (size_t)(limit - at));
  }
  return NULL;
}

// `async-lint: allow(...)`. Returns the suppression, or NULL.
static struct ir_suppression *read_allow(struct unit *unit, const struct comment *comment) {
  static const struct {
    const char *word;
    enum ir_suppression_kind kind;
  } forms[] = {{"allow(", IR_ALLOW_LINE},
               {"allow-function(", IR_ALLOW_FUNCTION},
               {"allow-file(", IR_ALLOW_FILE}};
  const char *limit = comment->text + comment->length;
  const char *at = find_at_start(comment, "async-lint:");
  if (!at)
    return NULL;
  for (at += strlen("async-lint:"); at < limit && (*at == ' ' || *at == '\t');)
    at++;
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    size_t length = strlen(forms[i].word);
    if ((size_t)(limit - at) < length || memcmp(at, forms[i].word, length) != 0)
      continue;
    const char *rules = read_rules(unit, at + length, limit, false, &at);
    if (!rules)
      return NULL;
    struct ir_suppression *added =
        add_suppression(unit, comment, rules, read_reason(unit, at, limit));
    added->kind = forms[i].kind;
    return added;
  }
  return NULL;
}

// `NOLINT(...)` speaks of its own line and `NOLINTNEXTLINE(...)` of the next one, always.
static void read_nolint(struct unit *unit, const struct comment *comment) {
  const char *limit = comment->text + comment->length;
  bool next = find_in(comment, "NOLINTNEXTLINE(");
  const char *at = find_in(comment, next ? "NOLINTNEXTLINE(" : "NOLINT(");
  if (!at)
    return;
  at = memchr(at, '(', (size_t)(limit - at));
  const char *rules = read_rules(unit, at + 1, limit, true, &at);
  if (!rules)
    return;
  struct ir_suppression *added =
      add_suppression(unit, comment, rules, read_reason(unit, at, limit));
  added->target_line = next ? comment->last_line + 1 : comment->line;
}

// ---- the pass over a file ----

/// The state of the pass.
struct pass_over {
  struct unit *unit;
  struct source_file *file;
  uint32_t line;
  size_t line_start;
  uint32_t waiting; // first suppression that waits for the next line of code
};

static void settle_waiting(struct pass_over *pass) {
  for (; pass->waiting < pass->unit->ir->suppression_count; pass->waiting++) {
    struct ir_suppression *waiting = &pass->unit->suppressions[pass->waiting];
    if (waiting->target_line == 0)
      waiting->target_line = pass->line;
  }
}

static void mark_comment(struct pass_over *pass, size_t at, size_t end, bool suppressions) {
  struct source_file *file = pass->file;
  bool alone = !(file->lines[pass->line] & LINE_CODE);
  struct comment comment = {.file = file,
                            .text = file->text + at,
                            .length = end - at,
                            .line = pass->line,
                            .column = (uint32_t)(at - pass->line_start) + 1};
  comment.last_line = pass->line + count_newlines(comment.text, comment.length);
  // A comment for async-lint is no reason given to a reader: what it allows must be reported first.
  bool goes_on = alone && comment.text[1] == '/' && comment.line > 1 &&
                 file->lines[comment.line - 1] == LINE_ALLOWS;
  bool allows = find_at_start(&comment, "async-lint:") || find_in(&comment, "NOLINT") || goes_on;
  for (uint32_t line = pass->line; line <= comment.last_line; line++)
    file->lines[line] |= allows ? LINE_ALLOWS : LINE_COMMENT;
  if (!suppressions)
    return;
  struct ir_suppression *added = read_allow(pass->unit, &comment);
  if (added && alone)
    added->target_line = 0;
  read_nolint(pass->unit, &comment);
}

static void step_lines(struct pass_over *pass, size_t at, size_t end) {
  const char *text = pass->file->text;
  const char *newline;
  while ((newline = memchr(text + at, '\n', end - at))) {
    at = (size_t)(newline - text) + 1;
    pass->line++;
    pass->line_start = at;
  }
}

static void pass_over_file(struct unit *unit, struct source_file *file, bool suppressions) {
  source_load(unit, file);
  const char *text = file->text;
  file->line_count = count_newlines(text, file->length) + 1;
  file->lines = arena_alloc(unit->arena, file->line_count + 2);
  struct pass_over pass = {
      .unit = unit, .file = file, .line = 1, .waiting = unit->ir->suppression_count};
  for (size_t at = 0; at < file->length;) {
    if (text[at] == '\n') {
      pass.line++;
      pass.line_start = ++at;
      continue;
    }
    if (is_blank(text[at])) {
      at++;
      continue;
    }
    size_t end = scan_token(text, file->length, at);
    if (scan_is_comment(text, file->length, at)) {
      mark_comment(&pass, at, end, suppressions);
      step_lines(&pass, at, end);
    } else {
      file->lines[pass.line] |= LINE_CODE;
      settle_waiting(&pass);
      if (text[at] == '"' || text[at] == '\'') // may go on behind a hidden end of line
        step_lines(&pass, at, end);
    }
    at = end;
  }
  settle_waiting(&pass);
}

bool source_commented(struct unit *unit, struct source_file *file, uint32_t first, uint32_t last) {
  if (!file->lines)
    pass_over_file(unit, file, false);
  if (last > file->line_count)
    last = file->line_count;
  for (uint32_t line = first; line <= last; line++)
    if (file->lines[line] & LINE_COMMENT)
      return true;
  if (first > file->line_count)
    return false;
  while (first > 1 && file->lines[first - 1] == LINE_ALLOWS)
    first--;
  return first > 1 && file->lines[first - 1] == LINE_COMMENT;
}

// Most files say nothing of the kind, and are not scanned.
static bool mentions_suppression(const struct source_file *file) {
  return memmem(file->text, file->length, "async-lint", strlen("async-lint"));
}

void collect_suppressions(struct unit *unit) {
  for (uint32_t i = 0; i < unit->file_count; i++) {
    struct source_file *file = unit->files[i];
    if (file->system || file->lines || head_add_suppressions(unit, file))
      continue;
    source_load(unit, file);
    if (mentions_suppression(file))
      pass_over_file(unit, file, true);
  }
}
