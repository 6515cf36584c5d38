// SPDX-License-Identifier: MIT
// What is printed from the table of options for others to read: the manual page and completions.
#include "tests/cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Puts what --generate prints into a file of the sandbox.
static void generate(const char *kind, const char *file) {
  struct outcome outcome = LINT("--generate", kind);
  has_status(&outcome, 0);
  put_file(file, text_get(&outcome.out));
  outcome_free(&outcome);
}

/// What a command prints that is run in the sandbox with async-lint in its PATH.
static struct text shell(const char *command) {
  struct text whole = {0}, output = {0};
  char folder[1024], path[128];
  snprintf(folder, sizeof folder, "%s", ASYNC_LINT);
  *strrchr(folder, '/') = '\0';
  text_printf(&whole, "cd '%s' && export PATH='%s':$PATH && { %s; } >shell.out 2>&1", sandbox,
              folder, command);
  int status = system(whole.data);
  snprintf(path, sizeof path, "%s/shell.out", sandbox);
  assert_true(text_read_file(&output, path, 1 << 20));
  if (status != 0)
    fail_msg("`%s`: %s", command, text_get(&output));
  text_free(&whole);
  return output;
}

static void prints(const char *command, const char *expected) {
  struct text output = shell(command);
  has(&output, expected);
  text_free(&output);
}

static bool there_is(const char *program) {
  char command[96];
  snprintf(command, sizeof command, "command -v %s >/dev/null", program);
  return system(command) == 0;
}

static void the_manual_page_names_every_option(void **state) {
  (void)state;
  struct outcome list = LINT("--list-options"), page = LINT("--generate=man");
  has_status(&page, 0);
  size_t count = 0;
  for (char *line = strtok(list.out.data, "\n"); line; line = strtok(NULL, "\n")) {
    struct text option = {0};
    for (const char *at = line; *at && *at != '='; at++)
      text_printf(&option, *at == '-' ? "\\-" : "%c", *at);
    has(&page.out, option.data);
    text_free(&option);
    count++;
  }
  assert_true(count > 20);
  outcome_free(&list);
  outcome_free(&page);
}

static void the_manual_page_is_good_roff(void **state) {
  (void)state;
  if (!there_is("groff"))
    skip();
  generate("man", "async-lint.1");
  struct text output = shell("groff -man -ww -z async-lint.1");
  assert_string_equal(text_get(&output), "");
  text_free(&output);
}

static void bash_completes_options_values_and_rules(void **state) {
  (void)state;
  if (!there_is("bash"))
    skip();
  generate("bash", "completion.bash");
  put_file("try.bash", "source ./completion.bash\n"
                       "COMP_WORDS=(async-lint \"$@\")\n"
                       "COMP_CWORD=$#\n"
                       "_async_lint\n"
                       "printf '<%s>' \"${COMPREPLY[@]}\"\n");
  prints("bash try.bash --col", "<--color=>");
  prints("bash try.bash --color = a", "<auto><always>");
  prints("bash try.bash --color =", "<auto><always><never>");
  prints("bash try.bash --format sa", "<sarif>");
  prints("bash try.bash hist", "<history>");
  prints("bash try.bash explain dropped-ta", "<dropped-task>");
  prints("bash try.bash rules --", "<--format=>");
  prints("bash try.bash --baseline try.b", "<try.bash>");
}

static void fish_completes_options_values_and_rules(void **state) {
  (void)state;
  if (!there_is("fish"))
    skip();
  generate("fish", "completion.fish");
  prints("HOME=$PWD fish -c 'source completion.fish; complete -C \"async-lint --fail-\"'",
         "--fail-on\t");
  prints("HOME=$PWD fish -c 'source completion.fish; complete -C \"async-lint --fail-on ne\"'",
         "never\t");
  prints(
      "HOME=$PWD fish -c 'source completion.fish; complete -C \"async-lint explain blocking-w\"'",
      "blocking-wait");
}

static void zsh_reads_its_completion(void **state) {
  (void)state;
  generate("zsh", "_async-lint");
  struct text script = shell("cat _async-lint");
  has(&script, "#compdef async-lint\n");
  has(&script,
      "    '--fail-on=[which findings make the exit status 1 (default: warning)]:word:(error "
      "warning never)' \\\n");
  text_free(&script);
  if (there_is("zsh")) {
    struct text output = shell("zsh -n _async-lint");
    assert_string_equal(text_get(&output), "");
    text_free(&output);
  }
}

static void the_catalogue_has_a_section_for_every_rule(void **state) {
  (void)state;
  struct outcome page = LINT("--generate", "rules"), list = LINT("rules");
  has_status(&page, 0);
  has_status(&list, 0);
  char *rest = list.out.data;
  for (char *line; (line = strsep(&rest, "\n")) && *line;) {
    char anchor[128];
    snprintf(anchor, sizeof anchor, "id=\"%.*s\"", (int)strcspn(line, " "), line);
    has(&page.out, anchor);
  }
  outcome_free(&page);
  outcome_free(&list);
}

static void a_rule_is_a_link_to_its_page_where_links_are_known(void **state) {
  (void)state;
  put_file("a.c", dropping_unit);
  DATABASE("a.c");
  setenv("FORCE_HYPERLINK", "1", 1);
  struct outcome outcome = LINT("--no-store");
  unsetenv("FORCE_HYPERLINK");
  has(&outcome.out, "rules.html#dropped-task\033\\dropped-task\033]8;;\033\\]");
  outcome_free(&outcome);
  outcome = LINT("--no-store", "--color=always");
  has_not(&outcome.out, "rules.html");
  outcome_free(&outcome);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(the_manual_page_names_every_option),
      CLI_TEST(the_manual_page_is_good_roff),
      CLI_TEST(bash_completes_options_values_and_rules),
      CLI_TEST(fish_completes_options_values_and_rules),
      CLI_TEST(zsh_reads_its_completion),
      CLI_TEST(the_catalogue_has_a_section_for_every_rule),
      CLI_TEST(a_rule_is_a_link_to_its_page_where_links_are_known),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
