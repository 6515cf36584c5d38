// SPDX-License-Identifier: MIT
// Defects of tasks: handles, waiting, blocking, tokens.
#include "tests/seeded/patterns.h"

#include <stdio.h>
#include <string.h>

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

bool plant_drop_await(const struct source *source, const struct span *span, size_t line,
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

bool plant_return_early(const struct source *source, const struct span *span, size_t line,
                        struct text *out) {
  struct match found;
  if (!starts_task(source, span, line, &found))
    return false;
  text_printf(out, "%s\n%sif (%s && getenv(\"SEED\"))\n%s  return%s;", source->lines[line],
              found.group[1], found.group[3], found.group[1], failure_of(span));
  return true;
}

bool plant_start_twice(const struct source *source, const struct span *span, size_t line,
                       struct text *out) {
  struct match found;
  if (!starts_task(source, span, line, &found))
    return false;
  text_printf(out, "%s\n%s%s = %s", source->lines[line], found.group[1], found.group[3],
              found.group[4]);
  return true;
}

bool plant_forget_handle(const struct source *source, const struct span *span, size_t line,
                         struct text *out) {
  struct match found;
  if (!starts_task(source, span, line, &found) || !found.group[2][0])
    return false;
  text_printf(out, "%s%s%s = NULL; (void)%s", found.group[1], found.group[2], found.group[3],
              found.group[4]);
  return true;
}

bool plant_await_twice(const struct source *source, const struct span *span, size_t line,
                       struct text *out) {
  struct match found;
  static const char pattern[] = "^( +)([a-z_ ]+) = task_await\\(([a-z_]+), [^()]*\\);$";
  if (!match(pattern, source->lines[line], &found) || !is_local_task(source, span, found.group[3]))
    return false;
  text_printf(out, "%s\n%s(void)!task_await(%s, NULL);", source->lines[line], found.group[1],
              found.group[3]);
  return true;
}

/// The handle that another task gave as its result.
bool plant_drop_inner(const struct source *source, const struct span *span, size_t line,
                      struct text *out) {
  struct match found;
  char given[WORD + 16];
  static const char pattern[] =
      "^( +(return |[a-z_ ]+ [|]?= )?)task_await\\(([a-z_]+), [^()]*\\);$";
  if (!match(pattern, source->lines[line], &found) ||
      !is_local(source, span, "task", found.group[3]))
    return false;
  snprintf(given, sizeof given, ", &%s);", found.group[3]);
  if (!span_contains(source, span, span->first + 1, given))
    return false;
  text_printf(out, "%s0; (void)%s;", found.group[1], found.group[3]);
  return true;
}

bool plant_await_value_twice(const struct source *source, const struct span *span, size_t line,
                             struct text *out) {
  struct match found;
  static const char pattern[] = "^( +)[a-z_ ]+ = task_value_await\\((&[a-z_]+), [^()]*\\);$";
  (void)span;
  if (!match(pattern, source->lines[line], &found))
    return false;
  text_printf(out, "%s\n%s(void)!task_value_await(%s, NULL);", source->lines[line], found.group[1],
              found.group[2]);
  return true;
}

/// A way out that leaves the task running with the function's variables.
bool plant_give_up_data(const struct source *source, const struct span *span, size_t line,
                        struct text *out) {
  struct match found, argument;
  char record[WORD + 16];
  if (!starts_task(source, span, line, &found) ||
      !match("\\([a-z_]+, &([a-z_]+), ", found.group[4], &argument))
    return false;
  snprintf(record, sizeof record, " %s", argument.group[1]);
  bool own = false;
  for (size_t i = span->first + 1; i < line; i++)
    own |= strstr(source->lines[i], record) && strstr(source->lines[i], " = {") &&
           !strstr(source->lines[i], "static ");
  if (!own)
    return false;
  text_printf(out,
              "%s\n%sif (getenv(\"SEED\")) {\n%s  task_detach(%s, NULL, NULL);\n%s  return%s;\n%s}",
              source->lines[line], found.group[1], found.group[1], found.group[3], found.group[1],
              failure_of(span), found.group[1]);
  return true;
}

bool plant_ignore_status(const struct source *source, const struct span *span, size_t line,
                         struct text *out) {
  struct match found;
  static const char pattern[] = "^( +)int ([a-z_]+) = (task_await\\(.*\\));$";
  (void)span;
  if (!match(pattern, source->lines[line], &found) || is_commented(source, line))
    return false;
  text_printf(out, "%sint %s = 0;\n%s%s;", found.group[1], found.group[2], found.group[1],
              found.group[3]);
  return true;
}

/// True when the file awaits what the function returns.
static bool is_awaited(const struct source *source, const char *name) {
  char awaited[96];
  snprintf(awaited, sizeof awaited, "task_await(%s(", name);
  for (size_t i = 0; i < source->line_count; i++)
    if (strstr(source->lines[i], awaited))
      return true;
  return false;
}

bool plant_return_null(const struct source *source, const struct span *span, size_t line,
                       struct text *out) {
  struct match found;
  if (strcmp(span->returns, "task *") != 0 || is_commented(source, line) ||
      !match("^( +)return (task_run|task_start|task_offload)\\(", source->lines[line], &found) ||
      !is_awaited(source, span->name))
    return false;
  text_printf(out, "%sif (getenv(\"SEED\"))\n%s  return NULL;\n%s", found.group[1], found.group[1],
              source->lines[line]);
  return true;
}

bool plant_poll(const struct source *source, const struct span *span, size_t line,
                struct text *out) {
  struct match found;
  static const char pattern[] = "^( +)[a-z_ ]+ = task_await\\(([a-z_]+), [^()]*\\);$";
  if (!span->is_body || !match(pattern, source->lines[line], &found) ||
      !is_local_task(source, span, found.group[2]))
    return false;
  text_printf(out, "%swhile (!task_is_done(%s))\n%s  (void)task_delay(10, token);\n%s",
              found.group[1], found.group[2], found.group[1], source->lines[line]);
  return true;
}

bool plant_detach_unheard(const struct source *source, const struct span *span, size_t line,
                          struct text *out) {
  struct match found;
  static const char pattern[] = "^( +task_detach\\(.*), [a-z_]+, [a-z_]+\\);$";
  bool fails = false; // a body that can only be cancelled has nothing to tell
  for (size_t i = 0; i < source->line_count; i++)
    fails |= strstr(source->lines[i], "return TASK_E") != NULL;
  if (!fails || !span_contains(source, span, span->first, "task_run(") ||
      is_commented(source, line) || !match(pattern, source->lines[line], &found) ||
      strstr(source->lines[line], "NULL, NULL"))
    return false;
  text_printf(out, "%s, NULL, NULL);", found.group[1]);
  return true;
}

// ---- blocking ----

bool plant_wait_instead(const struct source *source, const struct span *span, size_t line,
                        struct text *out) {
  const char *call = strstr(source->lines[line], "task_await(");
  if (!span->is_body || !call)
    return false;
  text_append(out, source->lines[line], (size_t)(call - source->lines[line]));
  text_printf(out, "task_result(%s", call + strlen("task_await("));
  return true;
}

bool plant_sleep_first(const struct source *source, const struct span *span, size_t line,
                       struct text *out) {
  if (!span->is_body || line != span->first + 1)
    return false;
  text_printf(out, "  sleep(1);\n%s", source->lines[line]);
  return true;
}

/// A helper that blocks, in front of the task that calls it.
bool plant_sleep_in_helper(const struct source *source, const struct span *span, size_t line,
                           struct text *out) {
  if (!span->is_body || line != span->first + 1)
    return false;
  text_printf(out, "  extern int seeded_pause(int fd);\n  seeded_pause(1);\n%s",
              source->lines[line]);
  return true;
}

bool plant_lock_across(const struct source *source, const struct span *span, size_t line,
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

bool plant_forget_token(const struct source *source, const struct span *span, size_t line,
                        struct text *out) {
  struct match found;
  static const char pattern[] = "^( +.*(task_run|task_start|task_offload|task_delay|"
                                "task_delay_async)\\(.*), token\\)(.*)$";
  bool own = strstr(source->lines[span->first], "cancel_token token") != NULL;
  for (size_t i = span->first; i < line && own; i++)
    own = !strstr(source->lines[i], " token = CANCEL_NONE;"); // else it is forgotten already
  if (!own || is_commented(source, line) || !match(pattern, source->lines[line], &found))
    return false;
  text_printf(out, "%s, CANCEL_NONE)%s", found.group[1], found.group[3]);
  return true;
}

bool plant_swallow(const struct source *source, const struct span *span, size_t line,
                   struct text *out) {
  struct match found;
  bool cancelled = line > 0 && strstr(source->lines[line - 1], "== TASK_ECANCELED)") &&
                   !strstr(source->lines[line - 1], "!=");
  if (strcmp(span->returns, "int") != 0 || !cancelled ||
      !match("^( +)return [a-z_]+;$", source->lines[line], &found))
    return false;
  text_printf(out, "%sreturn 0;", found.group[1]);
  return true;
}
