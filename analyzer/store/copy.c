// SPDX-License-Identifier: MIT
// A store that may only be read is copied into memory: nothing beside it is made, nobody waits for
// us, and what is read belongs together whatever becomes of the file.
#include "analyzer/store/copy.h"
#include "analyzer/store/pages.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { TRIES = 3 };

/// What is left of a run that was killed, and the log of one that has not ended.
bool copy_has_log(const char *path) {
  static const char *const endings[] = {"-wal", "-journal"};
  bool found = false;
  char *real = realpath(path, NULL); // a log lies beside the file, not beside a link to it
  for (size_t i = 0; i < sizeof endings / sizeof *endings && !found; i++) {
    struct text name = {0};
    struct stat status;
    text_printf(&name, "%s%s", real ? real : path, endings[i]);
    found = stat(name.data, &status) == 0 && status.st_size > 0;
    text_free(&name);
  }
  free(real);
  return found;
}

/// The path as a URI, with which SQLite takes no locks and looks at no log.
static void append_uri(struct text *uri, const char *path) {
  text_puts(uri, "file:");
  for (const char *c = path; *c; c++)
    if (isalnum((unsigned char)*c) || strchr("/._-", *c))
      text_putc(uri, *c);
    else
      text_printf(uri, "%%%02x", (unsigned)(unsigned char)*c);
  text_puts(uri, "?immutable=1");
}

/// Copies every page, each compared with its checksum. SQLite's code.
static int copy_pages(sqlite3 *from, sqlite3 *to) {
  sqlite3_extended_result_codes(from, 1);
  sqlite3_busy_timeout(from, STORE_PATIENCE_MS);
  sqlite3_backup *copy = sqlite3_backup_init(to, "main", from, "main");
  if (!copy)
    return sqlite3_extended_errcode(to);
  int code = sqlite3_backup_step(copy, -1);
  int end = sqlite3_backup_finish(copy);
  return code == SQLITE_DONE ? end : code;
}

static int copy_from(sqlite3 *to, const char *name, int flags) {
  sqlite3 *from = NULL;
  int code =
      sqlite3_open_v2(name, &from, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | flags, pages_vfs());
  if (code == SQLITE_OK)
    code = copy_pages(from, to);
  sqlite3_close(from);
  return code;
}

/// Without a log the file is whole. It was whole all the time when it is the same afterwards, as
/// nothing gets into it but from a log.
static bool is_same(const char *path, const struct stat *before) {
  struct stat after;
  return stat(path, &after) == 0 && after.st_ino == before->st_ino &&
         after.st_size == before->st_size && after.st_mtim.tv_sec == before->st_mtim.tv_sec &&
         after.st_mtim.tv_nsec == before->st_mtim.tv_nsec && !copy_has_log(path);
}

static bool copy_at_rest(sqlite3 *to, const char *path, const char *name, int *code) {
  struct stat before;
  if (copy_has_log(path) || stat(path, &before) != 0)
    return false;
  struct text uri = {0};
  append_uri(&uri, name);
  *code = copy_from(to, uri.data, SQLITE_OPEN_URI);
  text_free(&uri);
  return is_same(path, &before);
}

int copy_file(sqlite3 *to, const char *path, const char *name) {
  int code;
  for (int i = 0; i < TRIES; i++)
    if (copy_at_rest(to, path, name, &code))
      return code;
  return copy_from(to, name, 0);
}
