// SPDX-License-Identifier: MIT
// The binary form: reading back gives an equal unit, and no bytes whatever do harm.
#include "tests/unit/ir/ir_support.h"

static struct text bytes_of(const struct ir_unit *unit) {
  struct text bytes = {0};
  ir_write_unit(&bytes, unit);
  return bytes;
}

static void reading_back_gives_an_equal_unit(void **state) {
  (void)state;
  struct ir_pool pool, other;
  ir_pool_init(&pool);
  ir_pool_init(&other);
  struct text bytes = bytes_of(read_text(&pool, everything));
  struct ir_unit *unit = ir_read_unit(&other, bytes.data, bytes.length);
  assert_non_null(unit);
  ir_pool_free(&pool);
  has_text(unit, everything);
  struct text again = bytes_of(unit);
  assert_int_equal(again.length, bytes.length);
  assert_memory_equal(again.data, bytes.data, bytes.length);
  ir_pool_free(&other);
  text_free(&bytes);
  text_free(&again);
}

static void what_was_read_back_can_be_built_on(void **state) {
  (void)state;
  struct ir_pool pool;
  ir_pool_init(&pool);
  struct text bytes = bytes_of(read_text(&pool, everything));
  struct ir_function *fn = ir_read_unit(&pool, bytes.data, bytes.length)->functions[0];
  uint32_t count = fn->place_count;
  assert_int_equal(ir_place_var(&pool, fn, fn->places[0].var), 0);
  assert_int_equal(fn->place_count, count);
  assert_int_equal(ir_place_index(&pool, fn, 0, 12345), count);
  ir_add_event(&pool, fn, 0, IR_USE)->a = ir_value(count);
  assert_null(ir_verify_function(&pool, fn));
  ir_pool_free(&pool);
  text_free(&bytes);
}

static void a_failed_unit_keeps_its_reason(void **state) {
  (void)state;
  static const char failed[] = "unit \"/a.c\" failure \"no such file\"\n";
  struct ir_pool pool;
  ir_pool_init(&pool);
  struct text bytes = bytes_of(read_text(&pool, failed));
  has_text(ir_read_unit(&pool, bytes.data, bytes.length), failed);
  ir_pool_free(&pool);
  text_free(&bytes);
}

static void the_bytes_of_a_function_do_not_depend_on_its_unit(void **state) {
  (void)state;
  static const char text[] = "unit \"%s\"\n"
                             "declare @%s\n"
                             "function @f !\"/a.h\":1:1 {\n"
                             "  param %%p \"task *\"\n"
                             "  use %%p !2:3\n"
                             "  ret\n"
                             "}\n";
  static const char *const units[][2] = {{"/a.c", "g"}, {"/b.c", "h"}};
  struct text bytes[2] = {{0}, {0}};
  for (int i = 0; i < 2; i++) {
    struct ir_pool pool;
    struct text unit = {0};
    ir_pool_init(&pool);
    text_printf(&unit, text, units[i][0], units[i][1]);
    ir_write_function(&bytes[i], read_text(&pool, unit.data)->functions[0]);
    text_free(&unit);
    ir_pool_free(&pool);
  }
  assert_int_equal(bytes[0].length, bytes[1].length);
  assert_memory_equal(bytes[0].data, bytes[1].data, bytes[0].length);
  text_free(&bytes[0]);
  text_free(&bytes[1]);
}

/// Copies to memory of exactly this size, so that reading past the end is noticed.
static struct ir_unit *read_exactly(struct ir_pool *pool, const char *data, size_t length) {
  char *copy = xmalloc(length);
  memcpy(copy, data, length);
  struct ir_unit *unit = ir_read_unit(pool, copy, length);
  free(copy);
  return unit;
}

static void bytes_that_are_cut_off_are_refused(void **state) {
  (void)state;
  struct ir_pool pool;
  ir_pool_init(&pool);
  struct text bytes = bytes_of(read_text(&pool, everything));
  for (size_t length = 0; length < bytes.length; length++) {
    struct ir_pool other;
    ir_pool_init(&other);
    assert_null(read_exactly(&other, bytes.data, length));
    ir_pool_free(&other);
  }
  text_putc(&bytes, '\0');
  assert_null(read_exactly(&pool, bytes.data, bytes.length)); // something behind the end
  ir_pool_free(&pool);
  text_free(&bytes);
}

/// Either refused, or sound and printable; and never much larger than the bytes.
static bool survives(const char *data, size_t length) {
  struct ir_pool pool;
  ir_pool_init(&pool);
  struct ir_unit *unit = read_exactly(&pool, data, length);
  assert_true(pool.arena.total < 200 * length + (1 << 18));
  if (unit) {
    assert_null(ir_verify_unit(&pool, unit));
    char *text = text_of(unit);
    assert_non_null(text);
    free(text);
  }
  ir_pool_free(&pool);
  return unit;
}

static void altered_bytes_are_refused_or_give_a_sound_unit(void **state) {
  (void)state;
  static const unsigned char flips[] = {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff};
  struct ir_pool pool;
  ir_pool_init(&pool);
  struct text bytes = bytes_of(read_text(&pool, everything));
  ir_pool_free(&pool);
  unsigned good = 0;
  for (size_t at = 0; at < bytes.length; at++)
    for (size_t i = 0; i < sizeof flips; i++) {
      char before = bytes.data[at];
      bytes.data[at] = (char)((unsigned char)before ^ flips[i]);
      good += survives(bytes.data, bytes.length);
      bytes.data[at] = before;
    }
  assert_true(good > 0);
  text_free(&bytes);
}

static void random_bytes_and_splices_do_no_harm(void **state) {
  (void)state;
  struct ir_pool pool;
  ir_pool_init(&pool);
  struct text bytes = bytes_of(read_text(&pool, everything)), mix = {0};
  ir_pool_free(&pool);
  uint64_t random = HASH_SEED;
  for (int round = 0; round < 3000; round++) {
    mix.length = 0;
    text_append(&mix, bytes.data, bytes.length);
    for (int i = 0; i < 6; i++) {
      random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
      size_t at = (random >> 33) % mix.length;
      mix.data[at] = round % 2 ? (char)(random >> 24) : bytes.data[(random >> 13) % bytes.length];
    }
    survives(mix.data, mix.length);
  }
  assert_int_equal(mix.length, bytes.length);
  text_free(&bytes);
  text_free(&mix);
}

static void large_counts_in_few_bytes_are_refused(void **state) {
  (void)state;
  static const unsigned char counts[][12] = {
      {1, 'U', 0xff, 0xff, 0xff, 0xff, 0x0f},                            // strings
      {1, 'U', 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, // length of one
      {1, 'U', 1, 1, 'a', 1, 0, 0xff, 0xff, 0xff, 0xff, 0x0f},           // includes
      {1, 'U', 1, 1, 'a', 1, 0, 0, 0xff, 0xff, 0xff, 0x7f},              // declarations
      {2, 'U', 1, 1, 'a', 1, 0, 0, 0, 0, 0, 0},                          // version
      {1, 'F', 1, 1, 'a', 1, 0, 0, 0, 0, 0, 0},                          // a function
  };
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
    assert_false(survives((const char *)counts[i], sizeof counts[i]));
}

static void declarations_go_alone(void **state) {
  (void)state;
  struct ir_pool pool;
  ir_pool_init(&pool);
  struct ir_unit *unit = read_text(&pool, everything);
  for (uint32_t i = 0; i < unit->declaration_count; i++) {
    struct text bytes = {0}, again = {0};
    ir_write_declaration(&bytes, &unit->declarations[i]);
    struct ir_declaration *read = ir_read_declaration(&pool, bytes.data, bytes.length);
    assert_non_null(read);
    assert_string_equal(read->symbol, unit->declarations[i].symbol);
    ir_write_declaration(&again, read);
    assert_int_equal(again.length, bytes.length);
    assert_memory_equal(again.data, bytes.data, bytes.length);
    for (size_t cut = 0; cut < bytes.length; cut++)
      assert_null(ir_read_declaration(&pool, bytes.data, cut));
    text_free(&bytes);
    text_free(&again);
  }
  ir_pool_free(&pool);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reading_back_gives_an_equal_unit),
      cmocka_unit_test(what_was_read_back_can_be_built_on),
      cmocka_unit_test(a_failed_unit_keeps_its_reason),
      cmocka_unit_test(the_bytes_of_a_function_do_not_depend_on_its_unit),
      cmocka_unit_test(bytes_that_are_cut_off_are_refused),
      cmocka_unit_test(altered_bytes_are_refused_or_give_a_sound_unit),
      cmocka_unit_test(random_bytes_and_splices_do_no_harm),
      cmocka_unit_test(large_counts_in_few_bytes_are_refused),
      cmocka_unit_test(declarations_go_alone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
