// SPDX-License-Identifier: MIT
// Defects of order and place: what is done too late or too early, on the wrong thread, on a small
// stack, and what is said of functions and is not so.
#include "tests/seeded/patterns.h"

#include <stdio.h>
#include <string.h>

// ---- too late, too early ----

/// The lock is released behind the suspension that follows.
bool plant_move_unlock(const struct source *source, const struct span *span, size_t line,
                       struct text *out) {
  struct match unlock, next;
  (void)span;
  if (!match("^( +)(pthread_[a-z_]*unlock|mtx_unlock)\\(.*\\);$", source->lines[line], &unlock) ||
      !match("^( +)([a-z_ ]+ = )?task_(await|delay)\\(.*\\);$", source->lines[line + 1], &next) ||
      strcmp(unlock.group[1], next.group[1]) != 0 || is_commented(source, line))
    return false;
  text_printf(out, "%s\n%s", source->lines[line + 1], source->lines[line]);
  return true;
}

bool plant_repeat_unlock(const struct source *source, const struct span *span, size_t line,
                         struct text *out) {
  struct match found;
  (void)span;
  if (!match("^( +)(pthread_[a-z_]*unlock|mtx_unlock)\\(&[a-z_>.-]+\\);$", source->lines[line],
             &found))
    return false;
  text_printf(out, "%s\n%s", source->lines[line], source->lines[line]);
  return true;
}

bool plant_repeat_lock(const struct source *source, const struct span *span, size_t line,
                       struct text *out) {
  struct match found;
  (void)span;
  if (!takes_lock(source, line, &found) || strstr(found.group[2], "rdlock"))
    return false;
  text_printf(out, "%s\n%s", source->lines[line], source->lines[line]);
  return true;
}

/// Memory that the task got is freed before it is awaited.
bool plant_move_free(const struct source *source, const struct span *span, size_t line,
                     struct text *out) {
  struct match await, next;
  char given[WORD + 16];
  if (!match("^( +)[a-z_ ]+ = task_await\\(([a-z_]+), [^()]*\\);$", source->lines[line], &await) ||
      !match("^( +)free\\(([a-z_]+)\\);$", source->lines[line + 1], &next) ||
      strcmp(await.group[1], next.group[1]) != 0 || !is_local_task(source, span, await.group[2]))
    return false;
  snprintf(given, sizeof given, ", %s, ", next.group[2]);
  if (!span_contains(source, span, span->first + 1, given))
    return false;
  text_printf(out, "%s\n%s", source->lines[line + 1], source->lines[line]);
  return true;
}

/// Line `at` starts a body of the file, and the body takes a global lock: its name is written to
/// `lock`.
static bool starts_locking_body(const struct source *source, size_t at, const char *handle,
                                char lock[WORD]) {
  struct match start, taken;
  char head[WORD + 32];
  if (!match("^ +(task \\*)?([a-z_]+) = task_(run|start)\\(([a-z_]+), ", source->lines[at],
             &start) ||
      strcmp(start.group[2], handle) != 0)
    return false;
  snprintf(head, sizeof head, "static int %s(void *arg", start.group[4]);
  size_t i = 0;
  while (i < source->line_count && strncmp(source->lines[i], head, strlen(head)) != 0)
    i++;
  for (; i < source->line_count && strcmp(source->lines[i], "}") != 0; i++)
    if (takes_lock(source, i, &taken) && strcmp(taken.group[2], "pthread_mutex_lock") == 0 &&
        !strpbrk(taken.group[3], ">.")) {
      snprintf(lock, WORD, "%s", taken.group[3]);
      return true;
    }
  return false;
}

/// The lock that a task takes is held while it is waited for.
bool plant_wait_with_lock(const struct source *source, const struct span *span, size_t line,
                          struct text *out) {
  struct match found;
  char lock[WORD];
  if (!match("^( +)(int )?[a-z_]+ = task_wait\\(([a-z_]+)\\);$", source->lines[line], &found) ||
      !is_local_task(source, span, found.group[3]) ||
      span_contains(source, span, span->first + 1, "lock(&"))
    return false;
  for (size_t i = span->first + 1; i < line; i++)
    if (starts_locking_body(source, i, found.group[3], lock)) {
      text_printf(out, "%spthread_mutex_lock(%s);\n%s\n%spthread_mutex_unlock(%s);", found.group[1],
                  lock, source->lines[line], found.group[1], lock);
      return true;
    }
  return false;
}

/// A child of a group that is joined here runs outside it, with the token of the group.
bool plant_leave_group(const struct source *source, const struct span *span, size_t line,
                       struct text *out) {
  struct match found;
  static const char pattern[] = "^( +)task_group_run\\(([a-z_]+), ([a-z_]+), ([&a-z_]+)\\);$";
  if (!match(pattern, source->lines[line], &found) ||
      !span_contains(source, span, line, "task_group_join("))
    return false;
  text_printf(out, "%stask_detach(task_run(%s, %s, 0, task_group_token(%s)), NULL, NULL);",
              found.group[1], found.group[3], found.group[4], found.group[2]);
  return true;
}

// ---- the wrong thread ----

bool plant_drop_switch(const struct source *source, const struct span *span, size_t line,
                       struct text *out) {
  struct match found;
  (void)span;
  if (!match("^( +(int )?[a-z_]+ = )task_switch_to\\(([a-z_]+)\\);$", source->lines[line],
             &found) ||
      strcmp(found.group[3], "NULL") == 0)
    return false;
  text_printf(out, "%s0;", found.group[1]);
  return true;
}

/// The task is suspended between the call that failed and the look at `errno`.
bool plant_read_errno_late(const struct source *source, const struct span *span, size_t line,
                           struct text *out) {
  struct match found;
  (void)span;
  if (!match("^( +)(return|[a-z_]+ =|int [a-z_]+ =) -?errno;$", source->lines[line], &found) ||
      line == 0 || !strchr(";{", source->lines[line - 1][strlen(source->lines[line - 1]) - 1]))
    return false;
  text_printf(out, "%s(void)task_delay(1, CANCEL_NONE);\n%s", found.group[1], source->lines[line]);
  return true;
}

/// Clean-up behind a cancellation gets the token that was cancelled.
bool plant_cancel_cleanup(const struct source *source, const struct span *span, size_t line,
                          struct text *out) {
  struct match found;
  bool cancelled = line > 0 && strstr(source->lines[line - 1], " == TASK_ECANCELED)");
  if (!cancelled || !strstr(source->lines[span->first], "cancel_token token") ||
      !match("^(.*task_(delay|write|read)[a-z_]*\\(.*, )CANCEL_NONE(\\).*)$", source->lines[line],
             &found))
    return false;
  text_printf(out, "%stoken%s", found.group[1], found.group[3]);
  return true;
}

// ---- small stacks ----

bool plant_grow_array(const struct source *source, const struct span *span, size_t line,
                      struct text *out) {
  struct match found;
  if (!span->is_body ||
      !match("^( +char [a-z_]+)\\[[0-9]+\\]( = .*)?;$", source->lines[line], &found))
    return false;
  text_printf(out, "%s[1 << 20]%s;", found.group[1], found.group[2]);
  return true;
}

// ---- what is said of functions ----

/// A function that suspends is said to do nothing of that kind.
bool plant_declare_plain(const struct source *source, const struct span *span, size_t line,
                         struct text *out) {
  bool suspends = span_contains(source, span, span->first + 1, "= task_delay(") ||
                  span_contains(source, span, span->first + 1, "return task_delay(");
  if (line != span->first || !suspends || strchr(span->returns, '*'))
    return false;
  text_printf(out, "ASYNC_LINT(\"plain\") %s", source->lines[line]);
  return true;
}

/// A function that consumes a handle it is given is said to leave it to its caller.
bool plant_declare_borrowed(const struct source *source, const struct span *span, size_t line,
                            struct text *out) {
  struct match found;
  char consumed[WORD + 16];
  if (line != span->first || !match("[(,] ?task \\*([a-z_]+)[,)]", source->lines[line], &found))
    return false;
  snprintf(consumed, sizeof consumed, "task_await(%s,", found.group[1]);
  if (!span_contains(source, span, span->first + 1, consumed))
    return false;
  text_printf(out, "ASYNC_LINT(\"borrows %s\") %s", found.group[1], source->lines[line]);
  return true;
}

/// The token comes first; nobody in the file calls the function.
bool plant_move_token(const struct source *source, const struct span *span, size_t line,
                      struct text *out) {
  struct match found;
  static const char pattern[] = "^([^(]*\\()([^()]+), cancel_token token\\) \\{$";
  if (line != span->first || !match(pattern, source->lines[line], &found) ||
      strncmp(source->lines[line], "static", 6) == 0 || is_named_again(source, span->name) ||
      (strchr(found.group[2], '*') && !strstr(found.group[2], "const "))) // may be no input
    return false;
  text_printf(out, "%scancel_token token, %s) {", found.group[1], found.group[2]);
  return true;
}

/// A function that gives a task is no longer called so; nobody in the file calls it.
bool plant_drop_suffix(const struct source *source, const struct span *span, size_t line,
                       struct text *out) {
  struct match found;
  if (line != span->first || is_named_again(source, span->name) ||
      !match("^(task \\*[a-z_]+)_async(\\(.*)$", source->lines[line], &found))
    return false;
  text_printf(out, "%s%s", found.group[1], found.group[2]);
  return true;
}
