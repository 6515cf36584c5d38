// SPDX-License-Identifier: MIT
// Making fixes: which edits can be made, and where statements begin.
#include "analyzer/findings/fix.h"
#include "analyzer/findings/fix_text.h"
#include "analyzer/rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct rule some_rule = {.name = "r", .group = CORRECTNESS};
static const char *source_now; // what every file holds

static bool read_now(void *data, const char *path, struct text *content) {
  (void)data;
  (void)path;
  text_puts(content, source_now);
  return *source_now != '\0';
}

/// A finding about `source`, at its beginning.
static struct finding *begin(struct findings *findings, const char *source) {
  source_now = source;
  *findings = (struct findings){.sources = {.read = read_now}};
  struct ir_location loc = {.file = "/a.c", .line = 1, .column = 1};
  return findings_add(findings, &some_rule, &loc, NULL, "m");
}

/// The plain place of the first `word` in the source.
static struct ir_location place(const char *word) {
  const char *at = strstr(source_now, word);
  assert_non_null(at);
  return (struct ir_location){.file = "/a.c",
                              .line = 1,
                              .column = 1,
                              .offset = (uint32_t)(at - source_now),
                              .length = (uint32_t)strlen(word)};
}

/// Ends the fix; what the source becomes, or NULL when there is no fix.
static char *mended(struct fix *fix) {
  if (!fix_end(fix))
    return NULL;
  const struct finding_fix *made = &fix->finding->fixes[fix->finding->fix_count - 1];
  struct text text = {0};
  size_t at = 0;
  for (uint32_t i = 0; i < made->edit_count; i++) {
    const struct fix_edit *edit = &made->edits[i];
    assert_true(edit->offset >= at);
    text_append(&text, source_now + at, edit->offset - at);
    text_puts(&text, edit->text);
    at = edit->offset + edit->length;
  }
  text_puts(&text, source_now + at);
  return text.data;
}

static void becomes(struct findings *findings, struct fix *fix, const char *expected) {
  char *text = mended(fix);
  assert_string_equal(text ? text : "(no fix)", expected ? expected : "(no fix)");
  free(text);
  findings_free(findings);
}

static void edits_are_kept_in_order_whoever_came_first(void **state) {
  (void)state;
  struct findings findings;
  struct finding *finding = begin(&findings, "f(x);\ng(y);\n");
  struct fix fix = fix_begin(&findings, finding, FIX_SAFE, "do `%s`", "z");
  struct ir_location y = place("y"), x = place("x"), call = place("g(y)");
  fix_replace(&fix, &y, "%d", 2);
  fix_replace(&fix, &x, "1");
  fix_name(&fix, &call, "g", "wait_g");
  assert_true(fix_end(&fix));
  assert_int_equal(finding->fix_count, 1);
  assert_string_equal(finding->fixes[0].title, "do `z`");
  assert_true(finding->fixes[0].safe);
  const struct fix_edit *edits = finding->fixes[0].edits;
  assert_int_equal(finding->fixes[0].edit_count, 3);
  assert_string_equal(edits[0].text, "1");
  assert_int_equal(edits[1].line, 2);
  assert_int_equal(edits[1].column, 1);
  assert_int_equal(edits[1].end_column, 2);
  assert_int_equal(edits[2].offset, 8);
  assert_int_equal(edits[2].length, 1);
  findings_free(&findings);
}

static void edits_that_overlap_make_no_fix(void **state) {
  (void)state;
  struct findings findings;
  struct finding *finding = begin(&findings, "f(x);\n");
  struct fix fix = fix_begin(&findings, finding, FIX_SAFE, "t");
  struct ir_location all = place("f(x)"), x = place("x");
  fix_replace(&fix, &all, "g()");
  fix_replace(&fix, &x, "y");
  becomes(&findings, &fix, NULL);
}

static void text_of_macros_is_left_alone(void **state) {
  (void)state;
  static const enum ir_where parts[] = {IR_MACRO_ARG, IR_MACRO_BODY};
  for (int i = 0; i < 2; i++) {
    struct findings findings;
    struct finding *finding = begin(&findings, "CHECK(f(x));\n");
    struct fix fix = fix_begin(&findings, finding, FIX_SAFE, "t");
    struct ir_location loc = place(i ? "CHECK(f(x))" : "f(x)");
    loc.where = parts[i];
    loc.macro = "CHECK";
    fix_replace(&fix, &loc, "y");
    becomes(&findings, &fix, NULL);
  }
}

/// What becomes of `NONE`, a use of a macro, as an argument of the call `text`, whose place is
/// `where`.
static char *argument_becomes(struct findings *findings, const char *source, const char *text,
                              enum ir_where where) {
  struct finding *finding = begin(findings, source);
  struct fix fix = fix_begin(findings, finding, FIX_UNSAFE, "t");
  struct ir_location loc = place("NONE"), call = place(text);
  loc.where = IR_MACRO_BODY;
  loc.macro = "NONE";
  call.where = where;
  fix_argument(&fix, &call, &loc, "token");
  return mended(&fix);
}

static void an_argument_may_be_a_whole_use_of_a_macro(void **state) {
  (void)state;
  struct findings findings;
  char *text = argument_becomes(&findings, "f(NONE);\n", "f(NONE)", IR_PLAIN);
  assert_string_equal(text, "f(token);\n");
  free(text);
  findings_free(&findings);
}

static void a_call_that_a_macro_makes_keeps_its_arguments(void **state) {
  (void)state;
  struct findings findings;
  assert_null(argument_becomes(&findings, "NONE;\n", "NONE", IR_MACRO_BODY));
  findings_free(&findings);
  assert_null(argument_becomes(&findings, "NONE;\n", "NONE", IR_PLAIN));
  findings_free(&findings);
}

static void a_file_that_cannot_be_read_gets_no_fix(void **state) {
  (void)state;
  struct findings findings;
  struct finding *finding = begin(&findings, "f(x);\n");
  struct ir_location loc = place("x");
  source_now = "";
  struct fix fix = fix_begin(&findings, finding, FIX_SAFE, "t");
  fix_replace(&fix, &loc, "y");
  assert_false(fix_end(&fix));
  assert_int_equal(finding->fix_count, 0);
  findings_free(&findings);
}

static void a_place_past_the_end_of_the_file_gets_no_fix(void **state) {
  (void)state;
  struct findings findings;
  struct finding *finding = begin(&findings, "f(x);\n");
  struct ir_location loc = {.file = "/a.c", .line = 9, .offset = 4, .length = 9};
  struct fix fix = fix_begin(&findings, finding, FIX_SAFE, "t");
  fix_replace(&fix, &loc, "y");
  becomes(&findings, &fix, NULL);
}

static void a_directive_inside_the_text_is_not_replaced(void **state) {
  (void)state;
  struct findings findings;
  static const char call[] = "f(\n#if X\n  1\n#else\n  2\n#endif\n)";
  struct finding *finding = begin(&findings, "f(\n#if X\n  1\n#else\n  2\n#endif\n);\n");
  struct ir_location loc = place(call);
  struct fix fix = fix_begin(&findings, finding, FIX_SAFE, "t");
  fix_replace(&fix, &loc, "y");
  becomes(&findings, &fix, NULL);
}

static void an_argument_goes_behind_the_last_one(void **state) {
  (void)state;
  static const char *const cases[][3] = {
      {"f();", "f()", "f(t);"},
      {"f(a, g(b));", "f(a, g(b))", "f(a, g(b), t);"},
      {"f(a // why, )\n);", "f(a // why, )\n)", "f(a, t // why, )\n);"},
      {"f(\")(\");", "f(\")(\")", "f(\")(\", t);"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct findings findings;
    struct finding *finding = begin(&findings, cases[i][0]);
    struct ir_location loc = place(cases[i][1]);
    struct fix fix = fix_begin(&findings, finding, FIX_SAFE, "t");
    fix_add_argument(&fix, &loc, "t");
    becomes(&findings, &fix, cases[i][2]);
  }
}

static void a_name_is_replaced_only_where_it_stands(void **state) {
  (void)state;
  struct findings findings;
  struct finding *finding = begin(&findings, "(f)(x);\n");
  struct ir_location loc = place("(f)(x)");
  struct fix fix = fix_begin(&findings, finding, FIX_SAFE, "t");
  fix_name(&fix, &loc, "f", "g");
  becomes(&findings, &fix, NULL);
}

/// What becomes of `source` when `new();` is to stand above the statement around `x()`.
static void line_goes_above(const char *source, const char *expected) {
  struct findings findings;
  struct finding *finding = begin(&findings, source);
  struct ir_location loc = place("x()");
  struct fix fix = fix_begin(&findings, finding, FIX_SAFE, "t");
  fix_statement_above(&fix, &loc, "new();");
  becomes(&findings, &fix, expected);
}

static void a_line_goes_above_a_statement_of_a_block(void **state) {
  (void)state;
  line_goes_above("void f(void) {\n  x();\n}\n", "void f(void) {\n  new();\n  x();\n}\n");
  line_goes_above("{\n\ta(); // ;\n\treturn x();\n}\n",
                  "{\n\ta(); // ;\n\tnew();\n\treturn x();\n}\n");
  line_goes_above("{\r\n  int a[] = {1, 2};\r\n  x();\r\n}\r\n",
                  "{\r\n  int a[] = {1, 2};\r\n  new();\r\n  x();\r\n}\r\n");
  line_goes_above(
      "{\n  for (int a = 1; a != 2; a++) {\n    if (a == 1) {\n      x();\n    }\n  }\n}\n",
      "{\n  for (int a = 1; a != 2; a++) {\n    if (a == 1) {\n      new();\n      x();\n"
      "    }\n  }\n}\n");
  line_goes_above("{\n  if (a) {\n  }\n  b = c(d,\n        x());\n}\n",
                  "{\n  if (a) {\n  }\n  new();\n  b = c(d,\n        x());\n}\n");
}

/// What becomes of `source` when `new();` is to run right before `return 1`, which becomes
/// `return 2`.
static void runs_before(const char *source, const char *expected) {
  struct findings findings;
  struct finding *finding = begin(&findings, source);
  struct ir_location loc = place("return 1");
  struct fix fix = fix_begin(&findings, finding, FIX_SAFE, "t");
  fix_statement_before(&fix, &loc, "return 2", "a();\nnew();");
  becomes(&findings, &fix, expected);
}

static void the_body_of_an_if_gets_braces_with_a_second_statement(void **state) {
  (void)state;
  runs_before("{\n  return 1;\n}\n", "{\n  a();\n  new();\n  return 2;\n}\n");
  runs_before("{\n  if (x)\n    return 1;\n}\n",
              "{\n  if (x) {\n    a();\n    new();\n    return 2;\n  }\n}\n");
  runs_before("{\n  if (x) // so\n    return 1; // there\n  else\n    b();\n}\n",
              "{\n  if (x) { // so\n    a();\n    new();\n    return 2; // there\n  }\n"
              "  else\n    b();\n}\n");
  runs_before("{\n\twhile (x(1,\n\t\t2))\n\t\treturn 1;\n}\n",
              "{\n\twhile (x(1,\n\t\t2)) {\n\t\ta();\n\t\tnew();\n\t\treturn 2;\n\t}\n}\n");
  runs_before("{\r\n  if (x)\r\n    return 1;\r\n}\r\n",
              "{\r\n  if (x) {\r\n    a();\r\n    new();\r\n    return 2;\r\n  }\r\n}\r\n");
}

static void a_body_that_cannot_be_told_gets_no_braces(void **state) {
  (void)state;
  static const char *const sources[] = {
      "{\n  if (x) return 1;\n}\n",                  // on the line of its head
      "{\n  if (x)\n    return 1; /* so\n  */\n}\n", // a comment of several lines
      "{\n  if (x)\n    return 1; }\n",              // something else behind it
      "{\n  do\n    return 1;\n  while (x);\n}\n",
      "{\nout:\n  return 1;\n}\n",
      "{\n  if (x)\n#if A\n    return 1;\n#endif\n}\n",
  };
  for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
    runs_before(sources[i], NULL);
}

static void a_line_goes_nowhere_else(void **state) {
  (void)state;
  static const char *const sources[] = {
      "{ x(); }\n",                                   // not at the beginning of a line
      "{\n  a(); x();\n}\n",                          // the same
      "{\n  if (a)\n    b();\n  else\n    x();\n}\n", // `else`
      "{\n  while (x())\n    b();\n}\n",              // every turn
      "{\n  for (int i = 0; i < x(); i++)\n    b();\n}\n",
      "{\nout:\n  x();\n}\n", // a label jumps past it
      "{\n  switch (a) {\n  case 1:\n    x();\n  }\n}\n",
  };
  for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
    line_goes_above(sources[i], NULL);
  line_goes_above("{\n#if A\n  if (a)\n#endif\n  x();\n}\n", NULL); // who knows
  line_goes_above("{\n  a();\n#if B\n  if (b)\n    c();\n#endif\n  x();\n}\n", NULL);
}

static void a_statement_ends_at_its_semicolon_or_where_its_block_begins(void **state) {
  (void)state;
  static const char *const statements[] = {"x(a[1],\n  b) // ;\n;", "if (a;\n b) {",
                                           "int a[] = {1,\n 2};",   "return (struct s){1,\n 2}.a;",
                                           "if (a)\n  x();",        "for (a; b; c)\n  x(';');",
                                           "f((struct s){\n  1});", "static void f(void) {"};
  for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
    struct text text = {0};
    text_printf(&text, "  %s y(); } z();", statements[i]);
    assert_int_equal(fix_text_statement(text.data, text.length, 0), strlen(statements[i]) + 1);
    text_free(&text);
  }
  assert_int_equal(fix_text_statement("x()", 3, 0), 3);
}

static void braces_of_initialisers_begin_no_statement(void **state) {
  (void)state;
  line_goes_above("{\n  int a[] = {\n      x(),\n  };\n}\n",
                  "{\n  new();\n  int a[] = {\n      x(),\n  };\n}\n");
  line_goes_above("{\n  f((struct s){\n      x()});\n}\n",
                  "{\n  new();\n  f((struct s){\n      x()});\n}\n");
}

static void a_line_of_the_new_text_may_be_deeper(void **state) {
  (void)state;
  static const char *const files[][2] = {
      {"int f(void) {\n    x();\n}\n", "int f(void) {\n    if (y)\n        return 2;\n}\n"},
      {"{\n\tif (a) {\n\t\tx();\n\t}\n}\n", "{\n\tif (a) {\n\t\tif (y)\n\t\t\treturn 2;\n\t}\n}\n"},
      {"{\n  while (a)\n    x();\n}\n", "{\n  while (a) {\n    if (y)\n      return 2;\n  }\n}\n"},
      {"x(", NULL}, // an unfinished file
      {"{\n  x(), a();\n}\n", NULL},
  };
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    struct findings findings;
    struct finding *finding = begin(&findings, files[i][0]);
    struct ir_location loc = place(files[i][1] || i > 3 ? "x()" : "x(");
    struct fix fix = fix_begin(&findings, finding, FIX_SAFE, "t");
    fix_statement_before(&fix, &loc, "if (y)\n\treturn 2", "%s", "");
    becomes(&findings, &fix, files[i][1]);
  }
}

/// What becomes of the loop around `done()` and `nap()`.
static void loop_becomes(const char *source, const char *expected) {
  struct findings findings;
  struct finding *finding = begin(&findings, source);
  struct ir_location condition = place("done()"), body = place("nap()");
  struct fix fix = fix_begin(&findings, finding, FIX_SAFE, "t");
  fix_while_to_if(&fix, &condition, &body);
  becomes(&findings, &fix, expected);
}

static void a_loop_that_goes_round_once_is_an_if(void **state) {
  (void)state;
  loop_becomes("{\n  while (!done())\n    s |= nap();\n}\n",
               "{\n  if (!done())\n    s |= nap();\n}\n");
  loop_becomes("{\n  while (a && !done()) { // break\n    s |= nap();\n    if (s) {\n"
               "      return s;\n    }\n  }\n}\n",
               "{\n  if (a && !done()) { // break\n    s |= nap();\n    if (s) {\n"
               "      return s;\n    }\n  }\n}\n");
}

static void a_loop_that_cannot_be_told_stays(void **state) {
  (void)state;
  static const char *const sources[] = {
      "{\n  for (; !done();)\n    s |= nap();\n}\n",
      "{\n  do {\n    s |= nap();\n  } while (!done());\n}\n",
      "{\n  while (!done()) {\n    if (nap())\n      break;\n  }\n}\n",
      "{\n  while (!done()) {\n    if (nap())\n      continue;\n  }\n}\n",
      "{\n  while (a)\n    while (!done())\n      s |= nap();\n}\n",
      "{\n  while (!done())\n    if (s == 0)\n      s |= nap();\n}\n",
      "{\n  while (!done())\n    a();\n  nap();\n}\n",
      "{\n  while (!done()) {\n#if A\n    s |= nap();\n#endif\n  }\n}\n",
      "{\n  while (!done())\n    s |= nap()",
  };
  for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
    loop_becomes(sources[i], NULL);
}

/// What becomes of the loop around `more()` when each round is to begin with `look();`.
static void round_begins(const char *source, const char *expected) {
  struct findings findings;
  struct finding *finding = begin(&findings, source);
  struct ir_location condition = place("more()");
  struct fix fix = fix_begin(&findings, finding, FIX_SAFE, "t");
  fix_loop_first(&fix, &condition, "if (a)\n\tlook();");
  becomes(&findings, &fix, expected);
}

static void a_line_goes_to_the_beginning_of_each_round(void **state) {
  (void)state;
  round_begins(
      "{\n  while (more()) // so\n    // x\n    x();\n}\n",
      "{\n  while (more()) { // so\n    // x\n    if (a)\n      look();\n    x();\n  }\n}\n");
  round_begins("{\n\tfor (int i = 0; more(); i++) { // so\n\t\t// x\n\t\tx();\n\t}\n}\n",
               "{\n\tfor (int i = 0; more(); i++) { // so\n\t\tif (a)\n\t\t\tlook();\n"
               "\t\t// x\n\t\tx();\n\t}\n}\n");
}

static void a_round_whose_beginning_cannot_be_told_stays(void **state) {
  (void)state;
  static const char *const sources[] = {
      "{\n  do {\n    x();\n  } while (more());\n}\n",
      "{\n  while (more()) x();\n}\n",
      "{\n  while (more()) { x(); }\n}\n",
      "{\n  while (more()) {\n  }\n}\n",
      "{\n  while (more());\n}\n",
      "{\n  while (more())\n    if (b)\n      x();\n}\n",
      "{\n  while (more())\n#if A\n    x();\n#endif\n}\n",
  };
  for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
    round_begins(sources[i], NULL);
}

/// What becomes of the file when it is to include <b/b.h>.
static void including_makes(const char *source, const char *expected) {
  struct findings findings;
  struct finding *finding = begin(&findings, source);
  struct fix fix = fix_begin(&findings, finding, FIX_SAFE, "t");
  fix_include(&fix, "/a.c", "<b/b.h>");
  becomes(&findings, &fix, expected);
}

static void an_include_goes_to_its_place_among_the_others(void **state) {
  (void)state;
  including_makes("#include <a.h>\n#include <c.h>\n",
                  "#include <a.h>\n#include <b/b.h>\n#include <c.h>\n");
  including_makes(
      "/* #include <c.h> */\n# include <a.h>\nint i;\n#include <c.h>\n",
      "/* #include <c.h> */\n# include <a.h>\n#include <b/b.h>\nint i;\n#include <c.h>\n");
  including_makes(
      "#ifndef A\n#define A\n#include \"z.h\"\n\n#if B\n#include <c.h>\n#endif\n#endif\n",
      "#ifndef A\n#define A\n#include <b/b.h>\n#include \"z.h\"\n\n#if B\n#include <c.h>\n"
      "#endif\n#endif\n");
  including_makes("#include <a.h>\r\nint i;\r\n",
                  "#include <a.h>\r\n#include <b/b.h>\r\nint i;\r\n");
}

static void an_include_that_is_there_or_has_no_place_is_not_made(void **state) {
  (void)state;
  including_makes("#include <a.h>\n#  include <b/b.h> // so\n", NULL);
  including_makes("int i;\n", NULL);
}

static void a_name_is_replaced_wherever_the_file_has_it(void **state) {
  (void)state;
  static const struct {
    const char *source, *expected;
    uint32_t count;
  } files[] = {
      {"int old(void); // old\nint b = old() + older();\n",
       "int new(void); // old\nint b = new() + older();\n", 2},
      {"int old(void);\nint b = s.old;\n", NULL, 1}, // something else has that name
      {"int old(void);\nint new;\n", NULL, 1},       // the new one is taken
  };
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    struct findings findings;
    struct finding *finding = begin(&findings, files[i].source);
    struct fix fix = fix_begin(&findings, finding, FIX_SAFE, "t");
    fix_rename(&fix, "/a.c", "old", "new", files[i].count);
    becomes(&findings, &fix, files[i].expected);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(edits_are_kept_in_order_whoever_came_first),
      cmocka_unit_test(edits_that_overlap_make_no_fix),
      cmocka_unit_test(text_of_macros_is_left_alone),
      cmocka_unit_test(an_argument_may_be_a_whole_use_of_a_macro),
      cmocka_unit_test(a_call_that_a_macro_makes_keeps_its_arguments),
      cmocka_unit_test(a_file_that_cannot_be_read_gets_no_fix),
      cmocka_unit_test(a_place_past_the_end_of_the_file_gets_no_fix),
      cmocka_unit_test(a_directive_inside_the_text_is_not_replaced),
      cmocka_unit_test(an_argument_goes_behind_the_last_one),
      cmocka_unit_test(a_name_is_replaced_only_where_it_stands),
      cmocka_unit_test(a_line_goes_above_a_statement_of_a_block),
      cmocka_unit_test(the_body_of_an_if_gets_braces_with_a_second_statement),
      cmocka_unit_test(a_body_that_cannot_be_told_gets_no_braces),
      cmocka_unit_test(a_line_goes_nowhere_else),
      cmocka_unit_test(braces_of_initialisers_begin_no_statement),
      cmocka_unit_test(a_statement_ends_at_its_semicolon_or_where_its_block_begins),
      cmocka_unit_test(a_line_of_the_new_text_may_be_deeper),
      cmocka_unit_test(a_loop_that_goes_round_once_is_an_if),
      cmocka_unit_test(a_loop_that_cannot_be_told_stays),
      cmocka_unit_test(a_line_goes_to_the_beginning_of_each_round),
      cmocka_unit_test(a_round_whose_beginning_cannot_be_told_stays),
      cmocka_unit_test(an_include_goes_to_its_place_among_the_others),
      cmocka_unit_test(an_include_that_is_there_or_has_no_place_is_not_made),
      cmocka_unit_test(a_name_is_replaced_wherever_the_file_has_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
