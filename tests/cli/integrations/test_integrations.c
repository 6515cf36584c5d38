// SPDX-License-Identifier: MIT
// The files of analyzer/integrations, run as the services that read them would run them: their
// scripts are taken out of the YAML and given to a shell. pre-commit itself is used where it is
// installed.
#include "tests/cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

/// Appends the scalar behind the `number`-th key `key` (a value, or the first item of a list) of a
/// YAML file, from 1.
static void value_of(const char *path, const char *key, int number, struct text *value) {
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
      behind = strcmp(scalar, key) == 0 && --number == 0;
    }
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  fclose(file);
  assert_true(value->length > 0);
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
  value_of(INTEGRATIONS "/github/action.yml", "run", 1, &script);
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
  value_of(INTEGRATIONS "/github/action.yml", "run", 1, &script);
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
  value_of(INTEGRATIONS "/gitlab/async-lint.yml", "script", 1, &script);
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

// ---- many machines ----

/// A unit in `src` and what it calls beside it, so that both shards have a part of one finding.
static void put_two_units(const char *folder) {
  char name[96];
  snprintf(name, sizeof name, "%s/src/slow.c", folder);
  put_file(name, "#include <unistd.h>\nint slow(int n) {\n  return (int)sleep((unsigned)n);\n}\n");
  snprintf(name, sizeof name, "%s/src/task.c", folder);
  put_file(name, "#include <taskrt.h>\nint slow(int n);\n"
                 "static int work(void *arg, cancel_token token, void *result) {\n"
                 "  (void)arg;\n  (void)token;\n  (void)result;\n  return slow(1);\n}\n"
                 "int main(void) {\n"
                 "  return task_wait(task_run(work, NULL, 0, CANCEL_NONE));\n}\n");
  snprintf(name, sizeof name, "%s/CMakeLists.txt", folder);
  put_file(name, "cmake_minimum_required(VERSION 3.25)\nproject(p LANGUAGES C)\n"
                 "include_directories(" RUNTIME_INCLUDE ")\n"
                 "add_executable(p src/slow.c src/task.c)\n");
}

/// How a service spreads units over jobs: its file, where the commands are in it, the variables it
/// sets for job %d of two, and the report it asks for.
struct matrix {
  const char *file, *key;
  int index, merge;
  const char *variables, *format, *report;
};

/// What a job does, in a folder of its own.
static void run_job(const char *folder, const char *variables, const char *script, int status) {
  struct text whole = {0};
  put_two_units(folder);
  text_printf(&whole, "cp one/*.alx machine/two/*.alx '%s' 2>/dev/null || true\ncd '%s'\n", folder,
              folder);
  text_puts(&whole, "cmake -B build -DCMAKE_EXPORT_COMPILE_COMMANDS=ON >/dev/null\n");
  text_puts(&whole, script);
  struct outcome outcome = in_shell(variables, whole.data);
  has_status(&outcome, status);
  outcome_free(&outcome);
  text_free(&whole);
}

/// The checkouts of jobs lie in different folders; the merge is where a run over all of it would
/// be.
static void jobs_say_what_one_run_says(const struct matrix *matrix) {
  static const char *const folders[] = {"one", "machine/two"};
  struct text index = {0}, merge = {0}, script = {0};
  char variables[128];
  value_of(matrix->file, matrix->key, matrix->index, &index);
  value_of(matrix->file, matrix->key, matrix->merge, &merge);
  for (int i = 0; i < 2; i++) {
    snprintf(variables, sizeof variables, matrix->variables, i + 1);
    run_job(folders[i], variables, index.data, 0);
  }
  run_job("third", "", merge.data, 1);
  text_printf(&script,
              "cd third\nasync-lint -p build --no-store --exit-zero --format %s=whole\n"
              "grep -q slow whole\ncmp whole %s\n",
              matrix->format, matrix->report);
  struct outcome outcome = in_shell("", script.data);
  has_status(&outcome, 0);
  outcome_free(&outcome);
  text_free(&index);
  text_free(&merge);
  text_free(&script);
}

static void the_github_matrix_says_what_one_job_says(void **state) {
  (void)state;
  jobs_say_what_one_run_says(&(struct matrix){INTEGRATIONS "/github/shards.yml", "run", 2, 3,
                                              "SHARD=%d SHARDS=2", "sarif", "async-lint.sarif"});
}

static void the_parallel_gitlab_jobs_say_what_one_says(void **state) {
  (void)state;
  jobs_say_what_one_run_says(&(struct matrix){INTEGRATIONS "/gitlab/shards.yml", "script", 1, 2,
                                              "CI_NODE_INDEX=%d CI_NODE_TOTAL=2", "gitlab",
                                              "gl-code-quality-report.json"});
}

// ---- hooks ----

static void the_pre_commit_hook_stops_what_was_changed(void **state) {
  (void)state;
  struct text script = {0};
  value_of(INTEGRATIONS "/pre-commit/pre-commit-config.yaml", "entry", 1, &script);
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
  skip_without("pre-commit");
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
      CLI_TEST(the_github_matrix_says_what_one_job_says),
      CLI_TEST(the_parallel_gitlab_jobs_say_what_one_says),
      CLI_TEST(the_pre_commit_hook_stops_what_was_changed),
      CLI_TEST(pre_commit_itself_takes_the_hook),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
