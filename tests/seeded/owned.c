// SPDX-License-Identifier: MIT
// Defects of what is owned for a while, streams, sources, outcomes and locks, and of callbacks.
#include "tests/seeded/patterns.h"

#include <stdio.h>
#include <string.h>

/// `  [X = |return ]FUNCTION(NAME);` with NAME a plain local `TYPE *`: leaves the call out.
static bool drop_call(const struct source *source, const struct span *span, size_t line,
                      const char *function, const char *type, struct text *out) {
  struct match found;
  char pattern[WORD];
  snprintf(pattern, sizeof pattern, "^( +(return |[a-z_ ]+ [|]?= )?)%s\\(([a-z_]+)\\);$", function);
  if (strcmp(span->name, "main") == 0 || !match(pattern, source->lines[line], &found) ||
      !is_local(source, span, type, found.group[3]))
    return false;
  text_printf(out, "%s%s(void)%s;", found.group[1], found.group[2][0] ? "0; " : "", found.group[3]);
  return true;
}

/// A return right behind `TYPE *NAME = FUNCTION...;`.
static bool return_behind(const struct source *source, const struct span *span, size_t line,
                          const char *function, const char *type, struct text *out) {
  struct match found;
  char pattern[WORD];
  snprintf(pattern, sizeof pattern, "^( +)%s \\*([a-z_]+) = %s[a-z_]*\\(.*\\);$", type, function);
  if (strcmp(span->name, "main") == 0 || !match(pattern, source->lines[line], &found) ||
      !is_local(source, span, type, found.group[2]))
    return false;
  text_printf(out, "%s\n%sif (%s && getenv(\"SEED\"))\n%s  return%s;", source->lines[line],
              found.group[1], found.group[2], found.group[1], failure_of(span));
  return true;
}

// ---- streams and sources ----

bool plant_drop_close(const struct source *source, const struct span *span, size_t line,
                      struct text *out) {
  return drop_call(source, span, line, "task_stream_close", "task_stream", out);
}

bool plant_return_from_stream(const struct source *source, const struct span *span, size_t line,
                              struct text *out) {
  return return_behind(source, span, line, "task_stream_create", "task_stream", out);
}

bool plant_drop_destroy(const struct source *source, const struct span *span, size_t line,
                        struct text *out) {
  return drop_call(source, span, line, "cancel_source_destroy", "cancel_source", out);
}

bool plant_return_from_source(const struct source *source, const struct span *span, size_t line,
                              struct text *out) {
  return return_behind(source, span, line, "cancel_source_create", "cancel_source", out);
}

/// The source of a running task's token is destroyed on a new way out.
bool plant_destroy_early(const struct source *source, const struct span *span, size_t line,
                         struct text *out) {
  struct match found;
  static const char pattern[] = "^( +)(task \\*)?([a-z_]+) = task_(run|start)\\(.*, "
                                "cancel_source_token\\(([a-z_]+)\\)\\);$";
  if (!match(pattern, source->lines[line], &found) ||
      !is_local(source, span, "cancel_source", found.group[5]) ||
      !is_local(source, span, "task", found.group[3]))
    return false;
  text_printf(out,
              "%s\n%sif (getenv(\"SEED\")) {\n%s  cancel_source_destroy(%s);\n"
              "%s  (void)!task_await(%s, NULL);\n%s  return%s;\n%s}",
              source->lines[line], found.group[1], found.group[1], found.group[5], found.group[1],
              found.group[3], found.group[1], failure_of(span), found.group[1]);
  return true;
}

bool plant_unlink_timeout(const struct source *source, const struct span *span, size_t line,
                          struct text *out) {
  struct match found;
  static const char pattern[] =
      "^( +cancel_source \\*([a-z_]+) = cancel_source_create)_linked\\(token\\);$";
  char timed[WORD + 32];
  if (!match(pattern, source->lines[line], &found) || is_commented(source, line))
    return false;
  snprintf(timed, sizeof timed, "cancel_source_cancel_after(%s", found.group[2]);
  if (!span_contains(source, span, line, timed))
    return false;
  text_printf(out, "%s();", found.group[1]);
  return true;
}

/// The others of a race are no longer cancelled.
bool plant_forget_losers(const struct source *source, const struct span *span, size_t line,
                         struct text *out) {
  struct match found;
  if (!match("^( +)cancel_request\\(([a-z_]+)\\);$", source->lines[line], &found) ||
      !span_contains(source, span, span->first, "task_when_any(") ||
      !span_contains(source, span, line, "task_detach("))
    return false;
  text_printf(out, "%s(void)%s;", found.group[1], found.group[2]);
  return true;
}

// ---- outcomes ----

/// `  [(void)]task_source_set_result(NAME, ...);`
static bool sets_outcome(const struct source *source, size_t line, struct match *found) {
  static const char pattern[] = "^( +)(\\(void\\))?(task_source_(set|try)_[a-z]+\\(([a-z_]+).*);$";
  return match(pattern, source->lines[line], found) && !is_commented(source, line);
}

bool plant_drop_set(const struct source *source, const struct span *span, size_t line,
                    struct text *out) {
  struct match found;
  if (!sets_outcome(source, line, &found) || !is_local(source, span, "task_source", found.group[5]))
    return false;
  text_printf(out, "%s(void)%s;", found.group[1], found.group[5]);
  return true;
}

bool plant_set_twice(const struct source *source, const struct span *span, size_t line,
                     struct text *out) {
  struct match found;
  (void)span;
  if (!sets_outcome(source, line, &found) || strcmp(found.group[4], "set") != 0)
    return false;
  text_printf(out, "%s\n%s", source->lines[line], source->lines[line]);
  return true;
}

/// Into the lock that was released just before.
bool plant_set_under_lock(const struct source *source, const struct span *span, size_t line,
                          struct text *out) {
  struct match found, unlocked;
  (void)span;
  if (!sets_outcome(source, line, &found) ||
      !match("^ +pthread_mutex_unlock\\((.*)\\);$", source->lines[line - 1], &unlocked))
    return false;
  text_printf(out, "%spthread_mutex_lock(%s);\n%s\n%spthread_mutex_unlock(%s);", found.group[1],
              unlocked.group[1], source->lines[line], found.group[1], unlocked.group[1]);
  return true;
}

// ---- locks ----

bool plant_drop_unlock(const struct source *source, const struct span *span, size_t line,
                       struct text *out) {
  struct match found, taken;
  static const char pattern[] = "^( +)([a-z_]*unlock)\\((&[a-z_>.-]+)\\);$";
  bool own = false;
  if (!match(pattern, source->lines[line], &found) || is_commented(source, line))
    return false;
  for (size_t i = span->first + 1; i < line; i++)
    own |= takes_lock(source, i, &taken) && strcmp(taken.group[3], found.group[3]) == 0;
  if (!own)
    return false;
  text_printf(out, "%s(void)%s;", found.group[1], found.group[3]);
  return true;
}

bool plant_return_with_lock(const struct source *source, const struct span *span, size_t line,
                            struct text *out) {
  struct match found;
  char unlocked[WORD + 16];
  if (!takes_lock(source, line, &found))
    return false;
  snprintf(unlocked, sizeof unlocked, "unlock(%s)", found.group[3]);
  if (!span_contains(source, span, line, unlocked))
    return false;
  put_early_return(source, span, line, found.group[1], out);
  return true;
}

/// Where the second of two locks is released: both once more, in the other order.
bool plant_invert_order(const struct source *source, const struct span *span, size_t line,
                        struct text *out) {
  struct match last, first = {0}, second = {0}, taken;
  static const char pattern[] = "^( +)pthread_mutex_unlock\\((&[a-z_]+)\\);$";
  if (!match(pattern, source->lines[line], &last) || line + 1 != span->last)
    return false;
  for (size_t i = span->first + 1; i < line; i++)
    if (takes_lock(source, i, &taken) && strcmp(taken.group[2], "pthread_mutex_lock") == 0) {
      if (second.group[3][0])
        return false;
      *(first.group[3][0] ? &second : &first) = taken;
    }
  // A file that has an inversion already tells of it and of no other one.
  for (size_t i = 0; i < source->line_count; i++)
    if (strstr(source->lines[i], "expect: lock-inversion"))
      return false;
  bool nested = second.group[3][0] && strcmp(first.group[3], last.group[2]) == 0 &&
                strcmp(first.group[3], second.group[3]) != 0 && !strchr(second.group[3], '>');
  if (!nested)
    return false;
  text_printf(out,
              "%s\n%spthread_mutex_lock(%s);\n%spthread_mutex_lock(%s);\n"
              "%spthread_mutex_unlock(%s);\n%spthread_mutex_unlock(%s);",
              source->lines[line], last.group[1], second.group[3], last.group[1], first.group[3],
              last.group[1], first.group[3], last.group[1], second.group[3]);
  return true;
}

/// True when a body that the file starts as a task takes the same lock, which is a global one.
static bool task_takes(const struct source *source, const char *lock) {
  bool in_body = false;
  struct match taken, head;
  for (size_t i = 0; i < source->line_count; i++) {
    const char *line = source->lines[i];
    if (match("^static int ([a-z_]+)\\(void \\*arg, cancel_token token, void \\*result\\) \\{$",
              line, &head)) {
      char started[WORD + 16];
      snprintf(started, sizeof started, "task_run(%s,", head.group[1]);
      in_body = false;
      for (size_t k = 0; k < source->line_count && !in_body; k++)
        in_body = strstr(source->lines[k], started) != NULL;
    }
    if (*line == '}')
      in_body = false;
    if (in_body && takes_lock(source, i, &taken) && strcmp(taken.group[3], lock) == 0)
      return true;
  }
  return false;
}

bool plant_sleep_with_lock(const struct source *source, const struct span *span, size_t line,
                           struct text *out) {
  struct match found;
  if (span->is_body || !takes_lock(source, line, &found) || strchr(found.group[3], '>') ||
      !task_takes(source, found.group[3]))
    return false;
  text_printf(out, "%s\n%ssleep(1);", source->lines[line], found.group[1]);
  return true;
}

// ---- callbacks ----

/// True when the file says `CALL...NAME)`, and nothing is expected there: the function is given.
static bool is_given(const struct source *source, const char *call, const char *name) {
  char end[96];
  snprintf(end, sizeof end, "%s)", name);
  for (size_t i = 0; i < source->line_count; i++) {
    const char *at = strstr(source->lines[i], call);
    const char *given = at ? strstr(at, end) : NULL;
    if (given && !strstr(given, "expect") &&
        (given[-1] == ' ' || given[-1] == '(' || given[-1] == '&'))
      return true;
  }
  return false;
}

bool plant_suspend_in_handler(const struct source *source, const struct span *span, size_t line,
                              struct text *out) {
  if (line != span->first + 1 ||
      !(is_given(source, " signal(", span->name) || is_given(source, " atexit(", span->name)))
    return false;
  text_printf(out, "  (void)!task_delay(1, CANCEL_NONE);\n%s", source->lines[line]);
  return true;
}

/// A task of a loop, or a callback of one, runs the loop.
bool plant_run_loop_again(const struct source *source, const struct span *span, size_t line,
                          struct text *out) {
  if (line != span->first + 1)
    return false;
  if (is_given(source, "uv_timer_start(", span->name) ||
      (strstr(source->lines[span->first], "(uv_timer_t *timer)") != NULL)) {
    text_printf(out, "  uv_run(timer->loop, UV_RUN_DEFAULT);\n%s", source->lines[line]);
    return true;
  }
  return false;
}
