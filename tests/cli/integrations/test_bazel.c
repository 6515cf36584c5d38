// SPDX-License-Identifier: MIT
// The rules of analyzer/integrations/bazel in a project that Bazel builds without a network.
#include "tests/cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// What Debian's Bazel would fetch to have toolchains for C; its own rules are enough.
static void put_stand_ins(void) {
  put_file("rules_cc/WORKSPACE", "");
  put_file("rules_cc/cc/BUILD", "");
  put_file("rules_cc/cc/defs.bzl", "cc_binary = native.cc_binary\n"
                                   "cc_library = native.cc_library\n"
                                   "cc_toolchain = native.cc_toolchain\n"
                                   "cc_toolchain_suite = native.cc_toolchain_suite\n");
  put_file("rules_java/WORKSPACE", "");
  put_file("rules_java/java/BUILD", "");
  put_file("rules_java/java/defs.bzl", "java_import = native.java_import\n"
                                       "java_runtime = native.java_runtime\n"
                                       "java_toolchain = native.java_toolchain\n");
  put_file("coverage/WORKSPACE", "");
  put_file("coverage/BUILD", "filegroup(name = \"coverage_report_generator\", "
                             "visibility = [\"//visibility:public\"])\n");
}

static const char workspace[] =
    "workspace(name = \"program\")\n"
    "local_repository(name = \"rules_cc\", path = \"../rules_cc\")\n"
    "local_repository(name = \"rules_java\", path = \"../rules_java\")\n"
    "local_repository(name = \"remote_coverage_tools\", path = \"../coverage\")\n"
    "local_repository(name = \"async_lint\", path = \"" INTEGRATIONS "/bazel\")\n"
    "load(\"@async_lint//:repository.bzl\", \"async_lint_installed\")\n"
    "async_lint_installed(name = \"async_lint_tool\", prefix = \"%s/installed\")\n";

static const char build[] =
    "load(\"@async_lint//:async_lint.bzl\", \"async_lint_report\", \"async_lint_test\")\n"
    "genrule(name = \"made\", outs = [\"made.h\"], cmd = \"echo '#define MADE 1' > $@\")\n"
    "cc_library(name = \"slow\", srcs = [\"low/slow.c\", \"made.h\"], hdrs = [\"low/slow.h\"],\n"
    "           defines = [\"SEEN=1\"], copts = [\"-DNAME='\\\"x y\\\"'\"])\n"
    "cc_library(name = \"server\", srcs = [\"server.c\"], deps = [\":slow\"],\n"
    "           local_defines = [\"SERVER\"], copts = [\"-isystem\", \"" RUNTIME_INCLUDE "\"])\n"
    "async_lint_report(name = \"report\", targets = [\":server\"], format = \"json\")\n"
    "async_lint_test(name = \"lint\", targets = [\":server\"])\n";

/// A task in one target that blocks in the other.
static int put_program(void **state) {
  char text[1024];
  (void)state;
  snprintf(text, sizeof text, workspace, sandbox);
  put_file("program/WORKSPACE", text);
  put_file("program/BUILD", build);
  put_file("program/low/slow.h", "int slow(int n);\n"
                                 "static inline int twice(int n) {\n  return n + n;\n}\n");
  put_file("program/low/slow.c",
           "#include \"slow.h\"\n#include \"made.h\"\n#include <unistd.h>\n"
           "int slow(int n) {\n"
           "  return (int)sleep((unsigned)n) + MADE + (int)sizeof NAME;\n}\n");
  put_file("program/server.c",
           "#include <taskrt.h>\n#include \"low/slow.h\"\n"
           "#if !defined SERVER || !defined SEEN\n#error \"other arguments than the build's\"\n"
           "#endif\n"
           "static int work(void *arg, cancel_token token, void *result) {\n"
           "  (void)arg;\n  (void)token;\n  (void)result;\n  return slow(twice(1));\n}\n"
           "int main(void) {\n  return task_wait(task_run(work, NULL, 0, CANCEL_NONE));\n}\n");
  put_file("program/compile_commands.json",
           "[{\"directory\": \".\", \"file\": \"low/slow.c\", \"arguments\": [\"cc\", "
           "\"-DSEEN=1\", \"-DNAME=\\\"x y\\\"\", \"-Ibazel-bin\"]},\n"
           "{\"directory\": \".\", \"file\": \"server.c\", \"arguments\": [\"cc\", \"-DSEEN=1\", "
           "\"-DSERVER\", \"-isystem\", \"" RUNTIME_INCLUDE "\"]}]\n");
  return 0;
}

/// An installation made of links, as its folders are not in a build tree.
static void put_installation(void) {
  struct outcome outcome = in_shell(
      "", "mkdir -p installed/bin installed/libexec/async-lint installed/share/async-lint\n"
          "ln -s " ASYNC_LINT " installed/bin/\n"
          "ln -s " ASYNC_LINT_FOLDER "/async-lint-worker installed/libexec/async-lint/\n"
          "ln -s " API_FOLDER " installed/share/async-lint/api\n");
  has_status(&outcome, 0);
  outcome_free(&outcome);
}

static struct outcome bazel(const char *words) {
  char script[512];
  snprintf(script, sizeof script,
           "cd program && bazel --output_user_root='%s/bazel' --max_idle_secs=30 %s", sandbox,
           words);
  return in_shell("", script);
}

/// One folder and one server of Bazel for all tests: the server takes seconds to start.
static int start(void **state) {
  make_sandbox(state);
  put_stand_ins();
  put_installation();
  return 0;
}

static int stop(void **state) {
  struct outcome outcome =
      in_shell("", "[ -d bazel ] || exit 0\n"
                   "cd program && bazel --output_user_root=$PWD/../bazel shutdown\n"
                   "chmod -R u+w ../bazel");
  outcome_free(&outcome);
  return remove_sandbox(state);
}

static void need_bazel(void) {
  if (system("command -v bazel-4 >/dev/null 2>&1") == 0)
    return;
  print_message("Bazel (Debian's bazel-bootstrap) is not installed: not tried\n");
  skip();
}

static void the_report_is_that_of_one_machine(void **state) {
  (void)state;
  need_bazel();
  struct outcome outcome = bazel("build //:report");
  has_status(&outcome, 0);
  outcome_free(&outcome);
  char folder[96], path[128];
  struct text report = {0};
  snprintf(folder, sizeof folder, "%s/program", sandbox);
  snprintf(path, sizeof path, "%s/bazel-bin/report.json", folder);
  assert_true(text_read_file(&report, path, 1 << 20));
  const char *const words[] = {"async-lint", "--no-store", "--format", "json", NULL};
  struct outcome whole = run_lint(folder, words);
  has(&whole.out, "`work` calls `slow` here");
  assert_string_equal(text_get(&report), text_get(&whole.out));
  outcome_free(&whole);
  text_free(&report);
}

static void an_edit_indexes_the_units_that_read_it(void **state) {
  (void)state;
  need_bazel();
  struct outcome outcome = bazel("build //:report");
  has_status(&outcome, 0);
  outcome_free(&outcome);
  put_file("program/low/slow.c", "#include \"slow.h\"\nint slow(int n) {\n  return n;\n}\n");
  outcome = bazel("build -s //:report");
  has_status(&outcome, 0);
  has(&outcome.out, "Indexing low/slow.c");
  has_not(&outcome.out, "Indexing server.c");
  outcome_free(&outcome);
  put_file("program/low/slow.h", "int slow(int n);\nint twice(int n);\n");
  outcome = bazel("build -s //:report");
  has_status(&outcome, 0);
  has(&outcome.out, "Indexing low/slow.c");
  has(&outcome.out, "Indexing server.c");
  outcome_free(&outcome);
}

static void a_test_fails_on_findings_and_else_passes(void **state) {
  (void)state;
  need_bazel();
  struct outcome outcome = bazel("test --test_output=errors //:lint");
  has_status(&outcome, 3); // built, but not all tests passed
  has(&outcome.out, "low/slow.c:5:15: error: ");
  outcome_free(&outcome);
  put_file("program/low/slow.c", "#include \"slow.h\"\nint slow(int n) {\n  return n;\n}\n");
  outcome = bazel("test //:lint");
  has_status(&outcome, 0);
  outcome_free(&outcome);
}

static void what_cannot_be_read_fails_the_build_of_a_report(void **state) {
  (void)state;
  need_bazel();
  put_file("program/low/slow.c", "#include \"nowhere.h\"\nint slow(int n) {\n  return n;\n}\n");
  struct outcome outcome = bazel("build //:report");
  has_status(&outcome, 1);
  has(&outcome.out, "Checking asynchronous code of //:report failed");
  outcome_free(&outcome);
}

#define BAZEL_TEST(name) cmocka_unit_test_setup(name, put_program)

int main(void) {
  const struct CMUnitTest tests[] = {
      BAZEL_TEST(the_report_is_that_of_one_machine),
      BAZEL_TEST(an_edit_indexes_the_units_that_read_it),
      BAZEL_TEST(a_test_fails_on_findings_and_else_passes),
      BAZEL_TEST(what_cannot_be_read_fails_the_build_of_a_report),
  };
  return cmocka_run_group_tests(tests, start, stop);
}
