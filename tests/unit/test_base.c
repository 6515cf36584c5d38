// SPDX-License-Identifier: MIT
// Arena, text, interner, map, and reading files.
#include "analyzer/base/arena.h"
#include "analyzer/base/map.h"
#include "analyzer/base/text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

// ---- arena ----

static void arena_memory_is_zeroed_and_aligned(void **state) {
  (void)state;
  struct arena arena = {0};
  for (size_t size = 0; size < 300; size++) {
    unsigned char *memory = arena_alloc(&arena, size);
    assert_non_null(memory);
    assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
    for (size_t i = 0; i < size; i++)
      assert_int_equal(memory[i], 0);
    memset(memory, 0xff, size);
  }
  arena_free(&arena);
}

static void arena_addresses_stay_good(void **state) {
  (void)state;
  struct arena arena = {0};
  uint32_t *numbers[5000];
  for (uint32_t i = 0; i < 5000; i++) {
    numbers[i] = ARENA_NEW(&arena, uint32_t);
    *numbers[i] = i;
  }
  for (uint32_t i = 0; i < 5000; i++)
    assert_int_equal(*numbers[i], i);
  arena_free(&arena);
}

static void an_arena_takes_blocks_larger_than_a_chunk(void **state) {
  (void)state;
  struct arena arena = {0};
  char *large = arena_alloc(&arena, 1 << 20);
  large[0] = large[(1 << 20) - 1] = 'x';
  assert_true(arena.total >= 1 << 20);
  assert_string_equal(arena_string(&arena, "behind it"), "behind it");
  arena_free(&arena);
  assert_int_equal(arena.total, 0);
  assert_string_equal(arena_string(&arena, "usable again"), "usable again");
  arena_free(&arena);
}

static void arena_copies_are_copies(void **state) {
  (void)state;
  struct arena arena = {0};
  char source[] = "some text";
  char *whole = arena_string(&arena, source), *part = arena_string_n(&arena, source, 4);
  char *bytes = arena_copy(&arena, source, sizeof source);
  source[0] = 'S';
  assert_string_equal(whole, "some text");
  assert_string_equal(part, "some");
  assert_string_equal(bytes, "some text");
  assert_non_null(arena_copy(&arena, NULL, 0));
  assert_string_equal(arena_printf(&arena, "%s-%d", "x", 12), "x-12");
  assert_string_equal(arena_printf(&arena, "%s", ""), "");
  arena_free(&arena);
}

static void growing_an_array_keeps_it_and_zeroes_the_rest(void **state) {
  (void)state;
  uint32_t *items = NULL, count = 0, capacity = 0;
  for (uint32_t i = 0; i < 1000; i++) {
    GROW(items, count, capacity);
    assert_int_equal(items[count], 0);
    items[count++] = i + 1;
  }
  for (uint32_t i = 0; i < 1000; i++)
    assert_int_equal(items[i], i + 1);
  free(items);
}

// ---- text ----

static void text_grows_and_stays_terminated(void **state) {
  (void)state;
  struct text text = {0};
  assert_string_equal(text_get(&text), "");
  text_append(&text, NULL, 0);
  assert_string_equal(text_get(&text), "");
  for (int i = 0; i < 1000; i++)
    text_putc(&text, (char)('a' + i % 26));
  assert_int_equal(text.length, 1000);
  assert_int_equal(strlen(text.data), 1000);
  text_free(&text);
  assert_string_equal(text_get(&text), "");
}

static void text_may_hold_any_bytes(void **state) {
  (void)state;
  struct text text = {0};
  text_append(&text, "a\0b", 3);
  text_puts(&text, "c");
  assert_int_equal(text.length, 4);
  assert_memory_equal(text.data, "a\0bc", 5);
  text_free(&text);
}

static void text_takes_formatted_text_of_any_length(void **state) {
  (void)state;
  struct text text = {0};
  text_printf(&text, "%s", "");
  text_printf(&text, "%d,", 7);
  text_printf(&text, "%5000d", 1);
  assert_int_equal(text.length, 5002);
  assert_int_equal(text.data[0], '7');
  assert_int_equal(text.data[5001], '1');
  assert_int_equal(text.data[5002], '\0');
  text_free(&text);
}

// ---- maps ----

static void equal_names_are_one_pointer(void **state) {
  (void)state;
  struct arena arena = {0};
  struct interner names = {.arena = &arena};
  char other[] = "name";
  const char *name = intern(&names, "name");
  assert_ptr_equal(intern(&names, other), name);
  assert_ptr_equal(intern_n(&names, "name and more", 4), name);
  assert_ptr_not_equal(intern(&names, "nam"), name);
  assert_ptr_not_equal(intern(&names, "names"), name);
  assert_string_equal(intern(&names, ""), "");
  assert_ptr_equal(intern_n(&names, "x", 0), intern(&names, ""));
  assert_null(intern(&names, NULL));
  assert_null(intern_n(&names, NULL, 3));
  assert_ptr_equal(interned(&names, other), name);
  assert_null(interned(&names, "unheard of"));
  assert_null(interned(&(struct interner){.arena = &arena}, "name"));
  interner_free(&names);
  assert_string_equal(name, "name"); // lives with the arena
  arena_free(&arena);
}

static void names_keep_their_pointer_while_the_table_grows(void **state) {
  (void)state;
  enum { COUNT = 20000 };
  struct arena arena = {0};
  struct interner names = {.arena = &arena};
  static const char *pointers[COUNT];
  char text[16];
  for (int i = 0; i < COUNT; i++) {
    snprintf(text, sizeof text, "n%d", i);
    pointers[i] = intern(&names, text);
  }
  assert_int_equal(names.count, COUNT);
  for (int i = 0; i < COUNT; i++) {
    snprintf(text, sizeof text, "n%d", i);
    assert_ptr_equal(intern(&names, text), pointers[i]);
    assert_string_equal(pointers[i], text);
  }
  assert_int_equal(names.count, COUNT);
  interner_free(&names);
  arena_free(&arena);
}

static void a_map_gives_what_was_set_last(void **state) {
  (void)state;
  struct map map = {0};
  assert_int_equal(map_get(&map, 1, 99), 99);
  for (uint64_t i = 1; i <= 20000; i++)
    map_set(&map, i << 32 | 1, (uint32_t)i);
  for (uint64_t i = 1; i <= 20000; i += 2)
    map_set(&map, i << 32 | 1, 0);
  assert_int_equal(map.count, 20000);
  for (uint64_t i = 1; i <= 20000; i++)
    assert_int_equal(map_get(&map, i << 32 | 1, 99), i % 2 ? 0 : i);
  assert_int_equal(map_get(&map, 1, 99), 99);
  map_set(&map, UINT64_MAX, UINT32_MAX);
  assert_int_equal(map_get(&map, UINT64_MAX, 0), UINT32_MAX);
  map_free(&map);
  assert_int_equal(map_get(&map, UINT64_MAX, 5), 5);
}

static void hashes_are_those_of_fnv_1a(void **state) {
  (void)state;
  assert_true(hash_bytes(HASH_SEED, "", 0) == UINT64_C(0xcbf29ce484222325));
  assert_true(hash_bytes(HASH_SEED, "a", 1) == UINT64_C(0xaf63dc4c8601ec8c));
  assert_true(hash_bytes(HASH_SEED, "foobar", 6) == UINT64_C(0x85944171f73967e8));
  assert_true(hash_bytes(hash_bytes(HASH_SEED, "foo", 3), "bar", 3) ==
              UINT64_C(0x85944171f73967e8));
}

// ---- files ----

static char file_name[64];

static int make_file(void **state) {
  (void)state;
  strcpy(file_name, "/tmp/async-lint-base-XXXXXX");
  int file = mkstemp(file_name);
  if (file < 0)
    return -1;
  static const char content[] = "line\n\0more";
  bool good = write(file, content, sizeof content - 1) == (ssize_t)sizeof content - 1;
  close(file);
  return good ? 0 : -1;
}

static int remove_file(void **state) {
  (void)state;
  return unlink(file_name);
}

static void a_file_is_read_whole_and_appended(void **state) {
  (void)state;
  struct text text = {0};
  text_puts(&text, ">");
  assert_true(text_read_file(&text, file_name, 100));
  assert_int_equal(text.length, 11);
  assert_memory_equal(text.data, ">line\n\0more", 12);
  text_free(&text);
}

static void a_file_of_just_the_limit_is_read(void **state) {
  (void)state;
  struct text text = {0};
  assert_true(text_read_file(&text, file_name, 10));
  assert_int_equal(text.length, 10);
  text.length = 0;
  errno = 0;
  assert_false(text_read_file(&text, file_name, 9));
  assert_int_equal(errno, EFBIG);
  text_free(&text);
}

static void what_cannot_be_read_says_why(void **state) {
  (void)state;
  struct text text = {0};
  errno = 0;
  assert_false(text_read_file(&text, "/no/such/file", 100));
  assert_int_equal(errno, ENOENT);
  errno = 0;
  assert_false(text_read_file(&text, "/tmp", 100));
  assert_int_equal(errno, EISDIR);
  errno = 0;
  assert_false(text_read_file(&text, "/dev/null/x", 100));
  assert_int_equal(errno, ENOTDIR);
  assert_int_equal(text.length, 0);
  text_free(&text);
}

static void an_endless_file_stops_at_the_limit(void **state) {
  (void)state;
  struct text text = {0};
  assert_false(text_read_file(&text, "/dev/zero", 100000));
  assert_int_equal(errno, EFBIG);
  assert_true(text.length < 200000);
  text_free(&text);
}

int main(void) {
#define WITH_FILE(test) cmocka_unit_test_setup_teardown(test, make_file, remove_file)
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(arena_memory_is_zeroed_and_aligned),
      cmocka_unit_test(arena_addresses_stay_good),
      cmocka_unit_test(an_arena_takes_blocks_larger_than_a_chunk),
      cmocka_unit_test(arena_copies_are_copies),
      cmocka_unit_test(growing_an_array_keeps_it_and_zeroes_the_rest),
      cmocka_unit_test(text_grows_and_stays_terminated),
      cmocka_unit_test(text_may_hold_any_bytes),
      cmocka_unit_test(text_takes_formatted_text_of_any_length),
      cmocka_unit_test(equal_names_are_one_pointer),
      cmocka_unit_test(names_keep_their_pointer_while_the_table_grows),
      cmocka_unit_test(a_map_gives_what_was_set_last),
      cmocka_unit_test(hashes_are_those_of_fnv_1a),
      WITH_FILE(a_file_is_read_whole_and_appended),
      WITH_FILE(a_file_of_just_the_limit_is_read),
      cmocka_unit_test(what_cannot_be_read_says_why),
      cmocka_unit_test(an_endless_file_stops_at_the_limit),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
