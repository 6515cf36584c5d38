// SPDX-License-Identifier: MIT
// A growing piece of text or bytes on the heap.
#ifndef ASYNC_LINT_TEXT_H
#define ASYNC_LINT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/// Zero-initialise; `data` is NUL-terminated whenever it is not NULL. text_free() releases it.
struct text {
  char *data;
  size_t length, capacity;
};

/// Appends bytes, a string, one character, formatted text. Out of memory ends the program.
void text_append(struct text *text, const void *data, size_t length);
void text_puts(struct text *text, const char *string);
void text_putc(struct text *text, char character);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/// The content as a string; "" when nothing was appended.
const char *text_get(const struct text *text);

/// True when `word` is a part of `name` between underscores or capitals: "lock" of `tree_lock` and
/// `TreeLock`, not of `unlock`.
bool name_has_part(const char *name, const char *word);

/// Frees the memory; the text is empty and usable again.
void text_free(struct text *text);

/// Reads a whole regular file. False with errno set when it cannot be read or is larger than
/// `limit` bytes (EFBIG).
bool text_read_file(struct text *text, const char *path, size_t limit);

#endif
