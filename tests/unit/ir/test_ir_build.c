// SPDX-License-Identifier: MIT
// Building functions: places are interned and not too long, arrays grow, and the verifier finds
// each broken rule.
#include "tests/unit/ir/ir_support.h"

/// A pool, and a function `f` with two parameters, `a` and `b`, and one block that returns.
struct work {
  struct ir_pool pool;
  struct ir_function *fn;
};

static const char *name_of(struct work *work, const char *name) {
  return intern(&work->pool.names, name);
}

static void make_function(struct work *work) {
  ir_pool_init(&work->pool);
  struct ir_function *fn = work->fn = ARENA_NEW(&work->pool.arena, struct ir_function);
  fn->symbol = fn->name = name_of(work, "f");
  fn->result = name_of(work, "void");
  fn->loc = ir_add_location(&work->pool, fn,
                            (struct ir_location){.file = name_of(work, "/a.c"), .line = 1});
  struct ir_var var = {.name = name_of(work, "a"),
                       .type = name_of(work, "int"),
                       .flags = IR_VAR_PARAM,
                       .loc = IR_NONE};
  ir_add_var(&work->pool, fn, var);
  var.name = name_of(work, "b");
  ir_add_var(&work->pool, fn, var);
  fn->param_count = 2;
  uint32_t block = ir_add_block(&work->pool, fn);
  fn->blocks[block].end.kind = IR_RETURN;
}

static void done(struct work *work) {
  ir_pool_free(&work->pool);
}

// ---- places ----

static void equal_paths_are_equal_places(void **state) {
  (void)state;
  struct work work;
  make_function(&work);
  struct ir_pool *pool = &work.pool;
  struct ir_function *fn = work.fn;
  uint32_t a = ir_place_var(pool, fn, 0), b = ir_place_var(pool, fn, 1);
  assert_int_not_equal(a, b);
  assert_int_equal(ir_place_var(pool, fn, 0), a);
  uint32_t target = ir_place_deref(pool, fn, a);
  assert_int_equal(ir_place_deref(pool, fn, a), target);
  char field[] = "task.state"; // equal, and not interned
  uint32_t member = ir_place_field(pool, fn, target, "task.state");
  assert_int_equal(ir_place_field(pool, fn, target, field), member);
  assert_int_not_equal(ir_place_field(pool, fn, target, "task.next"), member);
  assert_int_not_equal(ir_place_field(pool, fn, b, "task.state"), member);
  assert_int_not_equal(ir_place_index(pool, fn, a, 0), ir_place_index(pool, fn, a, -1));
  assert_int_not_equal(ir_place_any(pool, fn, a), ir_place_index(pool, fn, a, 0));
  assert_int_equal(ir_place_any(pool, fn, a), ir_place_any(pool, fn, a));
  done(&work);
}

static void many_places_are_found_again(void **state) {
  (void)state;
  enum { COUNT = 5000 };
  struct work work;
  make_function(&work);
  uint32_t first = ir_place_var(&work.pool, work.fn, 0), ids[COUNT];
  for (int i = 0; i < COUNT; i++)
    ids[i] = ir_place_index(&work.pool, work.fn, first, i);
  for (int i = 0; i < COUNT; i++)
    assert_int_equal(ir_place_index(&work.pool, work.fn, first, i), ids[i]);
  assert_int_equal(work.fn->place_count, COUNT + 1);
  assert_null(ir_verify_function(&work.pool, work.fn));
  done(&work);
}

static void places_may_be_cut_off_and_built_anew(void **state) {
  (void)state;
  struct work work;
  make_function(&work);
  uint32_t a = ir_place_var(&work.pool, work.fn, 0);
  ir_place_index(&work.pool, work.fn, a, 1);
  work.fn->place_count = 0;
  uint32_t b = ir_place_var(&work.pool, work.fn, 1);
  assert_int_equal(b, 0);
  assert_int_equal(ir_place_var(&work.pool, work.fn, 0), 1);
  assert_int_equal(ir_place_var(&work.pool, work.fn, 1), b);
  assert_null(ir_verify_function(&work.pool, work.fn));
  done(&work);
}

static void a_path_that_is_too_long_ends_in_a_deep_place(void **state) {
  (void)state;
  struct work work;
  make_function(&work);
  struct ir_pool *pool = &work.pool;
  struct ir_function *fn = work.fn;
  uint32_t place = ir_place_var(pool, fn, 1);
  for (int i = 0; i < IR_MAX_DEPTH; i++) {
    place = ir_place_deref(pool, fn, place);
    assert_int_equal(fn->places[place].step, IR_STEP_DEREF);
  }
  uint32_t deep = ir_place_field(pool, fn, place, "a.b");
  assert_int_equal(fn->places[deep].step, IR_STEP_DEEP);
  assert_int_equal(fn->places[deep].parent, place);
  assert_int_equal(fn->places[deep].var, 1);
  assert_int_equal(ir_place_index(pool, fn, place, 7), deep);
  assert_int_equal(ir_place_field(pool, fn, deep, "a.b"), deep);
  assert_int_equal(ir_place_deref(pool, fn, deep), deep);
  assert_null(ir_verify_function(pool, fn));
  done(&work);
}

static void a_place_lies_below_its_parents_and_itself(void **state) {
  (void)state;
  struct work work;
  make_function(&work);
  struct ir_pool *pool = &work.pool;
  struct ir_function *fn = work.fn;
  uint32_t a = ir_place_var(pool, fn, 0), b = ir_place_var(pool, fn, 1);
  uint32_t target = ir_place_deref(pool, fn, a);
  uint32_t member = ir_place_field(pool, fn, target, "s.m");
  uint32_t other = ir_place_field(pool, fn, target, "s.n");
  assert_true(ir_place_below(fn, member, a));
  assert_true(ir_place_below(fn, member, target));
  assert_true(ir_place_below(fn, member, member));
  assert_false(ir_place_below(fn, a, member));
  assert_false(ir_place_below(fn, member, b));
  assert_false(ir_place_below(fn, other, member));
  done(&work);
}

static void arrays_keep_what_was_added(void **state) {
  (void)state;
  struct work work;
  make_function(&work);
  for (uint32_t i = 0; i < 100; i++) {
    struct ir_event *event = ir_add_event(&work.pool, work.fn, 0, IR_USE);
    assert_int_equal(event->loc, IR_NONE);
    assert_int_equal(event->place, IR_NONE);
    assert_int_equal(event->callee_place, IR_NONE);
    event->a = ir_int(i);
    assert_int_equal(ir_add_location(&work.pool, work.fn, (struct ir_location){0}), i + 1);
    uint32_t block = ir_add_block(&work.pool, work.fn);
    assert_int_equal(block, i + 1);
    work.fn->blocks[block].end.kind = IR_UNREACHABLE;
  }
  assert_int_equal(work.fn->blocks[0].event_count, 100);
  for (uint32_t i = 0; i < 100; i++)
    assert_int_equal(work.fn->blocks[0].events[i].a.value, i);
  assert_null(ir_verify_function(&work.pool, work.fn));
  done(&work);
}

// ---- the verifier ----

/// The function is refused, with these words in the message.
static void is_wrong(struct work *work, const char *words) {
  const char *wrong = ir_verify_function(&work->pool, work->fn);
  if (!wrong || !strstr(wrong, words) || strncmp(wrong, "function `f`: ", 14) != 0)
    fail_msg("`%s` does not say `%s`", wrong ? wrong : "(sound)", words);
  done(work);
  make_function(work);
}

static void a_wrong_head_is_found(void **state) {
  (void)state;
  struct work work;
  make_function(&work);
  assert_null(ir_verify_function(&work.pool, work.fn));
  work.fn->result = NULL;
  is_wrong(&work, "no symbol, name or result type");
  work.fn->loc = IR_NONE;
  is_wrong(&work, "no location");
  work.fn->flags = 1024;
  is_wrong(&work, "unknown flag");
  work.fn->flags = IR_FN_TAINTED;
  is_wrong(&work, "a flag without");
  work.fn->problem = "x";
  is_wrong(&work, "a problem without its flag");
  work.fn->block_count = 0;
  is_wrong(&work, "no blocks");
  done(&work);
}

static void wrong_variables_and_locations_are_found(void **state) {
  (void)state;
  struct work work;
  make_function(&work);
  work.fn->param_count = 3;
  is_wrong(&work, "more parameters than variables");
  work.fn->vars[0].flags = 0;
  is_wrong(&work, "parameters do not come first");
  work.fn->param_count = 1;
  is_wrong(&work, "parameters do not come first");
  work.fn->vars[0].flags |= IR_VAR_TEMP;
  is_wrong(&work, "two kinds");
  work.fn->vars[1].flags |= 4096;
  is_wrong(&work, "unknown flag");
  work.fn->vars[1].type = NULL;
  is_wrong(&work, "no name or type");
  work.fn->vars[1].loc = 1;
  is_wrong(&work, "location out of range");
  work.fn->locations[0].macro = "X";
  is_wrong(&work, "do not belong to its kind");
  work.fn->locations[0].file = NULL;
  is_wrong(&work, "do not belong to its kind");
  done(&work);
}

static void wrong_places_are_found(void **state) {
  (void)state;
  struct work work;
  make_function(&work);
  for (int kind = 0; kind < 6; kind++) {
    uint32_t a = ir_place_var(&work.pool, work.fn, 0);
    uint32_t below = ir_place_field(&work.pool, work.fn, a, "s.m");
    struct ir_place *place = &work.fn->places[below];
    if (kind == 0)
      place->parent = below;
    else if (kind == 1)
      place->var = 1;
    else if (kind == 2)
      place->field = NULL;
    else if (kind == 3)
      work.fn->places[a].var = 2;
    else if (kind == 4)
      place->step = IR_STEP_DEEP;
    else
      *place = work.fn->places[a];
    static const char *const words[] = {"wrong parent", "wrong parent", "wrong parent",
                                        "wrong parent", "too deep",     "the same path"};
    is_wrong(&work, words[kind]);
  }
  uint32_t place = ir_place_var(&work.pool, work.fn, 0);
  for (int i = 0; i <= IR_MAX_DEPTH; i++)
    place = ir_place_deref(&work.pool, work.fn, place);
  work.fn->places[place].step = IR_STEP_ANY;
  is_wrong(&work, "too deep");
  done(&work);
}

static struct ir_event *call(struct work *work) {
  struct ir_event *event = ir_add_event(&work->pool, work->fn, 0, IR_CALL);
  event->loc = 0;
  event->callee = name_of(work, "g");
  return event;
}

static void wrong_calls_are_found(void **state) {
  (void)state;
  struct work work;
  make_function(&work);
  call(&work);
  assert_null(ir_verify_function(&work.pool, work.fn));
  call(&work)->loc = IR_NONE;
  is_wrong(&work, "block bb0: a call has no location");
  call(&work)->place = 0;
  is_wrong(&work, "a call's place is out of range");
  call(&work)->slot = "s.m";
  is_wrong(&work, "a direct call also names");
  call(&work)->flags = 64;
  is_wrong(&work, "a call has an unknown flag");
  call(&work)->arg_count = 1;
  is_wrong(&work, "no arguments");
  struct ir_event *event = call(&work);
  event->callee = NULL;
  event->callee_place = 5;
  is_wrong(&work, "the place called is out of range");
  event = call(&work);
  struct ir_arg arg = {ir_int(1), 9};
  event->args = &arg;
  event->arg_count = 1;
  is_wrong(&work, "an argument's location is out of range");
  done(&work);
}

static void wrong_events_are_found(void **state) {
  (void)state;
  struct work work;
  make_function(&work);
  ir_add_event(&work.pool, work.fn, 0, (enum ir_event_kind)99);
  is_wrong(&work, "unknown kind of event");
  ir_add_event(&work.pool, work.fn, 0, IR_DEAD);
  is_wrong(&work, "an event has no place");
  ir_add_event(&work.pool, work.fn, 0, IR_USE)->a = ir_value(0);
  is_wrong(&work, "an operand's place is out of range");
  ir_add_event(&work.pool, work.fn, 0, IR_USE)->a.kind = IR_STRING;
  is_wrong(&work, "an operand has no symbol");
  ir_add_event(&work.pool, work.fn, 0, IR_USE)->a.kind = (enum ir_operand_kind)99;
  is_wrong(&work, "unknown kind of operand");
  ir_add_event(&work.pool, work.fn, 0, IR_USE)->loc = 1;
  is_wrong(&work, "an event's location is out of range");
  struct ir_operand address = ir_address(ir_place_var(&work.pool, work.fn, 0));
  ir_add_event(&work.pool, work.fn, 0, IR_USE)->a = address;
  is_wrong(&work, "not marked so");
  uint32_t a = ir_place_var(&work.pool, work.fn, 0);
  ir_add_event(&work.pool, work.fn, 0, IR_CLEANUP)->place = a;
  is_wrong(&work, "a cleanup names no function");
  a = ir_place_var(&work.pool, work.fn, 0);
  struct ir_event *event = ir_add_event(&work.pool, work.fn, 0, IR_BIN);
  event->place = a;
  memcpy(event->op, "++++", 4);
  is_wrong(&work, "unknown operator");
  done(&work);
}

static void wrong_terminators_are_found(void **state) {
  (void)state;
  struct work work;
  make_function(&work);
  uint32_t targets[2] = {0, 1};
  struct ir_case one = {1, 1, 7};
  ir_add_block(&work.pool, work.fn);
  is_wrong(&work, "block bb1: no terminator");
  work.fn->blocks[0].end.kind = (enum ir_terminator_kind)99;
  is_wrong(&work, "unknown terminator");
  struct ir_terminator *end = &work.fn->blocks[0].end;
  *end = (struct ir_terminator){.kind = IR_BRANCH, .target_count = 2, .targets = targets};
  is_wrong(&work, "a target is out of range");
  end = &work.fn->blocks[0].end;
  *end = (struct ir_terminator){
      .kind = IR_SWITCH, .target_count = 1, .targets = targets, .case_count = 1, .cases = &one};
  is_wrong(&work, "a case's target is out of range");
  end = &work.fn->blocks[0].end;
  *end = (struct ir_terminator){
      .kind = IR_JUMP, .target_count = 1, .targets = targets, .case_count = 1, .cases = &one};
  is_wrong(&work, "cases without a switch");
  work.fn->blocks[0].end.a = ir_int(1);
  is_wrong(&work, "a plain return has a value");
  work.fn->blocks[0].end.loc = 1;
  is_wrong(&work, "a terminator's location is out of range");
  done(&work);
}

static void wrong_units_are_found(void **state) {
  (void)state;
  struct ir_pool pool;
  ir_pool_init(&pool);
  struct ir_unit unit = *read_text(&pool, everything);
  assert_null(ir_verify_unit(&pool, &unit));
  unit.includes[0].path = "/other.c";
  assert_non_null(ir_verify_unit(&pool, &unit));
  unit.includes[0].path = unit.path;
  unit.declarations[0].result = NULL;
  assert_non_null(ir_verify_unit(&pool, &unit));
  unit.declarations[0].result = "int";
  unit.facts[0].function = NULL;
  assert_non_null(ir_verify_unit(&pool, &unit));
  unit.facts[0].function = "f";
  unit.suppressions[0].reason = NULL;
  assert_non_null(ir_verify_unit(&pool, &unit));
  unit.suppressions[0].reason = "";
  unit.problems[0].message = NULL;
  assert_non_null(ir_verify_unit(&pool, &unit));
  unit.problems[0].message = "x";
  assert_null(ir_verify_unit(&pool, &unit));
  unit.path = NULL;
  assert_non_null(ir_verify_unit(&pool, &unit));
  ir_pool_free(&pool);
}

/// A variable of each kind, and jumps for a function that is large.
static struct ir_unit *parse_writes(struct ir_pool *pool, unsigned jumps) {
  const char *error = NULL;
  struct text source = {0};
  text_puts(&source, "unit \"/a.c\"\nfunction @f {\n"
                     "  param %given \"int\", %changed \"int\", %p \"q *\"\n"
                     "  local %never, %once, %twice, %summed, %called, %record\n"
                     "  %changed = 1\n  %once = %given\n  %twice = 1\n  %twice = 2\n"
                     "  %summed = %given + 1\n  %called = call @g()\n  %record.q.a = 1\n"
                     "  %p->q.a = 2\n  jump b0\n");
  for (unsigned i = 0; i < jumps; i++)
    text_printf(&source, "b%u:\n  jump b%u\n", i, i + 1);
  text_printf(&source, "b%u:\n  ret\n}\n", jumps);
  struct ir_unit *unit = ir_parse_unit(pool, source.data, source.length, &error);
  if (!unit)
    fail_msg("%s\n%s", error, source.data);
  text_free(&source);
  return unit;
}

static void it_is_known_how_variables_are_written(void **state) {
  (void)state;
  static const struct {
    const char *name;
    unsigned times;
    bool parts, moved;
  } expected[] = {
      {"given", 0, false, false},  {"changed", 1, false, true}, {"p", 0, false, false},
      {"never", 0, false, false},  {"once", 1, false, true},    {"twice", 2, false, false},
      {"summed", 1, false, false}, {"called", 1, false, false}, {"record", 0, true, false},
  };
  static const unsigned jumps[] = {1, 100}; // looked at each time, and once
  for (size_t k = 0; k < 2; k++) {
    struct ir_pool pool;
    ir_pool_init(&pool);
    struct ir_function *fn = parse_writes(&pool, jumps[k])->functions[0];
    ir_find_written(&pool.arena, fn);
    assert_int_equal(fn->written != NULL, k);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
      assert_string_equal(fn->vars[i].name, expected[i].name);
      struct ir_written written = ir_written(fn, (uint32_t)i);
      assert_int_equal(written.times, expected[i].times);
      assert_int_equal(written.parts, expected[i].parts);
      assert_int_equal(ir_only_move(fn, &written) != NULL, expected[i].moved);
    }
    ir_pool_free(&pool);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(equal_paths_are_equal_places),
      cmocka_unit_test(many_places_are_found_again),
      cmocka_unit_test(places_may_be_cut_off_and_built_anew),
      cmocka_unit_test(a_path_that_is_too_long_ends_in_a_deep_place),
      cmocka_unit_test(a_place_lies_below_its_parents_and_itself),
      cmocka_unit_test(arrays_keep_what_was_added),
      cmocka_unit_test(a_wrong_head_is_found),
      cmocka_unit_test(wrong_variables_and_locations_are_found),
      cmocka_unit_test(wrong_places_are_found),
      cmocka_unit_test(wrong_calls_are_found),
      cmocka_unit_test(wrong_events_are_found),
      cmocka_unit_test(wrong_terminators_are_found),
      cmocka_unit_test(wrong_units_are_found),
      cmocka_unit_test(it_is_known_how_variables_are_written),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
