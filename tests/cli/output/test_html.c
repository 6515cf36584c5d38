// SPDX-License-Identifier: MIT
// The HTML report: all is in it, nothing is loaded, and a browser makes of it what is meant.
#include "tests/cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char two_files[] = "#include <taskrt/task.h>\n"
                                "#include <unistd.h>\n"
                                "static void rest(void) {\n"
                                "  sleep(1);\n"
                                "}\n"
                                "static int work(void *arg, cancel_token token, void *result) {\n"
                                "  rest();\n"
                                "  return task_delay(5, token);\n"
                                "}\n"
                                "int main(void) {\n"
                                "  return task_wait(task_run(work, 0, 0, CANCEL_NONE));\n"
                                "}\n";

static void nothing_is_loaded_from_anywhere(void **state) {
  (void)state;
  static const char *const loaders[] = {"http:", "https:", " src=",  "<link",   "@import",
                                        "url(",  "<img",   "fetch(", "import(", "<iframe"};
  put_file("a.c", two_files);
  DATABASE("a.c");
  struct outcome outcome = LINT("--format=html");
  has_status(&outcome, 1);
  for (size_t i = 0; i < sizeof loaders / sizeof *loaders; i++)
    has_not(&outcome.out, loaders[i]);
  has(&outcome.out, "default-src 'none'");
  outcome_free(&outcome);
}

static void the_path_is_shown_step_by_step(void **state) {
  (void)state;
  static const char *const parts[] = {
      "<b>1</b> error",
      "<summary><span class=\"level error\">error</span> <code>sleep</code>",
      "<li data-step=\"1\">\n<p><code>work</code> runs as a task",
      "<mark>task_run(work, 0, 0, CANCEL_NONE)</mark>",
      "<li data-step=\"2\">\n<p><code>work</code> calls <code>rest</code> here",
      "<mark>rest()</mark>",
      "<li data-step=\"3\" class=\"own error\">",
      "<span data-line=\"4\" class=\"here\">  <mark>sleep(1)</mark>;</span>",
      "<p class=\"advice\">",
      "id=\"rule-blocking-call\"",
      "<h3>Bad</h3>"};
  put_file("a.c", two_files);
  DATABASE("a.c");
  struct outcome outcome = LINT("--format=html", "--rules=blocking-call");
  const char *at = text_get(&outcome.out);
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    at = strstr(at, parts[i]);
    if (!at)
      fail_msg("`%s` is not there, or not in order, in:\n%s", parts[i],
               strstr(outcome.out.data, "<main>"));
  }
  outcome_free(&outcome);
}

static void call_chains_are_one_tree_that_leads_to_the_findings(void **state) {
  (void)state;
  static const char *const parts[] = {
      "<summary>Call chains",
      "<li><code>work</code><span class=\"dim\"> runs as a task</span>\n<ul>\n",
      "<li><code>rest</code>\n<ul>\n",
      "<li><a class=\"level error\" href=\"#f-",
      "<code>sleep</code></a> <span class=\"dim\">blocking-call</span></li>\n</ul>\n</li>\n</ul>",
      "<details class=\"finding\""};
  put_file("a.c", two_files);
  DATABASE("a.c");
  struct outcome outcome = LINT("--format=html", "--rules=blocking-call");
  const char *at = text_get(&outcome.out);
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    at = strstr(at, parts[i]);
    if (!at)
      fail_msg("`%s` is not there, or not in order", parts[i]);
  }
  outcome_free(&outcome);
  put_file("a.c", dropping_unit);
  outcome = LINT("--format=html");
  has_not(&outcome.out, "Call chains");
  outcome_free(&outcome);
}

static void what_is_unchecked_comes_first(void **state) {
  (void)state;
  put_file("a.c", broken_unit);
  DATABASE("a.c");
  struct outcome outcome = LINT("--format=html");
  has_status(&outcome, 3);
  has(&outcome.out, "<main>\n<h2 id=\"unchecked\">Not checked</h2>");
  has(&outcome.out, "function `bad` is not checked");
  has(&outcome.out, "No findings.");
  outcome_free(&outcome);
}

static void a_browser_groups_and_counts_the_findings(void **state) {
  (void)state;
  if (system("chromium --version >/dev/null 2>&1") != 0)
    skip();
  put_file("a.c", two_files);
  put_file("b.c", dropping_unit);
  DATABASE("a.c", "b.c");
  struct outcome outcome = LINT("--format=html=report.html", "--rules=correctness");
  outcome_free(&outcome);
  char command[512], path[128];
  snprintf(command, sizeof command,
           "cd '%s' && HOME='%s' chromium --headless --no-sandbox --disable-gpu "
           "--user-data-dir=profile --dump-dom file://$PWD/report.html >dom.html 2>browser.log",
           sandbox, sandbox);
  assert_int_equal(system(command), 0);
  struct text dom = {0};
  snprintf(path, sizeof path, "%s/dom.html", sandbox);
  assert_true(text_read_file(&dom, path, 1 << 22));
  has(&dom, "2 of 2 shown");
  has(&dom, "<section><h2>a.c <small>1</small></h2>");
  has(&dom, "<section><h2>b.c <small>1</small></h2>");
  has(&dom, "<option value=\"dropped-task\">dropped-task (1)</option>");
  text_free(&dom);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(nothing_is_loaded_from_anywhere),
      CLI_TEST(the_path_is_shown_step_by_step),
      CLI_TEST(call_chains_are_one_tree_that_leads_to_the_findings),
      CLI_TEST(what_is_unchecked_comes_first),
      CLI_TEST(a_browser_groups_and_counts_the_findings),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
