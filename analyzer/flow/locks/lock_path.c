// SPDX-License-Identifier: MIT
// Names of locks. A path is text: `#N`, `%N` or `@symbol` for a stable parameter, another variable
// or a global, then steps. Control characters mark the steps; none occurs in a name, so that one
// path lies inside another exactly when its text does.
#include "analyzer/flow/locks/locks.h"

#include <stdlib.h>
#include <string.h>

enum {
  ROOT_END = '\1',
  FIELD = '\2',
  DEREF = '\3',
  INDEX = '\4',
  ANY = '\5',
  STEP_END = '\6',
};

enum { MAX_COPIES = 4, MAX_PATH = 400, MAX_POINTERS = 4 };

// ---- values of pointers ----

static bool is_write(const struct ir_event *event) {
  return (event->kind == IR_MOVE || event->kind == IR_BIN || event->kind == IR_HAVOC ||
          event->kind == IR_CALL) &&
         event->place != IR_NONE;
}

/// Writes to a variable itself: how many, and the last.
struct lock_writes {
  uint32_t count;
  const struct ir_event *last;
};

/// A path that was not asked for yet.
static const char UNASKED[] = "";

/// Turns to a function: counts the writes to all of its variables.
static void attend(struct lock_names *names, const struct ir_function *fn) {
  if (names->fn == fn)
    return;
  free(names->writes);
  free(names->paths);
  names->writes = xcalloc((size_t)fn->var_count + 1, sizeof *names->writes);
  names->paths = xcalloc((size_t)fn->place_count + 1, sizeof *names->paths);
  names->fn = fn;
  for (uint32_t p = 0; p < fn->place_count; p++)
    names->paths[p] = UNASKED;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      if (!is_write(event) || fn->places[event->place].step != IR_STEP_VAR)
        continue;
      struct lock_writes *writes = &names->writes[fn->places[event->place].var];
      writes->count++;
      writes->last = event;
    }
}

static const struct lock_writes *writes_to(struct lock_names *names, const struct ir_function *fn,
                                           uint32_t var) {
  attend(names, fn);
  return &names->writes[var];
}

void lock_names_free(struct lock_names *names) {
  free(names->writes);
  free(names->paths);
  *names = (struct lock_names){0};
}

/// True for some element of an array, nobody knows which, and what lies in it.
static bool is_weak(const struct ir_function *fn, uint32_t place) {
  for (; fn->places[place].step != IR_STEP_VAR; place = fn->places[place].parent)
    if (fn->places[place].step == IR_STEP_ANY || fn->places[place].step == IR_STEP_DEEP)
      return true;
  return false;
}

/// The one value that the variable of `place` ever gets, or NULL. An element of an array with a
/// variable index is no value to stand for: the variable says better which one it is.
static const struct ir_operand *only_value(struct lock_names *names, const struct ir_function *fn,
                                           uint32_t place) {
  const struct ir_place *path = &fn->places[place];
  if (path->step != IR_STEP_VAR || (fn->vars[path->var].flags & (IR_VAR_GLOBAL | IR_VAR_PARAM)))
    return NULL;
  const struct lock_writes *writes = writes_to(names, fn, path->var);
  if (writes->count != 1 || writes->last->kind != IR_MOVE)
    return NULL;
  const struct ir_operand *value = &writes->last->a;
  bool place_or_address = value->kind == IR_PLACE || value->kind == IR_ADDRESS;
  return place_or_address && is_weak(fn, value->place) ? NULL : value;
}

// ---- text ----

static bool put_place(struct lock_names *names, struct text *out, const struct ir_function *fn,
                      uint32_t place, int copies);

/// What the value of `place` points to.
static bool put_pointee(struct lock_names *names, struct text *out, const struct ir_function *fn,
                        uint32_t place, int copies) {
  const struct ir_operand *value = copies ? only_value(names, fn, place) : NULL;
  if (value && value->kind == IR_ADDRESS)
    return put_place(names, out, fn, value->place, copies - 1);
  if (value && value->kind == IR_PLACE)
    return put_pointee(names, out, fn, value->place, copies - 1);
  if (!put_place(names, out, fn, place, copies))
    return false;
  text_putc(out, DEREF);
  return true;
}

static void put_word(struct text *out, char mark, const char *word) {
  text_putc(out, mark);
  text_puts(out, word);
}

/// In decimal digits, without the cost of a format: paths are made of them by the thousand.
static void put_number(struct text *out, char mark, int64_t number) {
  char digits[24], *at = digits + sizeof digits;
  uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
  do
    *--at = (char)('0' + rest % 10);
  while (rest /= 10);
  if (number < 0)
    *--at = '-';
  text_putc(out, mark);
  text_append(out, at, (size_t)(digits + sizeof digits - at));
}

static void put_root(struct lock_names *names, struct text *out, const struct ir_function *fn,
                     uint32_t var) {
  if (fn->vars[var].flags & IR_VAR_GLOBAL)
    put_word(out, '@', fn->vars[var].name);
  else if ((fn->vars[var].flags & IR_VAR_PARAM) && writes_to(names, fn, var)->count == 0)
    put_number(out, '#', var);
  else
    put_number(out, '%', var);
  text_putc(out, ROOT_END);
}

static bool put_place(struct lock_names *names, struct text *out, const struct ir_function *fn,
                      uint32_t place, int copies) {
  const struct ir_place *path = &fn->places[place];
  switch (path->step) {
  case IR_STEP_VAR:
    put_root(names, out, fn, path->var);
    return true;
  case IR_STEP_DEREF:
    return put_pointee(names, out, fn, path->parent, copies);
  case IR_STEP_DEEP:
    return false;
  case IR_STEP_FIELD:
  case IR_STEP_INDEX:
  case IR_STEP_ANY:
    break;
  }
  if (!put_place(names, out, fn, path->parent, copies))
    return false;
  if (path->step == IR_STEP_FIELD)
    put_word(out, FIELD, path->field);
  else if (path->step == IR_STEP_INDEX)
    put_number(out, INDEX, path->index);
  text_putc(out, path->step == IR_STEP_ANY ? ANY : STEP_END);
  return out->length < MAX_PATH;
}

static const char *finish(struct lock_names *names, struct text *text, bool known) {
  const char *path = known ? intern(names->strings, text_get(text)) : NULL;
  text_free(text);
  return path;
}

const char *lock_path_place(struct lock_names *names, const struct ir_function *fn,
                            uint32_t place) {
  attend(names, fn);
  if (names->paths[place] != UNASKED)
    return names->paths[place];
  struct text text = {0};
  const char *path = finish(names, &text, put_place(names, &text, fn, place, MAX_COPIES));
  return names->paths[place] = path;
}

static bool put_operand(struct lock_names *names, struct text *out, const struct ir_function *fn,
                        const struct ir_operand *operand, int copies) {
  if (operand->kind == IR_ADDRESS)
    return put_place(names, out, fn, operand->place, copies);
  return operand->kind == IR_PLACE && put_pointee(names, out, fn, operand->place, copies);
}

const char *lock_path(struct lock_names *names, const struct ir_function *fn,
                      const struct ir_operand *operand) {
  struct text text = {0};
  return finish(names, &text, put_operand(names, &text, fn, operand, MAX_COPIES));
}

const char *lock_path_param(struct lock_names *names, uint32_t param) {
  struct text text = {0};
  text_printf(&text, "#%u%c%c", param, ROOT_END, DEREF);
  return finish(names, &text, true);
}

// ---- from callee to caller ----

/// Whether the path leads through so many pointers that nobody means the lock by it. The ways to a
/// lock multiply with each: through `doh->probe->easy->state...` every handle has those of others.
static bool is_far(const struct text *path) {
  int pointers = 0;
  for (size_t i = 0; i < path->length; i++)
    pointers += path->data[i] == DEREF;
  return pointers > MAX_POINTERS;
}

/// Writes the object that `steps` leads to from the argument.
static bool put_argument(struct lock_names *names, struct text *out, const struct ir_function *fn,
                         const struct ir_operand *argument, const char *steps, int copies) {
  if (*steps != DEREF)
    return false; // a record given by value is another record
  steps++;
  if (argument->kind == IR_ADDRESS && *steps == DEREF) {
    steps++;
    if (!put_pointee(names, out, fn, argument->place, copies))
      return false;
  } else if (!put_operand(names, out, fn, argument, copies)) {
    return false;
  }
  text_puts(out, steps);
  return out->length < MAX_PATH && !is_far(out);
}

const char *lock_path_translate(struct lock_names *names, const struct ir_function *fn,
                                const struct ir_event *call, const char *path, bool as_written) {
  struct text text = {0};
  const char *steps = strchr(path, ROOT_END) + 1;
  int copies = as_written ? 0 : MAX_COPIES;
  if (*path == '@')
    return path;
  if (*path != '#')
    return NULL;
  uint32_t param = (uint32_t)strtoul(path + 1, NULL, 10);
  if (call->kind == IR_CLEANUP) {
    struct ir_operand address = ir_address(call->place);
    return finish(names, &text,
                  param == 0 && put_argument(names, &text, fn, &address, steps, copies));
  }
  return finish(names, &text,
                param < call->arg_count &&
                    put_argument(names, &text, fn, &call->args[param].value, steps, copies));
}

bool lock_path_exported(const char *path) {
  return *path == '#' || *path == '@';
}

bool lock_path_weak(const char *path) {
  return strchr(path, ANY) != NULL;
}

// ---- for people ----

/// The name of the root as it was written: static locals and globals of one file carry more.
static void put_name(struct text *out, const struct ir_function *fn, const char *path) {
  size_t length = strcspn(path, "\1");
  if (*path != '@') {
    uint32_t var = (uint32_t)strtoul(path + 1, NULL, 10);
    text_puts(out, var < fn->var_count ? fn->vars[var].name : "?");
    return;
  }
  const char *name = path + 1, *end = memchr(name, '@', length - 1);
  size_t rest = end ? (size_t)(end - name) : length - 1;
  const char *dot = memchr(name, '.', rest);
  if (dot)
    text_append(out, dot + 1, rest - (size_t)(dot + 1 - name));
  else
    text_append(out, name, rest);
}

/// The member's name without its record.
static void put_member(struct text *out, const char *field, size_t length) {
  size_t start = length;
  while (start > 0 && field[start - 1] != '.')
    start--;
  text_append(out, field + start, length - start);
}

const char *lock_path_show(struct lock_names *names, const struct ir_function *fn,
                           const char *path) {
  struct text text = {0};
  put_name(&text, fn, path);
  for (const char *step = strchr(path, ROOT_END) + 1; *step;) {
    bool pointer = *step == DEREF && step[1] == FIELD;
    size_t length = strcspn(step, "\6");
    if (pointer)
      step++, length--;
    if (*step == FIELD) {
      text_puts(&text, pointer ? "->" : ".");
      put_member(&text, step + 1, length - 1);
      step += length + 1;
    } else if (*step == INDEX) {
      text_printf(&text, "[%.*s]", (int)(length - 1), step + 1);
      step += length + 1;
    } else {
      if (*step == ANY)
        text_puts(&text, "[]");
      step++;
    }
  }
  return finish(names, &text, true);
}

// ---- over the program ----

bool lock_path_kind(struct lock_names *names, const char *path, struct lock_kind *kind) {
  const char *last = NULL, *before = NULL;
  *kind = (struct lock_kind){.embedded = false};
  for (const char *step = path; (step = strchr(step, FIELD)); step++) {
    before = last;
    last = step;
  }
  bool global = *path == '@';
  if (!last && !global)
    return false;
  if (!before && global)
    before = path;
  kind->longer = before ? intern(names->strings, before) : NULL;
  kind->member = last ? intern(names->strings, last) : NULL;
  if (!last || !before)
    return true;
  size_t length = strcspn(before, *before == FIELD ? "\6" : "\1") + 1;
  kind->before = intern_n(names->strings, before, length);
  kind->embedded = memchr(before + length, DEREF, (size_t)(last - before) - length) == NULL;
  return true;
}
