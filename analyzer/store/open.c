// SPDX-License-Identifier: MIT
// Opening a store: telling our files from those of others, and building anew what is damaged or of
// another version. Files that are not recognisably ours are never changed.
#include "analyzer/ir/ir_blob.h"
#include "analyzer/store/copy.h"
#include "analyzer/store/pages.h"
#include "analyzer/store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define REMEDY ": use `--store FILE` or `--no-store`"

/// What stands at the path.
enum found {
  FOUND_NOTHING, // no file, or an empty one
  FOUND_OURS,
  FOUND_TORN,     // ours, and cut off within a page, which SQLite would fill up with zeros
  FOUND_OLD,      // ours, without checksums
  FOUND_UNMARKED, // a database without any mark: ours if there is nothing in it
  FOUND_FOREIGN,
  FOUND_OTHER, // no database
  FOUND_ERROR, // errno says why
};

// ---- the file ----

// The header of a database: the format's name, the bytes of a page that are not SQLite's at byte
// 20, and our mark at byte 68, the high byte first.
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
  if (mark == STORE_APPLICATION && (page == 0 || size % page))
    return FOUND_TORN;
  if (mark == STORE_APPLICATION)
    return header[20] == PAGES_RESERVED ? FOUND_OURS : FOUND_OLD;
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
  sqlite3_busy_timeout(store->db, STORE_PATIENCE_MS);
  sqlite3_extended_result_codes(store->db, 1);
  // Nothing in a store is a secret that has to be overwritten.
  return store_exec(store, "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
                           "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
                           "PRAGMA secure_delete = OFF");
}

// A path may look like a URI to SQLite; an absolute or `./` path never does.
static void append_name(struct text *name, const char *path) {
  text_printf(name, "%s%s", *path != '/' ? "./" : "", path);
}

static bool connect(struct store *store, const char *path) {
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  struct text name = {0};
  if (path)
    append_name(&name, path);
  else
    text_puts(&name, ":memory:");
  int code = sqlite3_open_v2(name.data, &store->db, flags, path ? pages_vfs() : NULL);
  text_free(&name);
  if (code != SQLITE_OK || (path && !pages_reserve(store->db)))
    return store_fail(store);
  return configure(store);
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
  if (store_exec(store, store_schema) &&
      store_run_text(store, "INSERT INTO meta (key, value) VALUES ('version', ?)", version) &&
      store_commit(store))
    return true;
  store_rollback(store);
  return false;
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
  bool damaged = pages_damaged(code);
  code &= 0xff;
  damaged = damaged || code == SQLITE_ERROR || code == SQLITE_ROW || code == SQLITE_DONE ||
            code == SQLITE_FORMAT;
  return damaged ? CONTENT_DAMAGED : CONTENT_UNKNOWN;
}

static bool value_is(struct store *store, const char *sql, const char *wanted, int *code) {
  char *value = single_value(store, sql, code);
  bool same = value && strcmp(value, wanted) == 0;
  free(value);
  return same;
}

// Pages tell by themselves when they are damaged. After a kill, SQLite puts the file together from
// its log, and then has to say that the whole holds together, too.
static enum content examine(struct store *store, const char *version, bool left_behind) {
  int code;
  if (value_is(store, "SELECT count(*) FROM sqlite_schema", "0", &code))
    return CONTENT_EMPTY;
  if (code != SQLITE_ROW)
    return judge_code(code);
  if (left_behind && !value_is(store, "PRAGMA quick_check(1)", "ok", &code))
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
  pages_trust(store->db, true);
  sqlite3_exec(store->db, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
  sqlite3_db_config(store->db, SQLITE_DBCONFIG_RESET_DATABASE, 1, NULL);
  int code = sqlite3_exec(store->db, "VACUUM", NULL, NULL, NULL);
  sqlite3_db_config(store->db, SQLITE_DBCONFIG_RESET_DATABASE, 0, NULL);
  pages_trust(store->db, false);
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

void store_empty(struct store *store) {
  store_rollback(store);
  store_set_patience(store, 0);
  if (empty_in_place(store) || (sqlite3_errcode(store->db) & 0xff) == SQLITE_BUSY)
    return;
  disconnect(store);
  remove_files(store->path);
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
  return found == FOUND_OURS || found == FOUND_TORN || found == FOUND_OLD ||
         value_is(store, "PRAGMA application_id", mark, &code);
}

// A database that nothing marks has no checksums either.
static enum content look_into(struct store *store, const char *path, const char *version,
                              enum found found) {
  if (found == FOUND_TORN)
    return CONTENT_DAMAGED;
  if (found == FOUND_OLD)
    return CONTENT_OLD;
  pages_trust(store->db, found == FOUND_UNMARKED);
  enum content content = examine(store, version, copy_has_log(path));
  pages_trust(store->db, false);
  return content;
}

static bool prepare_content(struct store *store, const char *path, const char *version,
                            enum found found) {
  enum content content = look_into(store, path, version, found);
  if (content == CONTENT_UNKNOWN)
    return store_fail(store);
  if (content == CONTENT_EMPTY && found == FOUND_UNMARKED)
    return build_anew(store, path, version);
  if (content == CONTENT_EMPTY)
    return make_tables(store, version) || examine(store, version, false) == CONTENT_GOOD;
  if (!is_marked(store, found))
    return store_fail_with(store, "it is a database of another program");
  if (content == CONTENT_GOOD)
    return store_exec(store, "PRAGMA synchronous = NORMAL");
  bool runs = content == CONTENT_OLD && found == FOUND_OURS && store_set_runs_aside(store);
  if (!build_anew(store, path, version))
    return false;
  runs = runs && store_bring_runs_back(store);
  text_printf(&store->notice, "`%s` %s and is built anew%s", path,
              content == CONTENT_OLD ? "comes from another version" : "is damaged",
              runs ? ", its runs are kept" : "");
  return true;
}

// ---- opening ----

static const char *full_version(struct store *store, const char *version) {
  return arena_printf(&store->arena, "schema %d, ir %d, %s", STORE_SCHEMA, IR_BLOB_VERSION,
                      version);
}

// A file that may not be written, or a folder in which no log can be made.
static bool may_only_be_read(struct store *store) {
  int code = sqlite3_errcode(store->db) & 0xff;
  return sqlite3_db_readonly(store->db, "main") == 1 || code == SQLITE_CANTOPEN ||
         code == SQLITE_READONLY || code == SQLITE_PERM;
}

static bool fail_copy(struct store *store, int code) {
  if (pages_damaged(code))
    return store_fail_with(store, "it is damaged");
  if ((code & 0xff) == SQLITE_CANTOPEN)
    return store_fail_with(store, "a run that writes to it has not ended");
  return store_fail_with(store, sqlite3_errstr(code));
}

// What is at the path, in memory.
static bool open_copy(struct store *store, const char *path, const char *version,
                      enum found found) {
  bool log = copy_has_log(path);
  disconnect(store);
  if (found != FOUND_OURS)
    return store_fail_with(store, found == FOUND_TORN  ? "it is damaged"
                                  : found == FOUND_OLD ? "it comes from another version"
                                                       : "it is no store");
  if (!connect(store, NULL))
    return false;
  struct text name = {0};
  append_name(&name, path);
  int code = copy_file(store->db, path, name.data);
  text_free(&name);
  if (code != SQLITE_OK)
    return fail_copy(store, code);
  enum content content = examine(store, version, log);
  if (content != CONTENT_GOOD)
    return store_fail_with(store, content == CONTENT_OLD ? "it comes from another version"
                                                         : "it is damaged");
  store->original = arena_string(&store->arena, path);
  return true;
}

static bool open_file(struct store *store, const char *path, const char *version,
                      struct text *error) {
  enum found found = FOUND_NOTHING;
  if (!admit(path, &found, error))
    return false;
  if (connect(store, path) && sqlite3_db_readonly(store->db, "main") != 1 &&
      prepare_content(store, path, version, found)) {
    store->path = arena_string(&store->arena, path); // ours now, to empty when it is damaged
    store->damaged = false;
    return true;
  }
  if (!may_only_be_read(store))
    return refuse(error, path, store_error(store));
  if (found == FOUND_NOTHING)
    return refuse(error, path, "nothing can be written there");
  if (open_copy(store, path, version, found))
    return true;
  store_fail_with(store,
                  arena_printf(&store->arena, "%s, and it may only be read", store_error(store)));
  return refuse(error, path, store_error(store));
}

static bool open_memory(struct store *store, const char *version, struct text *error) {
  if (connect(store, NULL) && make_tables(store, version))
    return true;
  text_printf(error, "no store can be made in memory: %s", store_error(store));
  return false;
}

static struct store *create(void) {
  struct store *store = xcalloc(1, sizeof *store);
  store->names.arena = &store->arena;
  return store;
}

static struct store *finish(struct store *store, const char *path, bool good, struct text *error) {
  good = good && (store_exec(store, "CREATE TEMP TABLE wanted (path TEXT, arguments INTEGER, "
                                    "PRIMARY KEY (path, arguments)) WITHOUT ROWID") ||
                  refuse(error, path ? path : "", store_error(store)));
  if (good)
    return store;
  store_close(store);
  return NULL;
}

struct store *store_open(const char *path, const char *version, const char **notice,
                         struct text *error) {
  struct store *store = create();
  version = full_version(store, version);
  bool good = path ? open_file(store, path, version, error) : open_memory(store, version, error);
  store = finish(store, path, good, error);
  *notice = store && store->notice.length ? store->notice.data : NULL;
  return store;
}

// Why nothing can be read from the path, and what to do.
static void refuse_reading(struct text *error, const char *path, enum found found,
                           const char *why) {
  static const char remedy[] = "`async-lint` without a command makes one";
  if (found == FOUND_ERROR)
    text_printf(error, "the store `%s` cannot be read: %s: `--store FILE` names another", path,
                strerror(errno));
  else if (found == FOUND_NOTHING)
    text_printf(error, "there is no store `%s`: %s", path, remedy);
  else if (found == FOUND_FOREIGN || found == FOUND_OTHER || found == FOUND_UNMARKED)
    text_printf(error, "`%s` is no store: %s", path, remedy);
  else
    text_printf(error,
                "the store `%s` cannot be read: %s: `async-lint` without a command builds "
                "it anew",
                path, why);
}

struct store *store_open_to_read(const char *path, const char *version, struct text *error) {
  struct store *store = create();
  enum found found = look_at(path);
  bool good = false;
  if (found == FOUND_OURS || found == FOUND_TORN || found == FOUND_OLD)
    good = open_copy(store, path, full_version(store, version), found);
  if (!good)
    refuse_reading(error, path, found, store_error(store));
  return finish(store, path, good, error);
}

const char *store_original(const struct store *store) {
  return store->original;
}
