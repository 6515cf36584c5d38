// SPDX-License-Identifier: MIT
// Stores that are only read: because nothing may be written there, or because nothing has to be.
#include "tests/unit/store/store_support.h"

#include <dirent.h>
#include <linux/capability.h>
#include <sys/stat.h>
#include <sys/syscall.h>

// ---- rights ----

/// The superuser may write everywhere: he gives that up for a while, in this thread.
static void be_bound_by_rights(bool bound) {
  static struct __user_cap_data_struct before[2];
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct now[2];
  if (bound)
    assert_int_equal(syscall(SYS_capget, &header, before), 0);
  memcpy(now, before, sizeof now);
  if (bound)
    now[0].effective &= ~(1U << CAP_DAC_OVERRIDE | 1U << CAP_DAC_READ_SEARCH);
  assert_int_equal(syscall(SYS_capset, &header, now), 0);
}

/// A store with two units at `ro/s.db`; then the rights of folder and file.
static const char *put_store(mode_t of_folder, mode_t of_file) {
  struct store *store = open_store(in_folder("ro/s.db"));
  put_text(store, unit_a, 1);
  put_text(store, unit_b, 1);
  store_close(store);
  static char path[128];
  snprintf(path, sizeof path, "%s", in_folder("ro/s.db"));
  assert_int_equal(chmod(path, of_file), 0);
  assert_int_equal(chmod(in_folder("ro"), of_folder), 0);
  return path;
}

static unsigned files_in(const char *name) {
  unsigned count = 0;
  DIR *list = opendir(in_folder(name));
  assert_non_null(list);
  while (readdir(list))
    count++;
  closedir(list);
  return count - 2; // . and ..
}

static struct store *open_to_read(const char *path) {
  struct text error = {0};
  struct store *store = store_open_to_read(path, "test 1", &error);
  if (!store)
    fail_msg("%s", text_get(&error));
  text_free(&error);
  return store;
}

static void cannot_read(const char *path, const char *words) {
  struct text error = {0};
  assert_null(store_open_to_read(path, "test 1", &error));
  if (!strstr(text_get(&error), words) || !strstr(text_get(&error), path))
    fail_msg("`%s` does not say `%s`", text_get(&error), words);
  text_free(&error);
}

static void has_both(struct store *store) {
  char *content = content_of(store);
  assert_non_null(strstr(content, "/a.c: good"));
  assert_non_null(strstr(content, "/b.c: good"));
  free(content);
}

// ---- where nothing may be written ----

static void read_where_nothing_may_be_written(mode_t of_folder, mode_t of_file) {
  struct text before = {0}, after = {0};
  const char *path = put_store(of_folder, of_file);
  assert_true(text_read_file(&before, path, 1 << 24));
  be_bound_by_rights(true);
  struct store *store = open_store(path);
  be_bound_by_rights(false);
  has_both(store);
  assert_string_equal(store_original(store), path);
  must(store_begin(store), store); // goes on, for this run
  put_text(store, "unit \"/c.c\"\ninclude \"/c.c\" 000000000000000a0000000000000001\n", 1);
  must(store_commit(store), store);
  store_close(store);
  assert_true(text_read_file(&after, path, 1 << 24));
  assert_int_equal(before.length, after.length);
  assert_memory_equal(before.data, after.data, before.length);
  assert_int_equal(files_in("ro"), 1);
  text_free(&before);
  text_free(&after);
}

static void a_file_that_may_only_be_read_is_copied(void **state) {
  (void)state;
  read_where_nothing_may_be_written(0755, 0444);
}

static void a_folder_in_which_nothing_can_be_made_will_do(void **state) {
  (void)state;
  read_where_nothing_may_be_written(0555, 0644);
}

static void an_odd_name_will_do(void **state) {
  (void)state;
  const char *path = put_store(0755, 0644), *odd = in_folder("ro/50% of a?b#c&d=\xe9.db");
  assert_int_equal(rename(path, odd), 0);
  assert_int_equal(chmod(in_folder("ro"), 0555), 0);
  struct store *store = open_to_read(in_folder("ro/50% of a?b#c&d=\xe9.db"));
  has_both(store);
  store_close(store);
}

static void what_cannot_be_built_anew_is_refused(void **state) {
  (void)state;
  struct text error = {0}, bytes = {0};
  const char *notice, *path = put_store(0755, 0644);
  assert_true(text_read_file(&bytes, path, 1 << 24));
  bytes.data[bytes.length / 2] ^= 1;
  write_file(in_folder("ro/damaged.db"), bytes.data, bytes.length);
  assert_int_equal(chmod(in_folder("ro"), 0555), 0);
  be_bound_by_rights(true);
  cannot_open(in_folder("ro/damaged.db"), "it is damaged, and it may only be read");
  cannot_open(in_folder("ro/new.db"), "nothing can be written there");
  assert_null(store_open(in_folder("ro/s.db"), "test 2", &notice, &error));
  be_bound_by_rights(false);
  assert_non_null(strstr(error.data, "it comes from another version, and it may only be read"));
  text_free(&error);
  text_free(&bytes);
}

/// A log that nobody may put into the file, and nobody but its writer may read.
static void a_log_that_cannot_be_read_is_no_reason_to_read_without_it(void **state) {
  (void)state;
  struct store *store = open_store(in_folder("ro/s.db"));
  put_text(store, unit_a, 1);
  struct text log = {0};
  assert_true(text_read_file(&log, in_folder("ro/s.db-wal"), 1 << 24));
  store_close(store);
  write_file(in_folder("ro/s.db-wal"), log.data, log.length);
  assert_int_equal(chmod(in_folder("ro"), 0555), 0);
  be_bound_by_rights(true);
  cannot_open(in_folder("ro/s.db"), "a run that writes to it has not ended");
  be_bound_by_rights(false);
  text_free(&log);
}

// ---- where nothing has to be written ----

static void reading_makes_and_changes_nothing(void **state) {
  (void)state;
  struct text error = {0}, bytes = {0}, after = {0};
  const char *path = put_store(0755, 0644);
  cannot_read(in_folder("ro/new.db"), "there is no store");
  write_file(in_folder("ro/empty.db"), "", 0);
  cannot_read(in_folder("ro/empty.db"), "there is no store");
  write_file(in_folder("ro/text"), "x", 1);
  cannot_read(in_folder("ro/text"), "is no store");
  assert_null(store_open_to_read(path, "test 2", &error));
  assert_non_null(strstr(error.data, "it comes from another version: "));
  assert_true(text_read_file(&bytes, path, 1 << 24));
  bytes.data[bytes.length / 2] ^= 1;
  write_file(path, bytes.data, bytes.length);
  cannot_read(path, "it is damaged: ");
  assert_true(text_read_file(&after, path, 1 << 24));
  assert_int_equal(bytes.length, after.length);
  assert_memory_equal(bytes.data, after.data, bytes.length);
  assert_int_equal(files_in("ro"), 3);
  text_free(&error);
  text_free(&bytes);
  text_free(&after);
}

static void a_writer_is_not_waited_for(void **state) {
  (void)state;
  const char *path = put_store(0755, 0644);
  struct store *writer = open_store(path);
  must(store_begin(writer), writer);
  struct store *before = open_to_read(path);
  must(store_keep_units(writer, NULL, NULL, 0), writer);
  must(store_commit(writer), writer);
  struct store *after = open_to_read(path); // what is in the log counts
  has_both(before);
  char *content = content_of(after);
  assert_null(strstr(content, "/a.c"));
  free(content);
  store_close(writer);
  has_both(before);
  store_close(before);
  store_close(after);
}

/// A log lies beside the file, not beside the link.
static void the_log_of_a_link_counts(void **state) {
  (void)state;
  const char *path = put_store(0755, 0644);
  struct store *writer = open_store(path);
  must(store_keep_units(writer, NULL, NULL, 0), writer);
  assert_int_equal(symlink(path, in_folder("link.db")), 0);
  struct store *store = open_to_read(in_folder("link.db"));
  char *content = content_of(store);
  assert_null(strstr(content, "/a.c"));
  free(content);
  store_close(store);
  store_close(writer);
}

static void keeping_all_units_waits_for_nobody(void **state) {
  (void)state;
  const char *path = put_store(0755, 0644);
  const char *const names[] = {"/a.c", "/b.c"};
  const uint64_t arguments[] = {1, 1};
  struct store *writer = open_store(path), *other = open_store(path);
  must(store_begin(writer), writer);
  store_set_patience(other, 0);
  must(store_keep_units(other, names, arguments, 2), other);
  assert_false(store_keep_units(other, names, arguments, 1)); // one has to go
  store_rollback(writer);
  must(store_keep_units(other, names, arguments, 1), other);
  char *content = content_of(writer);
  assert_null(strstr(content, "/b.c"));
  free(content);
  store_close(writer);
  store_close(other);
}

static void put_run(struct store *store, const char *message) {
  struct findings findings = {0};
  struct finding finding = {.rule = "r", .group = "g", .message = message, .loc.file = "/a.c"};
  findings.items = &finding;
  findings.count = 1;
  struct store_run run = {.key = "key", .units = 1};
  must(store_put_findings(store, &findings) && store_put_run(store, &run, &findings), store);
}

/// Another run with the same key may end between the two.
static void findings_are_those_of_the_run_that_was_found(void **state) {
  (void)state;
  const char *path = put_store(0755, 0644);
  struct store *store = open_store(path), *other = open_store(path);
  struct findings findings = {0};
  struct store_run run;
  put_run(other, "first");
  must(store_begin_reading(store), store);
  assert_true(store_find_run(store, "key", &run));
  put_run(other, "second");
  must(store_get_findings(store, &findings), store);
  must(store_commit(store), store);
  assert_string_equal(findings.items[0].message, "first");
  findings_free(&findings);
  store_close(store);
  store_close(other);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(a_file_that_may_only_be_read_is_copied),
      IN_FOLDER(a_folder_in_which_nothing_can_be_made_will_do),
      IN_FOLDER(an_odd_name_will_do),
      IN_FOLDER(what_cannot_be_built_anew_is_refused),
      IN_FOLDER(a_log_that_cannot_be_read_is_no_reason_to_read_without_it),
      IN_FOLDER(reading_makes_and_changes_nothing),
      IN_FOLDER(a_writer_is_not_waited_for),
      IN_FOLDER(the_log_of_a_link_counts),
      IN_FOLDER(keeping_all_units_waits_for_nobody),
      IN_FOLDER(findings_are_those_of_the_run_that_was_found),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
