// SPDX-License-Identifier: MIT
// Baselines and changed lines, through the real program and a real git.
#include "tests/cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Two findings, `lines` empty lines further down.
static void put_two(const char *lines) {
  struct text source = {0};
  text_printf(&source,
              "#include <taskrt/task.h>\n%s"
              "void one(void) {\n"
              "  task_delay_async(1, CANCEL_NONE);\n"
              "}\n"
              "void two(void) {\n"
              "  task_delay_async(2, CANCEL_NONE);\n"
              "}\n",
              lines);
  put_file("a.c", source.data);
  text_free(&source);
}

static struct text read_file(const char *name) {
  char path[128];
  snprintf(path, sizeof path, "%s/%s", sandbox, name);
  struct text text = {0};
  assert_true(text_read_file(&text, path, 1 << 20));
  return text;
}

#define STATUS(status, ...)                                                                        \
  do {                                                                                             \
    struct outcome ended = LINT(__VA_ARGS__);                                                      \
    has_status(&ended, (status));                                                                  \
    outcome_free(&ended);                                                                          \
  } while (0)

static void a_written_baseline_hides_what_it_holds_after_lines_moved(void **state) {
  (void)state;
  put_two("");
  DATABASE("a.c");
  STATUS(1, "--quiet");
  struct outcome outcome = LINT("--write-baseline", "b.json");
  has_status(&outcome, 0);
  assert_int_equal(outcome.out.length, 0);
  has(&outcome.err, "0 findings in 1 unit, 2 functions; 2 in the baseline");
  outcome_free(&outcome);
  put_two("\n\n\n");
  outcome = LINT("--baseline", "b.json", "--format=json");
  has_status(&outcome, 0);
  has(&outcome.out, "\"errors\": 0, \"warnings\": 0, \"suppressed\": 0, \"baseline\": 2}");
  has_not(&outcome.err, "left the baseline");
  outcome_free(&outcome);
}

static void the_same_findings_give_the_same_baseline_wherever_they_stand(void **state) {
  (void)state;
  put_two("");
  DATABASE("a.c");
  STATUS(0, "--write-baseline", "b.json");
  put_two("\n\n");
  STATUS(0, "--write-baseline", "c.json");
  struct text before = read_file("b.json"), after = read_file("c.json");
  assert_string_equal(before.data, after.data);
  has(&before, "\"file\": \"a.c\"");
  text_free(&before);
  text_free(&after);
}

static void a_new_finding_is_reported_beside_a_baseline(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  STATUS(0, "--write-baseline", "b.json");
  put_two("");
  struct outcome outcome = LINT("--baseline", "b.json");
  has_status(&outcome, 1);
  has(&outcome.out, "a.c:6:3: error: ");
  outcome_free(&outcome);
}

static void what_left_the_baseline_is_named_when_it_was_looked_for(void **state) {
  (void)state;
  put_two("");
  DATABASE("a.c");
  STATUS(0, "--write-baseline", "b.json");
  put_file("a.c", clean_unit);
  struct outcome outcome = LINT("--baseline", "b.json");
  has_status(&outcome, 0);
  has(&outcome.err, "left the baseline: a.c: task from `task_delay_async` is dropped");
  has(&outcome.err, "`--write-baseline b.json` drops what has left");
  outcome_free(&outcome);
  outcome = LINT("--baseline", "b.json", "--rules", "blocking-call");
  has_not(&outcome.err, "left the baseline");
  outcome_free(&outcome);
  outcome = LINT("--baseline", "b.json", "a.c");
  has_not(&outcome.err, "left the baseline");
  outcome_free(&outcome);
  put_file("a.c", broken_unit);
  outcome = LINT("--baseline", "b.json");
  has_status(&outcome, 3);
  has_not(&outcome.err, "left the baseline");
  outcome_free(&outcome);
}

static void a_baseline_that_cannot_be_used_is_a_usage_error(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"{\"baseline\": 1,\n \"findings\": [}", "b.json:2:"},
      {"[]", "b.json: this is no baseline of async-lint"},
      {"{\"baseline\": 7, \"findings\": []}", "b.json: a baseline of schema 7, and this version"},
      {"{\"baseline\": 1, \"findings\": [{\"fingerprint\": \"x\"}]}", "b.json: entry 1 has not"}};
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    put_file("b.json", cases[i][0]);
    struct outcome outcome = LINT("--baseline", "b.json");
    has_status(&outcome, 2);
    has(&outcome.err, cases[i][1]);
    assert_int_equal(outcome.out.length, 0);
    outcome_free(&outcome);
  }
  struct outcome outcome = LINT("--baseline", "gone.json");
  has_status(&outcome, 2);
  has(&outcome.err, "the baseline `gone.json` cannot be read: No such file or directory");
  outcome_free(&outcome);
  outcome = LINT("--write-baseline", "no/such/b.json");
  has_status(&outcome, 2);
  has(&outcome.err, "the baseline `no/such/b.json` cannot be written");
  outcome_free(&outcome);
}

// ---- changed lines ----

/// Runs git in the sandbox, with no configuration of this machine.
static void git(const char *arguments) {
  struct text command = {0};
  text_printf(&command,
              "cd '%s' && GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null git -c "
              "user.name=t -c user.email=t@example.org -c init.defaultBranch=main %s >git.log 2>&1",
              sandbox, arguments);
  if (system(command.data) != 0)
    fail_msg("failed: %s", command.data);
  text_free(&command);
}

static void commit_all(const char *message) {
  git("add a.c compile_commands.json");
  struct text words = {0};
  text_printf(&words, "commit -m '%s'", message);
  git(words.data);
  text_free(&words);
}

static void only_findings_on_changed_lines_are_reported_since_a_revision(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  git("init");
  commit_all("one");
  struct outcome outcome = LINT("--since", "HEAD");
  has_status(&outcome, 0);
  has(&outcome.err, "; 1 not on changed lines");
  outcome_free(&outcome);
  put_two("");
  outcome = LINT("--since", "HEAD", "--format=unix");
  has_status(&outcome, 1);
  has(&outcome.out, "a.c:6:3: error: ");
  outcome_free(&outcome);
}

static void the_users_git_configuration_changes_nothing(void **state) {
  (void)state;
  static const char *const settings[] = {
      "diff.noprefix true", "diff.mnemonicPrefix true", "color.ui always",    "diff.external false",
      "diff.context 20",    "diff.relative true",       "core.quotePath true"};
  put_file("sub/\xc3\xa4.c", clean_unit);
  put_file("a.c", clean_unit);
  DATABASE("sub/\xc3\xa4.c");
  git("init");
  git("add sub");
  commit_all("one");
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
    char command[96];
    snprintf(command, sizeof command, "config %s", settings[i]);
    git(command);
  }
  put_file("sub/\xc3\xa4.c", dropping_unit);
  struct outcome outcome = LINT("--since", "HEAD", "--format=unix");
  has_status(&outcome, 1);
  has(&outcome.out, "sub/\xc3\xa4.c:4:3: error: ");
  outcome_free(&outcome);
}

static void a_file_git_does_not_know_is_new_as_a_whole(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  put_file("new \xc3\xa4.c", dropping_unit);
  DATABASE("a.c", "new \xc3\xa4.c");
  git("init");
  commit_all("one");
  struct outcome outcome = LINT("--since", "HEAD", "--format=unix");
  has_status(&outcome, 1);
  has(&outcome.out, "new \xc3\xa4.c:4:3: error: ");
  has_not(&outcome.out, "a.c:");
  outcome_free(&outcome);
}

static void what_the_other_branch_changed_is_not_ours(void **state) {
  (void)state;
  put_file("a.c", clean_unit);
  DATABASE("a.c");
  git("init");
  commit_all("one");
  git("checkout -b other");
  put_two("");
  commit_all("two");
  git("checkout main");
  put_file("b.c", dropping_unit);
  DATABASE("a.c", "b.c");
  struct outcome outcome = LINT("--since", "other", "--format=unix");
  has_status(&outcome, 1);
  has(&outcome.out, "b.c:4:3");
  has_not(&outcome.out, "a.c:");
  outcome_free(&outcome);
}

static void a_finding_whose_path_runs_through_a_changed_line_is_reported(void **state) {
  (void)state;
  static const char before[] = "#include <taskrt/task.h>\n"
                               "int pay(int ready);\n"
                               "int pay(int ready) {\n"
                               "  task *t = task_delay_async(1, CANCEL_NONE);\n"
                               "  int code = 1;\n"
                               "\n"
                               "  if (ready)\n"
                               "    return code; // %s\n"
                               "\n"
                               "  code = 2;\n"
                               "  return task_await(t, NULL);\n"
                               "}\n";
  char source[512];
  snprintf(source, sizeof source, before, "one");
  put_file("a.c", source);
  DATABASE("a.c");
  git("init");
  commit_all("one");
  snprintf(source, sizeof source, before, "two");
  put_file("a.c", source);
  struct outcome outcome = LINT("--since", "HEAD", "--format=unix", "--rules", "dropped-task");
  has_status(&outcome, 1);
  has(&outcome.out, "a.c:4:13: error: ");
  outcome_free(&outcome);
}

static void a_revision_that_is_none_is_a_usage_error(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  setenv("GIT_CEILING_DIRECTORIES", "/tmp", 1);
  struct outcome outcome = LINT("--since", "HEAD");
  has_status(&outcome, 2);
  has(&outcome.err, "`--since` needs a git checkout");
  outcome_free(&outcome);
  git("init");
  commit_all("one");
  static const char *const revisions[] = {"no-such-branch", "--help", ""};
  for (size_t i = 0; i < sizeof revisions / sizeof *revisions; i++) {
    outcome = LINT("--since", revisions[i]);
    has_status(&outcome, 2);
    has(&outcome.err, "git knows no revision `");
    assert_int_equal(outcome.out.length, 0);
    outcome_free(&outcome);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(a_written_baseline_hides_what_it_holds_after_lines_moved),
      CLI_TEST(the_same_findings_give_the_same_baseline_wherever_they_stand),
      CLI_TEST(a_new_finding_is_reported_beside_a_baseline),
      CLI_TEST(what_left_the_baseline_is_named_when_it_was_looked_for),
      CLI_TEST(a_baseline_that_cannot_be_used_is_a_usage_error),
      CLI_TEST(only_findings_on_changed_lines_are_reported_since_a_revision),
      CLI_TEST(the_users_git_configuration_changes_nothing),
      CLI_TEST(a_file_git_does_not_know_is_new_as_a_whole),
      CLI_TEST(what_the_other_branch_changed_is_not_ours),
      CLI_TEST(a_finding_whose_path_runs_through_a_changed_line_is_reported),
      CLI_TEST(a_revision_that_is_none_is_a_usage_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
