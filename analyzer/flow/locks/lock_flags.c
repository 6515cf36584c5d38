// SPDX-License-Identifier: MIT
// Which values are kept while locks are followed. A field or a global that is asked twice is taken
// to stay as it is unless the function itself writes it: `if (pool->shared) lock(...)`.
#include "analyzer/flow/locks/lock_flags.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_NESTING = 3 };

// ---- keys ----

static bool constant_of(const struct ir_operand *operand, int64_t *value) {
  *value = operand->kind == IR_INT ? operand->value : 0;
  return operand->kind == IR_INT || operand->kind == IR_NULL || operand->kind == IR_ZERO;
}

/// The event that makes the temporary of `place`, when there is one only and it is a copy or an
/// operation.
static const struct ir_event *maker(const struct lock_flags *flags, uint32_t place) {
  const struct ir_place *path = &flags->fn->places[place];
  return path->step == IR_STEP_VAR ? flags->only[path->var] : NULL;
}

static bool put_key(const struct lock_flags *flags, struct text *out,
                    const struct ir_operand *operand, int nesting);

/// `is_shared(pool)`, when the function only looks.
static bool put_call(const struct lock_flags *flags, struct text *out, const struct ir_event *call,
                     int nesting) {
  bool known = true;
  text_printf(out, "(%s:", call->callee);
  for (uint32_t i = 0; i < call->arg_count && known; i++) {
    known = put_key(flags, out, &call->args[i].value, nesting);
    text_putc(out, ',');
  }
  text_putc(out, ')');
  return known;
}

static bool put_key(const struct lock_flags *flags, struct text *out,
                    const struct ir_operand *operand, int nesting) {
  int64_t constant;
  if (constant_of(operand, &constant)) {
    text_printf(out, "%lld", (long long)constant);
    return true;
  }
  if (operand->kind != IR_PLACE || !nesting)
    return false;
  const struct ir_event *made = maker(flags, operand->place);
  if (made && made->kind == IR_MOVE)
    return put_key(flags, out, &made->a, nesting - 1);
  if (!made) {
    const char *path = lock_path_place(flags->names, flags->fn, operand->place);
    if (path)
      text_puts(out, path);
    return path != NULL;
  }
  if (made->kind == IR_CALL)
    return put_call(flags, out, made, nesting - 1);
  text_putc(out, '(');
  bool known = put_key(flags, out, &made->a, nesting - 1);
  text_puts(out, made->op);
  known = known && put_key(flags, out, &made->b, nesting - 1);
  text_putc(out, ')');
  return known;
}

/// The key of a place and of copies of it, which needs no text: its path. NULL for all others.
static const char *key_of_place(const struct lock_flags *flags, const struct ir_operand *operand) {
  for (int nesting = MAX_NESTING; operand->kind == IR_PLACE && nesting; nesting--) {
    const struct ir_event *made = maker(flags, operand->place);
    if (!made)
      return lock_path_place(flags->names, flags->fn, operand->place);
    if (made->kind != IR_MOVE)
      return NULL;
    operand = &made->a;
  }
  return NULL;
}

static const char *key_of(const struct lock_flags *flags, const struct ir_operand *operand) {
  const char *path = key_of_place(flags, operand);
  if (path)
    return path;
  struct text text = {0};
  int64_t constant;
  bool known = !constant_of(operand, &constant) && put_key(flags, &text, operand, MAX_NESTING);
  const char *key = known ? intern(flags->names->strings, text_get(&text)) : NULL;
  text_free(&text);
  return key;
}

/// `a == b` and the like, with the comparisons that are opposites of others turned round.
static const char *comparison_key(const struct lock_flags *flags, const struct ir_operand *a,
                                  enum ir_compare *compare, const struct ir_operand *b,
                                  bool *negated) {
  static const char *const words[] = {[IR_EQ] = "==", [IR_LT] = "<", [IR_LE] = "<="};
  struct text text = {0};
  *negated = *compare == IR_NE || *compare == IR_GT || *compare == IR_GE;
  if (*negated)
    *compare = range_negate(*compare);
  text_putc(&text, '(');
  bool known = put_key(flags, &text, a, MAX_NESTING);
  text_puts(&text, words[*compare]);
  known = known && put_key(flags, &text, b, MAX_NESTING);
  text_putc(&text, ')');
  const char *key = known ? intern(flags->names->strings, text_get(&text)) : NULL;
  text_free(&text);
  return key;
}

static bool is_write(const struct ir_event *event) {
  return (event->kind == IR_MOVE || event->kind == IR_BIN || event->kind == IR_HAVOC ||
          event->kind == IR_CALL) &&
         event->place != IR_NONE;
}

/// How many events write each place.
static uint32_t *count_writes(const struct ir_function *fn, struct arena *arena) {
  uint32_t *written = ARENA_ARRAY(arena, uint32_t, fn->place_count);
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++)
      if (is_write(&fn->blocks[b].events[e]))
        written[fn->blocks[b].events[e].place]++;
  return written;
}

/// True when the function writes neither the place nor what leads to it, but for the one value that
/// a variable gets.
static bool stays(const struct ir_function *fn, const uint32_t *written, uint32_t place) {
  for (; fn->places[place].step != IR_STEP_VAR; place = fn->places[place].parent)
    if (written[place])
      return false;
  return written[place] <= !(fn->vars[fn->places[place].var].flags & IR_VAR_PARAM);
}

/// Whether what the event gives a variable stands for the variable: `flags = pool->flags`.
static bool stands_for(const struct lock_flags *flags, const struct lock_callees *callees,
                       const uint32_t *written, uint32_t var, const struct ir_event *event) {
  const struct ir_function *fn = flags->fn;
  bool copy = event->kind == IR_MOVE && event->a.kind == IR_PLACE;
  uint32_t kind = fn->vars[var].flags;
  if (kind & IR_VAR_TEMP)
    return copy || event->kind == IR_BIN ||
           (event->kind == IR_CALL && event->callee && callees->looks &&
            callees->looks(callees->data, fn, event));
  return copy && !(kind & (IR_VAR_GLOBAL | IR_VAR_PARAM | IR_VAR_ADDRESS_TAKEN | IR_VAR_RECORD)) &&
         fn->places[event->a.place].step != IR_STEP_VAR && stays(fn, written, event->a.place);
}

static void find_makers(struct lock_flags *flags, const struct lock_callees *callees,
                        struct arena *arena) {
  const struct ir_function *fn = flags->fn;
  bool *again = ARENA_ARRAY(arena, bool, fn->var_count);
  uint32_t *written = count_writes(fn, arena);
  flags->only = ARENA_ARRAY(arena, const struct ir_event *, fn->var_count);
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++) {
      const struct ir_event *event = &fn->blocks[b].events[e];
      if (!is_write(event) || fn->places[event->place].step != IR_STEP_VAR)
        continue;
      uint32_t var = fn->places[event->place].var;
      bool stands = !again[var] && stands_for(flags, callees, written, var, event);
      flags->only[var] = stands ? event : NULL;
      again[var] = true;
    }
}

// ---- choosing ----

struct candidate {
  const char *key;
  uint32_t uses;
  uint32_t truths; // branches that ask whether it is 0
  bool constant;   // some constant is put there
  bool status;
  bool steers; // a branch on it leads straight to what takes or releases a lock
};

struct candidates {
  struct candidate *items;
  uint32_t count, capacity;
};

static struct candidate *candidate(struct candidates *all, const char *key) {
  static struct candidate nothing;
  if (!key)
    return &nothing;
  for (uint32_t i = 0; i < all->count; i++)
    if (all->items[i].key == key)
      return &all->items[i];
  GROW(all->items, all->count, all->capacity);
  all->items[all->count] = (struct candidate){.key = key};
  return &all->items[all->count++];
}

static void note_comparison(const struct lock_flags *flags, struct candidates *all,
                            const struct ir_operand *a, enum ir_compare compare,
                            const struct ir_operand *b, bool steers) {
  int64_t constant;
  bool negated;
  if (!constant_of(b, &constant)) {
    struct candidate *compared = candidate(all, comparison_key(flags, a, &compare, b, &negated));
    compared->uses++;
    compared->steers |= steers;
    return;
  }
  struct candidate *asked = candidate(all, key_of(flags, a));
  asked->uses++;
  asked->steers |= steers;
  asked->truths += constant == 0 && (compare == IR_EQ || compare == IR_NE);
  const struct ir_event *made = a->kind == IR_PLACE ? maker(flags, a->place) : NULL;
  if (made && made->kind == IR_BIN && range_comparison(made->op, &compare) &&
      constant_of(&made->b, &constant))
    candidate(all, key_of(flags, &made->a))->uses++;
}

static void note_events(const struct lock_flags *flags, struct candidates *all,
                        const struct ir_block *block, const bool *status) {
  int64_t constant;
  for (uint32_t e = 0; e < block->event_count; e++) {
    const struct ir_event *event = &block->events[e];
    if (event->place == IR_NONE || event->kind == IR_DEAD || event->kind == IR_DEREF ||
        maker(flags, event->place))
      continue;
    struct ir_operand target = ir_value(event->place);
    if (event->kind == IR_MOVE && constant_of(&event->a, &constant))
      candidate(all, key_of(flags, &target))->constant = true;
    else if (event->kind == IR_MOVE || event->kind == IR_BIN)
      candidate(all, key_of(flags, &event->a))->uses++;
    else if (event->kind == IR_CALL && status[event->place])
      candidate(all, key_of(flags, &target))->status = true;
  }
}

static void note_end(const struct lock_flags *flags, struct candidates *all,
                     const struct ir_terminator *end, const bool *acts) {
  if (end->kind == IR_BRANCH)
    note_comparison(flags, all, &end->a, end->compare, &end->b,
                    acts[end->targets[0]] || acts[end->targets[1]]);
  else if (end->kind == IR_SWITCH || (end->kind == IR_RETURN && end->has_value))
    candidate(all, key_of(flags, &end->a))->uses++;
}

static int rank(const struct candidate *one) {
  if (one->status || (one->steers && one->uses > 1))
    return 0;
  return one->constant && one->uses ? 1 : one->uses > 1 ? 2 : 3;
}

static void add_flag(struct lock_flags *flags, const struct candidate *one) {
  // `#1` with nothing behind it: a parameter that is never written.
  bool param = *one->key == '#' && strcspn(one->key, "\1") + 1 == strlen(one->key);
  flags->is_switch[flags->count] = param && one->truths > 1;
  flags->comparisons |= *one->key == '(';
  flags->keys[flags->count++] = one->key;
}

static void choose(struct lock_flags *flags, const struct candidates *all) {
  for (int wanted = 0; wanted < 3; wanted++)
    for (uint32_t i = 0; i < all->count && flags->count < LOCK_FLAGS_MAX; i++)
      if (rank(&all->items[i]) == wanted)
        add_flag(flags, &all->items[i]);
}

/// Whether `key` asks for `path` itself or, when `inside`, for something inside it.
static bool asks_for(const char *key, const char *path, bool inside) {
  size_t length = strlen(path);
  for (const char *at = key; (at = strstr(at, path)); at++)
    if (inside || !strchr("\2\4\5", at[length]) || at[length] == '\0')
      return true;
  return false;
}

static void index_places(struct lock_flags *flags, struct arena *arena) {
  const struct ir_function *fn = flags->fn;
  flags->lent = ARENA_ARRAY(arena, uint32_t, fn->place_count);
  flags->of_place = ARENA_ARRAY(arena, int8_t, fn->place_count);
  flags->ended = ARENA_ARRAY(arena, uint32_t, fn->place_count);
  for (uint32_t p = 0; p < fn->place_count; p++) {
    struct ir_operand value = ir_value(p);
    const char *key = key_of(flags, &value), *path = lock_path_place(flags->names, fn, p);
    flags->of_place[p] = -1;
    for (uint32_t i = 0; i < flags->count; i++) {
      if (flags->keys[i] == key)
        flags->of_place[p] = (int8_t)i;
      if (!path || maker(flags, p))
        continue;
      if (asks_for(flags->keys[i], path, true))
        flags->ended[p] |= UINT32_C(1) << i;
      if (asks_for(flags->keys[i], path, *path == '%'))
        flags->lent[p] |= UINT32_C(1) << i;
    }
  }
}

struct lock_flags *lock_flags_find(struct arena *arena, const struct lock_callees *callees,
                                   const struct cfg *cfg, const struct lock_wishes *wishes) {
  struct lock_flags *flags = ARENA_NEW(arena, struct lock_flags);
  struct candidates all = {0};
  flags->fn = cfg->fn;
  flags->names = callees->names;
  find_makers(flags, callees, arena);
  for (uint32_t i = 0; i < cfg->order_count; i++) {
    note_events(flags, &all, &cfg->fn->blocks[cfg->order[i]], wishes->status);
    note_end(flags, &all, &cfg->fn->blocks[cfg->order[i]].end, wishes->acts);
  }
  choose(flags, &all);
  free(all.items);
  index_places(flags, arena);
  return flags;
}

// ---- values ----

int lock_flags_of(const struct lock_flags *flags, const struct ir_operand *operand) {
  return operand->kind == IR_PLACE ? flags->of_place[operand->place] : -1;
}

static struct range value_within(const struct lock_flags *flags, const struct range *values,
                                 const struct ir_operand *operand, int nesting) {
  int64_t constant;
  enum ir_compare compare;
  if (constant_of(operand, &constant))
    return range_constant(constant);
  if (operand_nonnull(operand))
    return range_positive();
  int flag = lock_flags_of(flags, operand);
  struct range value = flag < 0 ? range_any() : values[flag], any = range_any();
  const struct ir_event *made =
      operand->kind == IR_PLACE && nesting ? maker(flags, operand->place) : NULL;
  if (!made || !range_equal(&value, &any))
    return value;
  if (made->kind == IR_CALL)
    return value;
  struct range a = value_within(flags, values, &made->a, nesting - 1);
  if (made->kind == IR_MOVE)
    return a;
  if (!range_comparison(made->op, &compare))
    return value;
  int known = constant_of(&made->b, &constant) ? range_compare(a, compare, constant) : -1;
  return known < 0 ? range_between(0, 1) : range_constant(known);
}

struct range lock_flags_value(const struct lock_flags *flags, const struct range *values,
                              const struct ir_operand *operand) {
  return value_within(flags, values, operand, MAX_NESTING);
}

static bool assume_comparison(const struct lock_flags *flags, struct range *values,
                              const struct ir_operand *a, enum ir_compare compare,
                              const struct ir_operand *b) {
  bool negated;
  if (!flags->comparisons)
    return true;
  const char *key = comparison_key(flags, a, &compare, b, &negated);
  for (uint32_t i = 0; key && i < flags->count; i++)
    if (flags->keys[i] == key)
      return range_narrow(&values[i], negated ? IR_EQ : IR_NE, 0);
  return true;
}

bool lock_flags_assume(const struct lock_flags *flags, struct range *values,
                       const struct ir_operand *a, enum ir_compare compare,
                       const struct ir_operand *b) {
  int64_t constant, inner;
  enum ir_compare made_compare;
  if (!constant_of(b, &constant))
    return assume_comparison(flags, values, a, compare, b);
  struct range value = lock_flags_value(flags, values, a);
  if (range_compare(value, compare, constant) == 0)
    return false;
  int flag = lock_flags_of(flags, a);
  if (flag >= 0 && !range_narrow(&values[flag], compare, constant))
    return false;
  // `t = a < 3; if (t != 0)`
  const struct ir_event *made = a->kind == IR_PLACE ? maker(flags, a->place) : NULL;
  if (!made || made->kind != IR_BIN || constant != 0 || (compare != IR_EQ && compare != IR_NE) ||
      !range_comparison(made->op, &made_compare) || !constant_of(&made->b, &inner))
    return true;
  if (compare == IR_EQ)
    made_compare = range_negate(made_compare);
  flag = lock_flags_of(flags, &made->a);
  return flag < 0 || range_narrow(&values[flag], made_compare, inner);
}

void lock_flags_follow(const struct lock_flags *flags, struct range *values, uint32_t place) {
  const struct ir_function *fn = flags->fn;
  for (; fn->places[place].step != IR_STEP_VAR; place = fn->places[place].parent) {
    uint32_t pointer = fn->places[place].parent;
    int flag = fn->places[place].step == IR_STEP_DEREF ? flags->of_place[pointer] : -1;
    if (flag >= 0)
      range_narrow(&values[flag], IR_NE, 0);
  }
}

void lock_flags_write(const struct lock_flags *flags, struct range *values, uint32_t place,
                      struct range value) {
  if (maker(flags, place))
    return;
  for (uint32_t i = 0; i < flags->count; i++)
    if (flags->ended[place] >> i & 1)
      values[i] = range_any();
  if (flags->of_place[place] >= 0)
    values[flags->of_place[place]] = value;
}

void lock_flags_lend(const struct lock_flags *flags, struct range *values, uint32_t place) {
  for (uint32_t i = 0; i < flags->count; i++)
    if (flags->lent[place] >> i & 1)
      values[i] = range_any();
}
