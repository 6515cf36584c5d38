// SPDX-License-Identifier: MIT
// Writes the parts of lines of the text form: strings, locations, places, operands.
#include "analyzer/ir/ir_print.h"

#include <inttypes.h>
#include <string.h>

// ---- words ----

void ir_print_string(FILE *out, const char *text) {
  fputc('"', out);
  for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
    if (*at == '"' || *at == '\\')
      fprintf(out, "\\%c", *at);
    else if (*at == '\n')
      fputs("\\n", out);
    else if (*at == '\t')
      fputs("\\t", out);
    else if (*at < 0x20 || *at >= 0x7f)
      fprintf(out, "\\x%02x", *at);
    else
      fputc(*at, out);
  }
  fputc('"', out);
}

void ir_print_name(FILE *out, const char *text, const char *extra) {
  if (ir_is_bare(text, extra))
    fputs(text, out);
  else
    ir_print_string(out, text);
}

void ir_print_symbol(FILE *out, const char *symbol) {
  fputc('@', out);
  ir_print_name(out, symbol, IR_SYMBOL_CHARS);
}

void ir_print_words(FILE *out, const struct ir_word *words, uint32_t flags) {
  for (; words->flag; words++)
    if (flags & words->flag)
      fprintf(out, " %s", words->word);
}

void ir_print_option(FILE *out, const char *word, const char *text) {
  if (!text)
    return;
  fprintf(out, " %s ", word);
  ir_print_string(out, text);
}

// ---- locations ----

bool ir_same_text(const char *a, const char *b) {
  return a == b || (a && b && strcmp(a, b) == 0);
}

static void put_macro(FILE *out, const struct ir_location *loc) {
  if (loc->where == IR_PLAIN)
    return;
  fputs(loc->where == IR_MACRO_ARG ? "/arg(" : "/body(", out);
  if (loc->macro)
    ir_print_name(out, loc->macro, "");
  else
    fputc('?', out);
  if (loc->where == IR_MACRO_BODY && loc->macro_file) {
    fputc(' ', out);
    ir_print_string(out, loc->macro_file);
    fprintf(out, ":%u:%u", loc->macro_line, loc->macro_column);
  }
  fputc(')', out);
}

void ir_print_location(FILE *out, const struct ir_location *loc, const char *file) {
  fputs(" !", out);
  if (!loc->file) {
    fputs("none", out);
    return;
  }
  if (!ir_same_text(loc->file, file)) {
    ir_print_string(out, loc->file);
    fputc(':', out);
  }
  fprintf(out, "%u:%u", loc->line, loc->column);
  if (loc->end_line != loc->line || loc->end_column != loc->column)
    fprintf(out, "-%u:%u", loc->end_line, loc->end_column);
  if (loc->offset || loc->length)
    fprintf(out, "+%u:%u", loc->offset, loc->length);
  put_macro(out, loc);
}

void ir_print_loc(const struct ir_printer *to, uint32_t loc) {
  if (loc != IR_NONE)
    ir_print_location(to->out, ir_location(to->fn, loc), to->file);
}

// ---- places and operands ----

void ir_print_var(const struct ir_printer *to, uint32_t var) {
  fputc('%', to->out);
  ir_print_name(to->out, to->fn->vars[var].name, "");
  if (to->twins[var])
    fprintf(to->out, "#%u", to->twins[var] + 1);
}

// `record.member` can go without quotes when it has one dot between plain names.
static bool is_plain_field(const char *field) {
  const char *dot = strchr(field, '.');
  return dot && dot != field && !strchr(dot + 1, '.') && ir_is_bare(field, ".") && dot[1];
}

static void put_field(FILE *out, const char *field) {
  if (is_plain_field(field))
    fputs(field, out);
  else
    ir_print_string(out, field);
}

// The place in front of a step: what begins with `*` needs parentheses.
static void put_parent(const struct ir_printer *to, uint32_t id) {
  bool prefixed = to->fn->places[id].step == IR_STEP_DEREF;
  fputs(prefixed ? "(" : "", to->out);
  ir_print_place(to, id);
  fputs(prefixed ? ")" : "", to->out);
}

static void put_member(const struct ir_printer *to, const struct ir_place *place) {
  const struct ir_place *parent = &to->fn->places[place->parent];
  if (parent->step == IR_STEP_DEREF) {
    put_parent(to, parent->parent);
    fputs("->", to->out);
  } else {
    put_parent(to, place->parent);
    fputc('.', to->out);
  }
  put_field(to->out, place->field);
}

// At most IR_MAX_DEPTH + 1 levels.
void ir_print_place(const struct ir_printer *to, uint32_t id) {
  const struct ir_place *place = &to->fn->places[id];
  switch (place->step) {
  case IR_STEP_VAR:
    ir_print_var(to, place->var);
    break;
  case IR_STEP_FIELD:
    put_member(to, place);
    break;
  case IR_STEP_DEREF:
    fputc('*', to->out);
    ir_print_place(to, place->parent);
    break;
  case IR_STEP_INDEX:
    put_parent(to, place->parent);
    fprintf(to->out, "[%" PRId64 "]", place->index);
    break;
  case IR_STEP_ANY:
    put_parent(to, place->parent);
    fputs("[*]", to->out);
    break;
  case IR_STEP_DEEP:
    put_parent(to, place->parent);
    fputs("...", to->out);
    break;
  }
}

void ir_print_operand(const struct ir_printer *to, const struct ir_operand *operand) {
  switch (operand->kind) {
  case IR_UNKNOWN:
    fputc('?', to->out);
    break;
  case IR_INT:
    fprintf(to->out, "%" PRId64, operand->value);
    break;
  case IR_NULL:
    fputs("null", to->out);
    break;
  case IR_ZERO:
    fputs("{0}", to->out);
    break;
  case IR_PLACE:
    ir_print_place(to, operand->place);
    break;
  case IR_ADDRESS:
    fputc('&', to->out);
    ir_print_place(to, operand->place);
    break;
  case IR_FUNCTION:
    ir_print_symbol(to->out, operand->symbol);
    break;
  case IR_STRING:
    ir_print_string(to->out, operand->symbol);
    break;
  }
}
