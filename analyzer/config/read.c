// SPDX-License-Identifier: MIT
// Reading `.async-lint`: YAML, and nothing in it that is not known. Mistakes name file, line and
// column, and the nearest right word.
#include "analyzer/base/path.h"
#include "analyzer/config/config.h"
#include "analyzer/options/options.h"
#include "analyzer/rule.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <yaml.h>

enum { LIMIT = 1 << 20, MAX_WORDS = 96 };

struct reader {
  struct arena *arena;
  struct config *config;
  yaml_document_t document;
  const char *path; // as shown in messages
  struct text *error;
};

// ---- mistakes ----

static bool mistake(struct reader *reader, const yaml_node_t *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool mistake(struct reader *reader, const yaml_node_t *node, const char *format, ...) {
  char message[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  text_printf(reader->error, "%s:%zu:%zu: %s", reader->path, node->start_mark.line + 1,
              node->start_mark.column + 1, message);
  return false;
}

/// A mistake in a word, with the nearest of the words that are right.
static bool unknown(struct reader *reader, const yaml_node_t *node, const char *what,
                    const char *word, const char *const *words, size_t count) {
  struct text near = {0};
  suggest(&near, word, words, count);
  mistake(reader, node, "unknown %s `%s`%s", what, word, text_get(&near));
  text_free(&near);
  return false;
}

// ---- nodes ----

static const yaml_node_t *node_at(struct reader *reader, int index) {
  return yaml_document_get_node(&reader->document, index);
}

static uint32_t line_of(const yaml_node_t *node) {
  return (uint32_t)node->start_mark.line + 1;
}

/// The text of a scalar; NULL after a mistake.
static const char *scalar(struct reader *reader, const yaml_node_t *node, const char *what) {
  if (node->type != YAML_SCALAR_NODE) {
    mistake(reader, node, "`%s` takes one word here", what);
    return NULL;
  }
  const char *text = (const char *)node->data.scalar.value;
  if (strlen(text) == node->data.scalar.length && *text)
    return arena_string(reader->arena, text);
  mistake(reader, node, "`%s` is empty here", what);
  return NULL;
}

/// A key of a map, which must stand there only once.
static const char *key_of(struct reader *reader, const yaml_node_t *map,
                          const yaml_node_pair_t *pair) {
  const yaml_node_t *node = node_at(reader, pair->key);
  const char *key = scalar(reader, node, "key");
  for (const yaml_node_pair_t *p = map->data.mapping.pairs.start; key && p < pair; p++) {
    const yaml_node_t *other = node_at(reader, p->key);
    if (strcmp((const char *)other->data.scalar.value, key) != 0)
      continue;
    mistake(reader, node, "`%s` stands here a second time, after line %u", key, line_of(other));
    return NULL;
  }
  return key;
}

/// Reads the value of a key; false after a mistake.
typedef bool read_value(struct reader *reader, const char *key, const yaml_node_t *key_node,
                        const yaml_node_t *value, void *data);

static bool each_pair(struct reader *reader, const yaml_node_t *map, const char *what,
                      read_value *read, void *data) {
  if (map->type == YAML_SCALAR_NODE && !map->data.scalar.length)
    return true; // nothing behind the colon
  if (map->type != YAML_MAPPING_NODE)
    return mistake(reader, map, "%s takes `name: value` lines", what);
  for (const yaml_node_pair_t *pair = map->data.mapping.pairs.start;
       pair < map->data.mapping.pairs.top; pair++) {
    const char *key = key_of(reader, map, pair);
    if (!key || !read(reader, key, node_at(reader, pair->key), node_at(reader, pair->value), data))
      return false;
  }
  return true;
}

static bool add_word(struct reader *reader, const yaml_node_t *node, const char *what,
                     struct config_words *words) {
  const char *text = scalar(reader, node, what);
  if (!text)
    return false;
  GROW(words->items, words->count, words->capacity);
  words->items[words->count++] = (struct config_word){text, line_of(node)};
  return true;
}

/// One word or a list of words.
static bool read_words(struct reader *reader, const yaml_node_t *node, const char *what,
                       struct config_words *words) {
  if (node->type != YAML_SEQUENCE_NODE)
    return add_word(reader, node, what, words);
  for (const int *item = node->data.sequence.items.start; item < node->data.sequence.items.top;
       item++)
    if (!add_word(reader, node_at(reader, *item), what, words))
      return false;
  return true;
}

/// Patterns, which are relative to the configuration's folder.
static bool read_patterns(struct reader *reader, const yaml_node_t *node, const char *what,
                          struct config_words *words) {
  uint32_t before = words->count;
  if (!read_words(reader, node, what, words))
    return false;
  for (uint32_t i = before; i < words->count; i++) {
    char *text = (char *)(uintptr_t)words->items[i].text;
    size_t length = strlen(text);
    if (*text == '/' || !strncmp(text, "../", 3) || !strcmp(text, ".."))
      return mistake(reader, node,
                     "`%s` takes patterns of paths below this file's folder, not `%s`", what, text);
    while (length > 1 && text[length - 1] == '/')
      text[--length] = '\0';
    if (!strncmp(text, "./", 2))
      words->items[i].text += 2;
  }
  return true;
}

// ---- rules ----

static bool is_rule_name(const char *name) {
  return !strcmp(name, "all") || !strcmp(name, "default") || rule_find(name) ||
         rule_group_find(name) != GROUP_COUNT;
}

static bool unknown_rule(struct reader *reader, const yaml_node_t *node, const char *name) {
  const char *words[MAX_WORDS] = {"all", "default"};
  size_t count = 2;
  for (int group = 0; group < GROUP_COUNT; group++)
    words[count++] = rule_group_name((enum rule_group)group);
  for (unsigned i = 0; i < rule_count && count < MAX_WORDS; i++)
    words[count++] = rules[i]->name;
  return unknown(reader, node, "rule or group", name, words, count);
}

static bool read_rule(struct reader *reader, const char *key, const yaml_node_t *key_node,
                      const yaml_node_t *value, void *data) {
  static const char *const levels[] = {"off", "warning", "error", "on"}; // ORDER config_level
  struct config_part *part = data;
  if (!is_rule_name(key))
    return unknown_rule(reader, key_node, key);
  const char *word = scalar(reader, value, key);
  int level = 0;
  while (word && level < 4 && strcmp(levels[level], word) != 0)
    level++;
  if (word && level == 4)
    return mistake(reader, value, "`%s` takes `off`, `on`, `warning` or `error`, not `%s`", key,
                   word);
  GROW(part->rules, part->rule_count, part->rule_capacity);
  part->rules[part->rule_count++] =
      (struct config_rule){key, (enum config_level)level, line_of(key_node)};
  return word != NULL;
}

static struct config_part *add_part(struct config *config) {
  GROW(config->parts, config->part_count, config->part_capacity);
  struct config_part *part = &config->parts[config->part_count++];
  *part = (struct config_part){0};
  return part;
}

static bool read_override_key(struct reader *reader, const char *key, const yaml_node_t *key_node,
                              const yaml_node_t *value, void *data) {
  static const char *const keys[] = {"paths", "rules"};
  struct config_part *part = data;
  if (!strcmp(key, "paths"))
    return read_patterns(reader, value, key, &part->paths);
  if (!strcmp(key, "rules"))
    return each_pair(reader, value, "`rules`", read_rule, part);
  return unknown(reader, key_node, "key", key, keys, 2);
}

static bool read_overrides(struct reader *reader, const yaml_node_t *node) {
  if (node->type != YAML_SEQUENCE_NODE)
    return mistake(reader, node, "`overrides` takes a list of `- paths: ...` with `rules: ...`");
  for (const int *item = node->data.sequence.items.start; item < node->data.sequence.items.top;
       item++) {
    const yaml_node_t *one = node_at(reader, *item);
    struct config_part *part = add_part(reader->config);
    if (!each_pair(reader, one, "an override", read_override_key, part))
      return false;
    if (!part->paths.count)
      return mistake(reader, one, "this override has no `paths`");
  }
  return true;
}

// ---- the file ----

static bool read_fail_on(struct reader *reader, const yaml_node_t *value) {
  static const char *const words[] = {"error", "warning", "never"}; // ORDER fail_on
  const char *word = scalar(reader, value, "fail-on");
  for (int i = 0; word && i < 3; i++)
    if (!strcmp(words[i], word)) {
      reader->config->fail_on = i;
      reader->config->fail_on_line = line_of(value);
      return true;
    }
  return word &&
         mistake(reader, value, "`fail-on` takes `error`, `warning` or `never`, not `%s`", word);
}

/// `65536`, `64 KiB`, `1 MiB`; 0 for everything else.
static uint64_t bytes_of(const char *word) {
  const uint64_t least = 4096, most = UINT64_C(1) << 30;
  if (*word < '0' || *word > '9')
    return 0;
  char *unit;
  uint64_t size = strtoull(word, &unit, 10), factor = 1;
  unit += strspn(unit, " ");
  if (!strcmp(unit, "KiB"))
    factor = 1024;
  else if (!strcmp(unit, "MiB"))
    factor = 1024 * 1024;
  else if (*unit)
    return 0;
  return size <= most / factor && size * factor >= least ? size * factor : 0;
}

static bool read_stack_size(struct reader *reader, const yaml_node_t *value) {
  const char *word = scalar(reader, value, "stack-size");
  uint64_t size = word ? bytes_of(word) : 0;
  if (!size)
    return word && mistake(reader, value,
                           "`stack-size` takes bytes, `64 KiB` or `1 MiB`, from 4 KiB to 1 GiB,"
                           " not `%s`",
                           word);
  reader->config->stack_size = size;
  reader->config->stack_size_line = line_of(value);
  return true;
}

/// Specs as absolute paths.
static bool read_specs(struct reader *reader, const yaml_node_t *value) {
  struct config *config = reader->config;
  if (!read_words(reader, value, "specs", &config->specs))
    return false;
  for (uint32_t i = 0; i < config->specs.count; i++)
    if (*config->specs.items[i].text != '/')
      config->specs.items[i].text =
          arena_printf(reader->arena, "%s/%s", config->folder, config->specs.items[i].text);
  return true;
}

static bool read_key(struct reader *reader, const char *key, const yaml_node_t *key_node,
                     const yaml_node_t *value, void *data) {
  static const char *const keys[] = {"rules",   "overrides", "specs",
                                     "exclude", "fail-on",   "stack-size"};
  (void)data;
  if (!strcmp(key, "rules"))
    return each_pair(reader, value, "`rules`", read_rule, &reader->config->parts[0]);
  if (!strcmp(key, "overrides"))
    return read_overrides(reader, value);
  if (!strcmp(key, "specs"))
    return read_specs(reader, value);
  if (!strcmp(key, "exclude"))
    return read_patterns(reader, value, key, &reader->config->exclude);
  if (!strcmp(key, "fail-on"))
    return read_fail_on(reader, value);
  if (!strcmp(key, "stack-size"))
    return read_stack_size(reader, value);
  return unknown(reader, key_node, "key", key, keys, sizeof keys / sizeof *keys);
}

static bool syntax_error(struct reader *reader, const yaml_parser_t *parser) {
  text_printf(reader->error, "%s:%zu:%zu: %s", reader->path, parser->problem_mark.line + 1,
              parser->problem_mark.column + 1, parser->problem ? parser->problem : "no YAML");
  return false;
}

/// The one document of the file, or an empty one.
static bool read_document(struct reader *reader, yaml_parser_t *parser) {
  if (!yaml_parser_load(parser, &reader->document))
    return syntax_error(reader, parser);
  const yaml_node_t *root = yaml_document_get_root_node(&reader->document);
  bool good = !root || each_pair(reader, root, "the configuration", read_key, NULL);
  yaml_document_delete(&reader->document);
  if (!good || !root)
    return good;
  if (!yaml_parser_load(parser, &reader->document))
    return syntax_error(reader, parser);
  root = yaml_document_get_root_node(&reader->document);
  good = !root || mistake(reader, root, "a second document: one is all there may be");
  yaml_document_delete(&reader->document);
  return good;
}

bool config_read(struct arena *arena, const char *path, struct config *config, struct text *error) {
  struct text content = {0};
  yaml_parser_t parser;
  const char *slash = strrchr(path, '/');
  *config = (struct config){.path = arena_string(arena, path), .fail_on = -1};
  config->folder = arena_string_n(arena, path, slash && slash > path ? (size_t)(slash - path) : 1);
  add_part(config);
  if (!text_read_file(&content, path, LIMIT)) {
    text_printf(error, "the configuration `%s` cannot be read: %s", path, strerror(errno));
    text_free(&content);
    return false;
  }
  char directory[PATH_MAX];
  const char *shown = getcwd(directory, sizeof directory) ? path_below(directory, path) : path;
  struct reader reader = {.arena = arena, .config = config, .path = shown, .error = error};
  bool good = yaml_parser_initialize(&parser);
  if (good) {
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text_get(&content),
                                 content.length);
    good = read_document(&reader, &parser);
    yaml_parser_delete(&parser);
  } else {
    text_puts(error, "out of memory");
  }
  text_free(&content);
  return good;
}

void config_free(struct config *config) {
  for (uint32_t i = 0; i < config->part_count; i++) {
    free(config->parts[i].paths.items);
    free(config->parts[i].rules);
  }
  free(config->parts);
  free(config->specs.items);
  free(config->exclude.items);
  *config = (struct config){0};
}
