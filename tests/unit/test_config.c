// SPDX-License-Identifier: MIT
// Configuration files: patterns, what is read and refused, and which level a rule has in a file.
#include "analyzer/config/config.h"
#include "analyzer/rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64], path[96];

static int make_folder(void **state) {
  (void)state;
  strcpy(folder, "/tmp/async-lint-config-XXXXXX");
  if (!mkdtemp(folder))
    return -1;
  snprintf(path, sizeof path, "%s/.async-lint", folder);
  return 0;
}

static int remove_folder(void **state) {
  (void)state;
  char command[96];
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  return system(command);
}

static void put(const char *where, const char *content) {
  FILE *file = fopen(where, "w");
  assert_non_null(file);
  fputs(content, file);
  fclose(file);
}

static unsigned rule(const char *name) {
  unsigned i = 0;
  while (strcmp(rules[i]->name, name) != 0)
    i++;
  return i;
}

static void patterns_match_paths_and_all_below_them(void **state) {
  (void)state;
  static const struct {
    const char *pattern, *path;
    bool matches;
  } cases[] = {
      {"src/a.c", "src/a.c", true},
      {"src", "src/net/a.c", true},
      {"src", "source/a.c", false},
      {"src/*.c", "src/a.c", true},
      {"src/*.c", "src/net/a.c", false},
      {"*", "src/net/a.c", true},
      {"*.c", "a.c", true},
      {"*.c", "src/a.c", false},
      {"**/*.c", "a.c", true},
      {"**/*.c", "src/net/a.c", true},
      {"**/net", "src/net/a.c", true},
      {"**/net", "src/subnet/a.c", false},
      {"src/**", "src/net/a.c", true},
      {"src/**/a.c", "src/a.c", true},
      {"src/**/a.c", "src/x/y/a.c", true},
      {"src/**/a.c", "src/x/ba.c", false},
      {"s?c/a.c", "src/a.c", true},
      {"src?a.c", "src/a.c", false},
      {"a*b*c", "axxbxxc", true},
      {"a*b*c", "axxbxxd", false},
      {"**", "a", true},
      {"", "a", false},
      {"a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    if (config_glob(cases[i].pattern, cases[i].path) != cases[i].matches)
      fail_msg("`%s` on `%s`", cases[i].pattern, cases[i].path);
}

static void mistakes_name_the_line_and_the_nearest_right_word(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"rules:\n  blokcing-call: off\n",
       ":2:3: unknown rule or group `blokcing-call` (did you mean `blocking-call`?)"},
      {"rulse:\n  blocking-call: off\n", ":1:1: unknown key `rulse` (did you mean `rules`?)"},
      {"rules:\n  blocking-call: loud\n", ":2:18: `blocking-call` takes `off`, `on`, `warning`"},
      {"rules:\n  blocking-call: [off]\n", ":2:18: `blocking-call` takes one word here"},
      {"rules: [a]\n", ":1:8: `rules` takes `name: value` lines"},
      {"rules:\n  all: off\n  all: on\n", ":3:3: `all` stands here a second time, after line 2"},
      {"fail-on: sometimes\n", ":1:10: `fail-on` takes `error`, `warning` or `never`"},
      {"fail-on:\n", ": `fail-on` is empty here"},
      {"stack-size: large\n", ":1:13: `stack-size` takes bytes, `64 KiB` or `1 MiB`, from 4 KiB"},
      {"stack-size: 64 KB\n", ":1:13: `stack-size` takes bytes"},
      {"stack-size: 4095\n", ":1:13: `stack-size` takes bytes"},
      {"stack-size: 1025 MiB\n", ":1:13: `stack-size` takes bytes"},
      {"stack-size: -4096\n", ":1:13: `stack-size` takes bytes"},
      {"stack-size: 99999999999999999999\n", ":1:13: `stack-size` takes bytes"},
      {"exclude: /usr\n", ":1:10: `exclude` takes patterns of paths below"},
      {"exclude: [a, ../b]\n", ": `exclude` takes patterns of paths below"},
      {"overrides:\n  - rules:\n      all: off\n", ":2:5: this override has no `paths`"},
      {"overrides:\n  - path: a\n", ":2:5: unknown key `path` (did you mean `paths`?)"},
      {"overrides: a\n", ":1:12: `overrides` takes a list"},
      {"- a\n", ":1:1: the configuration takes `name: value` lines"},
      {"rules: {\n", ":2:1: did not find expected node content"},
      {"fail-on: error\n---\nfail-on: error\n", ": a second document"},
      {"a: *b\n", ":1:"},
      {"\xff: a\n", ":"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct arena arena = {0};
    struct config config;
    struct text error = {0};
    put(path, cases[i][0]);
    assert_false(config_read(&arena, path, &config, &error));
    if (strncmp(text_get(&error), path, strlen(path)) != 0 ||
        !strstr(text_get(&error), cases[i][1]))
      fail_msg("case %zu: %s", i, text_get(&error));
    config_free(&config);
    text_free(&error);
    arena_free(&arena);
  }
}

static const char whole[] = "# comment\n"
                            "rules:\n"
                            "  default: off\n"
                            "  correctness: warning\n"
                            "  blocking-call: on\n"
                            "overrides:\n"
                            "  - paths: [tests, '**/*_test.c']\n"
                            "    rules:\n"
                            "      blocking-call: off\n"
                            "  - paths: tests/slow\n"
                            "    rules: {all: error}\n"
                            "specs: [lint/db.api, /etc/x.api]\n"
                            "exclude: ./vendor/\n"
                            "fail-on: error\n"
                            "stack-size: 128 KiB\n";

static enum config_level level_in(const struct config *config, const char *name, const char *file,
                                  struct config_reason *reason) {
  char absolute[160];
  snprintf(absolute, sizeof absolute, "%s/%s", folder, file);
  return config_level(config, rule(name), absolute, reason);
}

static void a_later_line_wins_over_an_earlier_one(void **state) {
  (void)state;
  struct arena arena = {0};
  struct config config;
  struct text error = {0};
  struct config_reason reason;
  put(path, whole);
  if (!config_read(&arena, path, &config, &error))
    fail_msg("%s", text_get(&error));
  assert_int_equal(level_in(&config, "blocking-call", "src/a.c", &reason), CONFIG_ERROR);
  assert_int_equal(reason.line, 5);
  assert_null(reason.pattern);
  assert_int_equal(level_in(&config, "dropped-task", "src/a.c", NULL), CONFIG_WARNING);
  assert_int_equal(level_in(&config, "missing-token", "src/a.c", &reason), CONFIG_OFF);
  assert_int_equal(reason.line, 3);
  assert_int_equal(level_in(&config, "blocking-call", "src/x_test.c", &reason), CONFIG_OFF);
  assert_int_equal(reason.line, 9);
  assert_string_equal(reason.pattern, "**/*_test.c");
  assert_int_equal(level_in(&config, "missing-token", "tests/slow/a.c", NULL), CONFIG_ERROR);
  assert_true(config_may_run(&config, rule("missing-token")));
  assert_int_equal(config.fail_on, 0);
  assert_int_equal(config.stack_size, 128 * 1024);
  assert_int_equal(config.specs.count, 2);
  assert_string_equal(config.specs.items[1].text, "/etc/x.api");
  config_free(&config);
  arena_free(&arena);
}

static void what_is_excluded_lies_below_the_pattern(void **state) {
  (void)state;
  struct arena arena = {0};
  struct config config;
  struct text error = {0};
  put(path, whole);
  assert_true(config_read(&arena, path, &config, &error));
  char file[128];
  snprintf(file, sizeof file, "%s/vendor/zlib/a.c", folder);
  assert_int_equal(config_excluded(&config, file)->line, 13);
  assert_null(config_excluded(&config, "/elsewhere/vendor/a.c"));
  config_free(&config);
  arena_free(&arena);
}

static void an_empty_file_changes_nothing(void **state) {
  (void)state;
  static const char *const files[] = {"", "# nothing\n", "---\n", "rules:\noverrides: []\n"};
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    struct arena arena = {0};
    struct config config;
    struct text error = {0};
    put(path, files[i]);
    if (!config_read(&arena, path, &config, &error))
      fail_msg("%s", text_get(&error));
    assert_int_equal(level_in(&config, "blocking-call", "a.c", NULL), CONFIG_ERROR);
    assert_int_equal(config.fail_on, -1);
    config_free(&config);
    arena_free(&arena);
  }
}

static void the_nearest_configuration_above_a_file_holds(void **state) {
  (void)state;
  char inner[128], file[160];
  put(path, "fail-on: never\n");
  snprintf(inner, sizeof inner, "%s/a", folder);
  mkdir(inner, 0777);
  snprintf(file, sizeof file, "%s/a/.async-lint", folder); // a folder is no configuration
  mkdir(file, 0777);
  struct configs configs = {0};
  struct text error = {0};
  const struct config *config;
  snprintf(file, sizeof file, "%s/a/b/x.c", folder);
  assert_true(configs_of(&configs, file, &config, &error));
  assert_string_equal(config->path, path);
  const struct config *again;
  assert_true(configs_of(&configs, file, &again, &error));
  assert_ptr_equal(config, again);
  configs_close(&configs);
  configs.none = true;
  assert_true(configs_of(&configs, file, &config, &error));
  assert_null(config);
  configs_close(&configs);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(patterns_match_paths_and_all_below_them),
      IN_FOLDER(mistakes_name_the_line_and_the_nearest_right_word),
      IN_FOLDER(a_later_line_wins_over_an_earlier_one),
      IN_FOLDER(what_is_excluded_lies_below_the_pattern),
      IN_FOLDER(an_empty_file_changes_nothing),
      IN_FOLDER(the_nearest_configuration_above_a_file_holds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
