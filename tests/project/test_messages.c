// SPDX-License-Identifier: MIT
// The fixtures of every rule as a whole: how many there are, and how their messages read.
#include "tests/fixtures/fixture.h"
#include "tests/fixtures/lint.h"
#include "tests/project/project.h"

// cmocka.h wants these before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/// Folders of testdata that hold something else than the fixtures of a rule.
static bool is_other_testdata(const char *folder) {
  static const char *const others[] = {"frontend", "fuzz", "output", "peers",
                                       "projects", "spec", "twins"};
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (strcmp(folder, others[i]) == 0)
      return true;
  return false;
}

/// Adds the programs of one rule, as paths of the source tree: files, and folders by their name.
static void add_programs(struct names *programs, const char *rule) {
  struct names files = {0};
  struct text folder = {0};
  text_printf(&folder, "testdata/%s", rule);
  tree_files(&files, folder.data);
  for (uint32_t i = 0; i < files.count; i++) {
    const char *name = files.items[i] + folder.length + 1, *slash = strchr(name, '/');
    size_t length = slash ? (size_t)(slash - files.items[i]) : strlen(files.items[i]);
    char *program = strndup(files.items[i], length);
    if ((slash || ends_with(name, ".c")) && !names_contain(programs, program))
      names_add(programs, program, length);
    free(program);
  }
  text_free(&folder);
  names_free(&files);
}

void every_rule_has_a_dozen_fixtures(void **state) {
  (void)state;
  struct names rules = rules_listed(), folders = {0};
  tree_folders(&folders, "testdata");
  for (uint32_t i = 0; i < rules.count; i++) {
    struct names programs = {0};
    add_programs(&programs, rules.items[i]);
    if (programs.count < 12)
      mistake("testdata/%s has %u fixtures", rules.items[i], programs.count);
    names_free(&programs);
  }
  for (uint32_t i = 0; i < folders.count; i++)
    if (!names_contain(&rules, folders.items[i]) && !is_other_testdata(folders.items[i]))
      mistake("testdata/%s is not named for a rule", folders.items[i]);
  names_free(&rules);
  names_free(&folders);
  assert_int_equal(mistakes, 0);
}

/// The length of a message without the names of the program it speaks of.
static size_t plain_length(const char *message) {
  size_t length = 0;
  bool name = false;
  for (; *message; message++) {
    name ^= *message == '`';
    length += !name;
  }
  return length;
}

static bool counts_lines(const char *message) {
  const char *line = strstr(message, "line ");
  return line && isdigit((unsigned char)line[5]);
}

static void check_message(const char *fixture, const char *message) {
  if (!islower((unsigned char)*message) && *message != '`')
    mistake("%s: begins neither in lower case nor with a name: %s", fixture, message);
  if (ends_with(message, "."))
    mistake("%s: ends with a period: %s", fixture, message);
  if (counts_lines(message))
    mistake("%s: a line belongs into a note's place, not into its text: %s", fixture, message);
  if (plain_length(message) > 100)
    mistake("%s: is longer than 100 characters: %s", fixture, message);
}

static void check_messages(const char *fixture, const json_t *report) {
  size_t i, k;
  json_t *finding, *note;
  json_array_foreach(json_object_get(report, "findings"), i, finding) {
    check_message(fixture, json_text(finding, "message"));
    json_array_foreach(json_object_get(finding, "notes"), k, note) {
      check_message(fixture, json_text(note, "message"));
    }
  }
}

void messages_follow_the_convention(void **state) {
  (void)state;
  struct names rules = rules_listed(), programs = {0};
  for (uint32_t i = 0; i < rules.count; i++)
    add_programs(&programs, rules.items[i]);
  for (uint32_t i = 0; i < programs.count; i++) {
    struct fixture fixture;
    struct text path = {0}, differences = {0};
    text_printf(&path, "%s/%s", SOURCE_DIR, programs.items[i]);
    fixture_read(&fixture, path.data, &differences);
    json_t *report = fixture_report(&fixture, &differences);
    if (!report)
      mistake("%s", text_get(&differences));
    check_messages(fixture.name, report);
    json_decref(report);
    fixture_free(&fixture);
    text_free(&path);
    text_free(&differences);
  }
  names_free(&rules);
  names_free(&programs);
  assert_int_equal(mistakes, 0);
}
