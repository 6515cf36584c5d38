// SPDX-License-Identifier: MIT
// The two halves check each other on one broken program: `test_twins NAME`. async-lint finds what
// the marks say; checked mode, while the program runs, finds the rules that its first comment names
// after `at run time:`, and none that async-lint has missed.
#include "tests/fixtures/fixture.h"
#include "tests/fixtures/lint.h"

// cmocka.h wants these before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_RULES = 64, NAME = 40 };

struct rules {
  char names[MOST_RULES][NAME];
  unsigned count;
};

static const char *twin; // its name

static bool has(const struct rules *rules, const char *name) {
  for (unsigned i = 0; i < rules->count; i++)
    if (strcmp(rules->names[i], name) == 0)
      return true;
  return false;
}

static void add(struct rules *rules, const char *name) {
  if (!has(rules, name) && rules->count < MOST_RULES)
    snprintf(rules->names[rules->count++], NAME, "%s", name);
}

static unsigned missing(const struct rules *from, const struct rules *in, const char *where) {
  unsigned count = 0;
  for (unsigned i = 0; i < in->count; i++)
    if (!has(from, in->names[i])) {
      print_error("%s: %s is missing %s\n", twin, in->names[i], where);
      count++;
    }
  return count;
}

// The rules that the twin's first comment names, on one line or several.
static void read_expected(struct rules *rules, const char *source) {
  static const char mark[] = "// at run time: ";
  for (const char *at = source; (at = strstr(at, mark));) {
    char line[400];
    at += strlen(mark);
    snprintf(line, sizeof line, "%.*s", (int)strcspn(at, "\n"), at);
    char *rest = NULL;
    for (char *name = strtok_r(line, " ", &rest); name; name = strtok_r(NULL, " ", &rest))
      add(rules, name);
  }
}

// Runs the program in checked mode, with its output thrown away.
static void run_twin(const char *findings) {
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    char program[1000], options[200];
    snprintf(program, sizeof program, PROGRAMS "/twin_%s", twin);
    snprintf(options, sizeof options, "json:%s", findings);
    setenv("TASKRT_CHECK", options, 1);
    if (freopen("/dev/null", "w", stdout))
      execl(program, program, "at run time", TWINS, (char *)NULL);
    _exit(126);
  }
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  assert_true(WEXITSTATUS(status) < 126);
}

static void read_findings(struct rules *rules, const char *path) {
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  json_t *finding;
  while ((finding = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL))) {
    // A place in the program, so that people find it.
    assert_non_null(strstr(json_text(finding, "file"), twin));
    assert_true(json_count(finding, "line") > 0);
    add(rules, json_text(finding, "rule"));
    json_decref(finding);
  }
  fclose(file);
}

static void both_halves_find_the_same_rules(void **state) {
  (void)state;
  char path[1000], findings[] = "/tmp/async-lint-twin-XXXXXX";
  snprintf(path, sizeof path, TWINS "/%s.c", twin);
  struct fixture fixture;
  struct text differences = {0};
  fixture_read(&fixture, path, &differences);
  fixture_check(&fixture, &differences);
  if (differences.length > 0)
    print_error("%s", text_get(&differences));
  assert_int_equal(differences.length, 0);
  text_free(&differences);

  struct rules expected = {0}, marked = {0}, found = {0};
  read_expected(&expected, text_get(&fixture.files[0].source));
  for (uint32_t i = 0; i < fixture.mark_count; i++)
    if (fixture.marks[i].kind == MARK_EXPECT)
      add(&marked, fixture.marks[i].rule);
  fixture_free(&fixture);

  int file = mkstemp(findings);
  assert_true(file >= 0);
  close(file);
  run_twin(findings);
  read_findings(&found, findings);
  unlink(findings);
  assert_true(expected.count > 0);
  assert_int_equal(missing(&found, &expected, "at run time"), 0);
  assert_int_equal(missing(&expected, &found, "in the comment, but found at run time"), 0);
  assert_int_equal(missing(&marked, &found, "among async-lint's findings"), 0);
}

int main(int argc, char **argv) {
  twin = argc == 2 ? argv[1] : "";
  const struct CMUnitTest tests[] = {cmocka_unit_test(both_halves_find_the_same_rules)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
