// SPDX-License-Identifier: MIT
// Stores that are damaged: whatever happens to the bytes of the file or of its log, what is read is
// what was written, or it is noticed and built anew.
#include "tests/unit/store/store_support.h"

#include <unistd.h>

enum { FLIPS = 300, SCRAMBLES = 40 };

/// ASYNC_LINT_FLIPS bits are tried, beginning anywhere.
static unsigned flips(void) {
  const char *chosen = getenv("ASYNC_LINT_FLIPS");
  return chosen && *chosen ? (unsigned)strtoul(chosen, NULL, 10) : FLIPS;
}

static uint64_t random_state = HASH_SEED;

static size_t pick(size_t count) {
  random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (size_t)((random_state >> 24) % count);
}

// ---- all that a store can say ----

static void add_run(const struct store_run *run, const struct store_rule_count *rules,
                    uint32_t count, void *data) {
  text_printf(data, "run %lld %s %u %u %u\n", (long long)run->finished, run->key ? run->key : "",
              run->units, run->errors, run->warnings);
  for (uint32_t i = 0; i < count; i++)
    text_printf(data, "rule %s %s %u\n", rules[i].rule, rules[i].group, rules[i].count);
}

static void add_finding(struct text *to, const struct finding *finding) {
  text_printf(to, "%s:%u %s %s %s\n", finding->loc.file, finding->loc.line, finding->rule,
              finding->message, finding->fingerprint);
  for (uint32_t i = 0; i < finding->note_count; i++)
    text_printf(to, "note %s:%u %s\n", finding->notes[i].loc.file, finding->notes[i].loc.line,
                finding->notes[i].message);
}

static bool fresh_hash(const char *path, uint64_t hash[2], void *data) {
  (void)data;
  hash[0] = strcmp(path, "/h.h") == 0 ? 0xb : 0xa;
  hash[1] = strcmp(path, "/h.h") == 0 ? 2 : 1;
  return true;
}

static bool say_contents(struct store *store, struct text *said) {
  struct ir_pool pool;
  struct store_contents contents;
  ir_pool_init(&pool);
  bool good = store_load(store, &pool, NULL, NULL, 0, &contents);
  for (uint32_t i = 0; good && i < contents.unit_count; i++)
    text_printf(said, "%s: %s, %u functions, %u problems\n", contents.units[i].path,
                contents.units[i].failure ? contents.units[i].failure : "good",
                contents.units[i].function_count, contents.units[i].problem_count);
  if (good) {
    char *all = text_of(&contents.all);
    text_puts(said, all);
    free(all);
  }
  ir_pool_free(&pool);
  return good;
}

static bool say_memos(struct store *store, struct text *said) {
  struct store_memos memos;
  bool good = store_load_memos(store, &memos);
  for (uint32_t i = 0; good && i < memos.count; i++)
    text_printf(said, "memo %llx %llx %.*s\n", (unsigned long long)memos.items[i].key[0],
                (unsigned long long)memos.items[i].key[1], (int)memos.items[i].length,
                (const char *)memos.items[i].bytes);
  store_free_memos(&memos);
  return good;
}

/// False when something could not be read; the store says then that it is damaged.
static bool say_all(struct store *store, struct text *said) {
  struct findings findings = {0};
  bool good = say_contents(store, said) && store_get_findings(store, &findings) &&
              store_each_run(store, add_run, said) && say_memos(store, said);
  for (uint32_t i = 0; good && i < findings.count; i++)
    add_finding(said, &findings.items[i]);
  findings_free(&findings);
  // Not fresh means no more than another parse.
  bool fresh = store_unit_is_fresh(store, "/a.c", 1, fresh_hash, NULL);
  text_puts(said, fresh ? "fresh\n" : "");
  good = good && !store_is_damaged(store);
  if (!good) {
    assert_true(store_is_damaged(store));
    assert_non_null(strstr(store_error(store), "damaged"));
  }
  return good;
}

static void put_memos(struct store *store) {
  struct store_memos memos;
  must(store_load_memos(store, &memos), store);
  for (uint64_t i = 1; i <= 8; i++)
    store_add_memo(&memos, (const uint64_t[2]){i << 40, i}, "what was found out", 18);
  must(store_put_memos(&memos, true), store);
  store_free_memos(&memos);
}

static void put_results(struct store *store) {
  struct ir_location loc = {.file = "/a.c", .line = 3, .column = 1};
  struct finding_note notes[] = {{.message = "it was started here", .loc = loc}};
  struct finding items[8];
  for (int i = 0; i < 8; i++)
    items[i] = (struct finding){.rule = "dropped-task",
                                .group = "correctness",
                                .message = "`x` is dropped",
                                .loc = loc,
                                .note_count = 1,
                                .notes = notes,
                                .fingerprint = "0123456789abcdef0123456789abcdef"};
  struct findings findings = {.count = 8, .items = items};
  struct store_run run = {.finished = 1234567890, .key = "key", .units = 3, .errors = 8};
  must(store_put_findings(store, &findings), store);
  must(store_put_run(store, &run, &findings), store);
}

/// The bytes of a store with `units` times three units and findings, and all that it says.
static struct text make_store(unsigned units, struct text *whole) {
  struct text bytes = {0};
  struct store *store = open_store(in_folder("whole.db"));
  must(store_begin(store), store);
  for (uint64_t i = 1; i <= units; i++) {
    put_text(store, unit_a, i);
    put_text(store, unit_b, i);
    put_text(store, everything, i);
  }
  put_results(store);
  put_memos(store);
  must(store_commit(store), store);
  assert_true(say_all(store, whole));
  store_close(store);
  assert_true(text_read_file(&bytes, in_folder("whole.db"), 1 << 24));
  assert_int_equal(access(in_folder("whole.db-wal"), F_OK), -1);
  unlink(in_folder("whole.db"));
  return bytes;
}

// ---- what becomes of it ----

/// Forgets all units and puts one; false when the store is damaged.
static bool write_to(struct store *store) {
  struct ir_pool pool;
  ir_pool_init(&pool);
  bool good =
      store_keep_units(store, NULL, NULL, 0) && store_put_unit(store, read_text(&pool, unit_a), 1);
  ir_pool_free(&pool);
  assert_true(good || store_is_damaged(store));
  return good;
}

/// Opens it, and reads and writes: false when that was noticed to be damaged. The store says what
/// it said, or when it was opened `anew` nothing.
static bool is_used(const char *path, const struct text *whole, bool *anew) {
  struct text said = {0};
  struct store *store = open_version(path, "test 1", anew);
  bool good = say_all(store, &said);
  if (good && *anew)
    assert_string_equal(text_get(&said), "unit \"\"\n");
  else if (good)
    assert_string_equal(text_get(&said), text_get(whole));
  good = good && write_to(store);
  store_close(store);
  text_free(&said);
  return good;
}

/// A store of these bytes is noticed to be damaged, when it is opened or when it is used, and is
/// empty and usable then (true), or says what it said.
static bool is_noticed(const struct text *bytes, size_t length, const struct text *whole) {
  static char nothing_said[] = "unit \"\"\n";
  static const struct text empty = {.data = nothing_said, .length = sizeof nothing_said - 1};
  bool anew, later;
  const char *path = in_folder("damaged.db");
  write_file(path, bytes->data, length);
  bool used = is_used(path, whole, &anew);
  if (!used) {
    assert_true(is_used(path, &empty, &later));
    assert_false(later);
  }
  unlink(path);
  return anew || !used;
}

static void a_truncated_store_is_built_anew(void **state) {
  (void)state;
  struct text whole = {0}, bytes = make_store(20, &whole);
  for (size_t part = 1; part < 24; part++)
    assert_true(is_noticed(&bytes, bytes.length * part / 24, &whole));
  assert_true(is_noticed(&bytes, bytes.length - 1, &whole));
  text_free(&whole);
  text_free(&bytes);
}

/// The size of a page, from the header of the file.
static size_t page_size(const struct text *bytes) {
  return (size_t)(unsigned char)bytes->data[16] << 8 | (unsigned char)bytes->data[17];
}

/// Damages each page in turn: `harm` is given the page, and the page behind it, or the one before.
static void each_page_with(void (*harm)(char *page, const char *other, size_t size)) {
  struct text whole = {0}, bytes = make_store(3, &whole), copy = {0};
  size_t size = page_size(&bytes), pages = bytes.length / size;
  unsigned noticed = 0;
  assert_true(size >= 512 && pages > 20);
  for (size_t i = 1; i < pages; i++) {
    copy.length = 0;
    text_append(&copy, bytes.data, bytes.length);
    harm(copy.data + i * size, bytes.data + (i + 1 < pages ? i + 1 : i - 1) * size, size);
    noticed += is_noticed(&copy, copy.length, &whole);
  }
  assert_true(noticed > 15); // pages of tables and indexes that nothing asked for are left
  text_free(&whole);
  text_free(&bytes);
  text_free(&copy);
}

static void flip_one_bit(char *page, const char *other, size_t size) {
  (void)other;
  page[pick(size)] ^= (char)(1 << pick(8));
}

static void fill_with_zeros(char *page, const char *other, size_t size) {
  (void)other;
  memset(page, 0, size);
}

static void put_another_page(char *page, const char *other, size_t size) {
  memcpy(page, other, size);
}

static void one_bit_of_any_page_is_noticed(void **state) {
  (void)state;
  each_page_with(flip_one_bit);
}

static void a_page_of_zeros_is_noticed(void **state) {
  (void)state;
  each_page_with(fill_with_zeros);
}

static void a_page_in_the_place_of_another_is_noticed(void **state) {
  (void)state;
  each_page_with(put_another_page);
}

/// Behind the name of the format and before or behind the mark, which make it ours.
static void any_bit_of_a_store_may_change(void **state) {
  (void)state;
  struct text whole = {0}, bytes = make_store(3, &whole);
  unsigned noticed = 0, tried = flips();
  for (unsigned i = 0; i < tried; i++) {
    size_t at = 16 + pick(bytes.length - 16);
    if (at >= 68 && at < 72)
      continue;
    char before = bytes.data[at];
    bytes.data[at] ^= (char)(1 << pick(8));
    noticed += is_noticed(&bytes, bytes.length, &whole);
    bytes.data[at] = before;
  }
  print_message("%u flips, %u noticed\n", tried, noticed);
  assert_true(noticed > tried / 2);
  text_free(&whole);
  text_free(&bytes);
}

static void random_bytes_in_a_store_do_no_harm(void **state) {
  (void)state;
  struct text whole = {0}, bytes = make_store(20, &whole), copy = {0};
  unsigned noticed = 0;
  for (int round = 0; round < SCRAMBLES; round++) {
    copy.length = 0;
    text_append(&copy, bytes.data, bytes.length);
    size_t at = 100 + pick(bytes.length - 612);
    for (size_t i = 0; i < 512; i++)
      copy.data[at + i] = (char)pick(256);
    noticed += is_noticed(&copy, copy.length, &whole);
  }
  assert_true(noticed > SCRAMBLES / 2);
  text_free(&whole);
  text_free(&bytes);
  text_free(&copy);
}

static void a_store_without_checksums_is_of_another_version(void **state) {
  (void)state;
  bool anew;
  struct text whole = {0}, bytes = make_store(3, &whole), after = {0};
  const char *path = in_folder("old.db");
  bytes.data[20] = 0;
  write_file(path, bytes.data, bytes.length);
  struct store *store = open_version(path, "test 1", &anew);
  assert_true(anew);
  put_text(store, unit_a, 1);
  store_close(store);
  assert_true(text_read_file(&after, path, 1 << 24));
  assert_int_equal(after.data[20], 8);
  store = open_store(path);
  store_close(store);
  text_free(&whole);
  text_free(&bytes);
  text_free(&after);
}

// ---- the log ----

static void copy_file(const char *from, const char *to, struct text *bytes) {
  bytes->length = 0;
  assert_true(text_read_file(bytes, from, 1 << 24));
  write_file(to, text_get(bytes), bytes->length);
}

/// What a store said after each of its transactions.
struct states {
  struct text said[4];
  unsigned count;
};

static void note_state(struct store *store, struct states *states) {
  assert_true(states->count < 4);
  assert_true(say_all(store, &states->said[states->count++]));
}

/// Leaves the file and the log of a store that was killed behind, as `left.db`.
static void leave_behind(struct states *states) {
  struct text bytes = {0};
  struct store *store = open_store(in_folder("open.db"));
  note_state(store, states);
  put_text(store, unit_a, 1);
  note_state(store, states);
  must(store_begin(store), store);
  put_results(store);
  must(store_commit(store), store);
  note_state(store, states);
  put_text(store, unit_b, 1);
  note_state(store, states);
  copy_file(in_folder("open.db"), in_folder("left.db"), &bytes);
  copy_file(in_folder("open.db-wal"), in_folder("left.db-wal"), &bytes);
  text_free(&bytes);
  store_close(store);
}

/// Opens what was left behind: it says what was said after some transaction.
static unsigned state_left(const struct states *states) {
  bool anew;
  struct text said = {0};
  struct store *store = open_version(in_folder("left.db"), "test 1", &anew);
  assert_true(say_all(store, &said));
  store_close(store);
  for (unsigned i = 0; i < states->count; i++)
    if (!strcmp(text_get(&said), text_get(&states->said[i]))) {
      text_free(&said);
      return i;
    }
  fail_msg("this was never the content:\n%s", text_get(&said));
  return 0;
}

/// The log is used up to what is damaged in it.
static void a_damaged_log_leaves_what_some_transaction_left(void **state) {
  (void)state;
  struct states states = {0};
  struct text base = {0}, log = {0};
  unsigned earlier = 0, rounds = flips() / 3;
  leave_behind(&states);
  assert_true(text_read_file(&base, in_folder("left.db"), 1 << 24));
  assert_true(text_read_file(&log, in_folder("left.db-wal"), 1 << 24));
  assert_int_equal(state_left(&states), states.count - 1);
  for (unsigned i = 0; i < rounds; i++) {
    size_t at = pick(log.length), length = i % 3 ? log.length : at;
    char before = log.data[at];
    log.data[at] ^= (char)(1 << pick(8));
    unlink(in_folder("left.db-shm"));
    write_file(in_folder("left.db"), base.data, base.length);
    write_file(in_folder("left.db-wal"), log.data, length);
    log.data[at] = before;
    earlier += state_left(&states) + 1 < states.count;
  }
  assert_true(earlier > rounds / 2);
  for (unsigned i = 0; i < states.count; i++)
    text_free(&states.said[i]);
  text_free(&base);
  text_free(&log);
}

// ---- others that look at it ----

/// What a run writes is in the file when it ends, even while somebody looks at the store: a program
/// that moves it there later makes no checksums.
static void a_run_that_ends_leaves_nothing_for_others_to_write(void **state) {
  (void)state;
  struct text said = {0}, now = {0}, bytes = {0};
  struct store *reader = open_store(in_folder("looked.db"));
  struct store *store = open_store(in_folder("looked.db"));
  put_text(store, unit_a, 1);
  assert_true(say_all(store, &said));
  store_close(store);
  copy_file(in_folder("looked.db"), in_folder("alone.db"), &bytes);
  store_close(reader);
  store = open_store(in_folder("alone.db"));
  assert_true(say_all(store, &now));
  assert_string_equal(text_get(&now), text_get(&said));
  store_close(store);
  text_free(&said);
  text_free(&now);
  text_free(&bytes);
}

int main(void) {
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
  const struct CMUnitTest tests[] = {
      IN_FOLDER(a_truncated_store_is_built_anew),
      IN_FOLDER(one_bit_of_any_page_is_noticed),
      IN_FOLDER(a_page_of_zeros_is_noticed),
      IN_FOLDER(a_page_in_the_place_of_another_is_noticed),
      IN_FOLDER(any_bit_of_a_store_may_change),
      IN_FOLDER(random_bytes_in_a_store_do_no_harm),
      IN_FOLDER(a_store_without_checksums_is_of_another_version),
      IN_FOLDER(a_damaged_log_leaves_what_some_transaction_left),
      IN_FOLDER(a_run_that_ends_leaves_nothing_for_others_to_write),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
