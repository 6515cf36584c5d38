// SPDX-License-Identifier: MIT
// The generated table says what the .api files say.
#include "rules/api/table.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void read_shipped(struct spec *spec, const char *path) {
  struct spec_error error = {0};
  if (!spec_read_file(spec, path, false, &error))
    fail_msg("%s:%u: %s", error.file, error.line, error.message);
}

static void every_function_has_a_row(void **state) {
  (void)state;
  struct spec *spec = spec_create();
  read_shipped(spec, SPEC_API "/posix.api");
  read_shipped(spec, SPEC_API "/taskrt.api");
  size_t functions = 0;
  for (size_t i = 0; i < spec_count(spec); i++) {
    const struct contract *contract = spec_at(spec, i);
    if (contract->kind != CONTRACT_FUNCTION)
      continue;
    functions++;
    const struct contract_row *row = contract_row_find(contract->name);
    assert_non_null(row);
    for (int word = 0; word < CLAIM_COUNT; word++)
      assert_true(contract_says(contract, (enum claim_word)word) ==
                  ((row->words >> word & 1) != 0));
  }
  assert_int_equal(functions, contract_table_count);
  spec_destroy(spec);
}

static void conditions_keep_a_claim_from_holding_always(void **state) {
  (void)state;
  const struct contract_row *row = contract_row_find("read");
  assert_non_null(row);
  assert_false(contract_row_says(row, CLAIM_blocks));
  assert_true(contract_row_says(row, CLAIM_instead));
  assert_string_equal(row->claims, "blocks unless nonblocking(fd); instead task_read");
  assert_true(contract_row_says(contract_row_find("pause"), CLAIM_blocks));
  assert_null(contract_row_find("no_such_function"));
}

static void rows_are_sorted(void **state) {
  (void)state;
  assert_true(contract_table_count > 1);
  for (size_t i = 1; i < contract_table_count; i++)
    assert_true(strcmp(contract_table[i - 1].name, contract_table[i].name) < 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_function_has_a_row),
      cmocka_unit_test(conditions_keep_a_claim_from_holding_always),
      cmocka_unit_test(rows_are_sorted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
