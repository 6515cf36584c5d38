// SPDX-License-Identifier: MIT
// What could not be checked: units without result, compile errors outside functions, mistakes in
// annotations. Functions are listed by the rules.
#include "analyzer/run/unchecked.h"

#include <stdlib.h>
#include <string.h>

static int compare_problems(const void *left, const void *right) {
  const struct ir_problem *a = *(const struct ir_problem *const *)left;
  const struct ir_problem *b = *(const struct ir_problem *const *)right;
  int order = strcmp(a->loc.file ? a->loc.file : "", b->loc.file ? b->loc.file : "");
  if (!order && a->loc.line != b->loc.line)
    order = a->loc.line < b->loc.line ? -1 : 1;
  if (!order && a->loc.column != b->loc.column)
    order = a->loc.column < b->loc.column ? -1 : 1;
  return order ? order : strcmp(a->message, b->message);
}

static bool same_file(const struct ir_problem *a, const struct ir_problem *b) {
  return a->loc.file && b->loc.file && !strcmp(a->loc.file, b->loc.file);
}

/// True when the problem lies in a function that is listed as unchecked for it.
static bool inside_unchecked(const struct ir_unit *all, const struct ir_problem *problem) {
  for (uint32_t i = 0; i < all->function_count; i++) {
    const struct ir_function *fn = all->functions[i];
    const struct ir_location *loc = fn->loc == IR_NONE ? NULL : ir_location(fn, fn->loc);
    if (fn->problem && loc && loc->file && problem->loc.file &&
        !strcmp(loc->file, problem->loc.file) && problem->loc.line >= loc->line &&
        problem->loc.line <= fn->end_line)
      return true;
  }
  return false;
}

/// One entry a file with compile errors outside functions: the first one, and how many follow.
static void add_problems(struct findings *findings, const struct ir_unit *all) {
  uint32_t count = 0;
  const struct ir_problem **list = xcalloc((size_t)all->problem_count + 1, sizeof *list);
  for (uint32_t i = 0; i < all->problem_count; i++)
    if (!inside_unchecked(all, &all->problems[i]))
      list[count++] = &all->problems[i];
  if (count > 1)
    qsort(list, count, sizeof *list, compare_problems);
  struct text reason = {0};
  for (uint32_t i = 0, next; i < count; i = next) {
    for (next = i + 1; next < count && same_file(list[i], list[next]);)
      next++;
    reason.length = 0;
    text_puts(&reason, list[i]->message);
    if (next - i > 1)
      text_printf(&reason, " (and %u more)", next - i - 1);
    findings_add_unchecked(findings, list[i]->loc.file, NULL, reason.data, &list[i]->loc);
  }
  text_free(&reason);
  free(list);
}

void unchecked_add(struct findings *findings, const struct store_contents *contents,
                   const struct program *program) {
  for (uint32_t i = 0; i < contents->unit_count; i++)
    if (contents->units[i].failure)
      findings_add_unchecked(findings, contents->units[i].path, NULL, contents->units[i].failure,
                             NULL);
  add_problems(findings, &contents->all);
  const struct ir_location *loc;
  const char *message;
  for (uint32_t i = 0; program_problem(program, i, &loc, &message); i++)
    findings_add_unchecked(findings, loc ? loc->file : NULL, NULL, message, loc);
}
