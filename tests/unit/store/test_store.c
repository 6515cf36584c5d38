// SPDX-License-Identifier: MIT
// The store: what was put in comes out, shared parts once, in an order of its own; freshness; and
// files that are damaged, old, foreign or cannot be written.
#include "analyzer/store/store_internal.h"
#include "tests/unit/store/store_support.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void holds(struct store *store, const char *expected) {
  char *content = content_of(store);
  same_text(content, expected);
  free(content);
}

static const char nothing[] = "unit \"\"\n";

// ---- units ----

static const char inline_text[] = "function @inline in-header !\"/h.h\":3:1 {\n"
                                  "  bb0:\n"
                                  "    call @shared() !7:3\n"
                                  "    ret\n"
                                  "}\n";

static void what_is_put_in_comes_out(void **state) {
  (void)state;
  struct store *store = open_store(NULL);
  holds(store, nothing);
  put_text(store, everything, 7);
  struct ir_pool pool;
  struct store_contents contents;
  ir_pool_init(&pool);
  must(store_load(store, &pool, NULL, NULL, 0, &contents), store);
  assert_int_equal(contents.unit_count, 1);
  assert_string_equal(contents.units[0].path, "/src/a.c");
  assert_null(contents.units[0].failure);
  assert_int_equal(contents.units[0].function_count, 3);
  assert_int_equal(contents.units[0].problem_count, 2);
  struct ir_unit *whole = read_text(&pool, everything);
  contents.all.path = whole->path;
  contents.all.include_count = whole->include_count;
  contents.all.includes = whole->includes;
  has_text(&contents.all, everything);
  ir_pool_free(&pool);
  store_close(store);
}

/// unit_a and unit_b as one.
static char *both(void) {
  struct text text = {0};
  text_puts(&text, "/a.c: good, 2 functions, 1 problems\n"
                   "/b.c: good, 2 functions, 2 problems\n"
                   "unit \"\"\n"
                   "declare @shared in-header !\"/h.h\":1:1\n"
                   "declare @mine !\"/a.c\":2:1\n");
  text_puts(&text, inline_text);
  text_puts(&text, "function @a !\"/a.c\":9:1 {\n"
                   "  bb0:\n"
                   "    call @mine() !11:3\n"
                   "    ret\n"
                   "}\n"
                   "function @b !\"/b.c\":9:1 {\n"
                   "  bb0:\n"
                   "    ret\n"
                   "}\n"
                   "fact @ops.read @a !\"/h.h\":7:1\n"
                   "fact @ops.read @b\n"
                   "allow line \"*\" !\"/h.h\":8:1\n"
                   "problem \"odd\" !\"/h.h\":9:1\n"
                   "problem \"odder\"\n");
  return text.data;
}

static void what_units_share_comes_once_in_an_order_of_its_own(void **state) {
  (void)state;
  char *expected = both();
  for (int order = 0; order < 2; order++) {
    struct store *store = open_store(NULL);
    put_text(store, order ? unit_b : unit_a, 1);
    put_text(store, order ? unit_a : unit_b, 1);
    put_text(store, order ? unit_b : unit_a, 1); // in the place of itself
    holds(store, expected);
    store_close(store);
  }
  free(expected);
}

static void code_that_differs_is_kept_apart(void **state) {
  (void)state;
  struct store *store = open_store(NULL);
  put_text(store, "unit \"/a.c\"\nfunction @f in-header !\"/h.h\":3:1 {\n  use 1\n  ret\n}\n", 1);
  put_text(store, "unit \"/b.c\"\nfunction @f in-header !\"/h.h\":3:1 {\n  use 2\n  ret\n}\n", 1);
  holds(store, "/a.c: good, 1 functions, 0 problems\n"
               "/b.c: good, 1 functions, 0 problems\n"
               "unit \"\"\n"
               "function @f in-header !\"/h.h\":3:1 {\n  bb0:\n    use 1\n    ret\n}\n"
               "function @f in-header !\"/h.h\":3:1 {\n  bb0:\n    use 2\n    ret\n}\n");
  store_close(store);
}

static void a_new_result_takes_the_place_of_the_old_one(void **state) {
  (void)state;
  struct store *store = open_store(NULL);
  put_text(store, everything, 1);
  put_text(store, "unit \"/src/a.c\"\nproblem \"x\"\n", 1);
  holds(store, "/src/a.c: good, 0 functions, 1 problems\nunit \"\"\nproblem \"x\"\n");
  store_close(store);
}

static void other_arguments_make_another_unit(void **state) {
  (void)state;
  struct store *store = open_store(NULL);
  put_text(store, "unit \"/a.c\"\nproblem \"x\"\n", 1);
  put_text(store, "unit \"/a.c\"\nproblem \"y\"\n", UINT64_MAX);
  struct ir_pool pool;
  struct store_contents contents;
  ir_pool_init(&pool);
  const char *path = "/a.c";
  const uint64_t arguments[] = {1, UINT64_MAX, 2};
  for (int i = 0; i < 3; i++) {
    must(store_load(store, &pool, &path, &arguments[i], 1, &contents), store);
    assert_int_equal(contents.unit_count, i < 2);
    if (i < 2)
      assert_string_equal(contents.all.problems[0].message, i ? "y" : "x");
  }
  ir_pool_free(&pool);
  store_close(store);
}

static void some_units_may_be_loaded(void **state) {
  (void)state;
  struct store *store = open_store(NULL);
  put_text(store, unit_b, 1);
  put_text(store, unit_a, 1);
  struct ir_pool pool;
  struct store_contents contents;
  ir_pool_init(&pool);
  const char *const paths[] = {"/b.c", "/none.c", "/b.c"};
  const uint64_t arguments[] = {1, 1, 1};
  must(store_load(store, &pool, paths, arguments, 3, &contents), store);
  assert_int_equal(contents.unit_count, 1);
  assert_string_equal(contents.units[0].path, "/b.c");
  assert_int_equal(contents.all.function_count, 2);
  assert_string_equal(contents.all.functions[0]->symbol, "b");
  ir_pool_free(&pool);
  store_close(store);
}

static void forgetting_a_unit_leaves_what_others_share(void **state) {
  (void)state;
  struct store *store = open_store(NULL);
  put_text(store, unit_a, 1);
  put_text(store, unit_b, 1);
  struct text expected = {0};
  text_puts(&expected, "/b.c: good, 2 functions, 2 problems\n"
                       "unit \"\"\n"
                       "declare @shared in-header !\"/h.h\":1:1\n"
                       "function @b !\"/b.c\":9:1 {\n"
                       "  bb0:\n"
                       "    ret\n"
                       "}\n");
  text_puts(&expected, inline_text);
  text_puts(&expected, "fact @ops.read @a !\"/h.h\":7:1\n"
                       "fact @ops.read @b\n"
                       "allow line \"*\" !\"/h.h\":8:1\n"
                       "problem \"odd\" !\"/h.h\":9:1\n"
                       "problem \"odder\"\n");
  const char *const paths[] = {"/b.c", "/c.c"};
  const uint64_t arguments[] = {1, 1}; // nothing is known of the second
  must(store_begin(store) && store_keep_units(store, paths, arguments, 2) && store_commit(store),
       store);
  holds(store, expected.data);
  must(store_keep_units(store, NULL, NULL, 0), store);
  holds(store, nothing);
  put_text(store, unit_a, 1); // ids of files are known to be gone
  put_text(store, unit_b, 1);
  char *again = both();
  holds(store, again);
  free(again);
  text_free(&expected);
  store_close(store);
}

static void a_transaction_that_is_not_ended_leaves_nothing(void **state) {
  (void)state;
  struct store *store = open_store(in_folder("t.db"));
  put_text(store, unit_a, 1);
  must(store_begin(store), store);
  put_text(store, unit_b, 1);
  store_close(store);
  store = open_store(in_folder("t.db"));
  char *content = content_of(store);
  assert_non_null(strstr(content, "/a.c: good"));
  assert_null(strstr(content, "/b.c: good"));
  free(content);
  store_close(store);
}

static void names_need_not_be_utf_8(void **state) {
  (void)state;
  static const char text[] = "unit \"/\\xe9\\xff/a.c\"\n"
                             "include \"/\\xe9\\xff/a.c\" 00000000000000010000000000000002\n"
                             "declare @\"g\\x80\" words \"\\xc3\"\n"
                             "function @\"f@/\\xe9\\xff/a.c\" !1:1 {\n"
                             "  bb0:\n"
                             "    ret\n"
                             "}\n"
                             "problem \"\\xfe\" !3:1\n";
  char path[128];
  snprintf(path, sizeof path, "%s/\xe9\xff/deep.db", folder);
  struct store *store = open_store(path);
  put_text(store, text, 1);
  store_close(store);
  store = open_store(path);
  struct ir_pool pool;
  struct store_contents contents;
  ir_pool_init(&pool);
  const char *unit = "/\xe9\xff/a.c";
  const uint64_t arguments = 1;
  must(store_load(store, &pool, &unit, &arguments, 1, &contents), store);
  assert_int_equal(contents.unit_count, 1);
  assert_string_equal(contents.units[0].path, unit);
  assert_string_equal(contents.all.functions[0]->symbol, "f@/\xe9\xff/a.c");
  assert_string_equal(contents.all.declarations[0].symbol, "g\x80");
  assert_string_equal(contents.all.problems[0].message, "\xfe");
  ir_pool_free(&pool);
  store_close(store);
}

// ---- freshness ----

/// What the files hold: the low half of a hash, by path; 0: unreadable.
struct files {
  uint64_t a, h;
  unsigned asked;
};

static bool hash_file(const char *path, uint64_t hash[2], void *data) {
  struct files *files = data;
  files->asked++;
  bool header = strcmp(path, "/h.h") == 0;
  hash[0] = header ? files->h : files->a;
  hash[1] = header ? 2 : 1;
  return hash[0] != 0;
}

/// Whether unit_a, put into a fresh store, is fresh when the files are such.
static bool fresh_with(uint64_t a, uint64_t h) {
  struct files files = {a, h, 0};
  struct store *store = open_store(NULL);
  put_text(store, unit_a, 5);
  bool fresh = store_unit_is_fresh(store, "/a.c", 5, hash_file, &files);
  store_close(store);
  return fresh;
}

static void a_unit_is_fresh_until_a_file_of_it_changes(void **state) {
  (void)state;
  assert_true(fresh_with(0xa, 0xb));
  assert_false(fresh_with(0xb, 0xb));
  assert_false(fresh_with(0xa, 0xc));
  assert_false(fresh_with(0xa, 0));
  assert_false(fresh_with(0, 0xb));
}

static void a_unit_is_fresh_with_its_arguments_only(void **state) {
  (void)state;
  struct files files = {0xa, 0xb, 0};
  struct store *store = open_store(NULL);
  assert_false(store_unit_is_fresh(store, "/a.c", 5, hash_file, &files));
  put_text(store, unit_a, 5);
  assert_true(store_unit_is_fresh(store, "/a.c", 5, hash_file, &files));
  assert_false(store_unit_is_fresh(store, "/a.c", 6, hash_file, &files));
  assert_false(store_unit_is_fresh(store, "/b.c", 5, hash_file, &files));
  store_close(store);
}

static void a_file_is_read_once_a_run(void **state) {
  (void)state;
  struct files files = {0xa, 0xb, 0};
  struct store *store = open_store(NULL);
  put_text(store, unit_a, 1);
  put_text(store, unit_a, 2);
  put_text(store, unit_b, 1);
  store_unit_is_fresh(store, "/a.c", 1, hash_file, &files);
  store_unit_is_fresh(store, "/a.c", 2, hash_file, &files);
  store_unit_is_fresh(store, "/a.c", 1, hash_file, &files);
  assert_int_equal(files.asked, 2);
  store_unit_is_fresh(store, "/b.c", 1, hash_file, &files);
  assert_int_equal(files.asked, 3);
  store_close(store);
}

/// A unit whose arguments have changed leaves its place to the new one, and is not fresh there.
static void other_arguments_take_the_place_of_those_before(void **state) {
  (void)state;
  struct files files = {0xa, 0xb, 0};
  const char *const paths[] = {"/a.c", "/a.c", "/b.c"};
  const uint64_t changed[] = {5, 6, 1};
  struct store *store = open_store(NULL);
  char *expected = both();
  put_text(store, unit_a, 1);
  put_text(store, unit_a, 2);
  put_text(store, unit_a, 3);
  put_text(store, unit_b, 1);
  must(store_keep_units(store, paths, changed, 3), store);
  for (unsigned i = 0; i < 2; i++) {
    struct ir_pool pool;
    struct ir_unit unit;
    ir_pool_init(&pool);
    assert_false(store_unit_is_fresh(store, "/a.c", changed[i], hash_file, &files));
    must(store_load_unit(store, &pool, "/a.c", changed[i], &unit), store);
    assert_non_null(unit.failure);
    ir_pool_free(&pool);
  }
  put_text(store, unit_a, 5);
  assert_true(store_unit_is_fresh(store, "/a.c", 5, hash_file, &files));
  must(store_keep_units(store, paths + 1, (const uint64_t[]){5, 1}, 2), store);
  holds(store, expected);
  free(expected);
  store_close(store);
}

static void a_failed_unit_is_kept_and_never_fresh(void **state) {
  (void)state;
  struct files files = {0xa, 0xb, 0};
  struct store *store = open_store(NULL);
  put_text(store,
           "unit \"/a.c\" failure \"crashed\"\n"
           "include \"/a.c\" 000000000000000a0000000000000001\n",
           1);
  assert_false(store_unit_is_fresh(store, "/a.c", 1, hash_file, &files));
  holds(store, "/a.c: crashed, 0 functions, 0 problems\nunit \"\"\n");
  put_text(store, unit_a, 1);
  assert_true(store_unit_is_fresh(store, "/a.c", 1, hash_file, &files));
  store_close(store);
}

// ---- files ----

static void folders_are_made_and_results_are_kept(void **state) {
  (void)state;
  char *expected = both();
  struct store *store = open_store(in_folder("new/er/s.db"));
  put_text(store, unit_a, 1);
  put_text(store, unit_b, 1);
  store_close(store);
  store = open_store(in_folder("new/er/s.db"));
  holds(store, expected);
  store_close(store);
  free(expected);
}

static void another_version_begins_anew_and_says_so(void **state) {
  (void)state;
  bool noticed;
  struct store *store = open_store(in_folder("v.db"));
  put_text(store, unit_a, 1);
  store_close(store);
  store = open_version(in_folder("v.db"), "test 2", &noticed);
  assert_true(noticed);
  holds(store, nothing);
  put_text(store, unit_b, 1);
  store_close(store);
  store = open_version(in_folder("v.db"), "test 2", &noticed);
  assert_false(noticed);
  store_close(store);
}

static void put_run(struct store *store, int64_t finished) {
  struct finding item = {.rule = "dropped-task",
                         .group = "correctness",
                         .message = "`x` is dropped",
                         .loc = {.file = "/a.c", .line = 3, .column = 1},
                         .fingerprint = "0123456789abcdef0123456789abcdef"};
  struct findings findings = {.count = 1, .items = &item};
  struct store_run run = {.finished = finished, .key = "key", .units = 3, .errors = 1, .rules = 47};
  must(store_put_run(store, &run, &findings), store);
}

static void say_run(const struct store_run *run, const struct store_rule_count *rules,
                    uint32_t count, void *said) {
  text_printf(said, "%lld: %u units, %u rules, %u errors, key %s;", (long long)run->finished,
              run->units, run->rules, run->errors, run->key ? run->key : "none");
  for (uint32_t i = 0; i < count; i++)
    text_printf(said, " %s %s %u", rules[i].rule, rules[i].group, rules[i].count);
  text_puts(said, "\n");
}

static void has_runs(struct store *store, const char *expected) {
  struct text said = {0};
  must(store_each_run(store, say_run, &said), store);
  assert_string_equal(text_get(&said), expected);
  text_free(&said);
}

static void runs_of_another_version_are_kept(void **state) {
  (void)state;
  bool noticed;
  struct store *store = open_store(in_folder("runs.db"));
  put_text(store, unit_a, 1);
  put_run(store, 100);
  put_run(store, 200);
  store_close(store);
  store = open_version(in_folder("runs.db"), "test 2", &noticed);
  assert_true(noticed);
  holds(store, nothing);
  has_runs(store, "100: 3 units, 47 rules, 1 errors, key none; dropped-task correctness 1\n"
                  "200: 3 units, 47 rules, 1 errors, key none; dropped-task correctness 1\n");
  put_run(store, 300);
  store_close(store);
  store = open_version(in_folder("runs.db"), "test 2", &noticed);
  assert_false(noticed);
  has_runs(store, "100: 3 units, 47 rules, 1 errors, key none; dropped-task correctness 1\n"
                  "200: 3 units, 47 rules, 1 errors, key none; dropped-task correctness 1\n"
                  "300: 3 units, 47 rules, 1 errors, key key; dropped-task correctness 1\n");
  store_close(store);
}

static void a_file_of_another_kind_is_refused_and_kept(void **state) {
  (void)state;
  static const char text[] = "this is no database, and never was one";
  const char *path = in_folder("notes.txt");
  write_file(path, text, sizeof text);
  cannot_open(path, "it is another kind of file, which would be lost");
  struct text after = {0};
  assert_true(text_read_file(&after, path, 1 << 20));
  assert_int_equal(after.length, sizeof text);
  assert_memory_equal(after.data, text, sizeof text);
  text_free(&after);
  cannot_open(folder, "it is another kind of file");
}

static void a_database_of_another_program_is_refused_and_kept(void **state) {
  (void)state;
  const char *path = in_folder("other.db");
  struct text bytes = {0}, after = {0};
  struct store *store = open_store(path);
  put_text(store, unit_a, 1);
  store_close(store);
  assert_true(text_read_file(&bytes, path, 1 << 24));
  for (int mark = 0; mark < 2; mark++) { // without a mark, and with another one
    memset(bytes.data + 68, mark, 4);
    write_file(path, bytes.data, bytes.length);
    cannot_open(path, "it is a database of another program");
    after.length = 0;
    assert_true(text_read_file(&after, path, 1 << 24));
    assert_int_equal(after.length, bytes.length);
    assert_memory_equal(after.data, bytes.data, bytes.length);
  }
  text_free(&after);
  text_free(&bytes);
}

static void an_empty_file_becomes_a_store(void **state) {
  (void)state;
  const char *path = in_folder("empty.db");
  write_file(path, "", 0);
  struct store *store = open_store(path);
  put_text(store, unit_a, 1);
  store_close(store);
}

static void a_place_that_cannot_be_written_is_refused(void **state) {
  (void)state;
  write_file(in_folder("plain"), "x", 1);
  cannot_open(in_folder("plain/s.db"), "Not a directory");
  cannot_open("/proc/no-such/s.db", "No such file or directory");
  cannot_open("/proc/s.db", "nothing can be written there");
  if (geteuid() != 0) { // the superuser may write everywhere
    assert_int_equal(mkdir(in_folder("closed"), 0500), 0);
    cannot_open(in_folder("closed/s.db"), "nothing can be written there");
  }
}

static void a_second_writer_waits_and_is_told(void **state) {
  (void)state;
  struct store *first = open_store(in_folder("two.db")), *second = open_store(in_folder("two.db"));
  must(store_begin(first), first);
  put_text(first, unit_a, 1);
  store_set_patience(second, 20);
  assert_false(store_begin(second));
  assert_string_equal(store_error(second), "another run is writing to it and has not ended");
  holds(second, nothing); // readers go on
  must(store_commit(first), first);
  must(store_begin(second), second);
  put_text(second, unit_b, 1);
  must(store_commit(second), second);
  char *expected = both();
  holds(first, expected);
  free(expected);
  store_close(first);
  store_close(second);
}

/// Puts a unit in a transaction of its own.
static void put_alone(struct store *store, const char *text, uint64_t arguments) {
  must(store_begin(store), store);
  put_text(store, text, arguments);
  must(store_commit(store), store);
}

static const char unit_c[] = "unit \"/c.c\"\n"
                             "include \"/c.c\" 000000000000000d0000000000000004\n"
                             "include \"/other.h\" 000000000000000e0000000000000005\n"
                             "declare @other !\"/other.h\":1:1\n"
                             "function @c !9:1 {\n  ret\n}\n";

/// A run may not go by ids it knows from its transaction before: they may be of other rows by now.
static void what_another_run_removed_is_put_again(void **state) {
  (void)state;
  struct ir_pool pool;
  struct ir_unit unit;
  struct store *mine = open_store(in_folder("two.db")), *other = open_store(in_folder("two.db"));
  put_alone(mine, unit_a, 1);
  must(store_begin(other), other);
  must(store_keep_units(other, NULL, NULL, 0), other);
  must(store_commit(other), other);
  put_alone(other, unit_c, 1);
  put_alone(mine, unit_a, 1);
  ir_pool_init(&pool);
  must(store_load_unit(mine, &pool, "/a.c", 1, &unit), mine);
  assert_int_equal(unit.include_count, 2);
  assert_string_equal(unit.includes[0].path, "/a.c");
  assert_string_equal(unit.includes[1].path, "/h.h");
  assert_int_equal(unit.function_count, 2);
  assert_string_equal(unit.functions[0]->symbol, "inline");
  assert_int_equal(unit.declaration_count, 2);
  assert_string_equal(unit.declarations[0].symbol, "shared");
  ir_pool_free(&pool);
  store_close(mine);
  store_close(other);
}

/// The same for what was noted of files while looking which units are fresh.
static void ids_that_another_run_gave_away_say_nothing_of_files(void **state) {
  (void)state;
  struct files files = {0xa, 0xb, 0};
  struct store *mine = open_store(in_folder("two.db")), *other = open_store(in_folder("two.db"));
  put_alone(mine, unit_a, 1);
  assert_true(store_unit_is_fresh(mine, "/a.c", 1, hash_file, &files));
  must(store_begin(other), other);
  must(store_keep_units(other, NULL, NULL, 0), other);
  put_text(other, unit_c, 1);
  must(store_commit(other), other);
  put_alone(other, unit_a, 1);
  assert_true(store_unit_is_fresh(mine, "/a.c", 1, hash_file, &files));
  assert_false(store_unit_is_fresh(mine, "/c.c", 1, hash_file, &files));
  assert_int_equal(files.asked, 3);
  store_close(mine);
  store_close(other);
}

static void rows_that_went_with_a_unit_are_put_again(void **state) {
  (void)state;
  struct store *store = open_store(NULL);
  char *expected;
  must(store_begin(store), store);
  put_text(store, unit_a, 1);
  put_text(store, "unit \"/a.c\"\n", 1);
  put_text(store, unit_c, 1);
  put_text(store, unit_a, 1);
  must(store_commit(store), store);
  struct store *anew = open_store(NULL);
  put_text(anew, unit_a, 1);
  put_text(anew, unit_c, 1);
  expected = content_of(anew);
  holds(store, expected);
  free(expected);
  store_close(store);
  store_close(anew);
}

static void the_content_of_main_files_and_headers_is_known(void **state) {
  (void)state;
  const uint64_t main_file[2] = {0xa, 1}, header[2] = {0xb, 2};
  struct store *store = open_store(NULL);
  put_text(store, unit_a, 1);
  assert_true(store_knows_content(store, "/a.c", main_file));
  assert_true(store_knows_content(store, "/h.h", header));
  assert_false(store_knows_content(store, "/a.c", header));
  assert_false(store_knows_content(store, "/h.h", main_file));
  assert_false(store_knows_content(store, "/no.h", header));
  store_close(store);
}

/// Whether the findings of a run with the key "key" still hold.
static bool key_holds(struct store *store) {
  struct store_run run;
  return store_find_run(store, "key", &run);
}

static void only_a_unit_that_is_another_now_makes_findings_old(void **state) {
  (void)state;
  struct findings findings = {0};
  struct store_run run = {.key = "key", .units = 2};
  struct store *store = open_store(NULL);
  static const char failed[] = "unit \"/f.c\" failure \"not there\"\n";
  static const char *const others[] = {
      "unit \"/f.c\" failure \"not read\"\n",
      "unit \"/f.c\"\n",
      "unit \"/f.c\"\nproblem \"odd\"\n",
      "unit \"/f.c\"\nproblem \"odd\" !\"/f.c\":1:2\n",
      "unit \"/f.c\"\nfact @ops.read @f\n",
      "unit \"/f.c\"\nallow line \"*\" !\"/f.c\":8:1\n",
      "unit \"/f.c\"\nallow line \"*\" !\"/f.c\":9:1\n",
      "unit \"/f.c\"\nfunction @f !9:1 {\n  ret\n}\n",
      "unit \"/f.c\"\ndeclare @f !\"/f.c\":9:1\n",
      "unit \"/f.c\"\ninclude \"/f.c\" 000000000000000d0000000000000004\n",
      "unit \"/f.c\"\ninclude \"/f.c\" 000000000000000d0000000000000005\n",
  };
  put_text(store, everything, 1);
  put_text(store, failed, 1);
  must(store_put_run(store, &run, &findings), store);
  put_text(store, failed, 1);
  put_text(store, everything, 1);
  assert_true(key_holds(store));
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    put_text(store, others[i], 1);
    assert_false(key_holds(store));
    must(store_put_run(store, &run, &findings), store);
    put_text(store, others[i], 1);
    assert_true(key_holds(store));
  }
  store_close(store);
}

/// A list is in a unit's row, and one with a hole in it is no list.
static void what_a_list_names_has_to_be_there(void **state) {
  (void)state;
  static const char *const damage[] = {
      "DELETE FROM function",
      "DELETE FROM declaration",
      "UPDATE unit SET functions = ''",
      "UPDATE unit SET functions = '[1,]'",
      "UPDATE unit SET functions = '[1 2]'",
      "UPDATE unit SET functions = '[0]'",
      "UPDATE unit SET declarations = '[1'",
      "UPDATE unit SET declarations = '[9999999999999999999]'",
  };
  for (size_t i = 0; i < sizeof damage / sizeof *damage; i++) {
    struct ir_pool pool;
    struct store_contents contents;
    struct store *store = open_store(NULL);
    put_text(store, everything, 1);
    ir_pool_init(&pool);
    must(store_exec(store, damage[i]), store);
    assert_false(store_load(store, &pool, NULL, NULL, 0, &contents));
    assert_true(store_is_damaged(store));
    ir_pool_free(&pool);
    store_close(store);
  }
}

// ---- results ----

static struct ir_location whole_location(void) {
  return (struct ir_location){.file = "/a\xe9.c",
                              .line = 1,
                              .column = 2,
                              .end_line = 3,
                              .end_column = 4,
                              .offset = 5,
                              .length = UINT32_MAX,
                              .where = IR_MACRO_BODY,
                              .macro = "M",
                              .macro_file = "/m.h",
                              .macro_line = 6,
                              .macro_column = 7};
}

static void same_location(const struct ir_location *a, const struct ir_location *b) {
  assert_string_equal(a->file, b->file);
  assert_int_equal(a->line, b->line);
  assert_int_equal(a->column, b->column);
  assert_int_equal(a->end_line, b->end_line);
  assert_int_equal(a->end_column, b->end_column);
  assert_int_equal(a->offset, b->offset);
  assert_int_equal(a->length, b->length);
  assert_int_equal(a->where, b->where);
  assert_string_equal(a->macro, b->macro);
  assert_string_equal(a->macro_file, b->macro_file);
  assert_int_equal(a->macro_line, b->macro_line);
  assert_int_equal(a->macro_column, b->macro_column);
}

static void findings_come_back_as_they_were(void **state) {
  (void)state;
  struct ir_location loc = whole_location();
  struct finding_note notes[6];
  for (int i = 0; i < 6; i++)
    notes[i] =
        (struct finding_note){.message = i ? "then" : "first", .loc = loc, .kind = NOTE_ADVICE};
  struct fix_edit edits[] = {{"/a.c", 5, 2, "", 1, 6, 1, 8, UINT64_MAX},
                             {"/a.c", 9, 0, "x\n", 2, 1, 2, 1, UINT64_MAX}};
  struct finding_fix fixes[] = {{"first", true, 2, 2, edits}, {"other", false, 1, 1, edits}};
  struct finding items[] = {{.rule = "dropped-task",
                             .group = "correctness",
                             .level = LEVEL_ERROR,
                             .message = "`x` is dropped",
                             .loc = loc,
                             .function = "f",
                             .symbol = "f@/a.c",
                             .note_count = 6,
                             .notes = notes,
                             .fix_count = 2,
                             .fixes = fixes,
                             .suppressed = true,
                             .reason = "",
                             .fingerprint = "0123456789abcdef0123456789abcdef"},
                            {.rule = "r", .message = "m"}};
  struct unchecked unchecked[] = {{"/a.c", "f", "too deep", loc}, {.file = "/b.c", .reason = "x"}};
  struct findings in = {.count = 2, .items = items, .unchecked_count = 2, .unchecked = unchecked};
  struct store *store = open_store(in_folder("f.db"));
  must(store_put_findings(store, &in), store);
  must(store_put_findings(store, &in), store); // replaces
  store_close(store);
  store = open_store(in_folder("f.db"));
  struct findings out = {0};
  must(store_get_findings(store, &out), store);
  store_close(store);
  assert_int_equal(out.count, 2);
  assert_string_equal(out.items[0].rule, "dropped-task");
  assert_string_equal(out.items[0].group, "correctness");
  assert_int_equal(out.items[0].level, LEVEL_ERROR);
  assert_string_equal(out.items[0].message, "`x` is dropped");
  assert_string_equal(out.items[0].function, "f");
  assert_string_equal(out.items[0].symbol, "f@/a.c");
  assert_true(out.items[0].suppressed);
  assert_string_equal(out.items[0].reason, "");
  assert_string_equal(out.items[0].fingerprint, items[0].fingerprint);
  same_location(&out.items[0].loc, &loc);
  assert_int_equal(out.items[0].note_count, 6);
  assert_string_equal(out.items[0].notes[0].message, "first");
  assert_string_equal(out.items[0].notes[5].message, "then");
  same_location(&out.items[0].notes[5].loc, &loc);
  assert_int_equal(out.items[0].notes[5].kind, NOTE_ADVICE);
  assert_int_equal(out.items[0].fix_count, 2);
  assert_string_equal(out.items[0].fixes[0].title, "first");
  assert_true(out.items[0].fixes[0].safe);
  assert_false(out.items[0].fixes[1].safe);
  assert_int_equal(out.items[0].fixes[0].edit_count, 2);
  const struct fix_edit *edit = &out.items[0].fixes[0].edits[1];
  assert_string_equal(edit->file, "/a.c");
  assert_string_equal(edit->text, "x\n");
  assert_int_equal(edit->offset, 9);
  assert_int_equal(edit->length, 0);
  assert_int_equal(edit->end_line, 2);
  assert_true(edit->source == UINT64_MAX);
  assert_int_equal(out.items[1].fix_count, 0);
  assert_null(out.items[1].function);
  assert_null(out.items[1].reason);
  assert_null(out.items[1].loc.file);
  assert_false(out.items[1].suppressed);
  assert_int_equal(out.unchecked_count, 2);
  assert_string_equal(out.unchecked[0].function, "f");
  same_location(&out.unchecked[0].loc, &loc);
  assert_null(out.unchecked[1].function);
  assert_string_equal(out.unchecked[1].reason, "x");
  findings_free(&out);
}

/// How many rows putting them wrote.
static int64_t rows_of(struct store *store, const struct findings *findings) {
  int64_t before = sqlite3_total_changes64(store->db);
  must(store_put_findings(store, findings), store);
  return sqlite3_total_changes64(store->db) - before;
}

static void findings_are_put_when_they_are_others(void **state) {
  (void)state;
  struct finding_note note = {.message = "first", .loc = whole_location()};
  struct fix_edit edit = {"/a.c", 5, 2, "", 1, 6, 1, 8, 1};
  struct finding_fix fix = {"mend", true, 1, 1, &edit};
  struct finding item = {
      .rule = "r", .message = "m", .note_count = 1, .notes = &note, .fix_count = 1, .fixes = &fix};
  struct unchecked unchecked = {"/a.c", "f", "too deep", whole_location()};
  struct findings in = {.count = 1, .items = &item, .unchecked_count = 1, .unchecked = &unchecked};
  struct store *store = open_store(NULL);
  assert_true(rows_of(store, &in) > 0);
  assert_int_equal(rows_of(store, &in), 0);
  note.loc.macro_line++;
  assert_true(rows_of(store, &in) > 0);
  edit.source++;
  assert_true(rows_of(store, &in) > 0);
  item.reason = "";
  assert_true(rows_of(store, &in) > 0);
  unchecked.loc.column++;
  assert_true(rows_of(store, &in) > 0);
  in.unchecked_count = 0;
  assert_true(rows_of(store, &in) > 0);
  assert_int_equal(rows_of(store, &in), 0);
  must(store_begin(store), store);
  in.count = 0;
  assert_true(rows_of(store, &in) > 0);
  store_rollback(store);
  in.count = 1;
  assert_int_equal(rows_of(store, &in), 0);
  store_close(store);
}

// ---- contracts and edges ----

static uint32_t rows_put;

/// Puts what is known of `f` and, when `digest_of_g` is not 0, of `g`; counts what had to be put.
static void describe(struct store *store, uint64_t digest_of_f, uint64_t digest_of_g) {
  struct ir_location loc = whole_location();
  struct store_program program;
  bool anew;
  rows_put = 0;
  must(store_begin(store), store);
  must(store_begin_program(&program, store), store);
  must(store_describe(&program, "f", digest_of_f, &anew), store);
  if (anew) {
    must(store_put_contract(store, "f", "blocks", "taskrt.api"), store);
    must(store_put_contract(store, "f", "blocks", "inferred"), store);
    must(store_put_edge(store, "f", "g", &loc), store);
    must(store_put_edge(store, "f", "ops.read", NULL), store);
    rows_put += 4;
  }
  if (digest_of_g) {
    must(store_describe(&program, "g", digest_of_g, &anew), store);
    if (anew)
      must(store_put_contract(store, "g", "suspends", "inferred"), store);
    rows_put += anew;
  }
  must(store_end_program(&program, true), store);
  must(store_commit(store), store);
}

static void contracts_and_edges_are_put_when_they_have_changed(void **state) {
  (void)state;
  struct store *store = open_store(NULL);
  describe(store, 1, 1);
  assert_int_equal(rows_put, 5);
  describe(store, 1, 1);
  assert_int_equal(rows_put, 0);
  describe(store, UINT64_MAX, 1);
  assert_int_equal(rows_put, 4);
  describe(store, UINT64_MAX, 0); // `g` has left the program
  assert_int_equal(rows_put, 0);
  describe(store, UINT64_MAX, 1);
  assert_int_equal(rows_put, 1);
  store_close(store);
}

int main(void) {
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_put_in_comes_out),
      cmocka_unit_test(what_units_share_comes_once_in_an_order_of_its_own),
      cmocka_unit_test(code_that_differs_is_kept_apart),
      cmocka_unit_test(a_new_result_takes_the_place_of_the_old_one),
      cmocka_unit_test(other_arguments_make_another_unit),
      cmocka_unit_test(some_units_may_be_loaded),
      cmocka_unit_test(forgetting_a_unit_leaves_what_others_share),
      cmocka_unit_test(other_arguments_take_the_place_of_those_before),
      IN_FOLDER(a_transaction_that_is_not_ended_leaves_nothing),
      IN_FOLDER(names_need_not_be_utf_8),
      cmocka_unit_test(a_unit_is_fresh_until_a_file_of_it_changes),
      cmocka_unit_test(a_unit_is_fresh_with_its_arguments_only),
      cmocka_unit_test(a_file_is_read_once_a_run),
      cmocka_unit_test(a_failed_unit_is_kept_and_never_fresh),
      IN_FOLDER(folders_are_made_and_results_are_kept),
      IN_FOLDER(another_version_begins_anew_and_says_so),
      IN_FOLDER(runs_of_another_version_are_kept),
      IN_FOLDER(a_file_of_another_kind_is_refused_and_kept),
      IN_FOLDER(a_database_of_another_program_is_refused_and_kept),
      IN_FOLDER(an_empty_file_becomes_a_store),
      IN_FOLDER(a_place_that_cannot_be_written_is_refused),
      IN_FOLDER(a_second_writer_waits_and_is_told),
      IN_FOLDER(what_another_run_removed_is_put_again),
      IN_FOLDER(ids_that_another_run_gave_away_say_nothing_of_files),
      cmocka_unit_test(rows_that_went_with_a_unit_are_put_again),
      cmocka_unit_test(the_content_of_main_files_and_headers_is_known),
      cmocka_unit_test(only_a_unit_that_is_another_now_makes_findings_old),
      cmocka_unit_test(what_a_list_names_has_to_be_there),
      IN_FOLDER(findings_come_back_as_they_were),
      cmocka_unit_test(findings_are_put_when_they_are_others),
      cmocka_unit_test(contracts_and_edges_are_put_when_they_have_changed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
