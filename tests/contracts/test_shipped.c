// SPDX-License-Identifier: MIT
// The shipped contracts: readable together, complete where they point at each other, and documented
// as they are.
#include "rules/api/spec.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static struct spec *shipped;

static int read_shipped(void **state) {
  (void)state;
  shipped = spec_create();
  DIR *folder = opendir(SPEC_API);
  assert_non_null(folder);
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    const char *dot = strrchr(entry->d_name, '.');
    char path[1024];
    struct spec_error error = {0};
    if (dot == NULL || strcmp(dot, ".api") != 0)
      continue;
    snprintf(path, sizeof path, "%s/%s", SPEC_API, entry->d_name);
    if (!spec_read_file(shipped, path, false, &error))
      fail_msg("%s:%u: %s", error.file, error.line, error.message);
  }
  closedir(folder);
  return 0;
}

static int destroy_shipped(void **state) {
  (void)state;
  spec_destroy(shipped);
  return 0;
}

static void named_functions_have_contracts(void **state) {
  (void)state;
  unsigned named = 0;
  for (size_t i = 0; i < spec_count(shipped); i++) {
    const struct contract *contract = spec_at(shipped, i);
    for (unsigned j = 0; j < contract->claim_count; j++) {
      const struct claim *claim = &contract->claims[j];
      if (claim_info(claim->word)->operand != OPERAND_FUNCTION)
        continue;
      named++;
      if (spec_find(shipped, CONTRACT_FUNCTION, claim->text) == NULL)
        fail_msg("%s:%u: `%s` has no contract", contract->file, contract->line, claim->text);
    }
  }
  assert_true(named >= 100);
}

static void given_kinds_are_declared(void **state) {
  (void)state;
  for (size_t i = 0; i < spec_count(shipped); i++) {
    const struct contract *contract = spec_at(shipped, i);
    const struct claim *claim = contract_claim(contract, CLAIM_gives);
    for (; claim != NULL; claim = contract_next_claim(contract, claim)) {
      if (spec_handle(shipped, claim->text) == NULL)
        fail_msg("%s:%u: `%s` is no handle", contract->file, contract->line, claim->text);
    }
  }
  assert_non_null(spec_handle(shipped, "task"));
}

static bool comes_from(const struct contract *contract, const char *file) {
  const char *slash = strrchr(contract->file, '/');
  return strcmp(slash == NULL ? contract->file : slash + 1, file) == 0;
}

static void posix_names_a_hundred_blocking_calls(void **state) {
  (void)state;
  unsigned blocking = 0;
  for (size_t i = 0; i < spec_count(shipped); i++) {
    const struct contract *contract = spec_at(shipped, i);
    if (!comes_from(contract, "posix.api") || !contract_says(contract, CLAIM_blocks))
      continue;
    blocking++;
    if (!contract_says(contract, CLAIM_instead))
      fail_msg("%s:%u: `%s` blocks and names no twin", contract->file, contract->line,
               contract->name);
  }
  assert_true(blocking >= 100);
}

static void every_contract_stands_under_a_header(void **state) {
  (void)state;
  for (size_t i = 0; i < spec_count(shipped); i++) {
    const struct contract *contract = spec_at(shipped, i);
    if (contract->kind == CONTRACT_FUNCTION && contract->header == NULL)
      fail_msg("%s:%u: `%s` stands under no `include`", contract->file, contract->line,
               contract->name);
    assert_false(contract->project);
  }
}

static void expect_when(const char *name, const char *expected) {
  const struct contract *contract = spec_find(shipped, CONTRACT_FUNCTION, name);
  assert_non_null(contract);
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  const struct claim *claim = contract_claim(contract, CLAIM_blocks);
  if (claim != NULL)
    claim_print(out, contract, claim);
  fclose(out);
  assert_string_equal(text, expected);
  free(text);
}

static void well_known_calls_block_when_they_should(void **state) {
  (void)state;
  expect_when("sleep", "blocks unless seconds == 0");
  expect_when("read", "blocks unless nonblocking(fd)");
  expect_when("recv",
              "blocks unless nonblocking(fd) or flags & MSG_DONTWAIT or flags & MSG_ERRQUEUE");
  expect_when("poll", "blocks unless timeout == 0");
  expect_when("waitpid", "blocks unless options & WNOHANG");
  expect_when("pthread_cond_wait", "blocks");
  expect_when("getaddrinfo", "blocks unless node == NULL");
  expect_when("pthread_mutex_lock", "");
  expect_when("printf", "");
  expect_when("malloc", "");
}

static char *whole_stream(FILE *file) {
  assert_non_null(file);
  enum { MOST = 256 * 1024 };
  char *text = calloc(1, MOST);
  assert_non_null(text);
  assert_true(fread(text, 1, MOST - 1, file) < MOST - 1);
  return text;
}

static void the_readme_lists_the_words_as_they_are(void **state) {
  (void)state;
  FILE *tool = popen(SPECC " markdown", "r");
  char *words = whole_stream(tool);
  assert_int_equal(pclose(tool), 0);
  FILE *page = fopen(SPEC_API "/README.md", "r");
  char *readme = whole_stream(page);
  fclose(page);
  assert_true(strlen(words) > 1000);
  if (strstr(readme, words) == NULL)
    fail_msg("rules/api/README.md is stale; replace its table by the output of `specc markdown`");
  free(readme);
  free(words);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(named_functions_have_contracts),
      cmocka_unit_test(given_kinds_are_declared),
      cmocka_unit_test(posix_names_a_hundred_blocking_calls),
      cmocka_unit_test(every_contract_stands_under_a_header),
      cmocka_unit_test(well_known_calls_block_when_they_should),
      cmocka_unit_test(the_readme_lists_the_words_as_they_are),
  };
  return cmocka_run_group_tests(tests, read_shipped, destroy_shipped);
}
