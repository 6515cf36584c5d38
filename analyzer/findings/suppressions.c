// SPDX-License-Identifier: MIT
// Suppression comments against findings: which finding is covered, and which comment covers none.
#include "analyzer/findings/findings_internal.h"
#include "analyzer/rule.h"

#include <stdlib.h>
#include <string.h>

/// True when the comma list `list` names the finding's rule or group, or is `*`.
static bool names_rule(const char *list, const struct finding *finding) {
  if (!strcmp(list, "*"))
    return true;
  for (const char *word = list; *word;) {
    size_t length = strcspn(word, ",");
    if ((!strncmp(word, finding->rule, length) && !finding->rule[length]) ||
        (!strncmp(word, finding->group, length) && !finding->group[length]))
      return true;
    word += length + (word[length] == ',');
  }
  return false;
}

static uint32_t first_line(const struct ir_function *fn) {
  return fn->locations[fn->loc].line;
}

static bool in_file(const struct ir_function *fn, const char *file) {
  const char *own = fn->loc == IR_NONE ? NULL : fn->locations[fn->loc].file;
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
  bool used;
};

static struct cover find_cover(const struct ir_unit *all, const struct ir_suppression *from) {
  struct cover cover = {from, 1, 0, false};
  if (from->kind == IR_ALLOW_FILE) {
    cover.last = UINT32_MAX;
  } else if (from->kind == IR_ALLOW_LINE) {
    cover.first = cover.last = from->target_line;
  } else if (!function_lines(all, from, &cover.first, &cover.last)) {
    cover.last = 0;
  }
  return cover;
}

static bool covers(const struct cover *cover, const struct finding *finding) {
  return finding->loc.file && !strcmp(finding->loc.file, cover->suppression->file) &&
         finding->loc.line >= cover->first && finding->loc.line <= cover->last &&
         names_rule(cover->suppression->rules, finding);
}

/// True when every rule a suppression names did run, so that its silence means something.
static bool all_ran(const struct findings *findings, const char *list) {
  for (unsigned i = 0; i < rule_count; i++) {
    bool ran = !findings->ran || findings->ran[i];
    struct finding stand_in = {.rule = rules[i]->name, .group = rule_group_name(rules[i]->group)};
    if (!ran && names_rule(list, &stand_in))
      return false;
  }
  return true;
}

/// The rule that reports suppressions without effect, when it is to run.
static const struct rule *unused_rule(const struct findings *findings) {
  for (unsigned i = 0; i < rule_count; i++)
    if (!strcmp(rules[i]->name, "unused-suppression") && (!findings->ran || findings->ran[i]))
      return rules[i];
  return NULL;
}

bool suppressions_apply(struct findings *findings, const struct ir_unit *all) {
  uint32_t count = all->suppression_count, before = findings->count;
  struct cover *list = xcalloc((size_t)count + 1, sizeof *list);
  for (uint32_t i = 0; i < count; i++)
    list[i] = find_cover(all, &all->suppressions[i]);
  for (uint32_t f = 0; f < findings->count; f++)
    for (uint32_t i = 0; i < count; i++) {
      struct finding *finding = &findings->items[f];
      if (!covers(&list[i], finding))
        continue;
      list[i].used = finding->suppressed = true;
      if (!finding->reason)
        finding->reason = list[i].suppression->reason;
    }
  const struct rule *rule = unused_rule(findings);
  for (uint32_t i = 0; i < count && rule; i++) {
    const struct ir_suppression *from = list[i].suppression;
    struct ir_location loc = {.file = from->file,
                              .line = from->line,
                              .column = from->column,
                              .end_line = from->line,
                              .end_column = from->column};
    if (!list[i].used && all_ran(findings, from->rules))
      findings_add(findings, rule, &loc, NULL, "this comment suppresses nothing");
  }
  free(list);
  return findings->count > before;
}
