// SPDX-License-Identifier: MIT
// The catalogue: rules by name, groups and what they decide, and which rules a run wants.
#include "analyzer/rule.h"

#include <stdio.h>
#include <string.h>

#define RULE(name) extern const struct rule rule_##name;
#include "rules/rules.def"
#undef RULE

const struct rule *const rules[] = {
#define RULE(name) &rule_##name,
#include "rules/rules.def"
#undef RULE
};

const unsigned rule_count = RULE_COUNT;

/// Made by pages.cmake, in catalogue order.
extern const char *const rule_pages[];

const struct rule *rule_find(const char *name) {
  for (unsigned i = 0; i < rule_count; i++)
    if (strcmp(rules[i]->name, name) == 0)
      return rules[i];
  return NULL;
}

const char *rule_page(const struct rule *rule) {
  for (unsigned i = 0; i < rule_count; i++)
    if (rules[i] == rule)
      return rule_pages[i];
  return "";
}

// ---- groups ----

static const struct {
  const char *name;
  enum level level;
  bool on;
} groups[GROUP_COUNT] = {
    [CORRECTNESS] = {"correctness", LEVEL_ERROR, true},
    [SUSPICIOUS] = {"suspicious", LEVEL_WARNING, true},
    [PERFORMANCE] = {"performance", LEVEL_WARNING, true},
    [PEDANTIC] = {"pedantic", LEVEL_WARNING, false},
    [STYLE] = {"style", LEVEL_WARNING, false},
};

const char *rule_group_name(enum rule_group group) {
  return groups[group].name;
}

enum rule_group rule_group_find(const char *name) {
  int group = 0;
  while (group < GROUP_COUNT && strcmp(groups[group].name, name) != 0)
    group++;
  return (enum rule_group)group;
}

enum level rule_group_level(enum rule_group group) {
  return groups[group].level;
}

bool rule_group_default(enum rule_group group) {
  return groups[group].on;
}

// ---- selections ----

void rule_selection_default(struct rule_selection *selection) {
  *selection = (struct rule_selection){0};
  for (unsigned i = 0; i < rule_count; i++)
    selection->on[i] = rule_group_default(rules[i]->group);
}

/// Switches what `word` names on or off; false when it names nothing.
static bool apply_word(struct rule_selection *selection, const char *word, bool on) {
  bool all = strcmp(word, "all") == 0, by_default = strcmp(word, "default") == 0;
  enum rule_group group = rule_group_find(word);
  bool known = all || by_default || group != GROUP_COUNT;
  for (unsigned i = 0; i < rule_count; i++) {
    bool named = strcmp(rules[i]->name, word) == 0;
    known |= named;
    if (named || all || rules[i]->group == group ||
        (by_default && rule_group_default(rules[i]->group)))
      selection->on[i] = on;
  }
  return known;
}

bool rule_selection_parse(struct rule_selection *selection, const char *list, char *unknown) {
  const char *blank = " \t";
  list += strspn(list, blank);
  if (*list == '-')
    rule_selection_default(selection);
  else
    *selection = (struct rule_selection){0};
  while (*list) {
    char word[64];
    list += strspn(list, ", \t");
    bool on = *list != '-';
    list += !on;
    size_t length = strcspn(list, ", \t");
    snprintf(word, sizeof word, "%.*s", (int)length, list);
    if (length && (length >= sizeof word || !apply_word(selection, word, on))) {
      memcpy(unknown, word, sizeof word);
      return false;
    }
    list += length;
    list += strspn(list, blank);
  }
  return true;
}
