// SPDX-License-Identifier: MIT
// Reads the text form of units; functions are read by ir_parse_function().
#include "analyzer/ir/ir_parse.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/// A unit being read. Its arrays are on the heap until all is read.
struct unit_parser {
  struct ir_scan scan;
  struct ir_unit *unit;
  uint32_t include_capacity, declaration_capacity, function_capacity, fact_capacity,
      suppression_capacity, problem_capacity;
};

static bool optional_location(struct ir_scan *scan, struct ir_location *loc) {
  *loc = (struct ir_location){0};
  return ir_scan_is_location(scan) ? ir_scan_location(scan, loc) : true;
}

// ---- include, fact, allow, problem ----

static bool read_hash(struct ir_scan *scan, uint64_t hash[2]) {
  const char *digits = ir_scan_name(scan, "");
  if (!digits)
    return false;
  if (strlen(digits) != 32 || strspn(digits, "0123456789abcdef") != 32)
    return ir_scan_fail(scan, "a hash has 32 hexadecimal digits");
  char half[17] = {0};
  for (int i = 0; i < 2; i++) {
    memcpy(half, digits + i * 16, 16);
    hash[i] = strtoull(half, NULL, 16);
  }
  return true;
}

static bool parse_include(struct unit_parser *parser) {
  struct ir_unit *unit = parser->unit;
  struct ir_scan *scan = &parser->scan;
  GROW(unit->includes, unit->include_count, parser->include_capacity);
  struct ir_include *include = &unit->includes[unit->include_count++];
  include->path = ir_scan_string(scan);
  if (!include->path)
    return false;
  char next = ir_scan_peek(scan);
  if (next && !(include->system = ir_scan_word(scan, "system")) && !read_hash(scan, include->hash))
    return false;
  include->system = include->system || ir_scan_word(scan, "system");
  return true;
}

static bool parse_fact(struct unit_parser *parser) {
  struct ir_unit *unit = parser->unit;
  struct ir_scan *scan = &parser->scan;
  GROW(unit->facts, unit->fact_count, parser->fact_capacity);
  struct ir_fact *fact = &unit->facts[unit->fact_count++];
  fact->slot = ir_scan_symbol(scan);
  fact->function = fact->slot ? ir_scan_symbol(scan) : NULL;
  return fact->function && optional_location(scan, &fact->loc);
}

static bool read_suppression_kind(struct ir_scan *scan, enum ir_suppression_kind *kind) {
  static const char *const words[] = {"line", "function", "file"};
  for (int i = 0; i < 3; i++)
    if (ir_scan_word(scan, words[i])) {
      *kind = (enum ir_suppression_kind)i;
      return true;
    }
  return ir_scan_fail(scan, "expected `line`, `function` or `file` after `allow`");
}

static bool parse_suppression(struct unit_parser *parser) {
  struct ir_unit *unit = parser->unit;
  struct ir_scan *scan = &parser->scan;
  GROW(unit->suppressions, unit->suppression_count, parser->suppression_capacity);
  struct ir_suppression *allow = &unit->suppressions[unit->suppression_count++];
  if (!read_suppression_kind(scan, &allow->kind) || !(allow->rules = ir_scan_string(scan)))
    return false;
  allow->reason = intern(&scan->pool->names, "");
  if (ir_scan_word(scan, "reason") && !(allow->reason = ir_scan_string(scan)))
    return false;
  bool covers = ir_scan_word(scan, "covers");
  if (covers && !ir_scan_u32(scan, &allow->target_line))
    return false;
  struct ir_location loc = ir_scan_here(scan);
  if (ir_scan_is_location(scan) && !ir_scan_location(scan, &loc))
    return false;
  allow->file = loc.file;
  allow->line = loc.line;
  allow->column = loc.column;
  if (!covers && allow->kind == IR_ALLOW_LINE)
    allow->target_line = loc.line;
  return true;
}

static bool parse_problem(struct unit_parser *parser) {
  struct ir_unit *unit = parser->unit;
  GROW(unit->problems, unit->problem_count, parser->problem_capacity);
  struct ir_problem *problem = &unit->problems[unit->problem_count++];
  problem->message = ir_scan_string(&parser->scan);
  return problem->message && optional_location(&parser->scan, &problem->loc);
}

// ---- declare ----

// `(fd "int", buf "void *" words "borrows")`.
static bool read_params(struct ir_scan *scan, struct ir_declaration *declaration) {
  struct ir_param *params = NULL;
  uint32_t count = 0, capacity = 0;
  bool good = true;
  if (ir_scan_char(scan, ')'))
    return true;
  do {
    GROW(params, count, capacity);
    struct ir_param *param = &params[count++];
    ir_scan_peek(scan);
    param->name = ir_scan_name(scan, "");
    param->type = intern(&scan->pool->names, "int");
    if (param->name && ir_scan_peek(scan) == '"')
      param->type = ir_scan_string(scan);
    good = param->name && param->type;
    if (good && ir_scan_word(scan, "words"))
      good = (param->words = ir_scan_string(scan));
  } while (good && ir_scan_char(scan, ','));
  good = good && ir_scan_expect(scan, ')');
  declaration->params = arena_copy(&scan->pool->arena, params, sizeof *params * count);
  declaration->param_count = count;
  free(params);
  return good;
}

// One attribute; `found` says whether there was any.
static bool read_declaration_part(struct ir_scan *scan, struct ir_declaration *declaration,
                                  bool *found) {
  *found = true;
  if (ir_scan_peek(scan) == '"')
    return (declaration->name = ir_scan_string(scan));
  if (ir_scan_word(scan, "result"))
    return (declaration->result = ir_scan_string(scan));
  if (ir_scan_word(scan, "header"))
    return (declaration->header = ir_scan_string(scan));
  if (ir_scan_word(scan, "words"))
    return (declaration->words = ir_scan_string(scan));
  if (ir_scan_word(scan, "markers"))
    return (declaration->markers = ir_scan_string(scan));
  if (ir_scan_is_location(scan))
    return ir_scan_location(scan, &declaration->loc);
  if (ir_scan_char(scan, '('))
    return read_params(scan, declaration);
  *found = ir_scan_flag(scan, ir_declaration_words, &declaration->flags);
  return true;
}

static bool parse_declaration(struct unit_parser *parser) {
  struct ir_unit *unit = parser->unit;
  struct ir_scan *scan = &parser->scan;
  GROW(unit->declarations, unit->declaration_count, parser->declaration_capacity);
  struct ir_declaration *declaration = &unit->declarations[unit->declaration_count++];
  if (ir_scan_word(scan, "field"))
    declaration->kind = IR_DECL_FIELD;
  else if (ir_scan_word(scan, "typedef"))
    declaration->kind = IR_DECL_TYPEDEF;
  declaration->symbol = ir_scan_symbol(scan);
  if (!declaration->symbol)
    return false;
  size_t length;
  const char *name = ir_default_name(declaration->kind, declaration->symbol, &length);
  declaration->name = intern_n(&scan->pool->names, name, length);
  declaration->result = intern(&scan->pool->names, "void");
  for (bool found = true; found;)
    if (!read_declaration_part(scan, declaration, &found))
      return false;
  return true;
}

// ---- units ----

static bool parse_function(struct unit_parser *parser) {
  struct ir_unit *unit = parser->unit;
  GROW(unit->functions, unit->function_count, parser->function_capacity);
  struct ir_function *fn = ir_parse_function(&parser->scan);
  if (fn)
    unit->functions[unit->function_count++] = fn;
  return fn;
}

static bool parse_unit_line(struct unit_parser *parser) {
  struct ir_scan *scan = &parser->scan;
  if (!ir_scan_line(scan) || !ir_scan_word(scan, "unit")) {
    scan->line += !scan->line;
    return ir_scan_fail(scan, "a unit begins with `unit \"PATH\"`");
  }
  parser->unit->path = scan->file = ir_scan_string(scan);
  if (!scan->file)
    return false;
  if (ir_scan_word(scan, "failure") && !(parser->unit->failure = ir_scan_string(scan)))
    return false;
  return ir_scan_finish(scan);
}

static bool parse_statement(struct unit_parser *parser) {
  static const struct {
    const char *word;
    bool (*parse)(struct unit_parser *);
  } statements[] = {{"include", parse_include},   {"declare", parse_declaration},
                    {"function", parse_function}, {"fact", parse_fact},
                    {"allow", parse_suppression}, {"problem", parse_problem}};
  for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
    if (ir_scan_word(&parser->scan, statements[i].word))
      return statements[i].parse(parser) && ir_scan_finish(&parser->scan);
  return ir_scan_fail(&parser->scan,
                      "expected `include`, `declare`, `function`, `fact`, `allow` or `problem`");
}

// Moves a heap array into the arena.
static void *moved(struct ir_pool *pool, void *items, size_t size, uint32_t count) {
  void *copy = count ? arena_copy(&pool->arena, items, size * count) : NULL;
  free(items);
  return copy;
}

static void move_arrays(struct ir_pool *pool, struct ir_unit *unit) {
  unit->includes = moved(pool, unit->includes, sizeof *unit->includes, unit->include_count);
  unit->declarations =
      moved(pool, unit->declarations, sizeof *unit->declarations, unit->declaration_count);
  unit->functions = moved(pool, unit->functions, sizeof *unit->functions, unit->function_count);
  unit->facts = moved(pool, unit->facts, sizeof *unit->facts, unit->fact_count);
  unit->suppressions =
      moved(pool, unit->suppressions, sizeof *unit->suppressions, unit->suppression_count);
  unit->problems = moved(pool, unit->problems, sizeof *unit->problems, unit->problem_count);
}

struct ir_unit *ir_parse_unit(struct ir_pool *pool, const char *text, size_t length,
                              const char **error) {
  struct unit_parser parser = {.unit = ARENA_NEW(&pool->arena, struct ir_unit)};
  struct ir_scan *scan = &parser.scan;
  ir_scan_init(scan, pool, text, length);
  if (parse_unit_line(&parser))
    while (ir_scan_line(scan) && parse_statement(&parser))
      ;
  move_arrays(pool, parser.unit);
  if (!scan->error) {
    const char *wrong = ir_verify_unit(pool, parser.unit);
    if (wrong)
      ir_scan_fail(scan, "%s", wrong);
  }
  *error = scan->error;
  return scan->error ? NULL : parser.unit;
}
