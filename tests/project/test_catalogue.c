// SPDX-License-Identifier: MIT
// The catalogue of rules, their pages with the examples, and the words of contracts.
#include "tests/fixtures/lint.h"
#include "tests/project/project.h"

// cmocka.h wants these before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ctype.h>
#include <string.h>

static void add_defined(const char *line, unsigned number, void *names) {
  static const char start[] = "const struct rule rule_";
  (void)number;
  if (begins_with(line, start))
    add_kebab(names, line + strlen(start), word_length(line + strlen(start)));
}

/// Headings of the catalogue are names of rules and nothing else.
static void add_heading(const char *line, unsigned number, void *names) {
  size_t marks = strspn(line, "#");
  const char *name = line + marks + strspn(line + marks, " `");
  size_t length = word_length(name);
  (void)number;
  if (marks > 1 && memchr(name, '-', length) && name[length + strspn(name + length, "`")] == '\0')
    names_add(names, name, length);
}

static void same_names(struct names *names, const struct text *expected, const char *what) {
  struct text lines = names_lines(names);
  if (strcmp(text_get(&lines), text_get(expected)) != 0)
    mistake("%s:\n%sbut rules.def has:\n%s", what, text_get(&lines), text_get(expected));
  text_free(&lines);
  names_free(names);
}

void the_catalogue_is_the_same_everywhere(void **state) {
  (void)state;
  struct names listed = rules_listed(), printed = {0}, headings = {0}, defined = {0}, files = {0};
  struct text expected = names_lines(&listed), catalogue = tree_read("rules/README.md");
  catalogue_names(&printed);
  same_names(&printed, &expected, "`async-lint rules` prints");
  each_line(text_get(&catalogue), add_heading, &headings);
  same_names(&headings, &expected, "rules/README.md has");
  tree_files(&files, "rules");
  for (uint32_t i = 0; i < files.count; i++) {
    if (!ends_with(files.items[i], ".c") || ends_with(files.items[i], "/template.c"))
      continue;
    struct text source = tree_read(files.items[i]);
    each_line(text_get(&source), add_defined, &defined);
    text_free(&source);
  }
  same_names(&defined, &expected, "the files of rules/ define");
  text_free(&catalogue);
  text_free(&expected);
  names_free(&files);
  names_free(&listed);
  assert_int_equal(mistakes, 0);
}

void every_rule_has_its_file(void **state) {
  (void)state;
  struct names files = {0}, listed = rules_listed();
  tree_files(&files, "rules");
  for (uint32_t i = 0; i < listed.count; i++) {
    struct text path = {0};
    text_printf(&path, "rules/%s.c", listed.items[i]);
    for (char *c = path.data + strlen("rules/"); *c; c++)
      *c = *c == '-' ? '_' : *c;
    if (!names_contain(&files, path.data))
      mistake("%s: no such file", path.data);
    text_free(&path);
  }
  names_free(&files);
  names_free(&listed);
  assert_int_equal(mistakes, 0);
}

static bool is_kebab(const char *name) {
  bool good = islower((unsigned char)*name) && !strstr(name, "--") && !ends_with(name, "-");
  return good && name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

void every_rule_is_described(void **state) {
  (void)state;
  json_t *rules = catalogue_read(), *rule;
  struct names seen = {0};
  size_t i;
  json_array_foreach(rules, i, rule) {
    const char *name = json_text(rule, "name"), *summary = json_text(rule, "summary");
    if (!is_kebab(name) || names_contain(&seen, name))
      mistake("`%s` is no kebab-case name of its own", name);
    if (!*summary || isupper((unsigned char)*summary) || ends_with(summary, "."))
      mistake("%s: the summary `%s` is empty, has a capital or a period", name, summary);
    if (!strstr("correctness suspicious performance pedantic style", json_text(rule, "group")) ||
        !*json_text(rule, "group"))
      mistake("%s: no group", name);
    if (!isdigit((unsigned char)*json_text(rule, "since")))
      mistake("%s: no version it came with", name);
    names_add(&seen, name, strlen(name));
  }
  names_free(&seen);
  json_decref(rules);
  assert_int_equal(mistakes, 0);
}

// ---- pages ----

void pages_have_their_parts_in_order(void **state) {
  (void)state;
  static const char *const parts[] = {"## Bad\n", "## Good\n", "## Fix\n",
                                      "## What it cannot see\n"};
  struct names rules = rules_listed();
  for (uint32_t i = 0; i < rules.count; i++) {
    struct text page = catalogue_page(rules.items[i]);
    const char *at = page.data;
    if (!isalpha((unsigned char)*at) && *at != '`')
      mistake("%s: the page does not begin with a sentence", rules.items[i]);
    for (size_t k = 0; at && k < sizeof parts / sizeof *parts; k++) {
      at = strstr(at, parts[k]);
      if (!at)
        mistake("%s: the page lacks `%.*s`, or has it too early", rules.items[i],
                (int)strlen(parts[k]) - 1, parts[k]);
    }
    text_free(&page);
  }
  names_free(&rules);
  assert_int_equal(mistakes, 0);
}

/// What stands behind `start` in the text, or "".
static const char *behind(const struct text *text, const char *start) {
  const char *at = strstr(text_get(text), start);
  return at ? at + strlen(start) : "";
}

/// The first line of a rule's entry in the catalogue: `Error, group correctness, fixable: ...`.
static void check_entry(const struct text *catalogue, const json_t *rule) {
  struct text heading = {0}, line = {0};
  bool fixable = json_is_true(json_object_get(rule, "fixable"));
  const char *level = json_text(rule, "level"), *name = json_text(rule, "name");
  text_printf(&heading, "\n### `%s`\n\n", name);
  text_printf(&line, "%c%s, group %s%s: ", toupper((unsigned char)*level), level + 1,
              json_text(rule, "group"), fixable ? ", fixable" : "");
  if (!begins_with(behind(catalogue, heading.data), line.data))
    mistake("rules/README.md: the entry of %s does not begin with `%s`", name, line.data);
  text_free(&heading);
  text_free(&line);
}

void pages_and_catalogue_say_which_rules_have_fixes(void **state) {
  (void)state;
  struct text catalogue = tree_read("rules/README.md");
  json_t *rules = catalogue_read();
  const json_t *rule;
  size_t i;
  json_array_foreach(rules, i, rule) {
    struct text page = catalogue_page(json_text(rule, "name"));
    bool fixable = json_is_true(json_object_get(rule, "fixable"));
    const char *fix = behind(&page, "\n## Fix\n\n");
    bool told = fixable ? begins_with(fix, "Safe") || begins_with(fix, "Unsafe")
                        : begins_with(fix, "None: ");
    if (!told)
      mistake("%s: the page is to say whether its fix is safe, or why there is none",
              json_text(rule, "name"));
    check_entry(&catalogue, rule);
    text_free(&page);
  }
  json_decref(rules);
  text_free(&catalogue);
  assert_int_equal(mistakes, 0);
}

/// The table of README.md: each rule in order, what it is by default, what it finds.
void the_readme_lists_every_rule(void **state) {
  (void)state;
  struct text page = tree_read("README.md");
  json_t *rules = catalogue_read();
  const json_t *rule;
  const char *at = behind(&page, "| rule | level | finds |\n| --- | --- | --- |\n");
  size_t i;
  json_array_foreach(rules, i, rule) {
    struct text row = {0};
    bool on = json_is_true(json_object_get(rule, "default"));
    text_printf(&row, "| `%s` | %s | %s |\n", json_text(rule, "name"),
                on ? json_text(rule, "level") : "off", json_text(rule, "summary"));
    if (begins_with(at, row.data))
      at += row.length;
    else
      mistake("README.md: the table of rules lacks this row, or has it elsewhere: %s", row.data);
    text_free(&row);
  }
  if (*at == '|')
    mistake("README.md: `%.*s` is no rule", (int)strcspn(at, "\n"), at);
  json_decref(rules);
  text_free(&page);
  assert_int_equal(mistakes, 0);
}

/// One example: `wanted` is the rule it reports, or NULL for nothing at all.
static void check_example(const char *rule, const char *wanted, const char *source) {
  json_t *report = example_report(rule, source), *finding;
  const json_t *findings = json_object_get(report, "findings");
  size_t i;
  if (json_array_size(json_object_get(report, "unchecked")))
    mistake("%s: an example cannot be checked: %s\n%s", rule,
            json_text(json_array_get(json_object_get(report, "unchecked"), 0), "reason"), source);
  if (wanted && json_array_size(findings) == 0)
    mistake("%s: this example is reported by no rule:\n%s", rule, source);
  json_array_foreach(findings, i, finding) {
    if (json_object_get(finding, "suppressed"))
      continue;
    if (!wanted || strcmp(wanted, json_text(finding, "rule")) != 0)
      mistake("%s: an example is reported by %s: %s\n%s", rule, json_text(finding, "rule"),
              json_text(finding, "message"), source);
  }
  json_decref(report);
}

void examples_report_exactly_their_rule(void **state) {
  (void)state;
  struct names rules = rules_listed();
  for (uint32_t i = 0; i < rules.count; i++) {
    struct names bad = {0}, good = {0};
    struct text page = catalogue_page(rules.items[i]);
    page_examples(page.data, "Bad", &bad);
    page_examples(page.data, "Good", &good);
    if (!bad.count || !good.count)
      mistake("%s: the page lacks examples", rules.items[i]);
    for (uint32_t k = 0; k < bad.count; k++)
      check_example(rules.items[i], rules.items[i], bad.items[k]);
    for (uint32_t k = 0; k < good.count; k++)
      check_example(rules.items[i], NULL, good.items[k]);
    text_free(&page);
    names_free(&bad);
    names_free(&good);
  }
  names_free(&rules);
  assert_int_equal(mistakes, 0);
}

static void add_claim(const char *line, unsigned number, void *names) {
  const char *quote = begins_with(line, "CLAIM(") ? strchr(line, '"') : NULL;
  (void)number;
  if (quote)
    names_add(names, quote + 1, strcspn(quote + 1, "\""));
}

void every_word_of_contracts_is_documented(void **state) {
  (void)state;
  struct names words = {0};
  struct text table = tree_read("rules/api/claims.def");
  struct text page = tree_read("rules/api/README.md");
  each_line(table.data, add_claim, &words);
  assert_true(words.count > 0);
  for (uint32_t i = 0; i < words.count; i++) {
    struct text alone = {0}, with_operand = {0};
    text_printf(&alone, "`%s`", words.items[i]);
    text_printf(&with_operand, "`%s ", words.items[i]);
    if (!strstr(text_get(&page), alone.data) && !strstr(text_get(&page), with_operand.data))
      mistake("rules/api/README.md says nothing about `%s`", words.items[i]);
    text_free(&alone);
    text_free(&with_operand);
  }
  names_free(&words);
  text_free(&table);
  text_free(&page);
  assert_int_equal(mistakes, 0);
}
