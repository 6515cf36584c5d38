// SPDX-License-Identifier: MIT
// Pages that are told from damaged ones: the last bytes of each page of the file are a checksum,
// made when it is written and compared when it is read. SQLite leaves these bytes alone, and other
// programs read the file as any database.
#ifndef ASYNC_LINT_PAGES_H
#define ASYNC_LINT_PAGES_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

/// Bytes at the end of each page.
enum { PAGES_RESERVED = 8 };

/// The checksum of a page of `amount` bytes at `offset`, which says where the page belongs, too:
/// its last bytes.
void pages_sum(const void *page, int amount, int64_t offset, unsigned char bytes[PAGES_RESERVED]);

/// The name under which SQLite knows our way to files, for sqlite3_open_v2(). NULL when it cannot
/// be made known. Not thread-safe.
const char *pages_vfs(void);

/// Has the pages of a file that is still empty, or is about to be emptied, end with a checksum.
bool pages_reserve(sqlite3 *db);

/// Whether pages are read without looking at their checksums, to empty a file that is damaged.
void pages_trust(sqlite3 *db, bool trust);

/// True when the code means that what was read is not what was written.
bool pages_damaged(int code);

#endif
