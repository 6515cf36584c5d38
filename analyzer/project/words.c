// SPDX-License-Identifier: MIT
// Command lines to words: shell quoting and response files.
#include "analyzer/base/text.h"
#include "analyzer/project/arguments.h"

#include <string.h>

enum { RESPONSE_DEPTH = 8, RESPONSE_LIMIT = 16 << 20, MAX_WORDS = 1 << 20 };

void arguments_add(struct arguments *arguments, const char *word) {
  if (arguments->count == arguments->capacity) {
    arguments->capacity = arguments->capacity ? 2 * arguments->capacity : 16;
    const char **items = ARENA_ARRAY(arguments->arena, const char *, arguments->capacity);
    if (arguments->count)
      memcpy(items, arguments->items, arguments->count * sizeof *items);
    arguments->items = items;
  }
  arguments->items[arguments->count++] = word;
}

static bool blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

/// Copies what stands between double quotes; `from` is behind the opening one. Returns what follows
/// the closing one.
static const char *copy_double_quoted(struct text *word, const char *from) {
  while (*from && *from != '"') {
    if (*from == '\\' && from[1] && strchr("\"\\$`", from[1]))
      from++;
    text_putc(word, *from++);
  }
  return *from ? from + 1 : from;
}

/// Copies one word and returns what follows it.
static const char *copy_word(struct text *word, const char *from) {
  while (*from && !blank(*from)) {
    if (*from == '\'') {
      size_t length = strcspn(++from, "'");
      text_append(word, from, length);
      from += length + (from[length] != '\0');
    } else if (*from == '"') {
      from = copy_double_quoted(word, from + 1);
    } else {
      if (*from == '\\' && from[1])
        from++;
      text_putc(word, *from++);
    }
  }
  return from;
}

void arguments_split(struct arguments *arguments, const char *command) {
  struct text word = {0};
  for (;;) {
    while (blank(*command))
      command++;
    if (!*command)
      break;
    word.length = 0;
    text_append(&word, "", 0);
    command = copy_word(&word, command);
    arguments_add(arguments, arena_string_n(arguments->arena, text_get(&word), word.length));
  }
  text_free(&word);
}

static void expand_into(struct arguments *to, const char *word, const char *directory, int depth) {
  struct text content = {0};
  const char *path = word + 1;
  if (word[0] == '@' && path[0] != '/')
    path = arena_printf(to->arena, "%s/%s", directory, path);
  if (word[0] != '@' || depth == 0 || to->count > MAX_WORDS ||
      !text_read_file(&content, path, RESPONSE_LIMIT)) {
    arguments_add(to, word);
  } else {
    struct arguments words = {.arena = to->arena};
    arguments_split(&words, text_get(&content));
    for (uint32_t i = 0; i < words.count; i++)
      expand_into(to, words.items[i], directory, depth - 1);
  }
  text_free(&content);
}

void arguments_expand(struct arguments *arguments, const char *directory) {
  bool any = false;
  for (uint32_t i = 0; i < arguments->count; i++)
    any |= arguments->items[i][0] == '@';
  if (!any)
    return;
  struct arguments expanded = {.arena = arguments->arena};
  for (uint32_t i = 0; i < arguments->count; i++)
    expand_into(&expanded, arguments->items[i], directory, RESPONSE_DEPTH);
  *arguments = expanded;
}
