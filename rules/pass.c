// SPDX-License-Identifier: MIT
// Running the rules over an analysed program, and what they report with.
#include "analyzer/rule.h"

#include <stdarg.h>
#include <string.h>

/// Where the first error inside a function stands, else the function itself.
static const struct ir_location *trouble_in(const struct ir_unit *unit,
                                            const struct ir_function *body) {
  const struct ir_location *loc = body->loc == IR_NONE ? NULL : ir_location(body, body->loc);
  const struct ir_location *first = loc;
  for (uint32_t i = 0; loc && loc->file && i < unit->problem_count; i++) {
    const struct ir_location *place = &unit->problems[i].loc;
    bool inside = place->file && strcmp(place->file, loc->file) == 0 && place->line >= loc->line &&
                  place->line <= body->end_line;
    if (inside && (first == loc || place->line < first->line))
      first = place;
  }
  return first;
}

static void list_unchecked(struct program *program, struct findings *findings) {
  for (uint32_t i = 0; i < program_count(program); i++) {
    const struct function *function = program_at(program, i);
    const struct ir_function *body = function->body;
    if (!body || function->checked)
      continue;
    const struct ir_location *loc = trouble_in(program_unit(program), body);
    const char *reason = body->problem ? body->problem : "it has no code that could be read";
    findings_add_unchecked(findings, loc ? loc->file : NULL, body->name, reason, loc);
  }
}

static void run_rule(struct pass *pass) {
  const struct rule *rule = pass->rule;
  if (rule->check_program)
    rule->check_program(pass);
  for (uint32_t i = 0; rule->check_function && i < program_count(pass->program); i++) {
    const struct function *function = program_at(pass->program, i);
    if (function->checked)
      rule->check_function(pass, function);
  }
}

void rules_run(struct program *program, const struct rule_selection *selection,
               struct findings *findings) {
  for (unsigned i = 0; i < rule_count; i++)
    if (selection->on[i])
      run_rule(&(struct pass){rules[i], program, findings});
  list_unchecked(program, findings);
}

// ---- reporting ----

const struct ir_location *location_of(const struct function *function, uint32_t loc) {
  static const struct ir_location nowhere;
  const struct ir_function *body = function->body;
  if (loc == IR_NONE && body)
    loc = body->loc;
  return body && loc != IR_NONE ? ir_location(body, loc) : &nowhere;
}

struct finding *report(struct pass *pass, const struct function *function, uint32_t loc,
                       const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  struct finding *finding = findings_add_list(
      pass->findings, pass->rule, location_of(function, loc), function->body, format, arguments);
  va_end(arguments);
  return finding;
}

void note(struct pass *pass, struct finding *finding, const struct function *function, uint32_t loc,
          const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  findings_note_list(pass->findings, finding, location_of(function, loc), format, arguments);
  va_end(arguments);
}

void note_at(struct pass *pass, struct finding *finding, const struct ir_location *loc,
             const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  findings_note_list(pass->findings, finding, loc, format, arguments);
  va_end(arguments);
}

void advice(struct pass *pass, struct finding *finding, const struct function *function,
            uint32_t loc, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  findings_advice_list(pass->findings, finding, location_of(function, loc), format, arguments);
  va_end(arguments);
}
