// SPDX-License-Identifier: MIT
// Suppression comments against findings: which finding is covered, and which comment covers none.
#include "analyzer/findings/findings_internal.h"
#include "analyzer/findings/fix.h"
#include "analyzer/findings/fix_text.h"
#include "analyzer/rule.h"

#include <stdlib.h>
#include <string.h>

enum {
  MAX_WORDS = 32,         // names of one comment that are told apart; the rest are not judged
  LONGEST_STATEMENT = 500 // in lines
};

/// The i-th name of a comma list and its length, or NULL past the last.
static const char *list_word(const char *list, uint32_t i, size_t *length) {
  for (; *list; list += *length + (list[*length] == ',')) {
    *length = strcspn(list, ",");
    if (i-- == 0)
      return list;
  }
  return NULL;
}

static bool word_is(const char *word, size_t length, const char *name) {
  return !strncmp(word, name, length) && !name[length];
}

/// True when the name is that of the rule or of its group, or `*`.
static bool word_covers(const char *word, size_t length, const char *rule, const char *group) {
  return word_is(word, length, "*") || word_is(word, length, rule) || word_is(word, length, group);
}

static uint32_t first_line(const struct ir_function *fn) {
  return ir_location(fn, fn->loc)->line;
}

static bool in_file(const struct ir_function *fn, const char *file) {
  const char *own = fn->loc == IR_NONE ? NULL : ir_location(fn, fn->loc)->file;
  return own && !strcmp(own, file);
}

/// The lines of the function a comment speaks of: the one it stands in, else the next one that
/// begins behind it. False when there is none.
static bool function_lines(const struct ir_unit *all, const struct ir_suppression *suppression,
                           uint32_t *first, uint32_t *last) {
  const struct ir_function *next = NULL;
  for (uint32_t i = 0; i < all->function_count; i++) {
    const struct ir_function *fn = all->functions[i];
    if (!in_file(fn, suppression->file) || fn->end_line < suppression->line)
      continue;
    if (!next || first_line(fn) < first_line(next))
      next = fn;
  }
  if (!next)
    return false;
  *first = first_line(next);
  *last = next->end_line;
  return true;
}

/// A suppression with the lines it covers.
struct cover {
  const struct ir_suppression *suppression;
  uint32_t first, last;
  uint32_t used; // one bit a name of its list
  bool whole;    // `last` is the end of the statement, of a comment above one
};

static struct cover find_cover(const struct ir_unit *all, const struct ir_suppression *from) {
  struct cover cover = {from, 1, 0, 0, false};
  if (from->kind == IR_ALLOW_FILE) {
    cover.last = UINT32_MAX;
  } else if (from->kind == IR_ALLOW_LINE) {
    cover.first = cover.last = from->target_line;
  } else if (!function_lines(all, from, &cover.first, &cover.last)) {
    cover.last = 0;
  }
  return cover;
}

/// A comment on a line of its own speaks of the whole statement below it, as far as its block.
/// NOLINTNEXTLINE speaks of one line.
static void cover_statement(struct findings *findings, struct cover *cover) {
  static const char other[] = "NOLINT";
  const struct ir_suppression *from = cover->suppression;
  const struct source_text *file = sources_get(&findings->sources, from->file);
  cover->whole = true;
  if (!file || from->kind != IR_ALLOW_LINE || from->target_line <= from->line)
    return;
  const char *text = text_get(&file->content);
  size_t length = file->content.length;
  size_t comment = sources_offset(file, from->line, from->column);
  size_t end = fix_text_token(text, length, comment);
  if (comment >= length || memmem(text + comment, end - comment, other, sizeof other - 1))
    return;
  uint32_t line, column;
  end = fix_text_statement(text, length, sources_offset(file, from->target_line, 1));
  sources_place(file, end, &line, &column);
  if (end < length && line > cover->last)
    cover->last = line;
}

/// Suppresses the finding when the comment covers it. With `by_name` only a comment that names the
/// rule itself does, and it covers findings about itself, too.
static void apply(struct findings *findings, struct cover *cover, struct finding *finding,
                  bool by_name) {
  const struct ir_suppression *from = cover->suppression;
  uint32_t line = finding->loc.line, end = line;
  if (from->kind == IR_ALLOW_LINE && finding->loc.end_line > line)
    end = finding->loc.end_line; // of a call over several lines, the comment may end any
  if (!finding->loc.file || strcmp(finding->loc.file, from->file) != 0)
    return;
  bool below = line > cover->last && line - cover->last < LONGEST_STATEMENT;
  if (from->kind == IR_ALLOW_LINE && below && !cover->whole)
    cover_statement(findings, cover);
  bool here = (end >= cover->first && line <= cover->last) || (by_name && line == from->line);
  size_t length;
  const char *word;
  for (uint32_t i = 0; here && (word = list_word(from->rules, i, &length)); i++) {
    if (by_name ? !word_is(word, length, finding->rule)
                : !word_covers(word, length, finding->rule, finding->group))
      continue;
    cover->used |= i < MAX_WORDS ? UINT32_C(1) << i : 0;
    finding->suppressed = true;
    if (!finding->reason)
      finding->reason = from->reason;
  }
}

// ---- comments without effect ----

/// The rule that reports suppressions without effect, when it is to run.
static const struct rule *unused_rule(const struct findings *findings) {
  for (unsigned i = 0; i < rule_count; i++)
    if (!strcmp(rules[i]->name, "unused-suppression") && (!findings->ran || findings->ran[i]))
      return rules[i];
  return NULL;
}

/// True when the name stands for some rule, and every rule it stands for did run, so that its
/// silence means something.
static bool all_ran(const struct findings *findings, const char *word, size_t length) {
  bool known = false;
  for (unsigned i = 0; i < rule_count; i++) {
    bool ran = !findings->ran || findings->ran[i];
    if (!word_covers(word, length, rules[i]->name, rule_group_name(rules[i]->group)))
      continue;
    if (!ran)
      return false;
    known = true;
  }
  return known;
}

/// True when part of the file was not checked: what the comment is for may be there.
static bool unchecked_in(const struct findings *findings, const char *file) {
  for (uint32_t i = 0; i < findings->unchecked_count; i++)
    if (!strcmp(findings->unchecked[i].file, file))
      return true;
  return false;
}

/// Reports names of the comment without effect: the rule's own name, or all others.
static void report_unused(struct findings *findings, const struct rule *rule,
                          const struct cover *cover, bool own) {
  const struct ir_suppression *from = cover->suppression;
  struct ir_location loc = {.file = from->file,
                            .line = from->line,
                            .column = from->column,
                            .end_line = from->line,
                            .end_column = from->column};
  uint32_t unused = 0, others = 0, count = 0;
  size_t length = 0;
  const char *word;
  for (; count < MAX_WORDS && (word = list_word(from->rules, count, &length)); count++) {
    if (word_is(word, length, rule->name) != own)
      others++;
    else if (!(cover->used & UINT32_C(1) << count) && all_ran(findings, word, length))
      unused |= UINT32_C(1) << count;
  }
  if (count < MAX_WORDS && !others && unused == (UINT32_C(1) << count) - 1) {
    struct finding *finding =
        findings_add(findings, rule, &loc, NULL, "this comment suppresses nothing");
    struct fix fix = fix_begin(findings, finding, FIX_SAFE, "remove the comment");
    fix_remove_comment(&fix, from->file, from->line, from->column);
    fix_end(&fix);
    return;
  }
  for (uint32_t i = 0; i < count; i++)
    if (unused & UINT32_C(1) << i) {
      word = list_word(from->rules, i, &length);
      struct finding *finding = findings_add(findings, rule, &loc, NULL,
                                             "`%.*s` suppresses nothing here", (int)length, word);
      struct fix fix = fix_begin(findings, finding, FIX_SAFE, "remove `%.*s`", (int)length, word);
      fix_remove_allowed(&fix, from->file, from->line, from->column, word, length);
      fix_end(&fix);
    }
}

/// The comments without effect. These findings can be suppressed, too, but only by name: a `*`
/// must not hide that it does nothing.
static void report_comments(struct findings *findings, const struct rule *rule, struct cover *list,
                            uint32_t count, bool own) {
  uint32_t before = findings->count;
  for (uint32_t i = 0; i < count; i++)
    if (!unchecked_in(findings, list[i].suppression->file))
      report_unused(findings, rule, &list[i], own);
  for (uint32_t f = before; f < findings->count && !own; f++)
    for (uint32_t i = 0; i < count; i++)
      apply(findings, &list[i], &findings->items[f], true);
}

bool suppressions_apply(struct findings *findings, const struct ir_unit *all) {
  uint32_t count = all->suppression_count, before = findings->count;
  struct cover *list = xcalloc((size_t)count + 1, sizeof *list);
  for (uint32_t i = 0; i < count; i++)
    list[i] = find_cover(all, &all->suppressions[i]);
  for (uint32_t f = 0; f < findings->count; f++)
    for (uint32_t i = 0; i < count; i++)
      apply(findings, &list[i], &findings->items[f], false);
  const struct rule *rule = unused_rule(findings);
  for (int own = 0; rule && own < 2; own++)
    report_comments(findings, rule, list, count, own != 0);
  free(list);
  return findings->count > before;
}
