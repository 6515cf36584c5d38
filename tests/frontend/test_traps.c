// SPDX-License-Identifier: MIT
// The traps libclang lays, each with the point a golden would hide, and inputs that must not bring
// the front end down.
#include "tests/frontend/lowering_support.h"

#include <stdlib.h>
#include <string.h>

// ---- for, ?: and macros ----

static void a_for_in_a_macro_has_the_shape_of_the_plain_one(void **state) {
  (void)state;
  struct lowered l = lower_file("for_parts.c");
  static const char *const pairs[][2] = {{"none", "macro_none"},
                                         {"only_condition", "macro_only_condition"},
                                         {"only_step", "macro_only_step"},
                                         {"all", "macro_all"}};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    assert_true(same_shape(function_named(&l, pairs[i][0]), function_named(&l, pairs[i][1])));
  assert_false(same_shape(function_named(&l, "only_init"), function_named(&l, "only_step")));
  lowered_free(&l);
}

static void each_for_keeps_exactly_its_parts(void **state) {
  (void)state;
  struct lowered l = lower_file("for_parts.c");
  static const struct {
    const char *name;
    unsigned init, more, step;
  } expected[] = {{"none", 0, 0, 0},           {"only_init", 1, 0, 0},
                  {"only_condition", 0, 1, 0}, {"only_step", 0, 0, 1},
                  {"init_condition", 1, 1, 0}, {"init_step", 1, 0, 1},
                  {"condition_step", 0, 1, 1}, {"all", 1, 1, 1}};
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
    const struct ir_function *fn = function_named(&l, expected[i].name);
    assert_int_equal(count_calls(fn, "init"), expected[i].init);
    assert_int_equal(count_calls(fn, "more"), expected[i].more);
    assert_int_equal(count_calls(fn, "step"), expected[i].step);
    assert_int_equal(count_calls(fn, "work"), 1);
  }
  lowered_free(&l);
}

static void the_operand_of_a_gnu_conditional_is_evaluated_once(void **state) {
  (void)state;
  struct lowered l = lower_file("conditional.c");
  assert_int_equal(count_calls(function_named(&l, "defaults"), "g"), 3);
  lowered_free(&l);
}

static void a_hidden_return_of_a_macro_is_a_return(void **state) {
  (void)state;
  struct lowered l = lower_file("macros.c");
  const struct ir_function *fn = function_named(&l, "shaped");
  unsigned returns = 0;
  for (uint32_t i = 0; i < fn->block_count; i++)
    returns += fn->blocks[i].end.kind == IR_RETURN;
  assert_int_equal(returns, 2);
  assert_int_equal(count_calls(fn, "await"), 2);
  const struct ir_location *at = &fn->locations[call_to(fn, "await")->loc];
  assert_int_equal(at->where, IR_MACRO_ARG);
  assert_string_equal(at->macro, "TWICE");
  lowered_free(&l);
}

static void a_call_made_by_a_macro_is_shown_at_its_use(void **state) {
  (void)state;
  struct lowered l = lower_string("void f(int);\n#define RUN() f(1)\nvoid g(void) { RUN(); }\n");
  const struct ir_function *fn = function_named(&l, "g");
  const struct ir_location *at = &fn->locations[call_to(fn, "f")->loc];
  assert_int_equal(at->where, IR_MACRO_BODY);
  assert_string_equal(at->macro, "RUN");
  assert_int_equal(at->line, 3);
  assert_int_equal(at->macro_line, 2);
  assert_int_equal(at->macro_column, 15);
  lowered_free(&l);
}

// ---- scopes and jumps ----

static void cleanups_run_in_reverse_at_every_exit(void **state) {
  (void)state;
  struct lowered l = lower_file("scopes.c");
  const struct ir_function *fn = function_named(&l, "every_exit");
  assert_int_equal(count_events(fn, IR_CLEANUP), 10);
  for (uint32_t b = 0; b < fn->block_count; b++) {
    const struct ir_block *block = &fn->blocks[b];
    for (uint32_t i = 0; i + 1 < block->event_count; i++)
      if (block->events[i].kind == IR_CLEANUP && strncmp(block->events[i].callee, "note@", 5) == 0)
        assert_string_equal(block->events[i + 1].callee, "drop");
  }
  lowered_free(&l);
}

static void a_returned_local_is_copied_before_its_cleanup(void **state) {
  (void)state;
  struct lowered l = lower_file("scopes.c");
  const struct ir_function *fn = function_named(&l, "keep");
  const struct ir_block *block = &fn->blocks[0];
  assert_int_equal(block->end.kind, IR_RETURN);
  assert_int_equal(block->events[block->event_count - 1].kind, IR_CLEANUP);
  assert_int_equal(block->events[block->event_count - 2].kind, IR_MOVE);
  assert_int_equal(block->end.a.place, block->events[block->event_count - 2].place);
  lowered_free(&l);
}

static void a_computed_goto_reaches_the_labels_whose_address_is_taken(void **state) {
  (void)state;
  struct lowered l = lower_file("jumps.c");
  const struct ir_function *fn = function_named(&l, "computed");
  unsigned fans = 0;
  for (uint32_t i = 0; i < fn->block_count; i++)
    if (fn->blocks[i].end.kind == IR_MULTI) {
      fans++;
      assert_int_equal(fn->blocks[i].end.target_count, 3);
    }
  assert_int_equal(fans, 2);
  lowered_free(&l);
}

static void an_asm_goto_reaches_labels_and_falls_through(void **state) {
  (void)state;
  struct lowered l = lower_file("jumps.c");
  const struct ir_function *fn = function_named(&l, "asm_goto");
  assert_int_equal(fn->blocks[0].end.kind, IR_MULTI);
  assert_int_equal(fn->blocks[0].end.target_count, 2);
  lowered_free(&l);
}

static void labels_of_two_expansions_stay_apart(void **state) {
  (void)state;
  struct lowered l = lower_file("jumps.c");
  const struct ir_function *fn = function_named(&l, "local_labels");
  unsigned labels = 0;
  for (uint32_t i = 0; i < fn->block_count; i++)
    labels += fn->blocks[i].label != NULL;
  assert_int_equal(labels, 2);
  lowered_free(&l);
}

// ---- calls and declarations ----

static void every_spelling_of_noreturn_ends_the_path(void **state) {
  (void)state;
  struct lowered l = lower_file("noreturn.c");
  const struct ir_function *fn = function_named(&l, "ends");
  unsigned ends = 0;
  for (uint32_t i = 0; i < fn->block_count; i++)
    ends += fn->blocks[i].end.kind == IR_UNREACHABLE;
  assert_int_equal(ends, 7);
  lowered_free(&l);
}

static void a_generic_call_goes_to_the_association_that_fits(void **state) {
  (void)state;
  struct lowered l = lower_file("generic.c");
  const struct ir_function *fn = function_named(&l, "dispatch");
  assert_int_equal(count_events(fn, IR_CALL), 3);
  assert_int_equal(count_calls(fn, "of_int"), 1);
  assert_int_equal(count_calls(fn, "of_long"), 1);
  assert_int_equal(count_calls(fn, "of_pointer"), 1);
  lowered_free(&l);
}

static void operands_of_sizeof_are_not_evaluated(void **state) {
  (void)state;
  struct lowered l = lower_file("evaluation.c");
  assert_int_equal(count_calls(function_named(&l, "not_evaluated"), "f"), 1);
  assert_true(function_named(&l, "jumps")->flags & IR_FN_SETJMP);
  lowered_free(&l);
}

static void annotations_come_from_all_declarations_once(void **state) {
  (void)state;
  struct lowered l = lower_file("annotations.c");
  assert_string_equal(declaration_of(&l, "load")->words, "blocks; instead load_async; pure");
  assert_string_equal(declaration_of(&l, "later")->words, "not reentrant");
  assert_string_equal(declaration_of(&l, "begin")->params[0].words, "takes");
  assert_string_equal(declaration_of(&l, "driver.read")->words, "may suspend");
  assert_string_equal(declaration_of(&l, "driver.read")->params[1].words, "takes");
  assert_string_equal(declaration_of(&l, "callback")->params[0].words, "borrows");
  assert_string_equal(declaration_of(&l, "load")->header, "\"annotations.h\"");
  assert_string_equal(declaration_of(&l, "write")->header, "<unistd.h>");
  assert_true(declaration_of(&l, "write")->flags & IR_DECL_SYSTEM);
  lowered_free(&l);
}

static void words_that_are_neither_c_nor_a_type_are_kept(void **state) {
  (void)state;
  struct lowered l = lower_file("markers.c");
  assert_string_equal(declaration_of(&l, "load")->markers, "EXPORT coroutine_fn");
  assert_string_equal(declaration_of(&l, "driver.read@" TESTDATA "/markers.c")->markers,
                      "coroutine_fn");
  assert_null(declaration_of(&l, "driver.open@" TESTDATA "/markers.c")->markers);
  assert_string_equal(declaration_of(&l, "next@" TESTDATA "/markers.c")->markers,
                      "coroutine_fn GRAPH_RDLOCK");
  assert_string_equal(declaration_of(&l, "first@" TESTDATA "/markers.c")->markers, "coroutine_fn");
  assert_null(declaration_of(&l, "plain@" TESTDATA "/markers.c")->markers);
  assert_null(declaration_of(&l, "commented@" TESTDATA "/markers.c")->markers);
  assert_null(declaration_of(&l, "last")->markers);
  lowered_free(&l);
}

static void equal_statics_of_two_files_have_different_symbols(void **state) {
  (void)state;
  struct lowered first = lower_file("first/util.c"), second = lower_file("second/util.c");
  assert_string_equal(function_named(&first, "helper")->symbol, "helper@" TESTDATA "/first/util.c");
  assert_string_equal(function_named(&second, "helper")->symbol,
                      "helper@" TESTDATA "/second/util.c");
  lowered_free(&first);
  lowered_free(&second);
}

static void includes_begin_with_the_main_file(void **state) {
  (void)state;
  struct lowered l = lower_file("annotations.c");
  assert_true(l.unit->include_count > 2);
  assert_string_equal(l.unit->includes[0].path, TESTDATA "/annotations.c");
  assert_false(l.unit->includes[0].system);
  for (uint32_t i = 0; i < l.unit->include_count; i++)
    assert_int_equal(l.unit->includes[i].path[0], '/');
  lowered_free(&l);
}

// ---- errors ----

static void only_functions_touched_by_errors_are_tainted(void **state) {
  (void)state;
  struct lowered l = lower_file("errors.c");
  static const char *const tainted[] = {"undeclared_type", "undeclared_name", "parameter", "nested",
                                        "uses_global"};
  for (size_t i = 0; i < sizeof tainted / sizeof *tainted; i++) {
    assert_true(function_named(&l, tainted[i])->flags & IR_FN_TAINTED);
    assert_non_null(function_named(&l, tainted[i])->problem);
  }
  assert_false(function_named(&l, "whole")->flags & IR_FN_TAINTED);
  assert_false(function_named(&l, "also_whole")->flags & IR_FN_TAINTED);
  lowered_free(&l);
}

static void sixty_errors_are_fifty_and_a_count(void **state) {
  (void)state;
  struct text source = {0};
  for (int i = 0; i < 60; i++)
    text_printf(&source, "int f%d(void) { return missing%d; }\n", i, i);
  text_puts(&source, "int whole(void) { return 1; }\n");
  struct lowered l = lower_text(source.data, source.length);
  assert_int_equal(l.unit->problem_count, 51);
  assert_string_equal(l.unit->problems[50].message, "and 10 more errors");
  assert_true(function_named(&l, "f59")->flags & IR_FN_TAINTED);
  assert_false(function_named(&l, "whole")->flags & IR_FN_TAINTED);
  lowered_free(&l);
  text_free(&source);
}

// ---- size and junk ----

static void eight_thousand_else_ifs_are_lowered(void **state) {
  (void)state;
  struct text source = {0};
  text_puts(&source, "int f(int);\nint g(int n) {\n");
  for (int i = 0; i < 8000; i++)
    text_printf(&source, "if (n == %d) return f(%d); else\n", i, i);
  text_puts(&source, "return 0;\n}\n");
  struct lowered l = lower_text(source.data, source.length);
  assert_int_equal(count_calls(function_named(&l, "g"), "f"), 8000);
  lowered_free(&l);
  text_free(&source);
}

static void ten_thousand_terms_are_lowered(void **state) {
  (void)state;
  struct text source = {0};
  text_puts(&source, "int sum(int n) { return n");
  for (int i = 1; i < 10000; i++)
    text_puts(&source, " + n");
  text_puts(&source, "; }\nint all(int n) { return n");
  for (int i = 1; i < 4000; i++)
    text_puts(&source, " && n");
  text_puts(&source, "; }\n");
  struct lowered l = lower_text(source.data, source.length);
  assert_int_equal(count_events(function_named(&l, "sum"), IR_BIN), 9999);
  assert_true(function_named(&l, "all")->block_count >= 4000);
  lowered_free(&l);
  text_free(&source);
}

static void junk_is_no_reason_to_fail(void **state) {
  (void)state;
  unsigned char junk[4096];
  for (size_t i = 0; i < sizeof junk; i++)
    junk[i] = (unsigned char)(i * 7919 + i / 3);
  struct lowered l = lower_text((const char *)junk, sizeof junk);
  assert_int_equal(l.unit->function_count, 0);
  assert_true(l.unit->problem_count > 0);
  lowered_free(&l);
  l = lower_text("", 0);
  assert_null(l.unit->failure);
  assert_int_equal(l.unit->function_count, 0);
  lowered_free(&l);
}

static void bytes_that_are_not_utf8_do_no_harm(void **state) {
  (void)state;
  struct lowered l = lower_string("// caf\xe9\nint f(const char *);\n"
                                  "int g(void) { return f(\"\xe9\xff\"); }\n");
  assert_int_equal(count_calls(function_named(&l, "g"), "f"), 1);
  lowered_free(&l);
}

static void a_file_that_includes_itself_is_read(void **state) {
  (void)state;
  struct lowered l = lower_string("#include \"case.c\"\nint g(void) { return 1; }\n");
  assert_int_equal(l.unit->function_count, 1);
  assert_true(l.unit->problem_count > 0);
  lowered_free(&l);
}

static void a_missing_file_is_a_failure(void **state) {
  (void)state;
  struct lowered l = lower_file("/nowhere/none.c");
  assert_non_null(l.unit->failure);
  assert_int_equal(l.unit->function_count, 0);
  lowered_free(&l);
}

int run_trap_tests(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_for_in_a_macro_has_the_shape_of_the_plain_one),
      cmocka_unit_test(each_for_keeps_exactly_its_parts),
      cmocka_unit_test(the_operand_of_a_gnu_conditional_is_evaluated_once),
      cmocka_unit_test(a_hidden_return_of_a_macro_is_a_return),
      cmocka_unit_test(a_call_made_by_a_macro_is_shown_at_its_use),
      cmocka_unit_test(cleanups_run_in_reverse_at_every_exit),
      cmocka_unit_test(a_returned_local_is_copied_before_its_cleanup),
      cmocka_unit_test(a_computed_goto_reaches_the_labels_whose_address_is_taken),
      cmocka_unit_test(an_asm_goto_reaches_labels_and_falls_through),
      cmocka_unit_test(labels_of_two_expansions_stay_apart),
      cmocka_unit_test(every_spelling_of_noreturn_ends_the_path),
      cmocka_unit_test(a_generic_call_goes_to_the_association_that_fits),
      cmocka_unit_test(operands_of_sizeof_are_not_evaluated),
      cmocka_unit_test(annotations_come_from_all_declarations_once),
      cmocka_unit_test(words_that_are_neither_c_nor_a_type_are_kept),
      cmocka_unit_test(equal_statics_of_two_files_have_different_symbols),
      cmocka_unit_test(includes_begin_with_the_main_file),
      cmocka_unit_test(only_functions_touched_by_errors_are_tainted),
      cmocka_unit_test(sixty_errors_are_fifty_and_a_count),
      cmocka_unit_test(eight_thousand_else_ifs_are_lowered),
      cmocka_unit_test(ten_thousand_terms_are_lowered),
      cmocka_unit_test(junk_is_no_reason_to_fail),
      cmocka_unit_test(bytes_that_are_not_utf8_do_no_harm),
      cmocka_unit_test(a_file_that_includes_itself_is_read),
      cmocka_unit_test(a_missing_file_is_a_failure),
  };
  return cmocka_run_group_tests_name("frontend.traps", tests, NULL, NULL);
}
