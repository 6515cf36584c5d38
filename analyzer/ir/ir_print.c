// SPDX-License-Identifier: MIT
// Writes the text form; README.md holds its grammar.
#include "analyzer/ir/ir_print.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// ---- events ----

static void put_slot(const struct ir_printer *to, const struct ir_event *event) {
  struct arena arena = {0};
  const char *told = NULL;
  if (!event->callee && event->callee_place != IR_NONE)
    told = ir_default_slot(&arena, to->fn, event->callee_place);
  if (!ir_same_text(told, event->slot)) {
    fputs(" slot ", to->out);
    if (event->slot)
      ir_print_symbol(to->out, event->slot);
    else
      fputs("none", to->out);
  }
  arena_free(&arena);
}

static void put_call(const struct ir_printer *to, const struct ir_event *event) {
  fputs("call ", to->out);
  if (event->callee)
    ir_print_symbol(to->out, event->callee);
  else if (event->callee_place != IR_NONE)
    ir_print_place(to, event->callee_place);
  else
    fputc('?', to->out);
  fputc('(', to->out);
  for (uint32_t i = 0; i < event->arg_count; i++) {
    fputs(i ? ", " : "", to->out);
    ir_print_operand(to, &event->args[i].value);
    ir_print_loc(to, event->args[i].loc);
  }
  fputc(')', to->out);
  put_slot(to, event);
  ir_print_words(to->out, ir_call_words, event->flags);
}

// `word place` or `word operand`.
static void put_subject(const struct ir_printer *to, const char *word,
                        const struct ir_event *event) {
  fprintf(to->out, "%s ", word);
  if (event->kind == IR_ESCAPE || event->kind == IR_USE)
    ir_print_operand(to, &event->a);
  else
    ir_print_place(to, event->place);
}

static void put_action(const struct ir_printer *to, const struct ir_event *event) {
  switch (event->kind) {
  case IR_CALL:
    put_call(to, event);
    break;
  case IR_MOVE:
    fputs("move ", to->out);
    ir_print_operand(to, &event->a);
    break;
  case IR_BIN:
    ir_print_operand(to, &event->a);
    fprintf(to->out, " %s ", event->op);
    ir_print_operand(to, &event->b);
    break;
  case IR_HAVOC:
    put_subject(to, "havoc", event);
    break;
  case IR_ESCAPE:
    put_subject(to, "escape", event);
    break;
  case IR_DEREF:
    put_subject(to, "deref", event);
    break;
  case IR_USE:
    put_subject(to, "use", event);
    break;
  case IR_CLEANUP:
    fputs("cleanup ", to->out);
    ir_print_symbol(to->out, event->callee);
    fputs("(&", to->out);
    ir_print_place(to, event->place);
    fputc(')', to->out);
    break;
  case IR_DEAD:
    put_subject(to, "dead", event);
    break;
  }
}

static void put_event(const struct ir_printer *to, const struct ir_event *event) {
  bool assigns = event->kind == IR_CALL || event->kind == IR_MOVE || event->kind == IR_BIN;
  fputs("    ", to->out);
  if (assigns && event->place != IR_NONE) {
    ir_print_place(to, event->place);
    fputs(" = ", to->out);
  }
  put_action(to, event);
  ir_print_loc(to, event->loc);
  fputc('\n', to->out);
}

// ---- terminators ----

static void put_targets(const struct ir_printer *to, const struct ir_terminator *end) {
  for (uint32_t i = 0; i < end->target_count; i++)
    fprintf(to->out, "%sbb%u", i ? ", " : " ", end->targets[i]);
}

static void put_cases(const struct ir_printer *to, const struct ir_terminator *end) {
  for (uint32_t i = 0; i < end->case_count; i++) {
    fprintf(to->out, ", %" PRId64, end->cases[i].low);
    if (end->cases[i].high != end->cases[i].low)
      fprintf(to->out, "..%" PRId64, end->cases[i].high);
    fprintf(to->out, ": bb%u", end->cases[i].target);
  }
  fprintf(to->out, ", default: bb%u", end->targets[0]);
}

static void put_terminator(const struct ir_printer *to, const struct ir_terminator *end) {
  static const char *const words[] = {"jump", "br", "switch", "ret", "multi", "unreachable"};
  fprintf(to->out, "    %s", words[end->kind]);
  bool has_operand = end->kind == IR_BRANCH || end->kind == IR_SWITCH ||
                     (end->kind == IR_RETURN && end->has_value);
  if (has_operand) {
    fputc(' ', to->out);
    ir_print_operand(to, &end->a);
  }
  if (end->kind == IR_BRANCH) {
    fprintf(to->out, " %s ", ir_compare_words[end->compare]);
    ir_print_operand(to, &end->b);
    fputc(',', to->out);
  }
  if (end->kind == IR_SWITCH)
    put_cases(to, end);
  else
    put_targets(to, end);
  ir_print_loc(to, end->loc);
  fputc('\n', to->out);
}

// ---- functions ----

static void put_variable(const struct ir_printer *to, uint32_t id) {
  const struct ir_var *var = &to->fn->vars[id];
  uint32_t told = ir_default_var_flags(var->type), missing = told & ~var->flags;
  const char *word = "local";
  if (var->flags & IR_VAR_PARAM)
    word = "param";
  else if (var->flags & IR_VAR_GLOBAL)
    word = "global";
  else if (var->flags & IR_VAR_TEMP)
    word = "temp";
  fprintf(to->out, "  %s ", word);
  ir_print_var(to, id);
  fputc(' ', to->out);
  ir_print_string(to->out, var->type);
  ir_print_words(to->out, ir_var_words, var->flags & ~told);
  if (missing & IR_VAR_POINTER)
    fputs(" not-pointer", to->out);
  if (missing & IR_VAR_ARRAY)
    fputs(" not-array", to->out);
  if (var->size == IR_SIZE_OPEN)
    fputs(" size open", to->out);
  else if (var->size)
    fprintf(to->out, " size %llu", (unsigned long long)var->size);
  ir_print_loc(to, var->loc);
  fputc('\n', to->out);
}

static void put_block(const struct ir_printer *to, uint32_t id) {
  const struct ir_block *block = &to->fn->blocks[id];
  fprintf(to->out, "  bb%u", id);
  if (block->label) {
    fputc(' ', to->out);
    ir_print_name(to->out, block->label, "");
  }
  fputs(":\n", to->out);
  for (uint32_t i = 0; i < block->event_count; i++)
    put_event(to, &block->events[i]);
  put_terminator(to, &block->end);
}

// How many variables before each have its name.
static uint32_t *count_twins(const struct ir_function *fn) {
  uint32_t *twins = xcalloc(fn->var_count, sizeof *twins);
  struct arena arena = {0};
  struct interner names = {.arena = &arena};
  struct map seen = {0};
  for (uint32_t i = 0; i < fn->var_count; i++) {
    uint64_t key = map_key(intern(&names, fn->vars[i].name));
    twins[i] = map_get(&seen, key, 0);
    map_set(&seen, key, twins[i] + 1);
  }
  map_free(&seen);
  interner_free(&names);
  arena_free(&arena);
  return twins;
}

static void put_default_name(FILE *out, enum ir_declaration_kind kind, const char *symbol,
                             const char *name) {
  size_t length;
  const char *told = ir_default_name(kind, symbol, &length);
  if (strlen(name) == length && strncmp(name, told, length) == 0)
    return;
  fputc(' ', out);
  ir_print_string(out, name);
}

static void put_head(const struct ir_printer *to, const char *unit_file) {
  const struct ir_function *fn = to->fn;
  fputs("function ", to->out);
  ir_print_symbol(to->out, fn->symbol);
  put_default_name(to->out, IR_DECL_FUNCTION, fn->symbol, fn->name);
  if (strcmp(fn->result, "void") != 0)
    ir_print_option(to->out, "result", fn->result);
  ir_print_words(to->out, ir_function_words, fn->flags);
  ir_print_option(to->out, "problem", fn->problem);
  if (fn->end_line)
    fprintf(to->out, " end %u", fn->end_line);
  ir_print_location(to->out, ir_location(fn, fn->loc), unit_file);
  fputs(" {\n", to->out);
}

static void put_function(FILE *out, const struct ir_function *fn, const char *unit_file) {
  const char *own_file = ir_location(fn, fn->loc)->file;
  struct ir_printer to = {out, own_file ? own_file : unit_file, fn, count_twins(fn)};
  put_head(&to, unit_file);
  for (uint32_t i = 0; i < fn->var_count; i++)
    put_variable(&to, i);
  for (uint32_t i = 0; i < fn->block_count; i++)
    put_block(&to, i);
  fputs("}\n", out);
  free(to.twins);
}

void ir_print_function(FILE *out, const struct ir_function *fn) {
  put_function(out, fn, NULL);
}

// ---- units ----

// Locations held by value: none when there is no file.
static void put_own_location(FILE *out, const struct ir_location *loc, const char *file) {
  if (loc->file)
    ir_print_location(out, loc, file);
}

static void put_params(FILE *out, const struct ir_declaration *declaration) {
  fputs(" (", out);
  for (uint32_t i = 0; i < declaration->param_count; i++) {
    const struct ir_param *param = &declaration->params[i];
    fputs(i ? ", " : "", out);
    ir_print_name(out, param->name, "");
    fputc(' ', out);
    ir_print_string(out, param->type);
    ir_print_option(out, "words", param->words);
  }
  fputc(')', out);
}

static void put_declaration(FILE *out, const struct ir_declaration *declaration, const char *file) {
  static const char *const kinds[] = {"", "field ", "typedef "};
  fprintf(out, "declare %s", kinds[declaration->kind]);
  ir_print_symbol(out, declaration->symbol);
  put_default_name(out, declaration->kind, declaration->symbol, declaration->name);
  if (strcmp(declaration->result, "void") != 0)
    ir_print_option(out, "result", declaration->result);
  ir_print_words(out, ir_declaration_words, declaration->flags);
  ir_print_option(out, "header", declaration->header);
  if (declaration->param_count)
    put_params(out, declaration);
  ir_print_option(out, "words", declaration->words);
  ir_print_option(out, "markers", declaration->markers);
  put_own_location(out, &declaration->loc, file);
  fputc('\n', out);
}

static void put_suppression(FILE *out, const struct ir_suppression *allow, const char *file) {
  static const char *const kinds[] = {"line", "function", "file"};
  struct ir_location loc = {.file = allow->file,
                            .line = allow->line,
                            .column = allow->column,
                            .end_line = allow->line,
                            .end_column = allow->column};
  fprintf(out, "allow %s ", kinds[allow->kind]);
  ir_print_string(out, allow->rules);
  if (*allow->reason)
    ir_print_option(out, "reason", allow->reason);
  if (allow->target_line != (allow->kind == IR_ALLOW_LINE ? allow->line : 0))
    fprintf(out, " covers %u", allow->target_line);
  ir_print_location(out, &loc, file);
  fputc('\n', out);
}

static void put_include(FILE *out, const struct ir_include *include) {
  fputs("include ", out);
  ir_print_string(out, include->path);
  fprintf(out, " %016" PRIx64 "%016" PRIx64 "%s\n", include->hash[0], include->hash[1],
          include->system ? " system" : "");
}

static void put_fact(FILE *out, const struct ir_fact *fact, const char *file) {
  fputs("fact ", out);
  ir_print_symbol(out, fact->slot);
  fputc(' ', out);
  ir_print_symbol(out, fact->function);
  put_own_location(out, &fact->loc, file);
  fputc('\n', out);
}

static void put_problem(FILE *out, const struct ir_problem *problem, const char *file) {
  fputs("problem ", out);
  ir_print_string(out, problem->message);
  put_own_location(out, &problem->loc, file);
  fputc('\n', out);
}

void ir_print_unit(FILE *out, const struct ir_unit *unit) {
  fputs("unit ", out);
  ir_print_string(out, unit->path);
  ir_print_option(out, "failure", unit->failure);
  fputc('\n', out);
  for (uint32_t i = 0; i < unit->include_count; i++)
    put_include(out, &unit->includes[i]);
  for (uint32_t i = 0; i < unit->declaration_count; i++)
    put_declaration(out, &unit->declarations[i], unit->path);
  for (uint32_t i = 0; i < unit->function_count; i++)
    put_function(out, unit->functions[i], unit->path);
  for (uint32_t i = 0; i < unit->fact_count; i++)
    put_fact(out, &unit->facts[i], unit->path);
  for (uint32_t i = 0; i < unit->suppression_count; i++)
    put_suppression(out, &unit->suppressions[i], unit->path);
  for (uint32_t i = 0; i < unit->problem_count; i++)
    put_problem(out, &unit->problems[i], unit->path);
}
