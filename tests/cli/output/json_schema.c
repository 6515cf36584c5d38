// SPDX-License-Identifier: MIT
// Checks a JSON value against a JSON Schema, for the keywords our schema uses: type, const, enum,
// required, properties, additionalProperties, items, minimum, minLength, maxLength, $ref to $defs.
#include "tests/cli/output/json_schema.h"

#include <stdint.h>
#include <string.h>

struct check {
  const json_t *root; // of the schema
  struct text path;   // of the value
  struct text *problem;
};

static bool check_value(struct check *check, const json_t *schema, const json_t *value);

static bool wrong(struct check *check, const char *why, const char *what) {
  text_printf(check->problem, "%s: %s %s", text_get(&check->path), why, what);
  return false;
}

/// Checks a part of the value, with its name in the path meanwhile.
static bool check_part(struct check *check, const json_t *schema, const json_t *value,
                       const char *name, size_t index) {
  size_t length = check->path.length;
  if (name)
    text_printf(&check->path, ".%s", name);
  else
    text_printf(&check->path, "[%zu]", index);
  if (!check_value(check, schema, value))
    return false;
  check->path.length = length;
  check->path.data[length] = '\0';
  return true;
}

static bool has_type(const json_t *value, const char *type) {
  static const struct {
    const char *name;
    json_type type;
  } types[] = {{"object", JSON_OBJECT},   {"array", JSON_ARRAY}, {"string", JSON_STRING},
               {"integer", JSON_INTEGER}, {"null", JSON_NULL},   {"boolean", JSON_TRUE},
               {"boolean", JSON_FALSE}};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (!strcmp(types[i].name, type) && json_typeof(value) == types[i].type)
      return true;
  return false;
}

static bool check_type(struct check *check, const json_t *types, const json_t *value) {
  if (json_is_string(types))
    return has_type(value, json_string_value(types)) ||
           wrong(check, "is no", json_string_value(types));
  for (size_t i = 0; i < json_array_size(types); i++)
    if (has_type(value, json_string_value(json_array_get(types, i))))
      return true;
  return wrong(check, "has none of the", "types");
}

static bool check_enum(struct check *check, const json_t *words, const json_t *value) {
  for (size_t i = 0; i < json_array_size(words); i++)
    if (json_equal(json_array_get(words, i), value))
      return true;
  return wrong(check, "is not in the", "enum");
}

static bool check_required(struct check *check, const json_t *names, const json_t *value) {
  for (size_t i = 0; i < json_array_size(names); i++) {
    const char *name = json_string_value(json_array_get(names, i));
    if (!json_object_get(value, name))
      return wrong(check, "lacks", name);
  }
  return true;
}

/// Every member has a schema: `properties` and `additionalProperties: false` together.
static bool check_members(struct check *check, const json_t *schema, const json_t *value) {
  const json_t *properties = json_object_get(schema, "properties");
  bool closed = json_is_false(json_object_get(schema, "additionalProperties"));
  const char *name;
  json_t *member;
  json_object_foreach((json_t *)(uintptr_t)value, name, member) {
    const json_t *inner = json_object_get(properties, name);
    if (!inner && closed)
      return wrong(check, "has unknown member", name);
    if (inner && !check_part(check, inner, member, name, 0))
      return false;
  }
  return true;
}

static bool check_items(struct check *check, const json_t *schema, const json_t *value) {
  for (size_t i = 0; i < json_array_size(value); i++)
    if (!check_part(check, schema, json_array_get(value, i), NULL, i))
      return false;
  return true;
}

static bool check_reference(struct check *check, const char *reference, const json_t *value) {
  static const char prefix[] = "#/$defs/";
  const json_t *target = NULL;
  if (!strncmp(reference, prefix, strlen(prefix)))
    target = json_object_get(json_object_get(check->root, "$defs"), reference + strlen(prefix));
  return target ? check_value(check, target, value) : wrong(check, "unknown $ref", reference);
}

static bool check_length(struct check *check, bool least, size_t bound, const json_t *value) {
  size_t length = json_string_length(value);
  if (!json_is_string(value) || (least ? length >= bound : length <= bound))
    return true;
  return wrong(check, "is too", least ? "short" : "long");
}

static bool one_of(const char *word, const char *const *list) {
  for (; *list; list++)
    if (!strcmp(word, *list))
      return true;
  return false;
}

static bool check_keyword(struct check *check, const json_t *schema, const char *keyword,
                          const json_t *with, const json_t *value) {
  static const char *const silent[] = {"$schema", "title",      "description",
                                       "$defs",   "properties", NULL};
  if (one_of(keyword, silent))
    return strcmp(keyword, "properties") != 0 || check_members(check, schema, value);
  if (!strcmp(keyword, "additionalProperties"))
    return json_is_false(with) || wrong(check, "unsupported keyword", keyword);
  if (!strcmp(keyword, "type"))
    return check_type(check, with, value);
  if (!strcmp(keyword, "const"))
    return json_equal(with, value) || wrong(check, "is not the", "constant");
  if (!strcmp(keyword, "enum"))
    return check_enum(check, with, value);
  if (!strcmp(keyword, "required"))
    return check_required(check, with, value);
  if (!strcmp(keyword, "items"))
    return check_items(check, with, value);
  if (!strcmp(keyword, "minimum"))
    return json_integer_value(value) >= json_integer_value(with) || wrong(check, "is too", "small");
  if (!strcmp(keyword, "minLength") || !strcmp(keyword, "maxLength"))
    return check_length(check, keyword[1] == 'i', (size_t)json_integer_value(with), value);
  if (!strcmp(keyword, "$ref"))
    return check_reference(check, json_string_value(with), value);
  return wrong(check, "unsupported keyword", keyword);
}

static bool check_value(struct check *check, const json_t *schema, const json_t *value) {
  const char *keyword;
  json_t *with;
  json_object_foreach((json_t *)(uintptr_t)schema, keyword, with) {
    if (!check_keyword(check, schema, keyword, with, value))
      return false;
  }
  return true;
}

bool schema_accepts(const json_t *schema, const json_t *value, struct text *problem) {
  struct check check = {.root = schema, .problem = problem};
  text_puts(&check.path, "$");
  bool good = check_value(&check, schema, value);
  text_free(&check.path);
  return good;
}
