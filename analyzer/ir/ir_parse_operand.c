// SPDX-License-Identifier: MIT
// Reads variables, places, operands and operators of the text form.
#include "analyzer/ir/ir_parse.h"

#include <string.h>

enum { MAX_NESTING = 64 }; // of `*` and parentheses in a place

bool ir_parse_loc(struct ir_function_parser *parser, uint32_t *loc) {
  *loc = IR_NONE;
  if (!ir_scan_is_location(parser->scan))
    return true;
  struct ir_location location;
  if (!ir_scan_location(parser->scan, &location))
    return false;
  *loc = ir_add_location(parser->scan->pool, parser->fn, location);
  return true;
}

// ---- places ----

uint32_t ir_find_variable(const struct ir_function *fn, const char *name, uint32_t twin) {
  for (uint32_t i = 0; i < fn->var_count; i++)
    if (fn->vars[i].name == name && --twin == 0)
      return i;
  return IR_NONE;
}

bool ir_parse_var_name(struct ir_scan *scan, const char **name, uint32_t *twin) {
  *twin = 1;
  if (!ir_scan_expect(scan, '%') || !(*name = ir_scan_name(scan, "")))
    return false;
  if (scan->at == scan->line_end || *scan->at != '#')
    return true;
  scan->at++;
  return ir_scan_u32(scan, twin) && (*twin || ir_scan_fail(scan, "variables count from 1"));
}

static uint32_t read_variable(struct ir_function_parser *parser) {
  const char *name;
  uint32_t twin;
  if (!ir_parse_var_name(parser->scan, &name, &twin))
    return IR_NONE;
  uint32_t var = ir_find_variable(parser->fn, name, twin);
  if (var != IR_NONE)
    return ir_place_var(parser->scan->pool, parser->fn, var);
  ir_scan_fail(parser->scan, "unknown variable `%%%s`", name);
  return IR_NONE;
}

// `record.member` or a string.
static const char *read_field(struct ir_scan *scan) {
  if (scan->at < scan->line_end && *scan->at == '"')
    return ir_scan_string(scan);
  const char *start = scan->at;
  if (!ir_scan_name(scan, ""))
    return NULL;
  if (scan->at == scan->line_end || *scan->at != '.') {
    ir_scan_fail(scan, "a field is written `.record.member`");
    return NULL;
  }
  scan->at++;
  if (!ir_scan_name(scan, ""))
    return NULL;
  return intern_n(&scan->pool->names, start, (size_t)(scan->at - start));
}

static uint32_t add_field(struct ir_function_parser *parser, uint32_t record) {
  const char *field = read_field(parser->scan);
  return field ? ir_place_field(parser->scan->pool, parser->fn, record, field) : IR_NONE;
}

static uint32_t add_element(struct ir_function_parser *parser, uint32_t array) {
  struct ir_scan *scan = parser->scan;
  if (ir_scan_char(scan, '*'))
    return ir_scan_expect(scan, ']') ? ir_place_any(scan->pool, parser->fn, array) : IR_NONE;
  int64_t index;
  if (!ir_scan_i64(scan, &index) || !ir_scan_expect(scan, ']'))
    return IR_NONE;
  return ir_place_index(scan->pool, parser->fn, array, index);
}

// Only the one place where a path is cut off may be written so.
static uint32_t add_deep(struct ir_function_parser *parser, uint32_t parent) {
  if (parser->fn->places[parent].step == IR_STEP_DEEP ||
      ir_place_depth(parser->fn, parent) < IR_MAX_DEPTH) {
    ir_scan_fail(parser->scan, "`...` stands behind a path of %d steps only", IR_MAX_DEPTH);
    return IR_NONE;
  }
  return ir_place_any(parser->scan->pool, parser->fn, parent);
}

// The steps written behind a place.
static uint32_t read_steps(struct ir_function_parser *parser, uint32_t place) {
  struct ir_scan *scan = parser->scan;
  while (place != IR_NONE) {
    if (ir_scan_directly(scan, "..."))
      place = add_deep(parser, place);
    else if (ir_scan_directly(scan, "."))
      place = add_field(parser, place);
    else if (ir_scan_directly(scan, "->"))
      place = add_field(parser, ir_place_deref(scan->pool, parser->fn, place));
    else if (ir_scan_directly(scan, "["))
      place = add_element(parser, place);
    else
      break;
  }
  return place;
}

static uint32_t read_place_within(struct ir_function_parser *parser, unsigned nesting) {
  struct ir_scan *scan = parser->scan;
  if (nesting > MAX_NESTING) {
    ir_scan_fail(scan, "a place is nested too deeply");
    return IR_NONE;
  }
  if (ir_scan_char(scan, '*')) {
    uint32_t pointer = read_place_within(parser, nesting + 1);
    return pointer == IR_NONE ? IR_NONE : ir_place_deref(scan->pool, parser->fn, pointer);
  }
  uint32_t place;
  if (ir_scan_char(scan, '(')) {
    place = read_place_within(parser, nesting + 1);
    if (place != IR_NONE && !ir_scan_expect(scan, ')'))
      return IR_NONE;
  } else {
    place = read_variable(parser);
  }
  return read_steps(parser, place);
}

uint32_t ir_parse_place(struct ir_function_parser *parser) {
  return read_place_within(parser, 0);
}

// ---- operands ----

static bool read_address(struct ir_function_parser *parser, struct ir_operand *operand) {
  uint32_t place = ir_parse_place(parser);
  if (place == IR_NONE)
    return false;
  uint32_t var = ir_direct_variable(parser->fn, place);
  if (var != IR_NONE)
    parser->fn->vars[var].flags |= IR_VAR_ADDRESS_TAKEN;
  *operand = ir_address(place);
  return true;
}

static bool read_named(struct ir_scan *scan, struct ir_operand *operand) {
  bool function = ir_scan_peek(scan) == '@';
  operand->kind = function ? IR_FUNCTION : IR_STRING;
  operand->symbol = function ? ir_scan_symbol(scan) : ir_scan_string(scan);
  return operand->symbol;
}

static bool read_zero(struct ir_scan *scan, struct ir_operand *operand) {
  operand->kind = IR_ZERO;
  return ir_scan_expect(scan, '{') && ir_scan_expect(scan, '0') && ir_scan_expect(scan, '}');
}

bool ir_parse_operand(struct ir_function_parser *parser, struct ir_operand *operand) {
  struct ir_scan *scan = parser->scan;
  *operand = ir_unknown();
  switch (ir_scan_peek(scan)) {
  case '?':
    scan->at++;
    return true;
  case '{':
    return read_zero(scan, operand);
  case '@':
  case '"':
    return read_named(scan, operand);
  case '&':
    scan->at++;
    return read_address(parser, operand);
  case '%':
  case '*':
  case '(':
    operand->kind = IR_PLACE;
    operand->place = ir_parse_place(parser);
    return operand->place != IR_NONE;
  default:
    break;
  }
  if (ir_scan_word(scan, "null")) {
    operand->kind = IR_NULL;
    return true;
  }
  operand->kind = IR_INT;
  return ir_scan_i64(scan, &operand->value);
}

bool ir_parse_operator(struct ir_scan *scan, char op[4]) {
  if (ir_scan_at_end(scan) || ir_scan_is_location(scan))
    return false;
  size_t length = 0;
  while (scan->at + length < scan->line_end && strchr("+-*/%&|^<>=!~", scan->at[length]) &&
         scan->at[length])
    length++;
  const char *end = scan->at + length;
  if (length == 0 || length > 3 || end == scan->line_end || *end != ' ')
    return ir_scan_fail(scan, "expected an operator with blanks around it");
  memset(op, 0, 4);
  memcpy(op, scan->at, length);
  scan->at = end;
  return true;
}
