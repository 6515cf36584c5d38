// SPDX-License-Identifier: MIT
// Following handles through functions written in the text form of the IR, with contracts beside
// them: no compiler takes part.
#include "analyzer/flow/range.h"
#include "analyzer/program/program.h"
#include "tests/unit/ir/ir_support.h"

/// What the functions below call.
static const char contracts[] = "handle box \"box *\" exactly-once\n"
                                "include <box.h>\n"
                                "box *box_new(void)\n  gives box\n"
                                "int box_try(box **out)\n  gives box in out on success\n"
                                "void box_free(box *b)\n  takes b\n"
                                "int box_give(box *b)\n  takes b on success; status\n"
                                "int box_size(const box *b)\n  borrows b\n"
                                "void box_look(void *part)\n  plain\n";

/// One program with the function `f` and what is known of it.
struct fixture {
  struct ir_pool pool;
  struct spec *spec;
  struct program *program;
  struct function *function;
};

static struct fixture analyse(const char *source) {
  struct fixture fixture = {.spec = spec_create()};
  struct spec_error mistake = {0};
  const char *error = NULL;
  ir_pool_init(&fixture.pool);
  if (!spec_read_text(fixture.spec, "box.api", contracts, strlen(contracts), true, &mistake))
    fail_msg("%s:%u: %s", mistake.file, mistake.line, mistake.message);
  struct ir_unit *unit = ir_parse_unit(&fixture.pool, source, strlen(source), &error);
  if (!unit)
    fail_msg("%s", error);
  fixture.program = program_create(unit, fixture.spec);
  program_analyse(fixture.program);
  fixture.function = program_find(fixture.program, "f");
  assert_non_null(fixture.function);
  return fixture;
}

static void release(struct fixture *fixture) {
  program_destroy(fixture->program);
  spec_destroy(fixture->spec);
  ir_pool_free(&fixture->pool);
}

/// How often boxes that `f` is given are lost, over all places that give one.
static uint32_t losses_of(struct fixture *fixture) {
  struct arena *arena = program_arena(fixture->program);
  struct cfg *cfg = function_cfg(fixture->program, fixture->function);
  struct site *sites;
  uint32_t count = handle_sites(arena, cfg, program_callees(fixture->program), &sites), lost = 0;
  assert_true(count > 0);
  for (uint32_t i = 0; i < count; i++)
    lost += handle_follow(arena, cfg, program_callees(fixture->program), &sites[i])->loss_count;
  return lost;
}

static void expect_losses(const char *body, uint32_t expected) {
  struct text source = {0};
  text_printf(&source, "unit \"/a.c\"\n%s", body);
  struct fixture fixture = analyse(source.data);
  uint32_t lost = losses_of(&fixture);
  if (lost != expected)
    fail_msg("%u lost instead of %u in\n%s", lost, expected, body);
  release(&fixture);
  text_free(&source);
}

// ---- handles ----

static void a_handle_is_lost_when_nobody_takes_it(void **state) {
  (void)state;
  expect_losses("function @f {\n  local %b \"box *\"\n  %b = call @box_new()\n  ret\n}\n", 1);
  expect_losses("function @f {\n  local %b \"box *\"\n  %b = call @box_new()\n"
                "  call @box_free(%b)\n  ret\n}\n",
                0);
  expect_losses("function @f {\n  call @box_new() unused\n  ret\n}\n", 1);
}

static void a_null_handle_is_nothing_to_lose(void **state) {
  (void)state;
  expect_losses(
      "function @f {\n  local %b \"box *\"\n  %b = call @box_new()\n"
      "  br %b == null, none, some\nnone:\n  ret\nsome:\n  call @box_free(%b)\n  ret\n}\n",
      0);
  expect_losses("function @f {\n  local %b \"box *\"\n  local %ok\n  %b = call @box_new()\n"
                "  %ok = %b != null\n  br %ok != 0, some, none\n"
                "none:\n  ret\nsome:\n  call @box_free(%b)\n  ret\n}\n",
                0);
}

static void a_status_tells_whether_there_is_a_handle(void **state) {
  (void)state;
  expect_losses("function @f {\n  local %b \"box *\"\n  local %rc\n  %rc = call @box_try(&%b)\n"
                "  br %rc != 0, bad, good\nbad:\n  ret\ngood:\n  call @box_free(%b)\n  ret\n}\n",
                0);
  expect_losses("function @f {\n  local %b \"box *\"\n  local %rc\n  %rc = call @box_try(&%b)\n"
                "  br %rc == 0, bad, good\nbad:\n  ret\ngood:\n  call @box_free(%b)\n  ret\n}\n",
                1);
}

static void taking_on_success_leaves_the_failure(void **state) {
  (void)state;
  expect_losses("function @f {\n  local %b \"box *\"\n  local %rc\n  %b = call @box_new()\n"
                "  %rc = call @box_give(%b)\n  br %rc == 0, good, bad\ngood:\n  ret\n"
                "bad:\n  call @box_free(%b)\n  ret\n}\n",
                0);
  expect_losses("function @f {\n  local %b \"box *\"\n  local %rc\n  %b = call @box_new()\n"
                "  call @box_give(%b) unused\n  ret\n}\n",
                1);
}

static void a_flag_set_behind_the_site_is_remembered(void **state) {
  (void)state;
  // Nine conditions that say nothing stand before the one that does.
  struct text body = {0};
  text_puts(&body, "function @f {\n  param %n, %p0, %p1, %p2, %p3, %p4, %p5, %p6, %p7, %p8\n"
                   "  local %b \"box *\"\n  local %started\n  %started = 0\n  jump q0\n");
  for (int i = 0; i < 9; i++)
    text_printf(&body,
                "q%d:\n  br %%p%d != 0, r%d, s%d\nr%d:\n  jump s%d\n"
                "s%d:\n  br %%p%d != 0, t%d, q%d\nt%d:\n  jump q%d\n",
                i, i, i, i, i, i, i, i, i, i + 1, i, i + 1);
  text_puts(&body, "q9:\n  br %n > 5, make, end\nmake:\n  %b = call @box_new()\n"
                   "  %started = 1\n  jump end\nend:\n  br %started != 0, free, out\n"
                   "free:\n  call @box_free(%b)\n  jump out\nout:\n  ret\n}\n");
  expect_losses(body.data, 0);
  text_free(&body);
}

static void pointers_into_an_object_lead_back_to_it(void **state) {
  (void)state;
  static const char start[] =
      "function @f {\n  local %b \"box *\"\n  local %part \"box *\"\n  %b = call @box_new()\n";
  struct text body = {0};
  text_printf(&body, "%s  call @unknown(&%%b->box.link)\n  ret\n}\n", start);
  expect_losses(body.data, 0);
  body.length = 0;
  text_printf(&body, "%s  call @box_look(&%%b->box.link)\n  ret\n}\n", start);
  expect_losses(body.data, 1);
  body.length = 0;
  text_printf(&body, "%s  %%part = %%b + 1\n  call @box_free(%%part)\n  ret\n}\n", start);
  expect_losses(body.data, 0);
  text_free(&body);
}

static void an_address_that_somebody_knows_hides_what_comes_there(void **state) {
  (void)state;
  expect_losses("function @f {\n  local %b \"box *\"\n  call @unknown(&%b)\n"
                "  %b = call @box_new()\n  ret\n}\n",
                0);
  expect_losses("function @f {\n  local %b \"box *\"\n  call @box_look(&%b)\n"
                "  %b = call @box_new()\n  ret\n}\n",
                1);
}

static void what_others_may_write_changes_meanwhile(void **state) {
  (void)state;
  // The loop ends when the callback has set the flag, and then the handle is taken.
  expect_losses("function @f {\n  local %b \"box *\"\n  local %done\n  %done = 0\n"
                "  %b = call @box_new()\n  call @box_look(&%done)\n  jump test\n"
                "test:\n  br %done == 0, again, out\nagain:\n  call @box_look(null)\n"
                "  jump test\nout:\n  ret\n}\n",
                1);
}

// ---- large functions ----

static void thousands_of_handles_in_a_row_are_all_followed(void **state) {
  (void)state;
  enum { HANDLES = 3000 };
  struct text body = {0};
  text_puts(&body, "function @f {\n  local %b \"box *\"\n");
  for (int i = 0; i < HANDLES; i++)
    text_puts(&body, "  %b = call @box_new()\n");
  text_puts(&body, "  call @box_free(%b)\n  ret\n}\n");
  expect_losses(body.data, HANDLES - 1);
  text_free(&body);
}

static void handles_are_followed_through_thousands_of_blocks(void **state) {
  (void)state;
  enum { ROUNDS = 400 };
  struct text body = {0};
  text_puts(&body, "function @f {\n  param %n\n  local %b \"box *\"\n  jump q0\n");
  for (int i = 0; i < ROUNDS; i++)
    text_printf(&body,
                "q%d:\n  br %%n == %d, r%d, q%d\nr%d:\n  %%b = call @box_new()\n"
                "  br %%n > 7, out, s%d\ns%d:\n  call @box_free(%%b)\n  jump q%d\n",
                i, i, i, i + 1, i, i, i, i + 1);
  text_printf(&body, "q%d:\n  jump out\nout:\n  ret\n}\n", ROUNDS);
  expect_losses(body.data, ROUNDS - 8);
  text_free(&body);
}

static void the_branches_that_decide_are_told_among_thousands(void **state) {
  (void)state;
  enum { BLOCKS = 6000 };
  struct text source = {0};
  text_puts(&source, "unit \"/a.c\"\nfunction @f {\n  param %n\n  local %b \"box *\"\n"
                     "  %b = call @box_new()\n  jump q0\n");
  for (int i = 0; i < BLOCKS; i++)
    text_printf(&source, "q%d:\n  br %%n == %d, %s%d, q%d\n%s%d:\n  %s\n", i, i,
                i == BLOCKS / 2 ? "x" : "r", i, i + 1, i == BLOCKS / 2 ? "x" : "r", i,
                i == BLOCKS / 2 ? "ret" : "jump r");
  text_printf(&source, "r:\n  call @box_free(%%b)\n  ret\nq%d:\n  jump r\n}\n", BLOCKS);
  struct fixture fixture = analyse(source.data);
  const struct fates *fates = function_fates(fixture.program, fixture.function);
  assert_int_equal(fates->count, 1);
  assert_int_equal(fates->results[0]->loss_count, 1);
  assert_int_equal(fates->results[0]->losses[0].step_count, 1);
  release(&fixture);
  text_free(&source);
}

// ---- summaries ----

static void what_callees_do_is_told_by_their_bodies(void **state) {
  (void)state;
  static const char both[] =
      "function @finish {\n  param %b \"box *\"\n  param %n\n  br %n > 0, more, last\n"
      "more:\n  call @finish(%b, 0)\n  ret\nlast:\n  call @box_free(%b)\n  ret\n}\n"
      "function @show {\n  param %b \"box *\"\n  local %s\n  %s = call @box_size(%b)\n  ret\n}\n";
  struct text body = {0};
  text_printf(&body,
              "%sfunction @f {\n  local %%b \"box *\"\n  %%b = call @box_new()\n"
              "  call @finish(%%b, 3)\n  ret\n}\n",
              both);
  expect_losses(body.data, 0);
  body.length = 0;
  text_printf(&body,
              "%sfunction @f {\n  local %%b \"box *\"\n  %%b = call @box_new()\n"
              "  call @show(%%b)\n  ret\n}\n",
              both);
  expect_losses(body.data, 1);
  text_free(&body);
}

// ---- ranges ----

/// How often boxes that `f` is given are used after they were consumed.
static void expect_uses(const char *body, uint32_t expected) {
  struct text source = {0};
  text_printf(&source, "unit \"/a.c\"\n%s", body);
  struct fixture fixture = analyse(source.data);
  const struct fates *fates = function_fates(fixture.program, fixture.function);
  uint32_t used = 0;
  for (uint32_t i = 0; i < fates->count; i++)
    used += fates->results[i]->use_count;
  if (used != expected)
    fail_msg("%u used instead of %u in\n%s", used, expected, body);
  release(&fixture);
  text_free(&source);
}

static void a_consumed_handle_is_stale_until_its_place_is_written(void **state) {
  (void)state;
  expect_uses("function @f {\n  local %b \"box *\"\n  %b = call @box_new()\n"
              "  call @box_free(%b)\n  call @box_size(%b)\n  ret\n}\n",
              1);
  expect_uses("function @f {\n  local %b \"box *\"\n  local %c \"box *\"\n"
              "  %b = call @box_new()\n  %c = move %b\n  call @box_free(%b)\n"
              "  %b = move null\n  call @box_free(%c)\n  ret\n}\n",
              1);
  expect_uses("function @f {\n  local %b \"box *\"\n  %b = call @box_new()\n"
              "  call @box_free(%b)\n  %b = move null\n  call @box_free(%b)\n  ret\n}\n",
              0);
}

static void the_second_use_follows_from_the_first(void **state) {
  (void)state;
  expect_uses("function @f {\n  local %b \"box *\"\n  %b = call @box_new()\n"
              "  call @box_free(%b)\n  call @box_free(%b)\n  call @box_free(%b)\n  ret\n}\n",
              1);
}

static void what_is_taken_on_success_is_not_stale_on_failure(void **state) {
  (void)state;
  expect_uses("function @f {\n  local %b \"box *\"\n  local %rc\n  %b = call @box_new()\n"
              "  %rc = move 0\n  %rc = call @box_give(%b)\n  br %rc == 0, good, bad\ngood:\n  ret\n"
              "bad:\n  call @box_free(%b)\n  ret\n}\n",
              0);
  expect_uses("function @f {\n  local %b \"box *\"\n  local %rc\n  %b = call @box_new()\n"
              "  %rc = move 0\n  %rc = call @box_give(%b)\n  br %rc != 0, good, bad\ngood:\n  ret\n"
              "bad:\n  call @box_free(%b)\n  ret\n}\n",
              1);
}

static void ranges_narrow(void **state) {
  (void)state;
  struct range range = range_any();
  assert_true(range_narrow(&range, IR_GE, 4));
  assert_false(range_narrow(&range, IR_LT, 4));
  range = range_nonzero();
  assert_false(range_narrow(&range, IR_EQ, 0));
  assert_true(range_narrow(&range, IR_LE, 0));
  assert_int_equal(range.high, -1);
  assert_int_equal(range_compare(range_constant(3), IR_GT, 2), 1);
  assert_int_equal(range_compare(range_constant(3), IR_EQ, 2), 0);
  assert_int_equal(range_compare(range_positive(), IR_NE, 0), 1);
  assert_int_equal(range_compare(range_any(), IR_NE, 0), -1);
}

static void ranges_hold_at_the_ends_of_the_numbers(void **state) {
  (void)state;
  struct range range = range_any();
  assert_false(range_narrow(&range, IR_LT, INT64_MIN));
  range = range_any();
  assert_false(range_narrow(&range, IR_GT, INT64_MAX));
  range = range_constant(INT64_MAX);
  assert_false(range_narrow(&range, IR_NE, INT64_MAX));
  range = range_constant(INT64_MIN);
  assert_false(range_narrow(&range, IR_NE, INT64_MIN));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_handle_is_lost_when_nobody_takes_it),
      cmocka_unit_test(a_null_handle_is_nothing_to_lose),
      cmocka_unit_test(a_status_tells_whether_there_is_a_handle),
      cmocka_unit_test(taking_on_success_leaves_the_failure),
      cmocka_unit_test(a_flag_set_behind_the_site_is_remembered),
      cmocka_unit_test(pointers_into_an_object_lead_back_to_it),
      cmocka_unit_test(an_address_that_somebody_knows_hides_what_comes_there),
      cmocka_unit_test(what_others_may_write_changes_meanwhile),
      cmocka_unit_test(thousands_of_handles_in_a_row_are_all_followed),
      cmocka_unit_test(handles_are_followed_through_thousands_of_blocks),
      cmocka_unit_test(the_branches_that_decide_are_told_among_thousands),
      cmocka_unit_test(what_callees_do_is_told_by_their_bodies),
      cmocka_unit_test(a_consumed_handle_is_stale_until_its_place_is_written),
      cmocka_unit_test(the_second_use_follows_from_the_first),
      cmocka_unit_test(what_is_taken_on_success_is_not_stale_on_failure),
      cmocka_unit_test(ranges_narrow),
      cmocka_unit_test(ranges_hold_at_the_ends_of_the_numbers),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
