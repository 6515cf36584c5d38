// SPDX-License-Identifier: MIT
// For tests of the store: a folder of their own, opening what must open, and what is in it, as
// text.
#ifndef ASYNC_LINT_STORE_SUPPORT_H
#define ASYNC_LINT_STORE_SUPPORT_H

#include "analyzer/store/store.h"
#include "tests/unit/ir/ir_support.h"

#include <stdio.h>
#include <unistd.h>

static char folder[64];

/// In memory where that can be had: a store waits for the disk often.
static inline int make_folder(void **state) {
  (void)state;
  strcpy(folder, access("/dev/shm", W_OK) == 0 ? "/dev/shm/async-lint-store-XXXXXX"
                                               : "/tmp/async-lint-store-XXXXXX");
  return mkdtemp(folder) ? 0 : -1;
}

static inline int remove_folder(void **state) {
  (void)state;
  char command[192];
  snprintf(command, sizeof command, "chmod -R u+w '%s'; rm -rf '%s'", folder, folder);
  return system(command);
}

static inline const char *in_folder(const char *name) {
  static char path[2][256];
  static unsigned turn;
  turn = !turn;
  snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
  return path[turn];
}

// ---- opening ----

/// Opens a store that must open; `*noticed` says whether it was built anew.
static inline struct store *open_version(const char *path, const char *version, bool *noticed) {
  struct text error = {0};
  const char *notice = NULL;
  struct store *store = store_open(path, version, &notice, &error);
  if (!store)
    fail_msg("%s", text_get(&error));
  text_free(&error);
  *noticed = notice != NULL;
  return store;
}

static inline struct store *open_store(const char *path) {
  bool noticed;
  struct store *store = open_version(path, "test 1", &noticed);
  assert_false(noticed);
  return store;
}

/// Opening fails; the message holds the path, the remedy, and these words.
static inline void cannot_open(const char *path, const char *words) {
  struct text error = {0};
  const char *notice = NULL;
  assert_null(store_open(path, "test 1", &notice, &error));
  assert_null(notice);
  if (!strstr(text_get(&error), words) || !strstr(text_get(&error), path) ||
      !strstr(text_get(&error), "use `--store FILE` or `--no-store`"))
    fail_msg("`%s` does not say `%s`", text_get(&error), words);
  text_free(&error);
}

static inline void must(bool good, const struct store *store) {
  if (!good)
    fail_msg("%s", store_error(store));
}

static inline void put_text(struct store *store, const char *text, uint64_t arguments) {
  struct ir_pool pool;
  ir_pool_init(&pool);
  must(store_put_unit(store, read_text(&pool, text), arguments), store);
  ir_pool_free(&pool);
}

/// What is in the store, as text: a line for each unit, then all as one; free() it.
static inline char *content_of(struct store *store) {
  struct ir_pool pool;
  struct store_contents contents;
  struct text text = {0};
  ir_pool_init(&pool);
  must(store_load(store, &pool, NULL, NULL, 0, &contents), store);
  assert_null(ir_verify_unit(&pool, &contents.all));
  for (uint32_t i = 0; i < contents.unit_count; i++)
    text_printf(&text, "%s: %s, %u functions, %u problems\n", contents.units[i].path,
                contents.units[i].failure ? contents.units[i].failure : "good",
                contents.units[i].function_count, contents.units[i].problem_count);
  char *all = text_of(&contents.all);
  text_puts(&text, all);
  free(all);
  ir_pool_free(&pool);
  return text.data;
}

static inline void write_file(const char *path, const void *data, size_t length) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(data, 1, length, file), length);
  assert_int_equal(fclose(file), 0);
}

// ---- units ----

static const char unit_a[] = "unit \"/a.c\"\n"
                             "include \"/a.c\" 000000000000000a0000000000000001\n"
                             "include \"/h.h\" 000000000000000b0000000000000002\n"
                             "declare @shared in-header !\"/h.h\":1:1\n"
                             "declare @mine !2:1\n"
                             "function @\"inline\" in-header !\"/h.h\":3:1 {\n"
                             "  call @shared()\n"
                             "  ret\n"
                             "}\n"
                             "function @a !9:1 {\n"
                             "  call @mine()\n"
                             "  ret\n"
                             "}\n"
                             "fact @ops.read @a !\"/h.h\":7:1\n"
                             "allow line \"*\" !\"/h.h\":8:1\n"
                             "problem \"odd\" !\"/h.h\":9:1\n";

static const char unit_b[] = "unit \"/b.c\"\n"
                             "include \"/b.c\" 000000000000000c0000000000000003\n"
                             "include \"/h.h\" 000000000000000b0000000000000002\n"
                             "declare @shared in-header !\"/h.h\":1:1\n"
                             "function @b !9:1 {\n"
                             "  ret\n"
                             "}\n"
                             "function @\"inline\" in-header !\"/h.h\":3:1 {\n"
                             "  call @shared() !\"/h.h\":7:3\n"
                             "  ret\n"
                             "}\n"
                             "fact @ops.read @a !\"/h.h\":7:1\n"
                             "fact @ops.read @b\n"
                             "allow line \"*\" !\"/h.h\":8:1\n"
                             "problem \"odd\" !\"/h.h\":9:1\n"
                             "problem \"odder\"\n";

#endif
