// SPDX-License-Identifier: MIT
// The files of analyzer/integrations, run as the services that read them would run them: their
// scripts are taken out of the YAML and given to a shell. pre-commit itself is used where it is
// installed.
#include "tests/cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

/// Appends the first scalar behind the key `key` (a value, or the first item of a list) of a YAML
/// file.
static void first_value(const char *path, const char *key, struct text *value) {
  FILE *file = fopen(path, "r");
  assert_non_null(file);
  yaml_parser_t parser;
  assert_true(yaml_parser_initialize(&parser));
  yaml_parser_set_input_file(&parser, file);
  bool behind = false, done = false;
  while (!done) {
    yaml_event_t event;
    assert_true(yaml_parser_parse(&parser, &event));
    done = event.type == YAML_STREAM_END_EVENT;
    if (event.type == YAML_SCALAR_EVENT) {
      const char *scalar = (const char *)event.data.scalar.value;
      if (behind) {
        text_puts(value, scalar);
        done = true;
      }
      behind = strcmp(scalar, key) == 0;
    }
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  fclose(file);
  assert_true(value->length > 0);
}

/// Runs a shell's command line in the sandbox, async-lint in the PATH; its status, and what it
/// printed.
static struct outcome in_shell(const char *assignments, const char *script) {
  struct outcome outcome = {0};
  struct text command = {0};
  char path[128];
  put_file("script", script);
  text_printf(&command, "cd '%s' && PATH=%s:$PATH %s bash -e script >shell.out 2>&1", sandbox,
              ASYNC_LINT_FOLDER, assignments);
  int status = system(command.data);
  outcome.status = status < 0 ? 255 : (status >> 8) & 255;
  snprintf(path, sizeof path, "%s/shell.out", sandbox);
  assert_true(text_read_file(&outcome.out, path, 1 << 20));
  text_free(&command);
  return outcome;
}

static void file_has(const char *name, const char *part) {
  char path[256];
  struct text text = {0};
  snprintf(path, sizeof path, "%s/%s", sandbox, name);
  assert_true(text_read_file(&text, path, 1 << 20));
  has(&text, part);
  text_free(&text);
}

/// A git repository with a clean unit, committed.
static void put_repository(void) {
  put_file("a.c", clean_unit);
  DATABASE("a.c");
  put_file(".gitignore", "*\n!a.c\n!.pre-commit-config.yaml\n");
  struct outcome outcome = in_shell("", "git init -q .\n"
                                        "git config user.name A && git config user.email a@b\n"
                                        "git add a.c && git commit -qm first\n");
  has_status(&outcome, 0);
  outcome_free(&outcome);
}

static void the_github_action_annotates_and_writes_sarif(void **state) {
  (void)state;
  struct text script = {0};
  first_value(INTEGRATIONS "/github/action.yml", "run", &script);
  put_file("build/a.c", dropping_unit);
  DATABASE("build/a.c");
  struct outcome outcome =
      in_shell("BUILD=. SINCE= BASELINE= SARIF=out.sarif OPTIONS='--no-store -j 1'", script.data);
  has_status(&outcome, 1);
  has(&outcome.out, "::error file=build/a.c,line=4");
  file_has("out.sarif", "\"ruleId\": \"dropped-task\"");
  outcome_free(&outcome);
  text_free(&script);
}

static void the_github_action_looks_at_changed_lines_only_when_asked(void **state) {
  (void)state;
  struct text script = {0};
  first_value(INTEGRATIONS "/github/action.yml", "run", &script);
  put_repository();
  put_file("a.c", dropping_unit);
  struct outcome outcome = in_shell("", "git commit -qam second\n"); // the finding is an old one
  has_status(&outcome, 0);
  outcome_free(&outcome);
  outcome =
      in_shell("BUILD=. SINCE=HEAD BASELINE= SARIF=out.sarif OPTIONS=--no-store", script.data);
  has_status(&outcome, 0);
  has_not(&outcome.out, "::error");
  outcome_free(&outcome);
  text_free(&script);
}

static void the_gitlab_job_leaves_its_two_reports(void **state) {
  (void)state;
  struct text script = {0};
  first_value(INTEGRATIONS "/gitlab/async-lint.yml", "script", &script);
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  struct outcome outcome =
      in_shell("ASYNC_LINT_BUILD=. ASYNC_LINT_OPTIONS=--no-store", script.data);
  has_status(&outcome, 1);
  file_has("gl-code-quality-report.json", "\"check_name\": \"dropped-task\"");
  file_has("async-lint.xml", "<testsuite");
  outcome_free(&outcome);
  text_free(&script);
}

static void the_pre_commit_hook_stops_what_was_changed(void **state) {
  (void)state;
  struct text script = {0};
  first_value(INTEGRATIONS "/pre-commit/pre-commit-config.yaml", "entry", &script);
  text_puts(&script, " --no-store");
  // The hook finds the database of `build`.
  put_repository();
  struct outcome outcome = in_shell("", "mkdir build && mv compile_commands.json build/");
  has_status(&outcome, 0);
  outcome_free(&outcome);
  outcome = in_shell("", script.data);
  has_status(&outcome, 0);
  outcome_free(&outcome);
  put_file("a.c", dropping_unit);
  outcome = in_shell("", script.data);
  has_status(&outcome, 1);
  has(&outcome.out, "a.c:4:3: error: ");
  outcome_free(&outcome);
  text_free(&script);
}

static void pre_commit_itself_takes_the_hook(void **state) {
  (void)state;
  if (system("command -v pre-commit >/dev/null 2>&1") != 0) {
    print_message("pre-commit is not installed: not tried\n");
    skip();
  }
  put_repository();
  struct outcome outcome = in_shell("", "mkdir build && mv compile_commands.json build/\n"
                                        "cp " INTEGRATIONS "/pre-commit/pre-commit-config.yaml "
                                        ".pre-commit-config.yaml\n"
                                        "git add .pre-commit-config.yaml && git commit -qm hook\n"
                                        "PRE_COMMIT_HOME=$PWD/cache pre-commit run --all-files\n");
  has_status(&outcome, 0);
  has(&outcome.out, "Passed");
  outcome_free(&outcome);
  put_file("a.c", dropping_unit);
  outcome = in_shell("", "git add a.c\nPRE_COMMIT_HOME=$PWD/cache pre-commit run\n");
  has_status(&outcome, 1);
  has(&outcome.out, "a.c:4:3: error: ");
  outcome_free(&outcome);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(the_github_action_annotates_and_writes_sarif),
      CLI_TEST(the_github_action_looks_at_changed_lines_only_when_asked),
      CLI_TEST(the_gitlab_job_leaves_its_two_reports),
      CLI_TEST(the_pre_commit_hook_stops_what_was_changed),
      CLI_TEST(pre_commit_itself_takes_the_hook),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
