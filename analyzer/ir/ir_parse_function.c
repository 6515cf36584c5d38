// SPDX-License-Identifier: MIT
// Reads functions of the text form: head, variables, blocks, and what happens in them.
#include "analyzer/ir/ir_parse.h"

#include <stdlib.h>
#include <string.h>

// ---- calls ----

static bool read_args(struct ir_function_parser *parser, struct ir_event *event) {
  struct ir_arg *args = NULL;
  uint32_t count = 0, capacity = 0;
  bool good = true;
  if (ir_scan_char(parser->scan, ')'))
    return true;
  do {
    GROW(args, count, capacity);
    struct ir_arg *arg = &args[count++];
    good = ir_parse_operand(parser, &arg->value) && ir_parse_loc(parser, &arg->loc);
  } while (good && ir_scan_char(parser->scan, ','));
  good = good && ir_scan_expect(parser->scan, ')');
  event->args = arena_copy(&parser->scan->pool->arena, args, sizeof *args * count);
  event->arg_count = count;
  free(args);
  return good;
}

static bool read_callee(struct ir_function_parser *parser, struct ir_event *event) {
  struct ir_scan *scan = parser->scan;
  if (ir_scan_peek(scan) == '@')
    return (event->callee = ir_scan_symbol(scan));
  if (ir_scan_char(scan, '?'))
    return true;
  event->callee_place = ir_parse_place(parser);
  return event->callee_place != IR_NONE;
}

static bool read_slot(struct ir_function_parser *parser, struct ir_event *event) {
  struct ir_scan *scan = parser->scan;
  if (ir_scan_word(scan, "slot"))
    return ir_scan_word(scan, "none") || (event->slot = ir_scan_symbol(scan));
  if (event->callee_place != IR_NONE)
    event->slot = intern(&scan->pool->names,
                         ir_default_slot(&scan->pool->arena, parser->fn, event->callee_place));
  return true;
}

// Events are made here and added when they are whole.
static struct ir_event new_event(enum ir_event_kind kind) {
  return (struct ir_event){.kind = kind,
                           .loc = IR_NONE,
                           .place = IR_NONE,
                           .a = ir_unknown(),
                           .b = ir_unknown(),
                           .callee_place = IR_NONE};
}

static bool finish_event(struct ir_function_parser *parser, struct ir_event event) {
  if (!ir_parse_loc(parser, &event.loc))
    return false;
  struct ir_scan *scan = parser->scan;
  if (event.kind == IR_CALL && event.loc == IR_NONE)
    event.loc = ir_add_location(scan->pool, parser->fn, ir_scan_here(scan));
  *ir_add_event(scan->pool, parser->fn, parser->block, event.kind) = event;
  return true;
}

static bool read_call(struct ir_function_parser *parser, uint32_t place) {
  struct ir_scan *scan = parser->scan;
  struct ir_event event = new_event(IR_CALL);
  event.place = place;
  if (!read_callee(parser, &event) || !ir_scan_expect(scan, '(') || !read_args(parser, &event) ||
      !read_slot(parser, &event))
    return false;
  while (ir_scan_flag(scan, ir_call_words, &event.flags))
    ;
  return finish_event(parser, event);
}

// ---- other events ----

// What stands behind `place =`.
static bool read_assigned(struct ir_function_parser *parser, uint32_t place) {
  struct ir_scan *scan = parser->scan;
  struct ir_event event = new_event(IR_MOVE);
  event.place = place;
  if (ir_scan_word(scan, "call"))
    return read_call(parser, place);
  bool move = ir_scan_word(scan, "move");
  if (!ir_parse_operand(parser, &event.a))
    return false;
  if (!move && ir_parse_operator(scan, event.op)) {
    event.kind = IR_BIN;
    if (!ir_is_operator(event.op))
      return ir_scan_fail(scan, "unknown operator `%s`", event.op);
    if (!ir_parse_operand(parser, &event.b))
      return false;
  }
  return !scan->error && finish_event(parser, event);
}

static bool read_assignment(struct ir_function_parser *parser) {
  uint32_t place = ir_parse_place(parser);
  return place != IR_NONE && ir_scan_expect(parser->scan, '=') && read_assigned(parser, place);
}

// `cleanup @f(&place)`.
static bool read_cleanup(struct ir_function_parser *parser) {
  struct ir_scan *scan = parser->scan;
  struct ir_event event = new_event(IR_CLEANUP);
  event.callee = ir_scan_symbol(scan);
  if (!event.callee || !ir_scan_expect(scan, '(') || !ir_scan_expect(scan, '&'))
    return false;
  event.place = ir_parse_place(parser);
  return event.place != IR_NONE && ir_scan_expect(scan, ')') && finish_event(parser, event);
}

// `word place` and `word operand`; false without a mistake for any other word.
static bool read_subject(struct ir_function_parser *parser) {
  static const struct {
    const char *word;
    enum ir_event_kind kind;
  } words[] = {{"havoc", IR_HAVOC},
               {"escape", IR_ESCAPE},
               {"deref", IR_DEREF},
               {"use", IR_USE},
               {"dead", IR_DEAD}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (!ir_scan_word(parser->scan, words[i].word))
      continue;
    struct ir_event event = new_event(words[i].kind);
    bool reads = event.kind == IR_ESCAPE || event.kind == IR_USE;
    if (reads ? !ir_parse_operand(parser, &event.a)
              : (event.place = ir_parse_place(parser)) == IR_NONE)
      return false;
    return finish_event(parser, event);
  }
  return false;
}

// ---- blocks and terminators ----

static uint32_t name_index(struct ir_function_parser *parser, const char *name) {
  for (uint32_t i = 0; i < parser->name_count; i++)
    if (parser->names[i].name == name)
      return i;
  GROW(parser->names, parser->name_count, parser->name_capacity);
  parser->names[parser->name_count] = (struct ir_block_name){name, IR_NONE, parser->scan->line};
  return parser->name_count++;
}

static bool begin_block(struct ir_function_parser *parser, const char *name, const char *label) {
  uint32_t index = name_index(parser, name);
  struct ir_block_name *named = &parser->names[index];
  if (named->id != IR_NONE)
    return ir_scan_fail(parser->scan, "there is a block `%s` already", name);
  if (parser->block != IR_NONE)
    return ir_scan_fail(parser->scan, "the block above `%s` has no terminator", name);
  named->id = parser->block = ir_add_block(parser->scan->pool, parser->fn);
  parser->fn->blocks[named->id].label = label;
  return true;
}

static bool read_target(struct ir_function_parser *parser, uint32_t *target) {
  ir_scan_peek(parser->scan);
  const char *name = ir_scan_name(parser->scan, "");
  if (!name)
    return false;
  *target = name_index(parser, name);
  return true;
}

static bool read_targets(struct ir_function_parser *parser, struct ir_terminator *end) {
  uint32_t *targets = NULL, count = 0, capacity = 0;
  bool good = true;
  do {
    GROW(targets, count, capacity);
    good = read_target(parser, &targets[count]);
    count += good;
  } while (good && ir_scan_char(parser->scan, ','));
  end->targets = arena_copy(&parser->scan->pool->arena, targets, sizeof *targets * count);
  end->target_count = count;
  free(targets);
  return good;
}

static bool read_branch(struct ir_function_parser *parser, struct ir_terminator *end) {
  char op[4] = "";
  if (!ir_parse_operand(parser, &end->a) || !ir_parse_operator(parser->scan, op))
    return ir_scan_fail(parser->scan, "expected `br OPERAND == OPERAND, BLOCK, BLOCK`");
  unsigned compare = 0;
  while (compare <= IR_GE && strcmp(ir_compare_words[compare], op) != 0)
    compare++;
  if (compare > IR_GE)
    return ir_scan_fail(parser->scan, "`%s` does not compare", op);
  end->compare = (enum ir_compare)compare;
  return ir_parse_operand(parser, &end->b) && ir_scan_expect(parser->scan, ',') &&
         read_targets(parser, end);
}

// `3: bb1` or `3..5: bb1`.
static bool read_case(struct ir_function_parser *parser, struct ir_case *to) {
  struct ir_scan *scan = parser->scan;
  if (!ir_scan_i64(scan, &to->low))
    return false;
  to->high = to->low;
  if (ir_scan_directly(scan, "..") && !ir_scan_i64(scan, &to->high))
    return false;
  return ir_scan_expect(scan, ':') && read_target(parser, &to->target);
}

static bool read_switch(struct ir_function_parser *parser, struct ir_terminator *end) {
  struct ir_scan *scan = parser->scan;
  struct ir_case *cases = NULL;
  uint32_t count = 0, capacity = 0;
  bool good = ir_parse_operand(parser, &end->a) && ir_scan_expect(scan, ',');
  while (good && !ir_scan_word(scan, "default")) {
    GROW(cases, count, capacity);
    good = read_case(parser, &cases[count]) && ir_scan_expect(scan, ',');
    count += good;
  }
  end->cases = arena_copy(&scan->pool->arena, cases, sizeof *cases * count);
  end->case_count = count;
  free(cases);
  return good && ir_scan_expect(scan, ':') && read_targets(parser, end);
}

static bool read_return(struct ir_function_parser *parser, struct ir_terminator *end) {
  if (ir_scan_at_end(parser->scan) || ir_scan_is_location(parser->scan))
    return true;
  end->has_value = true;
  return ir_parse_operand(parser, &end->a);
}

static bool read_terminator_parts(struct ir_function_parser *parser, struct ir_terminator *end) {
  switch (end->kind) {
  case IR_BRANCH:
    return read_branch(parser, end);
  case IR_SWITCH:
    return read_switch(parser, end);
  case IR_RETURN:
    return read_return(parser, end);
  case IR_UNREACHABLE:
    return true;
  case IR_MULTI:
    return ir_scan_at_end(parser->scan) || ir_scan_is_location(parser->scan) ||
           read_targets(parser, end);
  default:
    return read_targets(parser, end);
  }
}

// False without a mistake when the line is no terminator.
static bool read_terminator(struct ir_function_parser *parser) {
  static const char *const words[] = {"jump", "br", "switch", "ret", "multi", "unreachable"};
  unsigned kind = 0;
  while (kind <= IR_UNREACHABLE && !ir_scan_word(parser->scan, words[kind]))
    kind++;
  if (kind > IR_UNREACHABLE)
    return false;
  struct ir_terminator end = {
      .kind = (enum ir_terminator_kind)kind, .loc = IR_NONE, .a = ir_unknown(), .b = ir_unknown()};
  if (!read_terminator_parts(parser, &end) || !ir_parse_loc(parser, &end.loc))
    return false;
  parser->fn->blocks[parser->block].end = end;
  parser->block = IR_NONE;
  return true;
}

// `name:` or `name label:`; false without a mistake, and nothing read, for any other line.
static bool read_block_line(struct ir_function_parser *parser) {
  struct ir_scan *scan = parser->scan, before = *scan;
  char first = ir_scan_peek(scan);
  const char *name = ir_is_bare_char(first, "") ? ir_scan_name(scan, "") : NULL;
  const char *label = NULL;
  char next = name ? ir_scan_peek(scan) : '\0';
  if (ir_is_bare_char(next, "") || next == '"')
    label = ir_scan_name(scan, "");
  if (name && ir_scan_char(scan, ':') && ir_scan_at_end(scan))
    return begin_block(parser, name, label);
  *scan = before;
  return false;
}

// ---- functions ----

/// `size N` or `size open`; nothing is no mistake.
static bool read_var_size(struct ir_scan *scan, struct ir_var *var) {
  int64_t size = 0;
  if (!ir_scan_word(scan, "size"))
    return true;
  if (ir_scan_word(scan, "open"))
    var->size = IR_SIZE_OPEN;
  else if (!ir_scan_i64(scan, &size))
    return false;
  else if (size < IR_LARGE)
    return ir_scan_fail(scan, "a size is %d at least", IR_LARGE);
  else
    var->size = (uint64_t)size;
  return true;
}

static bool read_var_flags(struct ir_scan *scan, struct ir_var *var) {
  uint32_t flags = ir_default_var_flags(var->type);
  for (;;) {
    if (ir_scan_word(scan, "not-pointer"))
      flags &= ~(uint32_t)IR_VAR_POINTER;
    else if (ir_scan_word(scan, "not-array"))
      flags &= ~(uint32_t)IR_VAR_ARRAY;
    else if (!ir_scan_flag(scan, ir_var_words, &flags))
      break;
  }
  var->flags |= flags;
  return true;
}

static bool read_one_variable(struct ir_function_parser *parser, uint32_t kind) {
  struct ir_scan *scan = parser->scan;
  struct ir_var var = {.flags = kind, .loc = IR_NONE};
  uint32_t twin;
  if (!ir_parse_var_name(scan, &var.name, &twin))
    return false;
  if (ir_find_variable(parser->fn, var.name, twin) != IR_NONE)
    return ir_scan_fail(scan, "there is a variable `%%%s` already: the next is `%%%s#%u`", var.name,
                        var.name, twin + 1);
  if (twin > 1 && ir_find_variable(parser->fn, var.name, twin - 1) == IR_NONE)
    return ir_scan_fail(scan, "`%%%s#%u` comes before `%%%s#%u`", var.name, twin, var.name,
                        twin - 1);
  var.type = ir_scan_peek(scan) == '"' ? ir_scan_string(scan) : intern(&scan->pool->names, "int");
  if (!var.type || !read_var_flags(scan, &var) || !read_var_size(scan, &var) ||
      !ir_parse_loc(parser, &var.loc))
    return false;
  ir_add_var(scan->pool, parser->fn, var);
  if (kind & IR_VAR_PARAM && ++parser->fn->param_count != parser->fn->var_count)
    return ir_scan_fail(scan, "parameters come first");
  return true;
}

// False without a mistake when the line declares no variables.
static bool read_variables(struct ir_function_parser *parser) {
  static const struct ir_word words[] = {
      {IR_VAR_PARAM, "param"}, {IR_VAR_GLOBAL, "global"}, {IR_VAR_TEMP, "temp"}, {0, NULL}};
  struct ir_scan *scan = parser->scan;
  uint32_t kind = 0;
  if (!ir_scan_flag(scan, words, &kind) && !ir_scan_word(scan, "local"))
    return false;
  bool good;
  do
    good = read_one_variable(parser, kind);
  while (good && ir_scan_char(scan, ','));
  return good;
}

// A line of a block. The first block needs no name.
static bool read_block_content(struct ir_function_parser *parser) {
  struct ir_scan *scan = parser->scan;
  if (parser->block == IR_NONE && parser->fn->block_count)
    return ir_scan_fail(scan, "a block begins with `NAME:`");
  if (parser->block == IR_NONE && !begin_block(parser, intern(&scan->pool->names, "bb0"), NULL))
    return false;
  char first = ir_scan_peek(scan);
  if (first == '%' || first == '*' || first == '(')
    return read_assignment(parser);
  if (ir_scan_word(scan, "call"))
    return read_call(parser, IR_NONE);
  if (ir_scan_word(scan, "cleanup"))
    return read_cleanup(parser);
  if (read_subject(parser) || (!scan->error && read_terminator(parser)))
    return true;
  return ir_scan_fail(scan, "unknown statement `%.*s`",
                      (int)(scan->line_end - scan->at > 40 ? 40 : scan->line_end - scan->at),
                      scan->at);
}

static bool read_line(struct ir_function_parser *parser) {
  struct ir_scan *scan = parser->scan;
  bool good = read_block_line(parser) || (!scan->error && read_variables(parser)) ||
              (!scan->error && read_block_content(parser));
  return good && ir_scan_finish(scan);
}

// One attribute of the head; `found` says whether there was any.
static bool read_head_part(struct ir_function_parser *parser, bool *found) {
  struct ir_scan *scan = parser->scan;
  struct ir_function *fn = parser->fn;
  *found = true;
  if (ir_scan_peek(scan) == '"')
    return (fn->name = ir_scan_string(scan));
  if (ir_scan_word(scan, "result"))
    return (fn->result = ir_scan_string(scan));
  if (ir_scan_word(scan, "problem"))
    return (fn->problem = ir_scan_string(scan));
  if (ir_scan_word(scan, "end"))
    return ir_scan_u32(scan, &fn->end_line);
  if (ir_scan_is_location(scan))
    return ir_parse_loc(parser, &fn->loc);
  *found = ir_scan_flag(scan, ir_function_words, &fn->flags);
  return true;
}

static bool read_head(struct ir_function_parser *parser) {
  struct ir_scan *scan = parser->scan;
  struct ir_function *fn = parser->fn;
  fn->symbol = ir_scan_symbol(scan);
  if (!fn->symbol)
    return false;
  size_t length;
  const char *name = ir_default_name(IR_DECL_FUNCTION, fn->symbol, &length);
  fn->name = intern_n(&scan->pool->names, name, length);
  fn->result = intern(&scan->pool->names, "void");
  fn->loc = IR_NONE;
  for (bool found = true; found;)
    if (!read_head_part(parser, &found))
      return false;
  if (fn->loc == IR_NONE)
    fn->loc = ir_add_location(scan->pool, fn, ir_scan_here(scan));
  if (!fn->problem && fn->flags & (IR_FN_TAINTED | IR_FN_TOO_DEEP))
    fn->problem = intern(&scan->pool->names, "not known wholly");
  return ir_scan_expect(scan, '{') && ir_scan_finish(scan);
}

static bool read_body(struct ir_function_parser *parser) {
  struct ir_scan *scan = parser->scan;
  while (ir_scan_line(scan)) {
    if (ir_scan_char(scan, '}'))
      return parser->block == IR_NONE ? true
                                      : ir_scan_fail(scan, "the last block has no terminator");
    if (!read_line(parser))
      return false;
  }
  return ir_scan_fail(scan, "function `%s` does not end: `}` is missing", parser->fn->symbol);
}

static bool resolve(struct ir_function_parser *parser, uint32_t *target) {
  const struct ir_block_name *named = &parser->names[*target];
  if (named->id == IR_NONE) {
    parser->scan->line = named->line;
    return ir_scan_fail(parser->scan, "there is no block `%s`", named->name);
  }
  *target = named->id;
  return true;
}

static bool resolve_targets(struct ir_function_parser *parser) {
  bool good = true;
  for (uint32_t b = 0; b < parser->fn->block_count && good; b++) {
    struct ir_terminator *end = &parser->fn->blocks[b].end;
    for (uint32_t i = 0; i < end->target_count && good; i++)
      good = resolve(parser, &end->targets[i]);
    for (uint32_t i = 0; i < end->case_count && good; i++)
      good = resolve(parser, &end->cases[i].target);
  }
  return good;
}

static bool verify(struct ir_function_parser *parser) {
  const char *wrong = ir_verify_function(parser->scan->pool, parser->fn);
  return wrong ? ir_scan_fail(parser->scan, "%s", wrong) : true;
}

struct ir_function *ir_parse_function(struct ir_scan *scan) {
  struct ir_function_parser parser = {
      .scan = scan, .fn = ARENA_NEW(&scan->pool->arena, struct ir_function), .block = IR_NONE};
  const char *unit_file = scan->file;
  bool good = read_head(&parser);
  if (good) {
    const char *own_file = parser.fn->locations[parser.fn->loc].file;
    scan->file = own_file ? own_file : unit_file;
    good = read_body(&parser) && resolve_targets(&parser) && verify(&parser);
  }
  free(parser.names);
  scan->file = unit_file;
  return good ? parser.fn : NULL;
}
