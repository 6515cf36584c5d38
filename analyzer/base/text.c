// SPDX-License-Identifier: MIT
// Growing text.
#include "analyzer/base/text.h"

#include "analyzer/base/arena.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void reserve(struct text *text, size_t more) {
  if (text->length + more + 1 <= text->capacity)
    return;
  size_t capacity = text->capacity ? text->capacity * 2 : 256;
  while (capacity < text->length + more + 1)
    capacity *= 2;
  text->data = xrealloc(text->data, capacity);
  text->capacity = capacity;
}

void text_append(struct text *text, const void *data, size_t length) {
  reserve(text, length);
  if (length)
    memcpy(text->data + text->length, data, length);
  text->length += length;
  text->data[text->length] = '\0';
}

void text_puts(struct text *text, const char *string) {
  text_append(text, string, strlen(string));
}

void text_putc(struct text *text, char character) {
  reserve(text, 1);
  text->data[text->length++] = character;
  text->data[text->length] = '\0';
}

void text_printf(struct text *text, const char *format, ...) {
  va_list list;
  va_start(list, format);
  int length = vsnprintf(NULL, 0, format, list);
  va_end(list);
  if (length < 0)
    return;
  reserve(text, (size_t)length);
  va_start(list, format);
  vsnprintf(text->data + text->length, (size_t)length + 1, format, list);
  va_end(list);
  text->length += (size_t)length;
}

const char *text_get(const struct text *text) {
  return text->data ? text->data : "";
}

void text_free(struct text *text) {
  free(text->data);
  *text = (struct text){0};
}

bool text_read_file(struct text *text, const char *path, size_t limit) {
  FILE *file = fopen(path, "rb");
  if (!file)
    return false;
  struct stat status;
  int failure = 0;
  if (fstat(fileno(file), &status) != 0)
    failure = errno;
  else if (S_ISDIR(status.st_mode))
    failure = EISDIR;
  char buffer[16384];
  size_t got;
  while (!failure && (got = fread(buffer, 1, sizeof buffer, file)) > 0) {
    text_append(text, buffer, got);
    if (text->length > limit)
      failure = EFBIG;
  }
  if (!failure && ferror(file))
    failure = errno ? errno : EIO;
  fclose(file);
  errno = failure;
  return !failure;
}

bool name_has_part(const char *name, const char *word) {
  size_t length = strlen(word);
  for (const char *at = name; *at; at++) {
    bool begins = at == name || at[-1] == '_' ||
                  (isupper((unsigned char)*at) && islower((unsigned char)at[-1]));
    if (begins && strncasecmp(at, word, length) == 0 && !islower((unsigned char)at[length]))
      return true;
  }
  return false;
}
