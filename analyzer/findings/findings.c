// SPDX-License-Identifier: MIT
// The list of findings: adding, and putting it in its final order with each finding once and with
// a fingerprint.
#include "analyzer/findings/findings_internal.h"
#include "analyzer/rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

static int compare_text(const char *a, const char *b) {
  return strcmp(a ? a : "", b ? b : "");
}

static int compare_number(uint32_t a, uint32_t b) {
  return (a > b) - (a < b);
}

static int compare_start(const struct ir_location *a, const struct ir_location *b) {
  int order = compare_text(a->file, b->file);
  order = order ? order : compare_number(a->line, b->line);
  return order ? order : compare_number(a->column, b->column);
}

static const char *format_text(struct arena *arena, const char *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  char *text = arena_alloc(arena, (size_t)(length > 0 ? length : 0) + 1);
  vsnprintf(text, (size_t)(length > 0 ? length : 0) + 1, format, again);
  va_end(again);
  return text;
}

struct finding *findings_add_list(struct findings *findings, const struct rule *rule,
                                  const struct ir_location *loc, const struct ir_function *function,
                                  const char *format, va_list arguments) {
  GROW(findings->items, findings->count, findings->capacity);
  struct finding *finding = &findings->items[findings->count++];
  *finding = (struct finding){.rule = rule->name,
                              .group = rule_group_name(rule->group),
                              .level = rule_group_level(rule->group),
                              .loc = *loc,
                              .function = function ? function->name : NULL,
                              .symbol = function ? function->symbol : NULL};
  finding->message = format_text(&findings->arena, format, arguments);
  return finding;
}

struct finding *findings_add(struct findings *findings, const struct rule *rule,
                             const struct ir_location *loc, const struct ir_function *function,
                             const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  struct finding *finding = findings_add_list(findings, rule, loc, function, format, arguments);
  va_end(arguments);
  return finding;
}

void findings_note_list(struct findings *findings, struct finding *finding,
                        const struct ir_location *loc, const char *format, va_list arguments) {
  if (finding->note_count == finding->note_capacity) {
    uint32_t capacity = finding->note_capacity ? 2 * finding->note_capacity : 4;
    struct finding_note *notes = ARENA_ARRAY(&findings->arena, struct finding_note, capacity);
    if (finding->note_count)
      memcpy(notes, finding->notes, finding->note_count * sizeof *notes);
    finding->notes = notes;
    finding->note_capacity = capacity;
  }
  struct finding_note *note = &finding->notes[finding->note_count++];
  *note = (struct finding_note){0};
  if (loc)
    note->loc = *loc;
  note->message = format_text(&findings->arena, format, arguments);
  bool nowhere = !note->loc.file || !note->loc.line;
  note->kind = nowhere || compare_start(&finding->loc, &note->loc) == 0 ? NOTE_ADVICE : NOTE_STEP;
}

void findings_advice_list(struct findings *findings, struct finding *finding,
                          const struct ir_location *loc, const char *format, va_list arguments) {
  findings_note_list(findings, finding, loc, format, arguments);
  finding->notes[finding->note_count - 1].kind = NOTE_ADVICE;
}

void findings_note(struct findings *findings, struct finding *finding,
                   const struct ir_location *loc, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  findings_note_list(findings, finding, loc, format, arguments);
  va_end(arguments);
}

void findings_add_fix(struct findings *findings, struct finding *finding,
                      const struct finding_fix *fix) {
  struct finding_fix *fixes =
      ARENA_ARRAY(&findings->arena, struct finding_fix, finding->fix_count + 1);
  for (uint32_t i = 0; i < finding->fix_count; i++)
    fixes[i] = finding->fixes[i];
  fixes[finding->fix_count++] = *fix;
  finding->fixes = fixes;
}

void findings_add_unchecked(struct findings *findings, const char *file, const char *function,
                            const char *reason, const struct ir_location *loc) {
  GROW(findings->unchecked, findings->unchecked_count, findings->unchecked_capacity);
  struct unchecked *unchecked = &findings->unchecked[findings->unchecked_count++];
  struct arena *arena = &findings->arena;
  *unchecked = (struct unchecked){.file = arena_string(arena, file ? file : ""),
                                  .function = function ? arena_string(arena, function) : NULL,
                                  .reason = arena_string(arena, reason)};
  if (loc)
    unchecked->loc = *loc;
}

// ---- order ----

/// Everything that is shown, so that the order does not depend on who was first.
static int compare_notes(const struct finding *a, const struct finding *b) {
  for (uint32_t i = 0; i < a->note_count && i < b->note_count; i++) {
    int order = compare_start(&a->notes[i].loc, &b->notes[i].loc);
    order = order ? order : strcmp(a->notes[i].message, b->notes[i].message);
    if (order)
      return order;
  }
  return compare_number(a->note_count, b->note_count);
}

/// The same rule, place and message: one finding.
static int compare_identity(const struct finding *a, const struct finding *b) {
  int order = compare_start(&a->loc, &b->loc);
  order = order ? order : strcmp(a->rule, b->rule);
  return order ? order : strcmp(a->message, b->message);
}

static int compare_edits(const struct fix_edit *a, const struct fix_edit *b) {
  int order = strcmp(a->file, b->file);
  order = order ? order : compare_number(a->offset, b->offset);
  order = order ? order : compare_number(a->length, b->length);
  return order ? order : strcmp(a->text, b->text);
}

static int compare_fixes(const struct finding *a, const struct finding *b) {
  int order = compare_number(a->fix_count, b->fix_count);
  for (uint32_t i = 0; i < a->fix_count && !order; i++) {
    const struct finding_fix *left = &a->fixes[i], *right = &b->fixes[i];
    order = strcmp(left->title, right->title);
    order = order ? order : compare_number(left->edit_count, right->edit_count);
    for (uint32_t e = 0; e < left->edit_count && !order; e++)
      order = compare_edits(&left->edits[e], &right->edits[e]);
  }
  return order;
}

static int compare_findings(const void *left, const void *right) {
  const struct finding *a = left, *b = right;
  int order = compare_identity(a, b);
  order = order ? order : compare_text(a->symbol, b->symbol);
  order = order ? order : compare_notes(a, b);
  return order ? order : compare_fixes(a, b);
}

static int compare_unchecked(const void *left, const void *right) {
  const struct unchecked *a = left, *b = right;
  int order = strcmp(a->file, b->file);
  order = order ? order : compare_number(a->loc.line, b->loc.line);
  order = order ? order : compare_number(a->loc.column, b->loc.column);
  order = order ? order : compare_text(a->function, b->function);
  return order ? order : strcmp(a->reason, b->reason);
}

static void order_findings(struct findings *findings) {
  if (findings->count > 1)
    qsort(findings->items, findings->count, sizeof *findings->items, compare_findings);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < findings->count; i++) {
    struct finding *last = kept ? &findings->items[kept - 1] : NULL;
    if (!last || compare_identity(last, &findings->items[i]) != 0)
      findings->items[kept++] = findings->items[i];
    else if (compare_fixes(last, &findings->items[i]) != 0)
      last->fix_count = 0; // units that read a header differently need not agree on its mending
  }
  findings->count = kept;
}

static void order_unchecked(struct findings *findings) {
  struct unchecked *items = findings->unchecked;
  if (findings->unchecked_count > 1)
    qsort(items, findings->unchecked_count, sizeof *items, compare_unchecked);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < findings->unchecked_count; i++)
    if (kept == 0 || compare_unchecked(&items[kept - 1], &items[i]) != 0)
      items[kept++] = items[i];
  findings->unchecked_count = kept;
}

// ---- fingerprints ----

/// What a fingerprint is made of, apart from the occurrence: no line and no folder, so that moved
/// lines and moved folders keep it. A finding outside functions is told by its file's base name.
static void fingerprint_text(struct text *text, const struct finding *finding) {
  const char *symbol = finding->symbol;
  size_t length = symbol ? strcspn(symbol, "@") : 0;
  if (!symbol) {
    const char *file = finding->loc.file ? finding->loc.file : "";
    const char *slash = strrchr(file, '/');
    symbol = slash ? slash + 1 : file;
    length = strlen(symbol);
  }
  text->length = 0;
  text_append(text, finding->rule, strlen(finding->rule) + 1);
  text_append(text, symbol, length);
  text_append(text, "", 1);
  text_append(text, finding->message, strlen(finding->message) + 1);
}

static void set_fingerprints(struct findings *findings) {
  struct map seen = {0}; // hash of the text -> how often it was seen
  struct text text = {0};
  for (uint32_t i = 0; i < findings->count; i++) {
    struct finding *finding = &findings->items[i];
    fingerprint_text(&text, finding);
    uint64_t key = XXH3_64bits(text.data, text.length) | 1;
    uint32_t occurrence = map_get(&seen, key, 0);
    map_set(&seen, key, occurrence + 1);
    text_printf(&text, "%u", occurrence);
    XXH128_hash_t hash = XXH3_128bits(text.data, text.length);
    snprintf(finding->fingerprint, sizeof finding->fingerprint, "%016llx%016llx",
             (unsigned long long)hash.high64, (unsigned long long)hash.low64);
  }
  text_free(&text);
  map_free(&seen);
}

void findings_finish(struct findings *findings, const struct ir_unit *all) {
  order_findings(findings);
  if (suppressions_apply(findings, all))
    order_findings(findings);
  order_unchecked(findings);
  set_fingerprints(findings);
}

void findings_free(struct findings *findings) {
  free(findings->items);
  free(findings->unchecked);
  sources_free(&findings->sources);
  arena_free(&findings->arena);
  *findings = (struct findings){0};
}
