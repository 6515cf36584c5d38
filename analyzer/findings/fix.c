// SPDX-License-Identifier: MIT
// Making fixes: every edit is looked at in the text of its file before it is taken.
#include "analyzer/findings/fix_internal.h"
#include "analyzer/findings/fix_text.h"

#include <stdio.h>
#include <string.h>

char *fix_format(struct findings *findings, const char *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  char *made = arena_alloc(&findings->arena, (size_t)(length > 0 ? length : 0) + 1);
  vsnprintf(made, (size_t)(length > 0 ? length : 0) + 1, format, again);
  va_end(again);
  return made;
}

struct fix fix_begin(struct findings *findings, struct finding *finding, enum fix_safety safety,
                     const char *format, ...) {
  FORMAT(title, findings, format);
  return (struct fix){.findings = findings,
                      .finding = finding,
                      .made = {.title = title, .safe = safety == FIX_SAFE}};
}

void fix_fail(struct fix *fix) {
  fix->failed = true;
}

bool fix_end(struct fix *fix) {
  if (fix->failed || !fix->made.edit_count)
    return false;
  findings_add_fix(fix->findings, fix->finding, &fix->made);
  fix->failed = true; // once
  return true;
}

// ---- text ----

/// The file of a location that is there, else NULL.
static const struct source_text *text_of(struct findings *findings, const struct ir_location *loc) {
  const struct source_text *file = loc->file ? sources_get(&findings->sources, loc->file) : NULL;
  bool inside = file && loc->offset <= file->content.length &&
                loc->length <= file->content.length - loc->offset;
  return inside ? file : NULL;
}

const struct source_text *fix_plain(struct findings *findings, const struct ir_location *loc) {
  const struct source_text *file = text_of(findings, loc);
  if (!file || !loc->length)
    return NULL;
  const char *text = text_get(&file->content);
  bool directive = fix_text_directive(text, loc->offset, (size_t)loc->offset + loc->length);
  return loc->where == IR_PLAIN && !directive ? file : NULL;
}

/// The same for an argument of a call in plain text, which may be one whole use of a macro.
static const struct source_text *plain_argument(struct findings *findings,
                                                const struct ir_location *call,
                                                const struct ir_location *loc) {
  struct ir_location own = *loc;
  const struct source_text *file = fix_plain(findings, call);
  bool inside = file && loc->file && !strcmp(call->file, loc->file) && loc->offset > call->offset &&
                loc->offset + loc->length < call->offset + call->length;
  bool object = inside && loc->where == IR_MACRO_BODY && loc->macro &&
                strlen(loc->macro) == loc->length &&
                !memcmp(text_get(&file->content) + loc->offset, loc->macro, loc->length);
  if (object)
    own.where = IR_PLAIN;
  return inside ? fix_plain(findings, &own) : NULL;
}

const char *fix_source(struct findings *findings, const struct ir_location *call,
                       const struct ir_location *loc) {
  const struct source_text *file =
      call ? plain_argument(findings, call, loc) : fix_plain(findings, loc);
  return file
             ? arena_string_n(&findings->arena, text_get(&file->content) + loc->offset, loc->length)
             : NULL;
}

// ---- edits ----

static int order_of(const struct fix_edit *edit, const char *file, size_t offset) {
  int order = strcmp(edit->file, file);
  return order ? order : (edit->offset > offset) - (edit->offset < offset);
}

/// Whether the bytes touch those of an edit of this fix. Two insertions at one place would have no
/// order.
static bool overlaps(const struct fix *fix, const char *file, size_t offset, size_t length) {
  for (uint32_t i = 0; i < fix->made.edit_count; i++) {
    const struct fix_edit *edit = &fix->made.edits[i];
    if (strcmp(edit->file, file) != 0)
      continue;
    size_t end = edit->offset + edit->length;
    if (offset == edit->offset || (offset < end && edit->offset < offset + length))
      return true;
  }
  return false;
}

/// Puts the edit where it belongs in the order.
static void insert_edit(struct fix *fix, const struct fix_edit *edit) {
  struct finding_fix *made = &fix->made;
  if (made->edit_count == made->edit_capacity) {
    uint32_t capacity = made->edit_capacity ? 2 * made->edit_capacity : 2;
    struct fix_edit *edits = ARENA_ARRAY(&fix->findings->arena, struct fix_edit, capacity);
    for (uint32_t i = 0; i < made->edit_count; i++)
      edits[i] = made->edits[i];
    made->edits = edits;
    made->edit_capacity = capacity;
  }
  uint32_t at = made->edit_count++;
  for (; at && order_of(&made->edits[at - 1], edit->file, edit->offset) > 0; at--)
    made->edits[at] = made->edits[at - 1];
  made->edits[at] = *edit;
}

void fix_bytes(struct fix *fix, const char *path, size_t offset, size_t length, const char *text) {
  const struct source_text *file = path ? sources_get(&fix->findings->sources, path) : NULL;
  if (!file || offset > file->content.length || length > file->content.length - offset ||
      overlaps(fix, path, offset, length)) {
    fix_fail(fix);
    return;
  }
  struct fix_edit edit = {.file = path,
                          .offset = (uint32_t)offset,
                          .length = (uint32_t)length,
                          .text = arena_string(&fix->findings->arena, text),
                          .source = file->hash};
  sources_place(file, offset, &edit.line, &edit.column);
  sources_place(file, offset + length, &edit.end_line, &edit.end_column);
  insert_edit(fix, &edit);
}

void fix_replace(struct fix *fix, const struct ir_location *loc, const char *format, ...) {
  FORMAT(text, fix->findings, format);
  if (fix_plain(fix->findings, loc))
    fix_bytes(fix, loc->file, loc->offset, loc->length, text);
  else
    fix_fail(fix);
}

void fix_argument(struct fix *fix, const struct ir_location *call, const struct ir_location *loc,
                  const char *format, ...) {
  FORMAT(text, fix->findings, format);
  if (plain_argument(fix->findings, call, loc))
    fix_bytes(fix, loc->file, loc->offset, loc->length, text);
  else
    fix_fail(fix);
}

void fix_before(struct fix *fix, const struct ir_location *loc, const char *format, ...) {
  FORMAT(text, fix->findings, format);
  if (fix_plain(fix->findings, loc))
    fix_bytes(fix, loc->file, loc->offset, 0, text);
  else
    fix_fail(fix);
}

void fix_behind(struct fix *fix, const struct ir_location *loc, const char *format, ...) {
  FORMAT(text, fix->findings, format);
  if (fix_plain(fix->findings, loc))
    fix_bytes(fix, loc->file, (size_t)loc->offset + loc->length, 0, text);
  else
    fix_fail(fix);
}

void fix_name(struct fix *fix, const struct ir_location *loc, const char *old, const char *name) {
  const struct source_text *file = loc->where == IR_PLAIN ? fix_plain(fix->findings, loc) : NULL;
  const char *text = file ? text_get(&file->content) : NULL;
  size_t length = file ? fix_text_name(text, file->content.length, loc->offset) : 0;
  if (length && length == strlen(old) && !memcmp(text + loc->offset, old, length))
    fix_bytes(fix, loc->file, loc->offset, length, name);
  else
    fix_fail(fix);
}

void fix_add_argument(struct fix *fix, const struct ir_location *call, const char *format, ...) {
  FORMAT(text, fix->findings, format);
  const struct source_text *file = call->where == IR_PLAIN ? fix_plain(fix->findings, call) : NULL;
  const char *content = file ? text_get(&file->content) : "";
  size_t end = (size_t)call->offset + call->length;
  if (!file || content[end - 1] != ')') {
    fix_fail(fix);
    return;
  }
  struct fix_before before = fix_text_before(content, file->content.length, end - 1);
  struct text argument = {0};
  text_printf(&argument, "%s%s", before.last == '(' ? "" : ", ", text);
  // Behind the last argument, so that a comment that follows it stays where it is.
  fix_bytes(fix, call->file, before.end, 0, argument.data);
  text_free(&argument);
}
