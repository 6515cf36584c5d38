// SPDX-License-Identifier: MIT
// Opening a store: telling our files from those of others, and building anew what is damaged or of
// another version. Files that are not recognisably ours are never changed.
#include "analyzer/ir/ir_blob.h"
#include "analyzer/store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATIENCE_MS = 10000 };

#define REMEDY ": use `--store FILE` or `--no-store`"

/// What stands at the path.
enum found {
  FOUND_NOTHING, // no file, or an empty one
  FOUND_OURS,
  FOUND_TORN,     // ours, and cut off within a page, which SQLite would fill up with zeros
  FOUND_UNMARKED, // a database without any mark: ours if there is nothing in it
  FOUND_FOREIGN,
  FOUND_OTHER, // no database
  FOUND_ERROR, // errno says why
};

// ---- the file ----

// The header of a database: the format's name, and our mark at byte 68, the high byte first.
static enum found judge_header(const unsigned char *header, size_t length, off_t size) {
  static const char magic[] = "SQLite format 3";
  if (length == 0)
    return FOUND_NOTHING;
  if (length < 72 || memcmp(header, magic, sizeof magic) != 0)
    return FOUND_OTHER;
  uint32_t mark = (uint32_t)header[68] << 24 | (uint32_t)header[69] << 16 |
                  (uint32_t)header[70] << 8 | header[71];
  off_t page = header[16] << 8 | header[17]; // 1 stands for 65536
  page = page == 1 ? 65536 : page;
  if (mark == STORE_APPLICATION)
    return page == 0 || size % page ? FOUND_TORN : FOUND_OURS;
  return mark == 0 ? FOUND_UNMARKED : FOUND_FOREIGN;
}

static enum found look_at(const char *path) {
  unsigned char header[100];
  struct stat status;
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0)
    return errno == ENOENT ? FOUND_NOTHING : FOUND_ERROR;
  if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
    close(file);
    return FOUND_OTHER;
  }
  ssize_t length = read(file, header, sizeof header);
  int failure = errno;
  close(file);
  errno = failure;
  return length < 0 ? FOUND_ERROR : judge_header(header, (size_t)length, status.st_size);
}

static bool make_folders(const char *path) {
  char *copy = xstrdup(path);
  bool good = true;
  for (char *slash = strchr(copy + 1, '/'); slash && good; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    good = mkdir(copy, 0777) == 0 || errno == EEXIST;
    *slash = '/';
  }
  int failure = errno;
  free(copy);
  errno = failure;
  return good;
}

static bool refuse(struct text *error, const char *path, const char *why) {
  text_printf(error, "the store `%s` cannot be used: %s" REMEDY, path, why);
  return false;
}

// Makes sure that whatever stands at the path may be used as a store.
static bool admit(const char *path, enum found *found, struct text *error) {
  if (!make_folders(path))
    return refuse(error, path, strerror(errno));
  *found = look_at(path);
  switch (*found) {
  case FOUND_FOREIGN:
    return refuse(error, path, "it is a database of another program");
  case FOUND_OTHER:
    return refuse(error, path, "it is another kind of file, which would be lost");
  case FOUND_ERROR:
    return refuse(error, path, strerror(errno));
  default:
    return true;
  }
}

// ---- the connection ----

static bool configure(struct store *store) {
  sqlite3_busy_timeout(store->db, PATIENCE_MS);
  sqlite3_extended_result_codes(store->db, 1);
  return store_exec(store, "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
                           "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON");
}

// A path may look like a URI to SQLite; an absolute or `./` path never does.
static bool connect(struct store *store, const char *path) {
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  struct text name = {0};
  if (path && *path != '/')
    text_puts(&name, "./");
  text_puts(&name, path ? path : ":memory:");
  int code = sqlite3_open_v2(name.data, &store->db, flags, NULL);
  text_free(&name);
  return code == SQLITE_OK ? configure(store) : store_fail(store);
}

static void disconnect(struct store *store) {
  sqlite3_close(store->db);
  store->db = NULL;
}

// The mark is set first, and outside of the log, so that a file begun by us is known as ours
// whatever happens next.
static bool make_tables(struct store *store, const char *version) {
  char mark[64];
  snprintf(mark, sizeof mark, "PRAGMA application_id = %d", STORE_APPLICATION);
  if (!store_exec(store, mark) || !store_exec(store, "PRAGMA journal_mode = WAL") ||
      !store_exec(store, "PRAGMA synchronous = NORMAL") || !store_begin(store))
    return false;
  bool good = store_exec(store, store_schema);
  sqlite3_stmt *insert =
      good ? store_statement(store, "INSERT INTO meta (key, value) VALUES ('version', ?)") : NULL;
  if (insert)
    store_bind_text(insert, 1, version);
  good = store_run(store, insert) && store_commit(store);
  if (!good && !sqlite3_get_autocommit(store->db))
    sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
  return good;
}

// ---- what is in it ----

enum content { CONTENT_GOOD, CONTENT_OLD, CONTENT_DAMAGED, CONTENT_EMPTY, CONTENT_UNKNOWN };

// A query's only value, or NULL; `code` is SQLite's.
static char *single_value(struct store *store, const char *sql, int *code) {
  sqlite3_stmt *statement = NULL;
  char *value = NULL;
  *code = sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL);
  if (*code == SQLITE_OK)
    *code = sqlite3_step(statement);
  if (*code == SQLITE_ROW && sqlite3_column_text(statement, 0))
    value = xstrdup((const char *)sqlite3_column_text(statement, 0));
  sqlite3_finalize(statement);
  return value;
}

// Other failures than damage (a lock, no rights) leave the content unknown.
static enum content judge_code(int code) {
  code &= 0xff;
  bool damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_ERROR ||
                 code == SQLITE_ROW || code == SQLITE_DONE || code == SQLITE_FORMAT;
  return damaged ? CONTENT_DAMAGED : CONTENT_UNKNOWN;
}

static bool value_is(struct store *store, const char *sql, const char *wanted, int *code) {
  char *value = single_value(store, sql, code);
  bool same = value && strcmp(value, wanted) == 0;
  free(value);
  return same;
}

static enum content examine(struct store *store, const char *version) {
  int code;
  if (value_is(store, "SELECT count(*) FROM sqlite_schema", "0", &code))
    return CONTENT_EMPTY;
  if (code != SQLITE_ROW)
    return judge_code(code);
  if (!value_is(store, "PRAGMA quick_check(1)", "ok", &code))
    return judge_code(code);
  char *stored = single_value(store, "SELECT value FROM meta WHERE key = 'version'", &code);
  enum content content = CONTENT_GOOD;
  if (!stored)
    content = judge_code(code);
  else if (strcmp(stored, version) != 0)
    content = CONTENT_OLD;
  free(stored);
  return content;
}

// Empties the database in place, with its locks. False when SQLite cannot.
static bool empty_in_place(struct store *store) {
  sqlite3_exec(store->db, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
  sqlite3_db_config(store->db, SQLITE_DBCONFIG_RESET_DATABASE, 1, NULL);
  int code = sqlite3_exec(store->db, "VACUUM", NULL, NULL, NULL);
  sqlite3_db_config(store->db, SQLITE_DBCONFIG_RESET_DATABASE, 0, NULL);
  return code == SQLITE_OK;
}

static void remove_files(const char *path) {
  static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
    struct text name = {0};
    text_printf(&name, "%s%s", path, endings[i]);
    unlink(name.data);
    text_free(&name);
  }
}

static bool build_anew(struct store *store, const char *path, const char *version) {
  if (empty_in_place(store))
    return make_tables(store, version);
  if ((sqlite3_errcode(store->db) & 0xff) == SQLITE_BUSY)
    return store_fail(store);
  disconnect(store);
  remove_files(path);
  return connect(store, path) && make_tables(store, version);
}

// Another run may have made the file in the meantime: the mark in it decides.
static bool is_marked(struct store *store, enum found found) {
  char mark[16];
  int code;
  snprintf(mark, sizeof mark, "%d", STORE_APPLICATION);
  return found == FOUND_OURS || found == FOUND_TORN ||
         value_is(store, "PRAGMA application_id", mark, &code);
}

static bool prepare_content(struct store *store, const char *path, const char *version,
                            enum found found) {
  if (sqlite3_db_readonly(store->db, "main") == 1)
    return store_fail_with(store, "it cannot be written");
  enum content content = found == FOUND_TORN ? CONTENT_DAMAGED : examine(store, version);
  if (content == CONTENT_UNKNOWN)
    return store_fail(store);
  if (content == CONTENT_EMPTY)
    return make_tables(store, version) || examine(store, version) == CONTENT_GOOD;
  if (!is_marked(store, found))
    return store_fail_with(store, "it is a database of another program");
  if (content == CONTENT_GOOD)
    return store_exec(store, "PRAGMA synchronous = NORMAL");
  text_printf(&store->notice, "`%s` %s and is built anew", path,
              content == CONTENT_OLD ? "comes from another version" : "is damaged");
  return build_anew(store, path, version);
}

// ---- opening ----

static const char *full_version(struct store *store, const char *version) {
  return arena_printf(&store->arena, "schema %d, ir %d, %s", STORE_SCHEMA, IR_BLOB_VERSION,
                      version);
}

static bool open_file(struct store *store, const char *path, const char *version,
                      struct text *error) {
  enum found found = FOUND_NOTHING;
  if (!admit(path, &found, error))
    return false;
  if (connect(store, path) && prepare_content(store, path, version, found))
    return true;
  return refuse(error, path, store_error(store));
}

static bool open_memory(struct store *store, const char *version, struct text *error) {
  if (connect(store, NULL) && make_tables(store, version))
    return true;
  text_printf(error, "no store can be made in memory: %s", store_error(store));
  return false;
}

struct store *store_open(const char *path, const char *version, const char **notice,
                         struct text *error) {
  struct store *store = xcalloc(1, sizeof *store);
  store->names.arena = &store->arena;
  *notice = NULL;
  version = full_version(store, version);
  bool good = path ? open_file(store, path, version, error) : open_memory(store, version, error);
  good = good && (store_exec(store, "CREATE TEMP TABLE wanted (path TEXT, arguments INTEGER, "
                                    "PRIMARY KEY (path, arguments)) WITHOUT ROWID") ||
                  refuse(error, path ? path : "", store_error(store)));
  if (!good) {
    store_close(store);
    return NULL;
  }
  if (store->notice.length)
    *notice = store->notice.data;
  return store;
}
