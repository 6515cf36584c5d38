// SPDX-License-Identifier: MIT
// The pages of analyzer/docs: their C is read without an error and says what the page says, their
// contracts are right, and every option and file they name exists.
#include "tests/cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void read_page(const char *name, struct text *page) {
  char path[1024];
  snprintf(path, sizeof path, DOCS "/%s", name);
  assert_true(text_read_file(page, path, 1 << 20));
}

/// Appends the blocks of a page that are marked as `language`; how many there are.
static unsigned blocks_of(const struct text *page, const char *language, struct text *out) {
  char fence[32];
  unsigned count = 0;
  int length = snprintf(fence, sizeof fence, "```%s\n", language);
  for (const char *at = page->data; (at = strstr(at, fence)); count++) {
    at += length;
    const char *end = strstr(at, "\n```");
    assert_non_null(end);
    text_append(out, at, (size_t)(end + 1 - at));
    at = end;
  }
  return count;
}

static void the_suppression_of_the_page_suppresses(void **state) {
  (void)state;
  struct text page = {0}, code = {0};
  read_page("suppressing.md", &page);
  assert_true(blocks_of(&page, "c", &code) > 0);
  put_file("start.c", code.data);
  text_puts(&code, "#include <taskrt/task.h>\n"
                   "int body(void *a, cancel_token t, void *r);\n"
                   "int body(void *a, cancel_token t, void *r) {\n"
                   "  (void)a, (void)r;\n  load_configuration();\n  return cancel_check(t);\n}\n"
                   "task *go(void);\n"
                   "task *go(void) { return task_run(body, 0, 0, CANCEL_NONE); }\n");
  put_file("a.c", code.data);
  DATABASE("a.c");
  struct outcome outcome = LINT("--no-store");
  has_status(&outcome, 0);
  has(&outcome.err, "1 suppressed");
  outcome_free(&outcome);
  text_free(&code);
  text_free(&page);
}

static void the_contracts_of_the_page_are_right(void **state) {
  (void)state;
  struct text page = {0}, block = {0};
  read_page("contracts.md", &page);
  assert_int_equal(blocks_of(&page, "api", &block), 1);
  put_file("db.api", block.data);
  struct outcome outcome = LINT("spec", "check", "db.api");
  has_status(&outcome, 0);
  outcome_free(&outcome);
  block.length = 0;
  assert_int_equal(blocks_of(&page, "c", &block), 1);
  put_file("db.c", block.data);
  DATABASE("db.c");
  outcome = LINT("contract", "db_query", "--no-store");
  has_status(&outcome, 0);
  has(&outcome.out, "blocks");
  has(&outcome.out, "db_query_async");
  outcome_free(&outcome);
  text_free(&block);
  text_free(&page);
}

/// Whether `option` begins a line of the list of options, whole.
static bool in_list(const char *list, const char *option, size_t length) {
  for (const char *line = list; line; line = strchr(line, '\n')) {
    line += *line == '\n';
    if (!strncmp(line, option, length) && strchr("=\n", line[length]))
      return true;
  }
  return false;
}

/// Fails for a word of the page that looks like an option and is none. Lines about other programs
/// are left out.
static void options_exist(const char *name, struct text *page, const char *list) {
  char *rest = page->data;
  for (char *line; (line = strsep(&rest, "\n"));) {
    if (strstr(line, "cmake ") || strstr(line, "reviewdog") || strstr(line, "git "))
      continue;
    for (const char *at = line; (at = strstr(at, "--"));) {
      size_t length = 2 + strspn(at + 2, "abcdefghijklmnopqrstuvwxyz-");
      bool starts = at == line || strchr(" `", at[-1]);
      if (starts && length > 3 && !in_list(list, at, length))
        fail_msg("%s names %.*s, which is no option", name, (int)length, at);
      at += length;
    }
  }
}

static void every_option_that_a_page_names_exists(void **state) {
  (void)state;
  struct outcome outcome = LINT("--list-options");
  has_status(&outcome, 0);
  static const char *const pages[] = {"ci.md", "suppressing.md", "contracts.md"};
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
    struct text page = {0};
    read_page(pages[i], &page);
    options_exist(pages[i], &page, outcome.out.data);
    text_free(&page);
  }
  outcome_free(&outcome);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      CLI_TEST(the_suppression_of_the_page_suppresses),
      CLI_TEST(the_contracts_of_the_page_are_right),
      CLI_TEST(every_option_that_a_page_names_exists),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
