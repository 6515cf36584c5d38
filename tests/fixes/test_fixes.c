// SPDX-License-Identifier: MIT
// Tries every fix of every fixture of one rule: `test_fixes RULE`. The mended program compiles, the
// finding is gone, and mending everything twice is mending it once. With FIXTURE=name in the
// environment only the programs whose name contains it.
#include "tests/fixtures/fixture.h"
#include "tests/fixtures/lint.h"
#include "tests/fixtures/programs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
  unsigned programs, findings, safe, unsafe;
} totals;

/// The catalogue, as `rules --format json` prints it.
static json_t *catalogue;

static bool is_fixable(const char *rule) {
  const json_t *entry;
  size_t i;
  json_array_foreach(catalogue, i, entry) {
    if (!strcmp(json_text(entry, "name"), rule))
      return json_is_true(json_object_get(entry, "fixable"));
  }
  return false;
}

static const char *rule_name;
static unsigned own_fixes; // of the rule whose programs are tried

/// A program being tried: its copy in a folder of its own.
struct trial {
  struct fixture fixture;
  char folder[64];
  struct text differences;
  bool compiles; // without a warning, before anything was mended
};

// ---- files ----

static void run(const char *command) {
  if (system(command) != 0)
    fail_msg("`%s` fails", command);
}

/// Copies the program and reads the copy.
static void begin(struct trial *trial, const char *path) {
  *trial = (struct trial){0};
  char command[1024];
  const char *name = strrchr(path, '/') + 1;
  strcpy(trial->folder, "/tmp/async-lint-fixes-XXXXXX");
  assert_non_null(mkdtemp(trial->folder));
  // Its folder says which rules run.
  snprintf(command, sizeof command, "mkdir '%s/%s' && cp -r '%s' '%s/%s/'", trial->folder,
           rule_name, path, trial->folder, rule_name);
  run(command);
  snprintf(command, sizeof command, "%s/%s/%s", trial->folder, rule_name, name);
  fixture_read(&trial->fixture, command, &trial->differences);
}

static void end(struct trial *trial) {
  char command[128];
  snprintf(command, sizeof command, "rm -rf '%s'", trial->folder);
  run(command);
  fixture_free(&trial->fixture);
  text_free(&trial->differences);
}

static const char *path_of(struct trial *trial, const char *name) {
  return arena_printf(&trial->fixture.arena, "%s%s%s", *name == '/' ? "" : trial->fixture.folder,
                      *name == '/' ? "" : "/", name);
}

static void write_file(const char *path, const char *data, size_t length) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_int_equal(fwrite(data, 1, length, file), length);
  assert_int_equal(fclose(file), 0);
}

/// Puts every file back as it was.
static void restore(struct trial *trial) {
  for (uint32_t i = 0; i < trial->fixture.file_count; i++) {
    const struct fixture_file *file = &trial->fixture.files[i];
    write_file(path_of(trial, file->name), text_get(&file->source), file->source.length);
  }
}

/// True when every file compiles without a warning.
static bool compiles(struct trial *trial) {
  bool good = true;
  for (uint32_t i = 0; i < trial->fixture.file_count; i++) {
    const struct fixture_file *file = &trial->fixture.files[i];
    size_t length = strlen(file->name);
    if (length < 2 || strcmp(file->name + length - 2, ".c") != 0)
      continue;
    const char *command = arena_printf(
        &trial->fixture.arena,
        "cd '%s' && " COMPILER " -fsyntax-only -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Wno-unused "
        "-Wno-unused-parameter -Werror -I" RUNTIME_INCLUDE " %s '%s' >/dev/null 2>&1",
        trial->fixture.folder, file->flags ? file->flags : "", file->name);
    good &= system(command) == 0;
  }
  return good;
}

// ---- one fix ----

/// Makes the edits of one file, from the last to the first.
static void apply_edits(struct trial *trial, const json_t *edits) {
  for (size_t i = json_array_size(edits); i-- > 0;) {
    const json_t *edit = json_array_get(edits, i);
    const char *path = path_of(trial, json_text(edit, "file"));
    struct text old = {0}, now = {0};
    assert_true(text_read_file(&old, path, 1 << 20));
    size_t offset = json_count(edit, "offset"), length = json_count(edit, "length");
    assert_true(offset + length <= old.length);
    text_append(&now, old.data, offset);
    text_puts(&now, json_text(edit, "text"));
    text_append(&now, old.data + offset + length, old.length - offset - length);
    write_file(path, now.data, now.length);
    text_free(&old);
    text_free(&now);
  }
}

/// How many findings say the same of the same function.
static unsigned count_like(const json_t *report, const json_t *finding) {
  unsigned count = 0;
  const json_t *other;
  size_t i;
  json_array_foreach(json_object_get(report, "findings"), i, other) {
    count += !strcmp(json_text(other, "rule"), json_text(finding, "rule")) &&
             !strcmp(json_text(other, "message"), json_text(finding, "message")) &&
             !strcmp(json_text(other, "function"), json_text(finding, "function"));
  }
  return count;
}

static unsigned count_of_rule(const json_t *report, const char *rule) {
  unsigned count = 0;
  const json_t *finding;
  size_t i;
  json_array_foreach(json_object_get(report, "findings"), i, finding) {
    count += !strcmp(json_text(finding, "rule"), rule) && !json_object_get(finding, "suppressed");
  }
  return count;
}

/// A rule about mistakes that is on by default and has more to say of `now` than of `before`, or
/// NULL. What merely costs may come up: `task_await` of a task that need not be one.
static const char *spoilt_rule(const json_t *before, const json_t *now) {
  const json_t *entry;
  size_t i;
  json_array_foreach(catalogue, i, entry) {
    const char *rule = json_text(entry, "name");
    if (json_is_true(json_object_get(entry, "default")) &&
        strcmp(json_text(entry, "group"), "performance") != 0 &&
        count_of_rule(now, rule) > count_of_rule(before, rule))
      return rule;
  }
  return NULL;
}

static void try_fix(struct trial *trial, const json_t *report, const json_t *finding,
                    const json_t *fix) {
  bool safe = json_is_true(json_object_get(fix, "safe"));
  safe ? totals.safe++ : totals.unsafe++;
  apply_edits(trial, json_object_get(fix, "edits"));
  struct text *differences = &trial->differences;
  const char *title = json_text(fix, "title");
  unsigned line = json_count(finding, "line");
  json_t *now = fixture_report(&trial->fixture, differences);
  if (trial->compiles && !compiles(trial))
    text_printf(differences, "line %u: %s: the mended program does not compile\n", line, title);
  if (now && json_array_size(json_object_get(now, "unchecked")) >
                 json_array_size(json_object_get(report, "unchecked")))
    text_printf(differences, "line %u: %s: something cannot be checked any more\n", line, title);
  if (now && count_like(now, finding) >= count_like(report, finding))
    text_printf(differences, "line %u: %s: `%s` is still reported\n", line, title,
                json_text(finding, "message"));
  const char *spoilt = now ? spoilt_rule(report, now) : NULL;
  if (spoilt)
    text_printf(differences, "line %u: %s: now %s is reported\n", line, title, spoilt);
  json_decref(now);
  restore(trial);
}

// ---- all of them, twice ----

static void keep(struct trial *trial, struct text *all) {
  for (uint32_t i = 0; i < trial->fixture.file_count; i++)
    assert_true(text_read_file(all, path_of(trial, trial->fixture.files[i].name), 1 << 20));
}

static void mend_all(struct trial *trial) {
  struct text differences = {0};
  json_t *report = fixture_report_with(&trial->fixture, "--fix=unsafe", &differences);
  json_decref(report);
  text_free(&differences);
}

static void try_all(struct trial *trial) {
  struct text once = {0}, twice = {0};
  mend_all(trial);
  keep(trial, &once);
  if (trial->compiles && !compiles(trial))
    text_puts(&trial->differences, "the program does not compile with all fixes\n");
  mend_all(trial);
  keep(trial, &twice);
  if (strcmp(text_get(&once), text_get(&twice)) != 0)
    text_puts(&trial->differences, "a second run mends more\n");
  text_free(&once);
  text_free(&twice);
}

static void every_fix_mends_what_it_is_for(void **state) {
  struct trial trial;
  begin(&trial, *state);
  json_t *report = fixture_report(&trial.fixture, &trial.differences);
  bool some = false;
  const json_t *finding, *fix;
  size_t i, k;
  json_array_foreach(json_object_get(report, "findings"), i, finding) {
    if (json_object_get(finding, "suppressed"))
      continue; // is not mended
    totals.findings++;
    json_array_foreach(json_object_get(finding, "fixes"), k, fix) {
      if (!some)
        trial.compiles = compiles(&trial);
      some = true;
      own_fixes += !strcmp(json_text(finding, "rule"), rule_name);
      if (!is_fixable(json_text(finding, "rule")))
        text_printf(&trial.differences, "`%s` has fixes and does not say so\n",
                    json_text(finding, "rule"));
      try_fix(&trial, report, finding, fix);
    }
  }
  if (some)
    try_all(&trial);
  totals.programs++;
  if (trial.differences.length)
    print_error("%s: %s", trial.fixture.name, trial.differences.data);
  bool good = report && !trial.differences.length;
  json_decref(report);
  end(&trial);
  assert_true(good);
}

static void rules_that_say_so_have_fixes(void **state) {
  (void)state;
  assert_true(getenv("FIXTURE") || is_fixable(rule_name) == (own_fixes > 0));
}

static void read_catalogue(void) {
  struct lint lint = {0};
  const char *arguments[] = {"async-lint", "rules", "--format", "json", NULL};
  if (lint_run(&lint, "/", arguments))
    catalogue = lint_json(&lint);
  lint_free(&lint);
}

int main(int argc, char **argv) {
  static const struct CMUnitTest last = cmocka_unit_test(rules_that_say_so_have_fixes);
  rule_name = argc == 2 ? argv[1] : "";
  read_catalogue();
  int failed = run_programs(TESTDATA, rule_name, every_fix_mends_what_it_is_for, &last);
  json_decref(catalogue);
  printf("%s: %u programs, %u findings, %u safe and %u unsafe fixes\n", rule_name, totals.programs,
         totals.findings, totals.safe, totals.unsafe);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
