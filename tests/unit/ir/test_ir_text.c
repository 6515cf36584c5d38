// SPDX-License-Identifier: MIT
// The text form: what is printed is read back, what is written by hand may be short, and mistakes
// are named with their line.
#include "tests/unit/ir/ir_support.h"

static void printing_what_was_read_gives_the_same_text(void **state) {
  (void)state;
  struct ir_pool pool;
  ir_pool_init(&pool);
  has_text(read_text(&pool, everything), everything);
  ir_pool_free(&pool);
}

/// `written` is read, and printed as `expected`, which is a fixed point.
static void reads_as(const char *written, const char *expected) {
  struct ir_pool pool;
  ir_pool_init(&pool);
  has_text(read_text(&pool, written), expected);
  has_text(read_text(&pool, expected), expected);
  ir_pool_free(&pool);
}

static void blanks_comments_and_hashes_may_be_added_or_left_out(void **state) {
  (void)state;
  reads_as("; a comment\n"
           "  unit   \"/a.c\"   ; another\r\n"
           "\n"
           "include \"/a.c\"\n"
           "include \"/b.h\" system",
           "unit \"/a.c\"\n"
           "include \"/a.c\" 00000000000000000000000000000000\n"
           "include \"/b.h\" 00000000000000000000000000000000 system\n");
}

static void declarations_need_only_a_symbol(void **state) {
  (void)state;
  reads_as("unit \"/a.c\"\n"
           "declare @read \"read\" result \"int\" (fd, buf \"void *\") words \"blocks\" markers "
           "\"mixed_fn\"\n"
           "declare @f@/a.c\n",
           "unit \"/a.c\"\n"
           "declare @read result \"int\" (fd \"int\", buf \"void *\") words \"blocks\" markers "
           "\"mixed_fn\"\n"
           "declare @f@/a.c\n");
}

static void the_first_block_needs_no_name(void **state) {
  (void)state;
  reads_as("unit \"/a.c\"\n"
           "function @f {\n"
           "  ret\n"
           "}\n",
           "unit \"/a.c\"\n"
           "function @f !2:1 {\n"
           "  bb0:\n"
           "    ret\n"
           "}\n");
}

static void block_names_are_free(void **state) {
  (void)state;
  reads_as("unit \"/a.c\"\n"
           "function @f !1:6 {\n"
           "  param %a, %p \"task *\" !1:10, %s \"task\" record\n"
           "entry:\n"
           "  br %a == 0, out, out\n"
           "out:\n"
           "  ret\n"
           "}\n",
           "unit \"/a.c\"\n"
           "function @f !1:6 {\n"
           "  param %a \"int\"\n"
           "  param %p \"task *\" !1:10\n"
           "  param %s \"task\" record\n"
           "  bb0:\n"
           "    br %a == 0, bb1, bb1\n"
           "  bb1:\n"
           "    ret\n"
           "}\n");
}

static void calls_without_a_location_stand_where_they_are_written(void **state) {
  (void)state;
  reads_as("unit \"/a.c\"\n"
           "function @f !\"/a.h\":1:1 {\n"
           "  local %t \"task *\"\n"
           "\n"
           "    %t = call @start()\n"
           "    call @wait(%t) unused\n"
           "    ret\n"
           "}\n",
           "unit \"/a.c\"\n"
           "function @f !\"/a.h\":1:1 {\n"
           "  local %t \"task *\"\n"
           "  bb0:\n"
           "    %t = call @start() !5:5\n"
           "    call @wait(%t) unused !6:5\n"
           "    ret\n"
           "}\n");
}

static void moves_need_no_word(void **state) {
  (void)state;
  reads_as("unit \"/a.c\"\n"
           "function @f !1:1 {\n"
           "  local %x, %y, %p \"pair *\"\n"
           "  %x = %y !2:3\n"
           "  (*%p).pair.first = &%x\n"
           "  (((%x))) = *(*%p).pair.first\n"
           "  ret %x\n"
           "}\n",
           "unit \"/a.c\"\n"
           "function @f !1:1 {\n"
           "  local %x \"int\" addressed\n"
           "  local %y \"int\"\n"
           "  local %p \"pair *\"\n"
           "  bb0:\n"
           "    %x = move %y !2:3\n"
           "    %p->pair.first = move &%x\n"
           "    %x = move *%p->pair.first\n"
           "    ret %x\n"
           "}\n");
}

static void indirect_calls_get_the_slot_of_their_path(void **state) {
  (void)state;
  struct ir_pool pool;
  ir_pool_init(&pool);
  struct ir_unit *unit = read_text(&pool, "unit \"/a.c\"\n"
                                          "function @f {\n"
                                          "  param %x, %ops \"ops *\", %fn \"int (*)(void)\"\n"
                                          "  local %mine \"int (*)(void)\"\n"
                                          "  global %handler \"int (*)(void)\"\n"
                                          "  call %ops->ops.read(1)\n"
                                          "  call (*%ops->ops.all)[3]()\n"
                                          "  call %fn()\n"
                                          "  call %handler()\n"
                                          "  call %mine()\n"
                                          "  call %handler() slot none\n"
                                          "  call %mine() slot @table.run\n"
                                          "  ret\n"
                                          "}\n");
  static const char *const slots[] = {"ops.read", "ops.all", "f#2",      "handler",
                                      NULL,       NULL,      "table.run"};
  const struct ir_block *block = &unit->functions[0]->blocks[0];
  assert_int_equal(block->event_count, 7);
  for (size_t i = 0; i < 7; i++) {
    if (slots[i])
      assert_string_equal(block->events[i].slot, slots[i]);
    else
      assert_null(block->events[i].slot);
  }
  ir_pool_free(&pool);
}

static void paths_that_are_too_long_are_cut_off(void **state) {
  (void)state;
  reads_as("unit \"/a.c\"\n"
           "function @f !1:1 {\n"
           "  local %n \"node *\"\n"
           "  use %n->n.l->n.l->n.l->n.l[2]\n"
           "  use %n->n.l->n.l->n.r\n"
           "  ret\n"
           "}\n",
           "unit \"/a.c\"\n"
           "function @f !1:1 {\n"
           "  local %n \"node *\"\n"
           "  bb0:\n"
           "    use (*%n->n.l->n.l)...\n"
           "    use (*%n->n.l->n.l)...\n"
           "    ret\n"
           "}\n");
}

static void a_function_alone_names_every_file(void **state) {
  (void)state;
  struct ir_pool pool;
  ir_pool_init(&pool);
  struct ir_unit *unit = read_text(&pool, "unit \"/a.c\"\nfunction @f !1:6 {\n  ret !2:1\n}\n");
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  ir_print_function(out, unit->functions[0]);
  fclose(out);
  assert_string_equal(text, "function @f !\"/a.c\":1:6 {\n  bb0:\n    ret !2:1\n}\n");
  free(text);
  ir_pool_free(&pool);
}

/// Reading the text fails with this message.
static void refuses(const char *text, const char *message) {
  struct ir_pool pool;
  const char *error = NULL;
  ir_pool_init(&pool);
  assert_null(ir_parse_unit(&pool, text, strlen(text), &error));
  assert_non_null(error);
  assert_string_equal(error, message);
  ir_pool_free(&pool);
}

/// The same for the content of a function that begins on line 3.
static void refuses_in_function(const char *lines, const char *message) {
  struct text text = {0};
  text_printf(&text, "unit \"/a.c\"\nfunction @f {\n%s\n}\n", lines);
  refuses(text.data, message);
  text_free(&text);
}

static void mistakes_in_units_are_named_with_their_line(void **state) {
  (void)state;
  refuses("", "line 1: a unit begins with `unit \"PATH\"`");
  refuses("unit /a.c", "line 1: expected a string in quotes");
  refuses("unit \"/a.c", "line 1: a string does not end");
  refuses("unit \"/a.c\" x", "line 1: unexpected `x`");
  refuses("unit \"\\q\"", "line 1: unknown escape in a string: \\n, \\t, \\\", \\\\ and \\xHH are");
  refuses("unit \"\\x00\"",
          "line 1: unknown escape in a string: \\n, \\t, \\\", \\\\ and \\xHH are");
  refuses("unit \"/a.c\"\n\nincluded",
          "line 3: expected `include`, `declare`, `function`, `fact`, `allow` or `problem`");
  refuses("unit \"/a.c\"\ninclude \"/a.c\" 12", "line 2: a hash has 32 hexadecimal digits");
  refuses("unit \"/a.c\"\ninclude \"/b.h\"", "line 2: the main file is not the first include");
  refuses("unit \"/a.c\"\ndeclare @", "line 2: expected a name");
  refuses("unit \"/a.c\"\ndeclare @f (a \"int\"", "line 2: expected `)` before ``");
  refuses("unit \"/a.c\"\ndeclare @f fancy", "line 2: unexpected `fancy`");
  refuses("unit \"/a.c\"\nfact @a", "line 2: expected `@` before ``");
  refuses("unit \"/a.c\"\nallow all \"*\"",
          "line 2: expected `line`, `function` or `file` after `allow`");
  refuses("unit \"/a.c\"\nproblem \"x\" !1:4294967296", "line 2: a number is out of range");
  refuses("unit \"/a.c\"\nproblem \"x\" !1:2/in(X)", "line 2: expected `arg` or `body` after `/`");
  refuses("unit \"/a.c\"\nfunction @f {\n  ret\n",
          "line 3: function `f` does not end: `}` is missing");
}

static void mistakes_in_functions_are_named_with_their_line(void **state) {
  (void)state;
  refuses_in_function("  use %x", "line 3: unknown variable `%x`");
  refuses_in_function("  local %x, %x", "line 3: there is a variable `%x` already: the next is "
                                        "`%x#2`");
  refuses_in_function("  local %x, %x#3", "line 3: `%x#3` comes before `%x#2`");
  refuses_in_function("  local %x\n  param %y", "line 4: parameters come first");
  refuses_in_function("  local %x \"char[63]\" size 63", "line 3: a size is 64 at least");
  refuses_in_function("  local %x\n  use %x.a", "line 4: a field is written `.record.member`");
  refuses_in_function("  local %x\n  use %x[a]", "line 4: expected a number");
  refuses_in_function("  local %x\n  use %x...", "line 4: `...` stands behind a path of 5 steps "
                                                 "only");
  refuses_in_function("  use 9223372036854775808", "line 3: a number is out of range");
  refuses_in_function("  local %x\n  %x = %x +1", "line 4: expected an operator with blanks around "
                                                  "it");
  refuses_in_function("  local %x\n  %x = %x +- 1", "line 4: unknown operator `+-`");
  refuses_in_function("  br 1 + 2, a, b", "line 3: `+` does not compare");
  refuses_in_function("  jump out", "line 3: there is no block `out`");
  refuses_in_function("  jump out\nout:\n  ret\nout:\n  ret", "line 6: there is a block `out` "
                                                              "already");
  refuses_in_function("  use 1\nout:\n  ret", "line 4: the block above `out` has no terminator");
  refuses_in_function("  use 1", "line 4: the last block has no terminator");
  refuses_in_function("  ret\n  use 1", "line 4: a block begins with `NAME:`");
  refuses_in_function("  rte 1", "line 3: unknown statement `rte 1`");
  refuses_in_function("  br 1 == 1, out\nout:\n  ret",
                      "line 6: function `f`: block bb0: no terminator, or one with a wrong number "
                      "of targets");
  refuses_in_function("  local %x", "line 4: function `f`: no blocks");
  refuses_in_function("  switch 1, 2: a", "line 3: expected `,` before ``");
}

static void deeply_nested_places_are_refused(void **state) {
  (void)state;
  struct text text = {0};
  text_puts(&text, "unit \"/a.c\"\nfunction @f {\n  local %x\n  use ");
  for (int i = 0; i < 100000; i++)
    text_putc(&text, i % 2 ? '*' : '(');
  text_puts(&text, "%x\n}\n");
  refuses(text.data, "line 4: a place is nested too deeply");
  text_free(&text);
}

static void a_text_that_is_cut_off_or_altered_never_crashes(void **state) {
  (void)state;
  static const char bytes[] = "\0\n\"%@!*(){}[].;9-~\xff";
  size_t length = sizeof everything - 1;
  char *copy = xmalloc(length);
  unsigned good = 0;
  for (size_t i = 0; i < length * 2; i++) {
    struct ir_pool pool;
    const char *error = NULL;
    size_t cut = i < length ? i : length;
    ir_pool_init(&pool);
    memcpy(copy, everything, length);
    if (i >= length)
      copy[i - length] = bytes[i % (sizeof bytes - 1)];
    struct ir_unit *unit = ir_parse_unit(&pool, copy, cut, &error);
    assert_true(unit ? !ir_verify_unit(&pool, unit) : error != NULL);
    good += unit != NULL;
    ir_pool_free(&pool);
  }
  assert_true(good > 0 && good < length);
  free(copy);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(printing_what_was_read_gives_the_same_text),
      cmocka_unit_test(blanks_comments_and_hashes_may_be_added_or_left_out),
      cmocka_unit_test(declarations_need_only_a_symbol),
      cmocka_unit_test(the_first_block_needs_no_name),
      cmocka_unit_test(block_names_are_free),
      cmocka_unit_test(calls_without_a_location_stand_where_they_are_written),
      cmocka_unit_test(moves_need_no_word),
      cmocka_unit_test(indirect_calls_get_the_slot_of_their_path),
      cmocka_unit_test(paths_that_are_too_long_are_cut_off),
      cmocka_unit_test(a_function_alone_names_every_file),
      cmocka_unit_test(mistakes_in_units_are_named_with_their_line),
      cmocka_unit_test(mistakes_in_functions_are_named_with_their_line),
      cmocka_unit_test(deeply_nested_places_are_refused),
      cmocka_unit_test(a_text_that_is_cut_off_or_altered_never_crashes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
