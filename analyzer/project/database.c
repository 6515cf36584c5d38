// SPDX-License-Identifier: MIT
// compile_commands.json with jansson, one array element at a time: little memory, and each mistake
// has a line. JSON has to be UTF-8, file names need not be: bytes that are not travel through the
// JSON reader as code points of a private range and are turned back afterwards.
#include "analyzer/project/database.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

enum { DATABASE_LIMIT = 1 << 30, PRIVATE_BASE = 0x10f700 };

struct database {
  const char *path;
  struct arena *arena;
  struct text content;
  bool mapped; // some bytes went to the private range
  size_t next;
  struct text *error;
};

/// Length of the valid UTF-8 sequence at `bytes` (up to `left`), or 0.
static size_t sequence_length(const unsigned char *bytes, size_t left) {
  if (bytes[0] < 0x80)
    return 1;
  size_t length = bytes[0] >= 0xf0 ? 4 : bytes[0] >= 0xe0 ? 3 : 2;
  if (bytes[0] < 0xc2 || bytes[0] > 0xf4 || left < length)
    return 0;
  for (size_t i = 1; i < length; i++)
    if ((bytes[i] & 0xc0) != 0x80)
      return 0;
  unsigned second = bytes[1];
  if ((bytes[0] == 0xe0 && second < 0xa0) || (bytes[0] == 0xed && second > 0x9f) ||
      (bytes[0] == 0xf0 && second < 0x90) || (bytes[0] == 0xf4 && second > 0x8f))
    return 0;
  return length;
}

/// Appends the private code point of an invalid byte.
static void put_private(struct text *text, unsigned char byte) {
  unsigned code = PRIVATE_BASE + byte;
  text_putc(text, (char)(0xf0 | code >> 18));
  text_putc(text, (char)(0x80 | (code >> 12 & 0x3f)));
  text_putc(text, (char)(0x80 | (code >> 6 & 0x3f)));
  text_putc(text, (char)(0x80 | (code & 0x3f)));
}

static void make_valid(struct database *database) {
  const unsigned char *from = (const unsigned char *)text_get(&database->content);
  size_t length = database->content.length, valid = 0;
  while (valid < length && sequence_length(from + valid, length - valid))
    valid += sequence_length(from + valid, length - valid);
  if (valid == length)
    return;
  struct text clean = {0};
  for (size_t i = 0; i < length;) {
    size_t size = sequence_length(from + i, length - i);
    if (size)
      text_append(&clean, from + i, size);
    else
      put_private(&clean, from[i]);
    i += size ? size : 1;
  }
  text_free(&database->content);
  database->content = clean;
  database->mapped = true;
}

/// A copy of a JSON string with private code points turned back into bytes.
static const char *copy_string(const struct database *database, const json_t *value) {
  const char *from = json_string_value(value);
  char *copy = arena_string(database->arena, from);
  if (!database->mapped)
    return copy;
  char *to = copy;
  for (; *from; from++) {
    const unsigned char *byte = (const unsigned char *)from;
    unsigned code = 0;
    if (byte[0] == 0xf4 && byte[1] && byte[2] && byte[3])
      code = 4u << 18 | (byte[1] & 0x3fu) << 12 | (byte[2] & 0x3fu) << 6 | (byte[3] & 0x3fu);
    if (code > PRIVATE_BASE + 0x7f && code <= PRIVATE_BASE + 0xff) {
      *to++ = (char)(code - PRIVATE_BASE);
      from += 3;
    } else {
      *to++ = *from;
    }
  }
  *to = '\0';
  return copy;
}

/// Says what is wrong at byte `at` of the content.
static bool fail_at(struct database *database, size_t at, const char *what) {
  const char *content = text_get(&database->content);
  unsigned line = 1, column = 1;
  for (size_t i = 0; i < at && i < database->content.length; i++) {
    column = content[i] == '\n' ? 1 : column + 1;
    line += content[i] == '\n';
  }
  text_printf(database->error, "%s:%u:%u: %s; run the build system again to write the file anew",
              database->path, line, column, what);
  return false;
}

static void skip_blanks(struct database *database) {
  const char *content = text_get(&database->content);
  database->next += strspn(content + database->next, " \t\r\n");
}

static char peek(const struct database *database) {
  return database->next < database->content.length ? database->content.data[database->next] : '\0';
}

static bool read_words(struct database *database, const json_t *entry,
                       struct database_entry *result, size_t at) {
  result->arguments = (struct arguments){.arena = database->arena};
  const json_t *arguments = json_object_get(entry, "arguments");
  const json_t *command = json_object_get(entry, "command");
  if (arguments && !json_is_array(arguments))
    return fail_at(database, at, "`arguments` of this entry is not a list");
  if (command && !json_is_string(command))
    return fail_at(database, at, "`command` of this entry is not a string");
  if (!arguments && command)
    arguments_split(&result->arguments, copy_string(database, command));
  size_t i;
  json_t *word;
  json_array_foreach((json_t *)(uintptr_t)arguments, i, word) {
    if (!json_is_string(word))
      return fail_at(database, at, "`arguments` of this entry holds something that is no string");
    arguments_add(&result->arguments, copy_string(database, word));
  }
  return true;
}

static bool read_members(struct database *database, const json_t *entry,
                         struct database_entry *result, size_t at) {
  const json_t *file = json_object_get(entry, "file");
  const json_t *directory = json_object_get(entry, "directory");
  if (!json_is_object(entry))
    return fail_at(database, at, "this entry is not an object");
  if (!json_is_string(file) || !*json_string_value(file))
    return fail_at(database, at, "this entry has no `file`");
  if (!json_is_string(directory))
    return fail_at(database, at, "this entry has no `directory`");
  result->file = copy_string(database, file);
  result->directory = copy_string(database, directory);
  return read_words(database, entry, result, at);
}

/// Reads the element at `next` and moves behind it.
static bool read_entry(struct database *database, database_visit *visit, void *data) {
  json_error_t problem;
  size_t at = database->next;
  json_t *entry =
      json_loadb(database->content.data + at, database->content.length - at,
                 JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK | JSON_DECODE_ANY, &problem);
  if (!entry) {
    size_t inside = problem.position > 0 ? (size_t)problem.position : 0;
    char *what = arena_printf(database->arena, "not valid JSON: %s", problem.text);
    return fail_at(database, at + (inside ? inside - 1 : 0), what);
  }
  struct database_entry result = {0};
  bool good = read_members(database, entry, &result, at);
  if (good)
    visit(&result, data);
  json_decref(entry);
  database->next = at + (size_t)problem.position;
  return good;
}

static bool read_list(struct database *database, database_visit *visit, void *data) {
  skip_blanks(database);
  if (peek(database) != '[')
    return fail_at(database, database->next, "not valid JSON: a list `[...]` is expected");
  database->next++;
  skip_blanks(database);
  bool first = true;
  while (first ? peek(database) != ']' : true) {
    if (!read_entry(database, visit, data))
      return false;
    first = false;
    skip_blanks(database);
    if (peek(database) == ']')
      break;
    if (peek(database) != ',')
      return fail_at(database, database->next, "not valid JSON: `,` or `]` is expected");
    database->next++;
    skip_blanks(database);
  }
  database->next++;
  skip_blanks(database);
  if (database->next < database->content.length)
    return fail_at(database, database->next, "not valid JSON: something follows the list");
  return true;
}

bool database_read(const char *path, struct arena *arena, database_visit *visit, void *data,
                   struct text *error) {
  struct database database = {.path = path, .arena = arena, .error = error};
  bool good = false;
  if (text_read_file(&database.content, path, DATABASE_LIMIT)) {
    make_valid(&database);
    good = read_list(&database, visit, data);
  } else {
    text_printf(error, "%s: cannot be read: %s", path, strerror(errno));
  }
  text_free(&database.content);
  return good;
}
