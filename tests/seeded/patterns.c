// SPDX-License-Identifier: MIT
// Lines and functions, as clang-format lays them out: one statement a line.
#include "tests/seeded/patterns.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>

bool match(const char *pattern, const char *line, struct match *found) {
  regex_t compiled;
  regmatch_t at[GROUPS];
  if (regcomp(&compiled, pattern, REG_EXTENDED) != 0)
    return false;
  bool good = regexec(&compiled, line, GROUPS, at, 0) == 0;
  for (int i = 0; i < GROUPS && good; i++) {
    size_t length = at[i].rm_so < 0 ? 0 : (size_t)(at[i].rm_eo - at[i].rm_so);
    good = length < WORD;
    if (good)
      snprintf(found->group[i], WORD, "%.*s", (int)length, length ? line + at[i].rm_so : "");
  }
  regfree(&compiled);
  return good;
}

bool span_contains(const struct source *source, const struct span *span, size_t first,
                   const char *text) {
  for (size_t i = first; i <= span->last; i++)
    if (strstr(source->lines[i], text))
      return true;
  return false;
}

bool is_commented(const struct source *source, size_t line) {
  return strstr(source->lines[line], "//") || strstr(source->lines[line], "/*") ||
         (line > 0 && strstr(source->lines[line - 1], "//"));
}

const char *failure_of(const struct span *span) {
  if (strcmp(span->returns, "void") == 0)
    return "";
  if (strchr(span->returns, '*'))
    return " NULL";
  return strcmp(span->returns, "bool") == 0 ? " false" : " -1";
}

bool is_local(const struct source *source, const struct span *span, const char *type,
              const char *name) {
  char declared[2 * WORD];
  snprintf(declared, sizeof declared, " %s *%s", type, name);
  for (size_t i = span->first + 1; i <= span->last; i++) {
    const char *at = strstr(source->lines[i], declared);
    const char *end = at ? at + strlen(declared) : NULL;
    if (end && (strncmp(end, " =", 2) == 0 || *end == ';') &&
        !strstr(source->lines[i], "cleanup") && !strstr(source->lines[i], "auto_") &&
        !strstr(source->lines[i], "static "))
      return true;
  }
  return false;
}

bool is_local_task(const struct source *source, const struct span *span, const char *name) {
  char addressed[WORD + 16];
  snprintf(addressed, sizeof addressed, "&%s", name);
  return is_local(source, span, "task", name) &&
         !span_contains(source, span, span->first + 1, addressed);
}

bool takes_lock(const struct source *source, size_t line, struct match *found) {
  static const char pattern[] =
      "^( +)(pthread_mutex_lock|pthread_rwlock_[rw][dr]lock|pthread_spin_lock|mtx_lock)"
      "\\((&[a-z_>.-]+)\\);$";
  return match(pattern, source->lines[line], found) && !is_commented(source, line);
}

bool is_named_again(const struct source *source, const char *name) {
  unsigned lines = 0;
  for (size_t i = 0; i < source->line_count; i++)
    lines += strstr(source->lines[i], name) != NULL;
  return lines > 1;
}

void put_early_return(const struct source *source, const struct span *span, size_t line,
                      const char *indent, struct text *out) {
  text_printf(out, "%s\n%sif (getenv(\"SEED\"))\n%s  return%s;", source->lines[line], indent,
              indent, failure_of(span));
}
