// SPDX-License-Identifier: MIT
// The command line: what is understood, what is refused and with which words.
#include "analyzer/options/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PARSE(options, error, ...)                                                                 \
  parse((options), (error), (const char *[]){"async-lint", __VA_ARGS__, NULL})

static bool parse(struct options *options, struct text *error, const char *const *argv) {
  int argc = 0;
  while (argv[argc])
    argc++;
  *options = (struct options){0};
  *error = (struct text){0};
  return options_parse(options, argc, argv, error);
}

static void done(struct options *options, struct text *error) {
  options_free(options);
  text_free(error);
}

/// Parsing `argv` fails with a message that holds `expected`.
static void refuses(const char *const *argv, const char *expected) {
  struct options options;
  struct text error;
  assert_false(parse(&options, &error, argv));
  if (!strstr(text_get(&error), expected))
    fail_msg("`%s` does not hold `%s`", text_get(&error), expected);
  done(&options, &error);
}
#define REFUSES(expected, ...) refuses((const char *[]){"async-lint", __VA_ARGS__, NULL}, expected)

static void values_may_be_attached_or_separate(void **state) {
  (void)state;
  struct options options;
  struct text error;
  assert_true(PARSE(&options, &error, "--build=b", "-j4", "--timeout", "5", "--rules", "all",
                    "--fail-on", "error", "src"));
  assert_string_equal(options.build, "b");
  assert_int_equal(options.jobs, 4);
  assert_int_equal(options.timeout, 5);
  assert_string_equal(options.rules.items[0], "all");
  assert_int_equal(options.fail_on, FAIL_ON_ERROR);
  assert_int_equal(options.operands.count, 1);
  done(&options, &error);
}

static void short_forms_are_the_long_ones(void **state) {
  (void)state;
  static const char *const forms[][2] = {{"-p", "dir"}, {"-pdir", NULL}, {"-p=dir", NULL}};
  for (size_t i = 0; i < 3; i++) {
    struct options options;
    struct text error;
    assert_true(PARSE(&options, &error, forms[i][0], forms[i][1]));
    assert_string_equal(options.build, "dir");
    done(&options, &error);
  }
}

static void what_follows_two_dashes_is_the_compilers(void **state) {
  (void)state;
  struct options options;
  struct text error;
  assert_true(PARSE(&options, &error, "a.c", "--", "cc", "-DX", "--help", "a.c"));
  assert_true(options.single);
  assert_false(options.help);
  assert_int_equal(options.compiler.count, 4);
  assert_string_equal(options.compiler.items[2], "--help");
  done(&options, &error);
}

static void formats_name_their_files(void **state) {
  (void)state;
  struct options options;
  struct text error;
  assert_true(PARSE(&options, &error, "--format", "text", "--format=json=out.json"));
  assert_int_equal(options.output_count, 2);
  assert_null(options.outputs[0].file);
  assert_int_equal(options.outputs[1].format, FORMAT_JSON);
  assert_string_equal(options.outputs[1].file, "out.json");
  done(&options, &error);
}

static void a_mistyped_option_is_answered_with_the_nearest(void **state) {
  (void)state;
  REFUSES("(did you mean `--timeout`?)", "--tiemout=3");
  REFUSES("(did you mean `--progress`?)", "--progres", "always");
  REFUSES("unknown option `-z`", "-z");
  REFUSES("unknown format `jsn` (did you mean `json`?)", "--format", "jsn");
}

static void standard_input_is_one_file_that_is_not_changed(void **state) {
  (void)state;
  struct options options;
  struct text error;
  assert_true(PARSE(&options, &error, "--stdin", "--stdin-filename", "src/a.c"));
  assert_true(options.from_stdin);
  assert_string_equal(options.stdin_filename, "src/a.c");
  done(&options, &error);
  assert_true(PARSE(&options, &error, "--stdin", "a.c", "--", "-Iinclude"));
  done(&options, &error);
  REFUSES("`--stdin` needs `--stdin-filename FILE`", "--stdin");
  REFUSES("add `--stdin`", "--stdin-filename=a.c");
  REFUSES("leave out PATH", "--stdin", "--stdin-filename=a.c", "src");
  REFUSES("`--stdin` and `--fix` exclude each other", "--stdin", "--stdin-filename=a.c", "--fix");
  REFUSES("`--stdin` and `--since` exclude each other", "--stdin", "--stdin-filename=a.c",
          "--since=HEAD");
  REFUSES("`--stdin` does not go with `rules`", "rules", "--stdin");
}

static void a_mode_takes_its_word_only_attached(void **state) {
  (void)state;
  struct options options;
  struct text error;
  assert_true(PARSE(&options, &error, "--fix", "src"));
  assert_int_equal(options.fix, FIX_MODE_SAFE);
  assert_string_equal(options.operands.items[0], "src");
  done(&options, &error);
  assert_true(PARSE(&options, &error, "--fix=unsafe", "--diff"));
  assert_int_equal(options.fix, FIX_MODE_UNSAFE);
  assert_true(options.diff);
  done(&options, &error);
  assert_true(PARSE(&options, &error, "src"));
  assert_int_equal(options.fix, FIX_MODE_NONE);
  done(&options, &error);
  REFUSES("`--fix` takes one of `safe|unsafe`, not `all`", "--fix=all");
  REFUSES("`merge` changes no files: add `--diff`", "merge", "--fix", "a.part");
}

static void values_that_make_no_sense_are_refused(void **state) {
  (void)state;
  REFUSES("two formats go to the file `x`", "--format=json=x", "--format=sarif=x");
  REFUSES("`--timeout` takes a number from 1, not `0`", "--timeout=0");
  REFUSES("`--jobs` takes a number from 1, not `-1`", "-j", "-1");
  REFUSES("`--jobs` takes a number from 1, not `99999999999`", "-j", "99999999999");
  REFUSES("`--fail-on` takes one of `error|warning|never`, not `err`", "--fail-on=err");
  REFUSES("`--store` needs a value", "--store");
  REFUSES("`--quiet` takes no value", "--quiet=yes");
  REFUSES("exclude each other", "--store=a", "--no-store");
  REFUSES("two formats go to stdout", "--format=text", "--format=json");
  REFUSES("names no file", "--format=json=");
}

static void commands_take_their_own_options_and_operands(void **state) {
  (void)state;
  struct options options;
  struct text error;
  assert_true(PARSE(&options, &error, "-p", "b", "contract", "f"));
  assert_int_equal(options.command, CMD_CONTRACT);
  assert_string_equal(options.operands.items[0], "f");
  done(&options, &error);
  REFUSES("usage: async-lint explain RULE", "explain");
  REFUSES("`--jobs` does not go with `rules`", "rules", "-j2");
  REFUSES("`explain` takes no `--`", "explain", "x", "--", "cc");
}

static char *help_of(enum command command) {
  char *text = NULL;
  size_t length;
  FILE *out = open_memstream(&text, &length);
  options_help(out, command);
  fclose(out);
  return text;
}

static void help_names_every_option_and_stays_within_100_columns(void **state) {
  (void)state;
  char *help[COMMAND_COUNT], *list = NULL;
  for (int command = 0; command < COMMAND_COUNT; command++)
    help[command] = help_of((enum command)command);
  size_t length;
  FILE *out = open_memstream(&list, &length);
  options_list(out);
  fclose(out);
  for (char *word = strtok(list, "=\n"); word; word = strtok(NULL, "=\n")) {
    bool found = false;
    for (int command = 0; command < COMMAND_COUNT; command++)
      found |= strstr(help[command], word) != NULL;
    if (!found)
      fail_msg("`%s` is in no help", word);
  }
  for (int command = 0; command < COMMAND_COUNT; command++) {
    for (char *line = strtok(help[command], "\n"); line; line = strtok(NULL, "\n"))
      if (strlen(line) > 100)
        fail_msg("too long: %s", line);
    free(help[command]);
  }
  free(list);
}

static void help_of_a_command_leaves_out_what_it_does_not_take(void **state) {
  (void)state;
  char *help = help_of(CMD_RULES);
  assert_non_null(strstr(help, "--format"));
  assert_null(strstr(help, "--timeout"));
  free(help);
}

static void colours_follow_the_environment_unless_told(void **state) {
  (void)state;
  struct options options = {0};
  FILE *file = tmpfile();
  unsetenv("NO_COLOR");
  unsetenv("CLICOLOR_FORCE");
  assert_false(options_color(&options, file));
  setenv("CLICOLOR_FORCE", "1", 1);
  assert_true(options_color(&options, file));
  setenv("NO_COLOR", "1", 1);
  assert_false(options_color(&options, file));
  options.color = WHEN_ALWAYS;
  assert_true(options_color(&options, file));
  fclose(file);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values_may_be_attached_or_separate),
      cmocka_unit_test(short_forms_are_the_long_ones),
      cmocka_unit_test(what_follows_two_dashes_is_the_compilers),
      cmocka_unit_test(formats_name_their_files),
      cmocka_unit_test(a_mistyped_option_is_answered_with_the_nearest),
      cmocka_unit_test(standard_input_is_one_file_that_is_not_changed),
      cmocka_unit_test(a_mode_takes_its_word_only_attached),
      cmocka_unit_test(values_that_make_no_sense_are_refused),
      cmocka_unit_test(commands_take_their_own_options_and_operands),
      cmocka_unit_test(help_names_every_option_and_stays_within_100_columns),
      cmocka_unit_test(help_of_a_command_leaves_out_what_it_does_not_take),
      cmocka_unit_test(colours_follow_the_environment_unless_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
