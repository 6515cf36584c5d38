// SPDX-License-Identifier: MIT
// A layer between SQLite and the file of the database: what SQLite reads and writes there are whole
// pages, but for the header. Its log has checksums of its own, which it compares after a crash;
// from there pages get here when they are copied into the file.
#include "analyzer/store/pages.h"

#include <string.h>
#include <xxhash.h>

/// Tells SQLite's and our operations on a file apart.
enum { TRUST_OPERATION = 0x61736c74 };

enum { SMALLEST_PAGE = 512 };

/// An open file; SQLite's own follows in memory.
struct page_file {
  sqlite3_file base;
  bool trusted;
  int capacity;
  unsigned char *page; // being written, with its checksum
};

static sqlite3_vfs *beneath;

static sqlite3_file *real_file(sqlite3_file *file) {
  return (sqlite3_file *)((struct page_file *)file + 1);
}

// ---- checksums ----

static bool is_page(int amount, sqlite3_int64 offset) {
  return amount >= SMALLEST_PAGE && (amount & (amount - 1)) == 0 && offset % amount == 0;
}

void pages_sum(const void *page, int amount, int64_t offset, unsigned char bytes[PAGES_RESERVED]) {
  XXH64_canonical_t canonical;
  XXH64_canonicalFromHash(&canonical, XXH3_64bits_withSeed(page, (size_t)amount - PAGES_RESERVED,
                                                           (XXH64_hash_t)offset + 1));
  memcpy(bytes, canonical.digest, PAGES_RESERVED);
}

static int read_file(sqlite3_file *file, void *data, int amount, sqlite3_int64 offset) {
  const struct page_file *mine = (const struct page_file *)file;
  sqlite3_file *real = real_file(file);
  unsigned char bytes[PAGES_RESERVED];
  int code = real->pMethods->xRead(real, data, amount, offset);
  if (mine->trusted || !is_page(amount, offset))
    return code;
  if (code == SQLITE_IOERR_SHORT_READ) // a page that should be there is not
    return SQLITE_IOERR_DATA;
  if (code != SQLITE_OK)
    return code;
  pages_sum(data, amount, offset, bytes);
  const unsigned char *stored = (const unsigned char *)data + amount - PAGES_RESERVED;
  return memcmp(stored, bytes, sizeof bytes) == 0 ? SQLITE_OK : SQLITE_IOERR_DATA;
}

static int write_file(sqlite3_file *file, const void *data, int amount, sqlite3_int64 offset) {
  struct page_file *mine = (struct page_file *)file;
  sqlite3_file *real = real_file(file);
  if (!is_page(amount, offset))
    return real->pMethods->xWrite(real, data, amount, offset);
  if (amount > mine->capacity) {
    unsigned char *page = sqlite3_realloc(mine->page, amount);
    if (!page)
      return SQLITE_IOERR_NOMEM;
    mine->page = page;
    mine->capacity = amount;
  }
  memcpy(mine->page, data, (size_t)amount - PAGES_RESERVED);
  pages_sum(data, amount, offset, mine->page + amount - PAGES_RESERVED);
  return real->pMethods->xWrite(real, mine->page, amount, offset);
}

// ---- the rest is the real file's ----

static int close_file(sqlite3_file *file) {
  struct page_file *mine = (struct page_file *)file;
  sqlite3_free(mine->page);
  mine->page = NULL;
  return real_file(file)->pMethods->xClose(real_file(file));
}

static int truncate_file(sqlite3_file *file, sqlite3_int64 size) {
  return real_file(file)->pMethods->xTruncate(real_file(file), size);
}

static int sync_file(sqlite3_file *file, int flags) {
  return real_file(file)->pMethods->xSync(real_file(file), flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
  return real_file(file)->pMethods->xFileSize(real_file(file), size);
}

static int lock_file(sqlite3_file *file, int level) {
  return real_file(file)->pMethods->xLock(real_file(file), level);
}

static int unlock_file(sqlite3_file *file, int level) {
  return real_file(file)->pMethods->xUnlock(real_file(file), level);
}

static int check_reserved_lock(sqlite3_file *file, int *result) {
  return real_file(file)->pMethods->xCheckReservedLock(real_file(file), result);
}

static int control_file(sqlite3_file *file, int operation, void *argument) {
  if (operation != TRUST_OPERATION)
    return real_file(file)->pMethods->xFileControl(real_file(file), operation, argument);
  ((struct page_file *)file)->trusted = *(const bool *)argument;
  return SQLITE_OK;
}

static int sector_size(sqlite3_file *file) {
  return real_file(file)->pMethods->xSectorSize(real_file(file));
}

/// Newer versions of SQLite may read parts of pages where the system allows it.
static int characteristics(sqlite3_file *file) {
  int found = real_file(file)->pMethods->xDeviceCharacteristics(real_file(file));
#ifdef SQLITE_IOCAP_SUBPAGE_READ
  found &= ~SQLITE_IOCAP_SUBPAGE_READ;
#endif
  return found;
}

static int shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **memory) {
  return real_file(file)->pMethods->xShmMap(real_file(file), region, size, extend, memory);
}

static int shm_lock(sqlite3_file *file, int offset, int count, int flags) {
  return real_file(file)->pMethods->xShmLock(real_file(file), offset, count, flags);
}

static void shm_barrier(sqlite3_file *file) {
  real_file(file)->pMethods->xShmBarrier(real_file(file));
}

static int shm_unmap(sqlite3_file *file, int remove) {
  return real_file(file)->pMethods->xShmUnmap(real_file(file), remove);
}

/// Version 2: the file is never mapped, as what is read from a map is not seen here.
static const sqlite3_io_methods methods = {.iVersion = 2,
                                           .xClose = close_file,
                                           .xRead = read_file,
                                           .xWrite = write_file,
                                           .xTruncate = truncate_file,
                                           .xSync = sync_file,
                                           .xFileSize = file_size,
                                           .xLock = lock_file,
                                           .xUnlock = unlock_file,
                                           .xCheckReservedLock = check_reserved_lock,
                                           .xFileControl = control_file,
                                           .xSectorSize = sector_size,
                                           .xDeviceCharacteristics = characteristics,
                                           .xShmMap = shm_map,
                                           .xShmLock = shm_lock,
                                           .xShmBarrier = shm_barrier,
                                           .xShmUnmap = shm_unmap};

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                     int *opened) {
  (void)vfs;
  if (!(flags & SQLITE_OPEN_MAIN_DB)) // the log, and what is for the moment
    return beneath->xOpen(beneath, name, file, flags, opened);
  struct page_file *mine = (struct page_file *)file;
  *mine = (struct page_file){0};
  int code = beneath->xOpen(beneath, name, real_file(file), flags, opened);
  if (code == SQLITE_OK)
    mine->base.pMethods = &methods;
  return code;
}

// ---- what the store asks for ----

const char *pages_vfs(void) {
  static sqlite3_vfs mine;
  if (beneath)
    return mine.zName;
  sqlite3_vfs *found = sqlite3_vfs_find(NULL);
  if (!found)
    return NULL;
  mine = *found;
  mine.zName = "async-lint";
  mine.pNext = NULL;
  mine.szOsFile = (int)sizeof(struct page_file) + found->szOsFile;
  mine.xOpen = open_file;
  if (sqlite3_vfs_register(&mine, 0) != SQLITE_OK)
    return NULL;
  beneath = found;
  return mine.zName;
}

bool pages_reserve(sqlite3 *db) {
  int bytes = PAGES_RESERVED;
  return sqlite3_file_control(db, "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes) == SQLITE_OK;
}

void pages_trust(sqlite3 *db, bool trust) {
  sqlite3_file_control(db, "main", TRUST_OPERATION, &trust);
}

bool pages_damaged(int code) {
  int kind = code & 0xff;
  return kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB || code == SQLITE_IOERR_DATA;
}
