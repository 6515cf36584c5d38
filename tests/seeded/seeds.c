// SPDX-License-Identifier: MIT
// The kinds of defects, each with the lines it fits. Patterns know the layout that clang-format
// gives all our programs: one statement a line.
#include "tests/seeded/seeds.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>

enum { GROUPS = 6, WORD = 128 };

/// Parts of a line that matched; empty when a group took no part.
struct match {
  char group[GROUPS][WORD];
};

static bool match(const char *pattern, const char *line, struct match *found) {
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

static bool is_commented(const struct source *source, size_t line) {
  return strstr(source->lines[line], "//") || strstr(source->lines[line], "/*") ||
         (line > 0 && strstr(source->lines[line - 1], "//"));
}

/// What the function returns when something went wrong.
static const char *failure_of(const struct span *span) {
  if (strcmp(span->returns, "void") == 0)
    return "";
  if (strchr(span->returns, '*'))
    return " NULL";
  return strcmp(span->returns, "bool") == 0 ? " false" : " -1";
}

/// True when `name` is a plain local of the function that holds one task and that nothing takes
/// behind the function's back.
static bool is_local_task(const struct source *source, const struct span *span, const char *name) {
  char declared[WORD + 16], addressed[WORD + 16];
  snprintf(declared, sizeof declared, " task *%s", name);
  snprintf(addressed, sizeof addressed, "&%s", name);
  for (size_t i = span->first + 1; i <= span->last; i++) {
    const char *at = strstr(source->lines[i], declared);
    const char *end = at ? at + strlen(declared) : NULL;
    if (end && (strncmp(end, " =", 2) == 0 || *end == ';') &&
        !strstr(source->lines[i], "cleanup") && !strstr(source->lines[i], "auto_") &&
        !strstr(source->lines[i], "static "))
      return !span_contains(source, span, span->first + 1, addressed);
  }
  return false;
}

/// `  [task *]NAME = task_run(...);` on one line, into a local that is used later on.
static bool starts_task(const struct source *source, const struct span *span, size_t line,
                        struct match *found) {
  static const char pattern[] = "^( +)(task \\*)?([a-z_]+) = "
                                "((task_run|task_start|task_offload|task_delay_async)\\(.*\\);)$";
  if (!match(pattern, source->lines[line], found) || !is_local_task(source, span, found->group[3]))
    return false;
  for (size_t i = line + 1; i < span->last; i++)
    if (strstr(source->lines[i], found->group[3]))
      return true;
  return false;
}

// ---- tasks ----

static bool drop_await(const struct source *source, const struct span *span, size_t line,
                       struct text *out) {
  struct match found;
  static const char pattern[] =
      "^( +(return |[a-z_ ]+ [|]?= )?)task_(await|wait|result)\\(([a-z_]+), ?[^()]*\\);$";
  static const char wait[] = "^( +(return |[a-z_ ]+ [|]?= )?)task_(wait)\\(([a-z_]+)\\);$";
  if ((!match(pattern, source->lines[line], &found) && !match(wait, source->lines[line], &found)) ||
      !is_local_task(source, span, found.group[4]))
    return false;
  text_printf(out, "%s0; (void)%s;", found.group[1], found.group[4]);
  return true;
}

static bool return_early(const struct source *source, const struct span *span, size_t line,
                         struct text *out) {
  struct match found;
  if (!starts_task(source, span, line, &found))
    return false;
  text_printf(out, "%s\n%sif (%s && getenv(\"SEED\"))\n%s  return%s;", source->lines[line],
              found.group[1], found.group[3], found.group[1], failure_of(span));
  return true;
}

static bool start_twice(const struct source *source, const struct span *span, size_t line,
                        struct text *out) {
  struct match found;
  if (!starts_task(source, span, line, &found))
    return false;
  text_printf(out, "%s\n%s%s = %s", source->lines[line], found.group[1], found.group[3],
              found.group[4]);
  return true;
}

static bool forget_handle(const struct source *source, const struct span *span, size_t line,
                          struct text *out) {
  struct match found;
  if (!starts_task(source, span, line, &found) || !found.group[2][0])
    return false;
  text_printf(out, "%s%s%s = NULL; (void)%s", found.group[1], found.group[2], found.group[3],
              found.group[4]);
  return true;
}

static bool await_twice(const struct source *source, const struct span *span, size_t line,
                        struct text *out) {
  struct match found;
  static const char pattern[] = "^( +)([a-z_ ]+) = task_await\\(([a-z_]+), [^()]*\\);$";
  if (!match(pattern, source->lines[line], &found) || !is_local_task(source, span, found.group[3]))
    return false;
  text_printf(out, "%s\n%s(void)!task_await(%s, NULL);", source->lines[line], found.group[1],
              found.group[3]);
  return true;
}

// ---- blocking ----

static bool wait_instead(const struct source *source, const struct span *span, size_t line,
                         struct text *out) {
  const char *call = strstr(source->lines[line], "task_await(");
  if (!span->is_body || !call)
    return false;
  text_append(out, source->lines[line], (size_t)(call - source->lines[line]));
  text_printf(out, "task_result(%s", call + strlen("task_await("));
  return true;
}

static bool sleep_first(const struct source *source, const struct span *span, size_t line,
                        struct text *out) {
  if (!span->is_body || line != span->first + 1)
    return false;
  text_printf(out, "  sleep(1);\n%s", source->lines[line]);
  return true;
}

/// A helper that blocks, in front of the task that calls it.
static bool sleep_in_helper(const struct source *source, const struct span *span, size_t line,
                            struct text *out) {
  if (!span->is_body || line != span->first + 1)
    return false;
  text_printf(out, "  extern int seeded_pause(int fd);\n  seeded_pause(1);\n%s",
              source->lines[line]);
  return true;
}

static bool lock_across(const struct source *source, const struct span *span, size_t line,
                        struct text *out) {
  struct match found;
  static const char pattern[] = "^( +)([a-z_ ]+ = )?(task_await|task_delay)\\(.*\\);$";
  (void)span;
  if (!match(pattern, source->lines[line], &found))
    return false;
  text_printf(out, "%spthread_mutex_lock(&seeded_lock);\n%s\n%spthread_mutex_unlock(&seeded_lock);",
              found.group[1], source->lines[line], found.group[1]);
  return true;
}

// ---- cancellation ----

static bool forget_token(const struct source *source, const struct span *span, size_t line,
                         struct text *out) {
  struct match found;
  static const char pattern[] = "^( +.*(task_run|task_start|task_offload|task_delay|"
                                "task_delay_async)\\(.*), token\\)(.*)$";
  bool own = strstr(source->lines[span->first], "cancel_token token") != NULL;
  if (!own || is_commented(source, line) || !match(pattern, source->lines[line], &found))
    return false;
  text_printf(out, "%s, CANCEL_NONE)%s", found.group[1], found.group[3]);
  return true;
}

// ---- the table ----

const struct seed seeds[] = {
    {"await dropped", "dropped-task", drop_await},
    {"early return", "dropped-task", return_early},
    {"started twice", "dropped-task", start_twice},
    {"handle forgotten", "dropped-task", forget_handle},
    {"awaited twice", "reused-task", await_twice},
    {"waits instead", "blocking-wait", wait_instead},
    {"sleeps", "blocking-call", sleep_first},
    {"helper sleeps", "blocking-call", sleep_in_helper},
    {"lock across await", "lock-across-await", lock_across},
    {"token forgotten", "dropped-token missing-token", forget_token},
};
const size_t seed_count = sizeof seeds / sizeof *seeds;
