// SPDX-License-Identifier: MIT
// Fixes of whole statements, of includes, and of names wherever a file has them.
#include "analyzer/findings/fix_internal.h"
#include "analyzer/findings/fix_text.h"

#include <string.h>

// ---- layout ----

static const char *newline_of(const char *text, size_t at) {
  const char *end = strchr(text + at, '\n');
  return end && end > text && end[-1] == '\r' ? "\r\n" : "\n";
}

/// Where the indentation of the line around `at` begins, and where it ends.
static size_t indentation(const char *text, size_t at, size_t *end) {
  while (at && text[at - 1] != '\n')
    at--;
  for (*end = at; text[*end] == ' ' || text[*end] == '\t';)
    ++*end;
  return at;
}

/// How the lines around a statement look.
struct layout {
  const char *newline, *blanks; // the indentation of the statement: `blank_count` characters
  size_t blank_count;
  char step[9]; // what a line has more that is one level deeper
};

/// The last line above that opens a block says how far its first line is indented.
static void find_step(struct layout *layout, const char *text, size_t line) {
  strcpy(layout->step, layout->blank_count && layout->blanks[0] == '\t' ? "\t" : "  ");
  while (line) {
    size_t below, above, start = line;
    indentation(text, start, &below);
    line = indentation(text, start - 1, &above);
    size_t deep = below - start, flat = above - line, last = start - 1;
    while (last > line && strchr(" \t\r", text[last - 1]))
      last--;
    bool opens = last > line && text[last - 1] == '{' && text[below] != '\n';
    if (opens && deep > flat && deep - flat < sizeof layout->step &&
        !memcmp(text + start, text + line, flat)) {
      memcpy(layout->step, text + start + flat, deep - flat);
      layout->step[deep - flat] = '\0';
      return;
    }
  }
}

static struct layout layout_at(const char *text, size_t at) {
  struct layout layout = {.newline = newline_of(text, at)};
  size_t end, line = indentation(text, at, &end);
  layout.blanks = text + line;
  layout.blank_count = end - line;
  find_step(&layout, text, line);
  return layout;
}

/// Appends lines; those behind the first get the indentation, and a step more for each tab that
/// they begin with.
static void append_lines(struct text *out, const char *lines, const struct layout *layout) {
  for (bool first = true; *lines; first = false) {
    size_t length = strcspn(lines, "\n");
    if (!first) {
      text_puts(out, layout->newline);
      text_append(out, layout->blanks, layout->blank_count);
    }
    for (; *lines == '\t'; lines++, length--)
      text_puts(out, layout->step);
    text_append(out, lines, length);
    lines += length + (lines[length] == '\n');
  }
}

// ---- statements ----

/// Closes the braces behind the statement that ends at `end`, under the `if` or loop that ends at
/// `head`, whose line is the next one above with less indentation than the statement has.
static void close_braces(struct fix *fix, const char *file, const char *content, size_t end,
                         size_t head, const struct layout *layout) {
  size_t blanks, line = indentation(content, head, &blanks);
  while (line && blanks - line >= layout->blank_count)
    line = indentation(content, line - 1, &blanks);
  while (content[end] == ' ' || content[end] == '\t')
    end++;
  const char *rest = content + end, *over = strchr(rest, '\n');
  rest += *rest == ';' ? 1 + strspn(rest + 1, " \t\r") : 0;
  // A comment stays where it is.
  if (content[end] != ';' || !over || (rest != over && strncmp(rest, "//", 2) != 0) ||
      (over > rest && over[-1] == '\\')) {
    fix_fail(fix);
    return;
  }
  struct text added = {0};
  text_puts(&added, layout->newline);
  text_append(&added, content + line, blanks - line);
  text_puts(&added, "}");
  bool carriage = over > content && over[-1] == '\r';
  fix_bytes(fix, file, (size_t)(over - content) - carriage, 0, added.data);
  text_free(&added);
}

/// True when what stands before a statement is the head of an `if` or a loop, or an `else`.
static bool is_head(const char *content, const struct fix_before *before) {
  size_t end = before->end;
  bool other =
      end > 4 && !strncmp(content + end - 4, "else", 4) && strchr(" \t\n}", content[end - 5]);
  return (before->last == ')' || other) && before->in_block && !before->split && !before->directive;
}

static bool is_at_semicolon(const char *content, size_t at) {
  return content[at + strspn(content + at, " \t\r\n")] == ';';
}

bool fix_statement_before(struct fix *fix, const struct ir_location *loc, const char *last,
                          const char *format, ...) {
  FORMAT(text, fix->findings, format);
  const struct source_text *file = fix_plain(fix->findings, loc);
  if (!file) {
    fix_fail(fix);
    return false;
  }
  const char *content = text_get(&file->content);
  struct fix_before before = fix_text_before(content, file->content.length, loc->offset);
  struct layout layout = layout_at(content, loc->offset);
  bool alone = before.start != loc->offset;
  size_t end = (size_t)loc->offset + loc->length;
  if (layout.blanks + layout.blank_count != content + loc->offset ||
      (last && !is_at_semicolon(content, end)) ||
      !(alone ? is_head(content, &before)
              : fix_text_can_stand_above(content, file->content.length, &before))) {
    fix_fail(fix);
    return false;
  }
  struct text added = {0};
  append_lines(&added, text, &layout);
  if (*text) {
    text_puts(&added, layout.newline);
    text_append(&added, layout.blanks, layout.blank_count);
  }
  append_lines(&added, last ? last : "", &layout);
  fix_bytes(fix, loc->file, loc->offset, last ? loc->length : 0, text_get(&added));
  text_free(&added);
  if (alone) {
    fix_bytes(fix, loc->file, before.end, 0, " {");
    close_braces(fix, loc->file, content, end, before.end, &layout);
  }
  return alone;
}

void fix_statement_above(struct fix *fix, const struct ir_location *loc, const char *format, ...) {
  FORMAT(text, fix->findings, format);
  const struct source_text *file = fix_plain(fix->findings, loc);
  const char *content = file ? text_get(&file->content) : "";
  struct fix_before before = {0};
  if (file)
    before = fix_text_before(content, file->content.length, loc->offset);
  if (!file || !fix_text_can_stand_above(content, file->content.length, &before)) {
    fix_fail(fix);
    return;
  }
  struct layout layout = layout_at(content, before.start);
  struct text added = {0};
  append_lines(&added, text, &layout);
  text_puts(&added, layout.newline);
  text_append(&added, layout.blanks, layout.blank_count);
  fix_bytes(fix, loc->file, before.start, 0, added.data);
  text_free(&added);
}

// ---- loops ----

void fix_while_to_if(struct fix *fix, const struct ir_location *condition,
                     const struct ir_location *body) {
  const struct source_text *file = fix_plain(fix->findings, condition);
  const char *content = file ? text_get(&file->content) : "";
  size_t length = file ? file->content.length : 0;
  struct fix_before before = {0};
  if (file)
    before = fix_text_before(content, length, condition->offset);
  struct fix_loop loop;
  if (!file || !fix_plain(fix->findings, body) || strcmp(condition->file, body->file) != 0 ||
      !fix_text_loop(content, length, before.start, "while", &loop) ||
      loop.close < condition->offset || body->offset < loop.close || body->offset > loop.end ||
      before.split || fix_text_directive(content, before.start, loop.end) ||
      fix_text_has(content, loop.close, loop.end, "break") ||
      fix_text_has(content, loop.close, loop.end, "continue"))
    fix_fail(fix);
  else
    fix_bytes(fix, condition->file, before.start, strlen("while"), "if");
}

/// Where the line begins that holds the first token, or comment, of the block that opens at `body`
/// and ends its line there; or all that a head without braces, which ends at `close`, repeats. 0
/// when something else is on that line.
static size_t first_line(const char *content, size_t close, size_t body) {
  bool block = content[body] == '{';
  const char *over = strchr(content + (block ? body : close), '\n');
  size_t rest = (block ? body : close) + 1, end;
  rest += strspn(content + rest, " \t\r");
  if (!over || (content[rest] != '\n' && strncmp(content + rest, "//", 2) != 0) || over[-1] == '\\')
    return 0;
  size_t line = indentation(content, block ? (size_t)(over - content) + 1 : body, &end);
  return (block ? !strchr("}\r\n", content[end]) : end == body) ? line : 0;
}

void fix_loop_first(struct fix *fix, const struct ir_location *condition, const char *format, ...) {
  FORMAT(text, fix->findings, format);
  const struct source_text *file = fix_plain(fix->findings, condition);
  const char *content = file ? text_get(&file->content) : "";
  size_t length = file ? file->content.length : 0, line = 0;
  struct fix_before before = {0};
  struct fix_loop loop = {0};
  if (file)
    before = fix_text_before(content, length, condition->offset);
  if (file && !before.split &&
      (fix_text_loop(content, length, before.start, "while", &loop) ||
       fix_text_loop(content, length, before.start, "for", &loop)) &&
      loop.close >= condition->offset && !fix_text_directive(content, before.start, loop.end))
    line = first_line(content, loop.close, loop.body);
  if (!line) {
    fix_fail(fix);
    return;
  }
  struct layout layout = layout_at(content, line);
  struct text added = {0};
  text_append(&added, layout.blanks, layout.blank_count);
  append_lines(&added, text, &layout);
  text_puts(&added, layout.newline);
  fix_bytes(fix, condition->file, line, 0, added.data);
  text_free(&added);
  if (content[loop.body] != '{') {
    fix_bytes(fix, condition->file, loop.close + 1, 0, " {");
    close_braces(fix, condition->file, content, loop.end, loop.close, &layout);
  }
}

// ---- includes ----

/// An `#include` line: where it begins and where the next line does, and what it names.
struct include {
  size_t line, next;
  const char *name;
  size_t length;
};

/// The next include at or behind `*at`, which goes on to the line behind it. `*depth` counts the
/// conditions around it. With `near`: before anything that is no directive.
static bool next_include(const char *text, size_t length, size_t *at, int *depth, bool near,
                         struct include *found) {
  while (*at < length) {
    size_t line = *at, word = line + strspn(text + line, " \t");
    const char *over = memchr(text + line, '\n', length - line);
    *at = over ? (size_t)(over - text) + 1 : length;
    bool comment = fix_text_comment(text, length, word);
    if (comment && fix_text_token(text, length, word) > *at)
      *at = fix_text_token(text, length, word);
    if (text[word] != '#' && near && !comment && !strchr("\r\n", text[word]))
      return false;
    if (text[word] != '#')
      continue;
    word += 1 + strspn(text + word + 1, " \t");
    *depth += !strncmp(text + word, "if", 2);
    *depth -= !strncmp(text + word, "endif", 5);
    if (strncmp(text + word, "include", 7) != 0)
      continue;
    word += 7 + strspn(text + word + 7, " \t");
    char close = text[word] == '<' ? '>' : text[word];
    const char *end = close == '>' || close == '"' ? strchr(text + word + 1, close) : NULL;
    if (!end)
      continue;
    *found = (struct include){line, *at, text + word, (size_t)(end - (text + word)) + 1};
    return true;
  }
  return false;
}

void fix_include(struct fix *fix, const char *path, const char *header) {
  const struct source_text *file = path ? sources_get(&fix->findings->sources, path) : NULL;
  const char *text = file ? text_get(&file->content) : "";
  size_t length = file ? file->content.length : 0, at = 0, place = 0, fallback = 0;
  int depth = 0, level = -1;
  bool found = false, after = false;
  for (struct include include; next_include(text, length, &at, &depth, level >= 0, &include);) {
    if (include.length == strlen(header) && !memcmp(include.name, header, include.length))
      return;
    level = level < 0 ? depth : level;
    if (depth != level || found)
      continue;
    fallback = fallback ? fallback : include.line + 1;
    if (*include.name != *header)
      continue;
    found = strncmp(include.name, header, include.length) > 0;
    place = found ? include.line : include.next;
    after = true;
  }
  if (level < 0) {
    fix_fail(fix);
    return;
  }
  place = after ? place : fallback - 1;
  struct text line = {0};
  text_printf(&line, "#include %s%s", header, newline_of(text, place ? place - 1 : 0));
  fix_bytes(fix, path, place, 0, line.data);
  text_free(&line);
}

// ---- names ----

void fix_rename(struct fix *fix, const char *path, const char *old, const char *name,
                uint32_t count) {
  const struct source_text *file = path ? sources_get(&fix->findings->sources, path) : NULL;
  const char *text = file ? text_get(&file->content) : "";
  size_t length = file ? file->content.length : 0, old_length = strlen(old);
  uint32_t seen = 0;
  for (size_t at = 0, end; at < length; at = end) {
    end = fix_text_token(text, length, at);
    if (end - at == old_length && !memcmp(text + at, old, old_length)) {
      if (name)
        fix_bytes(fix, path, at, old_length, name);
      seen++;
    } else if (name && end - at == strlen(name) && !memcmp(text + at, name, end - at)) {
      fix_fail(fix); // somebody has that name
    }
  }
  if (seen != count)
    fix_fail(fix);
}

void fix_result_type(struct fix *fix, const struct ir_location *name, const char *old,
                     const char *type) {
  const struct source_text *file = fix_plain(fix->findings, name);
  const char *text = file ? text_get(&file->content) : "";
  size_t at = file ? name->offset : 0, length = strlen(old);
  while (at && (text[at - 1] == ' ' || text[at - 1] == '\t'))
    at--;
  bool word = at > length && !memcmp(text + at - length, old, length) &&
              strchr(" \t\n", text[at - length - 1]);
  if (word && at < name->offset)
    fix_bytes(fix, name->file, at - length, name->offset - (at - length), type);
  else
    fix_fail(fix);
}

void fix_add_parameter(struct fix *fix, const struct ir_location *name, const char *parameter) {
  const struct source_text *file = fix_plain(fix->findings, name);
  const char *text = file ? text_get(&file->content) : "";
  size_t length = file ? file->content.length : 0;
  size_t open = file ? name->offset + fix_text_name(text, length, name->offset) : 0;
  size_t close = open < length && text[open] == '(' ? fix_text_closing(text, length, open) : length;
  if (close >= length || fix_text_directive(text, open, close)) {
    fix_fail(fix);
    return;
  }
  struct fix_before before = fix_text_before(text, length, close);
  size_t only = open + 1 + strspn(text + open + 1, " \t\n");
  struct text added = {0};
  text_printf(&added, "%s%s", before.last == '(' ? "" : ", ", parameter);
  if (before.end - only == 4 && !memcmp(text + only, "void", 4))
    fix_bytes(fix, name->file, only, 4, parameter);
  else
    fix_bytes(fix, name->file, before.end, 0, added.data);
  text_free(&added);
}
