// SPDX-License-Identifier: MIT
// Files written whole or not at all.
#include "analyzer/base/outfile.h"

#include <errno.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[64], path[96];

static int make_folder(void **state) {
  (void)state;
  strcpy(folder, "/tmp/async-lint-outfile-XXXXXX");
  if (!mkdtemp(folder))
    return -1;
  snprintf(path, sizeof path, "%s/report", folder);
  return 0;
}

static int remove_folder(void **state) {
  (void)state;
  char command[96];
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  return system(command);
}

static void put(const char *content) {
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs(content, file);
  fclose(file);
}

/// The file holds `content`, and is the only one in the folder.
static void holds(const char *content) {
  struct text text = {0};
  assert_true(text_read_file(&text, path, 1000));
  assert_string_equal(text_get(&text), content);
  text_free(&text);
  char pattern[96];
  snprintf(pattern, sizeof pattern, "%s/*", folder);
  glob_t files;
  assert_int_equal(glob(pattern, 0, NULL, &files), 0);
  assert_int_equal(files.gl_pathc, 1);
  globfree(&files);
}

static void a_file_takes_its_place_when_it_is_whole(void **state) {
  (void)state;
  put("old");
  chmod(path, 0640);
  struct outfile file = {0};
  FILE *out = outfile_open(&file, path);
  assert_non_null(out);
  fputs("new", out);
  fflush(out);
  struct text text = {0};
  assert_true(text_read_file(&text, path, 1000));
  assert_string_equal(text_get(&text), "old");
  text_free(&text);
  assert_true(outfile_close(&file, true));
  holds("new");
  struct stat status;
  assert_int_equal(stat(path, &status), 0);
  assert_int_equal(status.st_mode & 0777, 0640);
}

static void what_is_not_kept_leaves_the_old_file(void **state) {
  (void)state;
  put("old");
  struct outfile file = {0};
  fputs("new", outfile_open(&file, path));
  assert_true(outfile_close(&file, false));
  holds("old");
}

static void a_link_stays_a_link(void **state) {
  (void)state;
  char target[96];
  snprintf(target, sizeof target, "%s/target", folder);
  strcpy(path, target);
  put("old");
  snprintf(path, sizeof path, "%s/report", folder);
  assert_int_equal(symlink(target, path), 0);
  struct outfile file = {0};
  fputs("new", outfile_open(&file, path));
  assert_true(outfile_close(&file, true));
  struct stat status;
  assert_int_equal(lstat(path, &status), 0);
  assert_true(S_ISLNK(status.st_mode));
  unlink(path);
  strcpy(path, target);
  holds("new");
}

static void what_cannot_be_written_says_why(void **state) {
  (void)state;
  struct outfile file = {0};
  assert_null(outfile_open(&file, "/no/such/folder/report"));
  assert_int_equal(errno, ENOENT);
  if (access("/dev/full", W_OK) != 0)
    skip();
  FILE *out = outfile_open(&file, "/dev/full");
  assert_non_null(out);
  fputs("too much", out);
  assert_false(outfile_close(&file, true));
  assert_int_equal(errno, ENOSPC);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_FOLDER(a_file_takes_its_place_when_it_is_whole),
      IN_FOLDER(what_is_not_kept_leaves_the_old_file),
      IN_FOLDER(a_link_stays_a_link),
      IN_FOLDER(what_cannot_be_written_says_why),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
