// SPDX-License-Identifier: MIT
// What was found out about functions, from run to run.
#include "tests/unit/store/store_support.h"

static const uint64_t first[2] = {1, 7}, second[2] = {UINT64_MAX, 0};

static void add(struct store_memos *memos, const uint64_t key[2], const char *text) {
  size_t length;
  assert_null(store_find_memo(memos, key, &length));
  store_add_memo(memos, key, text, strlen(text));
}

static void is(struct store_memos *memos, const uint64_t key[2], const char *expected) {
  size_t length = 0;
  const char *bytes = store_find_memo(memos, key, &length);
  if (!expected) {
    assert_null(bytes);
    return;
  }
  assert_non_null(bytes);
  assert_int_equal(length, strlen(expected));
  assert_memory_equal(bytes, expected, length);
}

static void begin(struct store *store, struct store_memos *memos) {
  must(store_load_memos(store, memos), store);
}

static void end(struct store *store, struct store_memos *memos, bool whole) {
  must(store_begin(store), store);
  must(store_put_memos(memos, whole), store);
  must(store_commit(store), store);
  store_free_memos(memos);
}

static void what_one_run_adds_the_next_one_finds(void **state) {
  (void)state;
  struct store_memos memos;
  struct store *store = open_store(NULL);
  begin(store, &memos);
  add(&memos, first, "one");
  add(&memos, second, "two");
  is(&memos, first, "one");
  end(store, &memos, true);
  begin(store, &memos);
  is(&memos, first, "one");
  is(&memos, second, "two");
  is(&memos, (const uint64_t[2]){1, 8}, NULL); // half of a key is none
  is(&memos, (const uint64_t[2]){0, 7}, NULL);
  store_free_memos(&memos);
  store_close(store);
}

static void what_most_runs_do_not_ask_for_is_forgotten(void **state) {
  (void)state;
  enum { MANY = 2000 };
  struct store_memos memos;
  struct store *store = open_store(NULL);
  begin(store, &memos);
  add(&memos, first, "one");
  for (uint64_t i = 1; i <= MANY; i++)
    add(&memos, (const uint64_t[2]){i << 8, i}, "other");
  end(store, &memos, true);
  begin(store, &memos);
  is(&memos, first, "one");
  end(store, &memos, false); // a run over a part of the project says nothing of the rest
  begin(store, &memos);
  assert_int_equal(memos.count, MANY + 1);
  end(store, &memos, true); // nor one that asks for nothing
  begin(store, &memos);
  assert_int_equal(memos.count, MANY + 1);
  is(&memos, first, "one");
  end(store, &memos, true);
  begin(store, &memos);
  assert_int_equal(memos.count, 1);
  is(&memos, first, "one");
  store_free_memos(&memos);
  store_close(store);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_one_run_adds_the_next_one_finds),
      cmocka_unit_test(what_most_runs_do_not_ask_for_is_forgotten),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
