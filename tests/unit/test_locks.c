// SPDX-License-Identifier: MIT
// Following locks through functions written in the text form of the IR, with contracts beside them.
#include "analyzer/program/internal.h"
#include "analyzer/program/locks/locks.h"
#include "tests/unit/ir/ir_support.h"

static const char contracts[] = "include <box.h>\n"
                                "int lock(int *l)\n  acquires l\n"
                                "int try(int *l)\n  acquires l on success\n"
                                "void unlock(int *l)\n  releases l\n"
                                "void probe(void)\n  suspends\n"
                                "void wait(int *l)\n  suspends; needs lock l\n"
                                "void die(void)\n  exits\n";

struct fixture {
  struct ir_pool pool;
  struct spec *spec;
  struct program *program;
  struct function *function;
  const struct lock_result *locks;
};

static struct fixture analyse(const char *body) {
  struct fixture fixture = {.spec = spec_create()};
  struct spec_error mistake = {0};
  const char *error = NULL;
  struct text source = {0};
  text_printf(&source, "unit \"/a.c\"\n%s", body);
  ir_pool_init(&fixture.pool);
  if (!spec_read_text(fixture.spec, "box.api", contracts, strlen(contracts), true, &mistake))
    fail_msg("%s:%u: %s", mistake.file, mistake.line, mistake.message);
  struct ir_unit *unit = ir_parse_unit(&fixture.pool, source.data, source.length, &error);
  if (!unit)
    fail_msg("%s\n%s", error, source.data);
  fixture.program = program_create(unit, fixture.spec);
  program_analyse(fixture.program);
  fixture.function = program_find(fixture.program, "f");
  assert_non_null(fixture.function);
  fixture.locks = function_locks(fixture.program, fixture.function);
  text_free(&source);
  return fixture;
}

static void release(struct fixture *fixture) {
  program_destroy(fixture->program);
  spec_destroy(fixture->spec);
  ir_pool_free(&fixture->pool);
}

/// Names of the locks held at the only call of `probe` or `wait`, joined by spaces: on every path,
/// and behind `|` those of some path only.
static void expect_held(const char *body, const char *expected) {
  struct fixture fixture = analyse(body);
  struct text held = {0}, some = {0};
  for (uint32_t s = 0; fixture.locks && s < fixture.locks->sight_count; s++) {
    const struct lock_sight *sight = &fixture.locks->sights[s];
    if (!lock_effect_at(fixture.program, fixture.function, sight->block, sight->event,
                        LOCK_SUSPENDS))
      continue;
    uint32_t over = locks_over_call(fixture.program, fixture.function, sight, LOCK_SUSPENDS);
    for (uint32_t i = 0; i < fixture.locks->lock_count; i++)
      if (over >> i & 1)
        text_printf(sight->must >> i & 1 ? &held : &some, "%s ",
                    lock_name(fixture.program, fixture.function, fixture.locks->locks[i].path));
  }
  if (some.length)
    text_printf(&held, "|%s", some.data);
  if (strcmp(text_get(&held), expected) != 0)
    fail_msg("held `%s` instead of `%s` in\n%s", text_get(&held), expected, body);
  text_free(&held);
  text_free(&some);
  release(&fixture);
}

static void a_lock_is_held_until_it_is_released(void **state) {
  (void)state;
  expect_held("function @f {\n  param %l \"int *\"\n  call @lock(%l) unused\n"
              "  call @probe() unused\n  call @unlock(%l) unused\n  ret\n}\n",
              "l ");
  expect_held("function @f {\n  param %l \"int *\"\n  call @lock(%l) unused\n"
              "  call @unlock(%l) unused\n  call @probe() unused\n  ret\n}\n",
              "");
}

static void one_path_is_some_path(void **state) {
  (void)state;
  expect_held("function @f {\n  param %l \"int *\", %n\n  br %n > 0, a, b\n"
              "a:\n  call @lock(%l) unused\n  jump b\n"
              "b:\n  call @probe() unused\n  ret\n}\n",
              "|l ");
}

static void a_condition_asked_twice_has_one_answer(void **state) {
  (void)state;
  expect_held("function @f {\n  param %l \"int *\", %n\n  temp %t1, %t2\n"
              "  %t1 = %n & 2\n  br %t1 != 0, a, b\n"
              "a:\n  call @lock(%l) unused\n  jump b\n"
              "b:\n  %t2 = %n & 2\n  br %t2 != 0, c, d\n"
              "c:\n  call @unlock(%l) unused\n  jump d\n"
              "d:\n  call @probe() unused\n  ret\n}\n",
              "");
  expect_held("function @f {\n  param %l \"int *\", %n, %m\n  br %n == %m, a, b\n"
              "a:\n  call @lock(%l) unused\n  jump b\n"
              "b:\n  br %n != %m, d, c\n"
              "c:\n  call @unlock(%l) unused\n  jump d\n"
              "d:\n  call @probe() unused\n  ret\n}\n",
              "");
}

static void a_condition_that_changed_is_another_one(void **state) {
  (void)state;
  expect_held("function @f {\n  param %l \"int *\", %n\n  br %n != 0, a, b\n"
              "a:\n  call @lock(%l) unused\n  jump b\n"
              "b:\n  havoc %n\n  br %n != 0, c, d\n"
              "c:\n  call @unlock(%l) unused\n  jump d\n"
              "d:\n  call @probe() unused\n  ret\n}\n",
              "|l ");
}

static void an_attempt_holds_when_it_succeeds(void **state) {
  (void)state;
  expect_held("function @f {\n  param %l \"int *\"\n  local %rc\n  %rc = call @try(%l)\n"
              "  br %rc == 0, a, b\n"
              "a:\n  call @probe() unused\n  call @unlock(%l) unused\n  ret\nb:\n  ret\n}\n",
              "l ");
  expect_held("function @f {\n  param %l \"int *\"\n  local %rc\n  %rc = call @try(%l)\n"
              "  br %rc == 0, a, b\n"
              "a:\n  call @unlock(%l) unused\n  ret\nb:\n  call @probe() unused\n  ret\n}\n",
              "");
}

static void a_waiting_function_lets_go_of_its_lock_only(void **state) {
  (void)state;
  expect_held("function @f {\n  param %l \"int *\", %m \"int *\"\n  call @lock(%m) unused\n"
              "  call @lock(%l) unused\n  call @wait(%l) unused\n  call @unlock(%l) unused\n"
              "  call @unlock(%m) unused\n  ret\n}\n",
              "m ");
}

static void helpers_do_what_their_bodies_do(void **state) {
  (void)state;
  static const char helpers[] =
      "function @enter {\n  param %q \"q *\"\n  call @lock(&%q->q.lock) unused\n  ret\n}\n"
      "function @attempt result \"int\" {\n  param %q \"q *\"\n  temp %t\n"
      "  %t = call @try(&%q->q.lock)\n  ret %t\n}\n"
      "function @leave {\n  param %q \"q *\"\n  call @unlock(&%q->q.lock) unused\n  ret\n}\n"
      "function @pause {\n  param %q \"q *\"\n  call @leave(%q) unused\n  call @probe() unused\n"
      "  call @enter(%q) unused\n  ret\n}\n";
  static const struct {
    const char *body, *held;
  } cases[] = {
      {"  call @enter(%a) unused\n  call @probe() unused\n  call @leave(%a) unused\n  ret\n",
       "a->lock "},
      {"  call @enter(%a) unused\n  call @leave(%a) unused\n  call @probe() unused\n  ret\n", ""},
      {"  call @enter(%a) unused\n  call @pause(%a) unused\n  call @leave(%a) unused\n  ret\n", ""},
      {"  call @enter(%b) unused\n  call @enter(%a) unused\n  call @pause(%a) unused\n  ret\n",
       "b->lock "},
      {"  %rc = call @attempt(%a)\n  br %rc == 0, y, n\ny:\n  call @leave(%a) unused\n  ret\n"
       "n:\n  call @probe() unused\n  ret\n",
       ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct text body = {0};
    text_printf(&body, "%sfunction @f {\n  param %%a \"q *\", %%b \"q *\"\n  local %%rc\n%s}\n",
                helpers, cases[i].body);
    expect_held(body.data, cases[i].held);
    text_free(&body);
  }
}

static void what_one_of_several_callees_gives_back_is_held(void **state) {
  (void)state;
  static const char idle[] =
      "fact @ops.idle @relax\nfact @ops.idle @nothing\n"
      "function @relax {\n  param %%l \"int *\"\n  call @unlock(%%l) unused\n%s"
      "  call @lock(%%l) unused\n  ret\n}\n"
      "function @nothing {\n  param %%l \"int *\"\n%s  ret\n}\n"
      "function @f {\n  param %%l \"int *\", %%o \"ops *\"\n  call @lock(%%l) unused\n"
      "  call %%o->ops.idle(%%l) unused\n%s  call @unlock(%%l) unused\n  ret\n}\n";
  const char *probe = "  call @probe() unused\n";
  const char *places[][3] = {{"", "", probe}, {"", probe, ""}, {probe, "", ""}};
  for (int i = 0; i < 3; i++) {
    struct text body = {0};
    text_printf(&body, idle, places[i][0], places[i][1], places[i][2]);
    expect_held(body.data, i < 2 ? "l " : "");
    text_free(&body);
  }
}

static void a_lock_that_may_be_let_go_of_is_held_until_then(void **state) {
  (void)state;
  static const char helpers[] = "function @maybe {\n  param %l \"int *\", %n\n  br %n > 0, a, b\n"
                                "a:\n  call @unlock(%l) unused\n  jump b\nb:\n  ret\n}\n";
  static const struct {
    const char *body, *held;
  } cases[] = {
      {"  call @probe() unused\n  call @maybe(%l, %n) unused\n  ret\n", "l "},
      {"  call @maybe(%l, %n) unused\n  call @probe() unused\n  ret\n", ""},
      {"  jump a\na:\n  call @probe() unused\n  call @maybe(%l, %n) unused\n"
       "  br %n > 1, a, b\nb:\n  ret\n",
       "l "},
      {"  br %n > 1, a, b\na:\n  call @maybe(%l, %n) unused\n  call @die() unused\n  jump b\n"
       "b:\n  call @probe() unused\n  ret\n",
       "l "},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct text body = {0};
    text_printf(&body,
                "%sfunction @g {\n  param %%l \"int *\", %%n\n%s}\n"
                "function @f {\n  param %%l \"int *\", %%n\n  call @lock(%%l) unused\n"
                "  call @g(%%l, %%n) unused\n  ret\n}\n",
                helpers, cases[i].body);
    expect_held(body.data, cases[i].held);
    text_free(&body);
  }
}

/// Who may let go of a lock leaves it unknown, and who cannot does not.
static void ways_out_say_what_became_of_a_lock_nobody_takes(void **state) {
  (void)state;
  static const char calls[] =
      "function @maybe {\n  param %l \"int *\", %n\n  br %n > 0, a, b\n"
      "a:\n  call @unlock(%l) unused\n  jump b\nb:\n  ret\n}\n"
      "function @f {\n  param %l \"int *\", %m \"int *\", %n\n  call @wait(%m) unused\n"
      "  br %n > 1, a, b\na:\n  call @maybe(%l, %n) unused\n  ret\nb:\n  ret\n}\n";
  struct fixture fixture = analyse(calls);
  struct lock_op op;
  assert_non_null(fixture.locks);
  assert_true(fixture.locks->untaken);
  assert_int_equal(fixture.locks->lock_count, 2);
  assert_int_equal(fixture.locks->sight_count, 2);
  for (uint32_t i = 0; i < 2; i++) {
    assert_true(locks_summary(fixture.function->body, fixture.locks, i, &op));
    bool first = strcmp(lock_name(fixture.program, fixture.function, op.path), "l") == 0;
    assert_int_equal(op.action, first ? LOCK_MAYBE : LOCK_PASS);
  }
  release(&fixture);
}

static void paths_end_where_the_program_ends(void **state) {
  (void)state;
  expect_held("function @stop {\n  call @die() unused\n  ret\n}\n"
              "function @f {\n  param %l \"int *\", %n\n  call @lock(%l) unused\n"
              "  br %n == 0, a, b\na:\n  call @stop() unused\n  jump c\n"
              "b:\n  call @unlock(%l) unused\n  jump c\nc:\n  call @probe() unused\n  ret\n}\n",
              "");
}

static void another_pointer_is_another_lock(void **state) {
  (void)state;
  expect_held("function @f {\n  param %l \"q *\", %m \"q *\"\n  call @lock(&%l->q.lock) unused\n"
              "  %l = %m\n  call @probe() unused\n  ret\n}\n",
              "");
}

static void a_lock_behind_many_pointers_is_not_followed(void **state) {
  (void)state;
#define CALLS(name, callee, argument)                                                              \
  "function @" name " {\n  param %x \"n *\"\n  call @" callee "(" argument ") unused\n  ret\n}\n"
#define HELPERS                                                                                    \
  CALLS("two", "lock", "&%x->n.next->n.lock")                                                      \
  CALLS("three", "two", "%x->n.next") CALLS("four", "three", "%x->n.next")
#define ENTERS(way, argument)                                                                      \
  HELPERS "function @f {\n  param %x \"n *\"\n  call @" way "(" argument ") unused\n"              \
          "  call @probe() unused\n  ret\n}\n"
  expect_held(ENTERS("four", "%x"), "x->next->next->next->lock ");
  expect_held(ENTERS("four", "%x->n.next"), "");
}

/// In one component stand those that reach each other, and callees come before their callers.
static void components_come_callees_first(void **state) {
  (void)state;
#define CALL(callee) "  call @" callee "() unused\n"
  struct fixture fixture =
      analyse("function @a {\n" CALL("b")
                  CALL("f") "  ret\n}\n"
                            "function @b {\n" CALL("c")
                                CALL("d") "  ret\n}\n"
                                          "function @c {\n" CALL("b")
                                              CALL("e") "  ret\n}\n"
                                                        "function @d {\n" CALL(
                                                            "d") "  ret\n}\n"
                                                                 "function @e {\n" CALL(
                                                                     "c") "  ret\n}\n"
                                                                          "function @f {\n" CALL(
                                                                              "e") "  ret\n}\n");
  struct arena scratch = {0};
  struct components components = program_components(fixture.program, &scratch);
  struct text found = {0};
  for (uint32_t c = 0; c < components.count; c++) {
    char members[8] = "", *at = members;
    for (uint32_t i = components.starts[c]; i < components.starts[c + 1]; i++)
      if (components.functions[i]->checked)
        *at++ = components.functions[i]->name[0];
    for (const char *name = "abcdef"; *name && *members; name++)
      if (strchr(members, *name))
        text_putc(&found, *name);
    if (*members)
      text_putc(&found, ' ');
  }
  assert_string_equal(text_get(&found), "d bce f a ");
  assert_int_equal(components.starts[components.count], program_count(fixture.program));
  text_free(&found);
  arena_free(&scratch);
  release(&fixture);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_lock_is_held_until_it_is_released),
      cmocka_unit_test(one_path_is_some_path),
      cmocka_unit_test(a_condition_asked_twice_has_one_answer),
      cmocka_unit_test(a_condition_that_changed_is_another_one),
      cmocka_unit_test(an_attempt_holds_when_it_succeeds),
      cmocka_unit_test(a_waiting_function_lets_go_of_its_lock_only),
      cmocka_unit_test(helpers_do_what_their_bodies_do),
      cmocka_unit_test(what_one_of_several_callees_gives_back_is_held),
      cmocka_unit_test(a_lock_that_may_be_let_go_of_is_held_until_then),
      cmocka_unit_test(ways_out_say_what_became_of_a_lock_nobody_takes),
      cmocka_unit_test(components_come_callees_first),
      cmocka_unit_test(paths_end_where_the_program_ends),
      cmocka_unit_test(another_pointer_is_another_lock),
      cmocka_unit_test(a_lock_behind_many_pointers_is_not_followed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
