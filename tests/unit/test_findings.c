// SPDX-License-Identifier: MIT
// Findings: order, each once, suppressions, fingerprints that stay.
#include "analyzer/findings/finding.h"
#include "analyzer/rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct rule blocking = {.name = "blocking-call", .group = CORRECTNESS};
static const struct rule dropped = {.name = "dropped-task", .group = SUSPICIOUS};

static struct ir_location at(const char *file, uint32_t line, uint32_t column) {
  return (struct ir_location){.file = file, .line = line, .column = column};
}

static struct ir_function function_at(struct ir_location *loc, const char *symbol, uint32_t end) {
  return (struct ir_function){
      .symbol = symbol, .name = "f", .locations = loc, .location_count = 1, .end_line = end};
}

static void add(struct findings *findings, const struct rule *rule, struct ir_location loc,
                const struct ir_function *function, const char *message) {
  findings_add(findings, rule, &loc, function, "%s", message);
}

static void findings_are_ordered_and_each_comes_once(void **state) {
  (void)state;
  struct findings findings = {0};
  struct ir_unit all = {0};
  add(&findings, &dropped, at("/b.c", 1, 1), NULL, "m");
  add(&findings, &blocking, at("/a.c", 10, 2), NULL, "m");
  add(&findings, &dropped, at("/a.c", 9, 7), NULL, "m");
  add(&findings, &blocking, at("/a.c", 9, 7), NULL, "m");
  add(&findings, &blocking, at("/a.c", 9, 7), NULL, "m");
  findings_finish(&findings, &all);
  assert_int_equal(findings.count, 4);
  assert_string_equal(findings.items[0].rule, "blocking-call");
  assert_string_equal(findings.items[1].rule, "dropped-task");
  assert_int_equal(findings.items[2].loc.line, 10);
  assert_string_equal(findings.items[3].loc.file, "/b.c");
  findings_free(&findings);
}

static void the_same_findings_in_another_order_end_the_same(void **state) {
  (void)state;
  struct findings one = {0}, two = {0};
  struct ir_unit all = {0};
  struct ir_location places[] = {at("/x.h", 3, 1), at("/x.h", 3, 1), at("/x.h", 8, 1)};
  static const char *const notes[] = {"from b", "from a", "from c"};
  for (int i = 0; i < 3; i++) {
    findings_note(&one, findings_add(&one, &blocking, &places[i], NULL, "m"), NULL, "%s", notes[i]);
    int j = 2 - i;
    findings_note(&two, findings_add(&two, &blocking, &places[j], NULL, "m"), NULL, "%s", notes[j]);
  }
  findings_finish(&one, &all);
  findings_finish(&two, &all);
  assert_int_equal(one.count, 2);
  assert_int_equal(two.count, 2);
  assert_string_equal(one.items[0].notes[0].message, "from a");
  assert_string_equal(two.items[0].notes[0].message, "from a");
  assert_string_equal(one.items[0].fingerprint, two.items[0].fingerprint);
  findings_free(&one);
  findings_free(&two);
}

static void fingerprints_survive_moved_lines_and_folders(void **state) {
  (void)state;
  struct findings old = {0}, moved = {0};
  struct ir_unit all = {0};
  struct ir_location loc = at("/p/a.c", 1, 1);
  struct ir_function before = function_at(&loc, "f@/p/a.c", 9);
  struct ir_function after = function_at(&loc, "f@/q/r/a.c", 99);
  add(&old, &blocking, at("/p/a.c", 5, 1), &before, "m");
  add(&old, &blocking, at("/p/a.c", 6, 1), &before, "m");
  add(&old, &blocking, at("/p/a.c", 7, 1), NULL, "m");
  add(&moved, &blocking, at("/q/r/a.c", 50, 9), &after, "m");
  add(&moved, &blocking, at("/q/r/a.c", 60, 9), &after, "m");
  add(&moved, &blocking, at("/q/r/a.c", 70, 9), NULL, "m");
  findings_finish(&old, &all);
  findings_finish(&moved, &all);
  for (int i = 0; i < 3; i++) {
    assert_int_equal(strlen(old.items[i].fingerprint), 32);
    assert_string_equal(old.items[i].fingerprint, moved.items[i].fingerprint);
  }
  assert_string_not_equal(old.items[0].fingerprint, old.items[1].fingerprint);
  assert_string_not_equal(old.items[0].fingerprint, old.items[2].fingerprint);
  findings_free(&old);
  findings_free(&moved);
}

/// Finishes one blocking-call at /a.c:5 in a function of lines 3 to 8 under one suppression.
static bool suppressed_by(struct ir_suppression suppression) {
  struct ir_location loc = at("/a.c", 3, 5);
  struct ir_function function = function_at(&loc, "f", 8);
  struct ir_function *functions[] = {&function};
  struct ir_unit all = {.function_count = 1,
                        .functions = functions,
                        .suppression_count = 1,
                        .suppressions = &suppression};
  static const bool none_ran[64];
  struct findings findings = {.ran = none_ran};
  add(&findings, &blocking, at("/a.c", 5, 1), &function, "m");
  findings_finish(&findings, &all);
  bool result = findings.items[0].suppressed;
  if (result)
    assert_string_equal(findings.items[0].reason, "because");
  findings_free(&findings);
  return result;
}

static struct ir_suppression allow(enum ir_suppression_kind kind, uint32_t line, const char *list) {
  return (struct ir_suppression){.kind = kind,
                                 .file = "/a.c",
                                 .line = line,
                                 .target_line = line,
                                 .rules = list,
                                 .reason = "because"};
}

static void a_suppression_covers_its_line_function_or_file(void **state) {
  (void)state;
  assert_true(suppressed_by(allow(IR_ALLOW_LINE, 5, "dropped-task,blocking-call")));
  assert_true(suppressed_by(allow(IR_ALLOW_LINE, 5, "correctness")));
  assert_true(suppressed_by(allow(IR_ALLOW_LINE, 5, "*")));
  assert_false(suppressed_by(allow(IR_ALLOW_LINE, 4, "*")));
  assert_false(suppressed_by(allow(IR_ALLOW_LINE, 5, "blocking,blocking-call-x")));
  assert_true(suppressed_by(allow(IR_ALLOW_FUNCTION, 2, "blocking-call")));
  assert_true(suppressed_by(allow(IR_ALLOW_FUNCTION, 6, "blocking-call")));
  assert_false(suppressed_by(allow(IR_ALLOW_FUNCTION, 9, "blocking-call")));
  assert_true(suppressed_by(allow(IR_ALLOW_FILE, 100, "blocking-call")));
  struct ir_suppression other = allow(IR_ALLOW_FILE, 1, "*");
  other.file = "/b.c";
  assert_false(suppressed_by(other));
}

static void a_comment_without_effect_is_reported_unless_a_rule_did_not_run(void **state) {
  (void)state;
  bool ran[64] = {false};
  struct ir_suppression comments[] = {allow(IR_ALLOW_LINE, 7, "blocking-call"),
                                      allow(IR_ALLOW_LINE, 8, "dropped-task")};
  struct ir_unit all = {.suppression_count = 2, .suppressions = comments};
  for (unsigned i = 0; i < rule_count; i++)
    ran[i] =
        !strcmp(rules[i]->name, "blocking-call") || !strcmp(rules[i]->name, "unused-suppression");
  struct findings findings = {.ran = ran};
  findings_finish(&findings, &all);
  assert_int_equal(findings.count, 1);
  assert_int_equal(findings.items[0].loc.line, 7);
  assert_string_equal(findings.items[0].rule, "unused-suppression");
  findings_free(&findings);
}

static void an_unchecked_file_has_no_unused_comments(void **state) {
  (void)state;
  struct ir_suppression comment = allow(IR_ALLOW_FILE, 1, "blocking-call");
  struct ir_unit all = {.suppression_count = 1, .suppressions = &comment};
  struct findings findings = {0};
  findings_add_unchecked(&findings, "/a.c", "f", "an error", NULL);
  findings_finish(&findings, &all);
  assert_int_equal(findings.count, 0);
  findings_free(&findings);
}

static void notes_and_unchecked_are_kept(void **state) {
  (void)state;
  struct findings findings = {0};
  struct ir_unit all = {0};
  struct ir_location loc = at("/a.c", 1, 1);
  struct finding *finding = findings_add(&findings, &blocking, &loc, NULL, "m");
  for (int i = 0; i < 9; i++)
    findings_note(&findings, finding, &loc, "note %d", i);
  findings_add_unchecked(&findings, "/z.c", NULL, "crash", NULL);
  findings_add_unchecked(&findings, "/y.c", "g", "too deep", &loc);
  findings_add_unchecked(&findings, "/z.c", NULL, "crash", NULL);
  findings_finish(&findings, &all);
  assert_int_equal(findings.items[0].note_count, 9);
  assert_string_equal(findings.items[0].notes[8].message, "note 8");
  assert_int_equal(findings.unchecked_count, 2);
  assert_string_equal(findings.unchecked[0].file, "/y.c");
  assert_string_equal(findings.unchecked[0].function, "g");
  findings_free(&findings);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(findings_are_ordered_and_each_comes_once),
      cmocka_unit_test(the_same_findings_in_another_order_end_the_same),
      cmocka_unit_test(fingerprints_survive_moved_lines_and_folders),
      cmocka_unit_test(a_suppression_covers_its_line_function_or_file),
      cmocka_unit_test(a_comment_without_effect_is_reported_unless_a_rule_did_not_run),
      cmocka_unit_test(an_unchecked_file_has_no_unused_comments),
      cmocka_unit_test(notes_and_unchecked_are_kept),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
