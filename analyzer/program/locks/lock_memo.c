// SPDX-License-Identifier: MIT
// What following the locks of a function gave, kept with its body for the next program, or in the
// program's memory for the next run: it follows from the body and from what its calls do to locks,
// which is what it is found by.
#include "analyzer/program/locks/lock_memo.h"
#include "analyzer/program/locks/lock_bytes.h"

#include <string.h>
#include <xxhash.h>

enum { MAX_MEMOS = 8 }; // of one body; then all are forgotten

/// Paths are text of the memo: those of a program are told apart by their addresses.
struct lock_memo {
  uint64_t key[2];
  const struct lock_result *result; // NULL: the function touches no lock
  const struct lock_memo *next;
};

// ---- keys ----

static void put_number(struct text *text, uint64_t number) {
  text_append(text, &number, sizeof number);
}

static void put_path(struct text *text, const char *path) {
  put_number(text, path ? strlen(path) : SIZE_MAX);
  if (path)
    text_puts(text, path);
}

static void put_op(struct text *text, const struct lock_op *op) {
  put_path(text, op->path);
  put_number(text, (uint64_t)op->action << 8 | (uint64_t)op->nonzero_is_success << 5 |
                       (uint64_t)op->tries << 4 | (uint64_t)op->async << 3 |
                       (uint64_t)op->shared << 2 | (uint64_t)op->suspends << 1 | op->stalls);
}

/// What a call does follows from the body and from what each callee does in its own terms.
static void put_call(struct lock_table *table, struct function *function, const struct edge *edge,
                     struct text *text) {
  struct function *callees[LOCK_CALLEES_MAX];
  uint32_t count = lock_callees_of(function, edge->block, edge->event, callees);
  put_number(text, (uint64_t)edge->block << 32 | edge->event);
  for (uint32_t i = 0; i < count; i++) {
    struct lock_ops ops;
    lock_ops_of(table, function, edge->block, edge->event, callees[i], &ops);
    put_number(text, (uint64_t)ops.count << 1 | table->facts[callees[i]->index].exits);
    for (uint32_t k = 0; k < ops.count; k++)
      put_op(text, &ops.items[k]);
  }
  put_path(text, NULL);
}

/// Whether calls that give a value only look: asked of no others.
static void put_looks(struct lock_table *table, struct function *function, struct text *text) {
  const struct lock_callees *callees = &table->callees;
  const struct outline *outline = function->outline;
  for (uint32_t i = 0; i < outline->call_count; i++) {
    const struct ir_event *call = outline->calls[i].event;
    if (call->kind == IR_CALL && call->callee && call->place != IR_NONE)
      text_putc(text, callees->looks(callees->data, function->body, call) ? '1' : '0');
  }
}

/// All that locks_follow() asks `table->callees`, in text.
static void describe(struct lock_table *table, struct function *function, struct text *text) {
  const struct lock_callees *callees = &table->callees;
  const char *path;
  bool async;
  for (uint32_t i = 0; (path = callees->owed(callees->data, i, &async)); i++) {
    put_path(text, path);
    put_number(text, async);
  }
  put_path(text, NULL);
  for (uint32_t i = 0; i < function->out_count; i++) {
    const struct edge *edge = function->out[i], *last = i ? function->out[i - 1] : NULL;
    bool same = last && last->block == edge->block && last->event == edge->event;
    if (!same && !lock_call_is_quiet(table, function, edge->block, edge->event))
      put_call(table, function, edge, text);
  }
  put_looks(table, function, text);
}

/// `extra` tells functions apart where the place of the result does not.
static void make_key(struct lock_table *table, struct function *function, const uint64_t extra[2],
                     uint64_t key[2]) {
  struct text text = {0};
  put_number(&text, extra[0]);
  put_number(&text, extra[1]);
  describe(table, function, &text);
  XXH128_hash_t hash = XXH3_128bits(text_get(&text), text.length);
  key[0] = hash.low64;
  key[1] = hash.high64;
  text_free(&text);
}

// ---- what is kept ----

/// A copy in `arena`, with paths as `names` has them; NULL: as text of its own.
static struct lock_result *copy_result(struct arena *arena, struct interner *names,
                                       const struct lock_result *result) {
  struct lock_result *copy = arena_copy(arena, result, sizeof *result);
  for (uint32_t i = 0; i < copy->lock_count; i++) {
    struct lock_followed *lock = &copy->locks[i];
    lock->path = names ? intern(names, lock->path) : arena_string(arena, lock->path);
    if (lock->shown)
      lock->shown = names ? intern(names, lock->shown) : arena_string(arena, lock->shown);
  }
  return copy;
}

static const struct lock_memo *find(const struct body *body, const uint64_t key[2]) {
  const struct lock_memo *memo = body->locks;
  while (memo && (memo->key[0] != key[0] || memo->key[1] != key[1]))
    memo = memo->next;
  return memo;
}

static uint32_t count_memos(const struct body *body) {
  uint32_t count = 0;
  for (const struct lock_memo *memo = body->locks; memo; memo = memo->next)
    count++;
  return count;
}

/// With the body, for the next program.
static struct lock_result *follow_kept(struct lock_table *table, struct function *function) {
  static const uint64_t body_alone[2];
  struct body *body = function->known;
  struct program *program = table->program;
  // Nothing of this program points to what is forgotten.
  if (table->facts[function->index].solved == 1 && count_memos(body) >= MAX_MEMOS) {
    body->locks = NULL;
    arena_free(body->changing);
  }
  uint64_t key[2];
  make_key(table, function, body_alone, key);
  const struct lock_memo *known = find(body, key);
  if (known)
    return known->result ? copy_result(&program->arena, &program->names, known->result) : NULL;
  struct lock_result *result =
      locks_follow(body->changing, function_cfg(program, function), &table->callees);
  struct lock_memo *memo = ARENA_NEW(body->changing, struct lock_memo);
  *memo = (struct lock_memo){.key = {key[0], key[1]}, .next = body->locks};
  memo->result = result ? copy_result(body->changing, NULL, result) : NULL;
  body->locks = memo;
  return result;
}

/// In the program's memory, for the next run.
static struct lock_result *follow_remembered(struct lock_table *table, struct function *function) {
  struct program *program = table->program;
  const struct program_memory *memory = program->memory;
  struct lock_result *result;
  uint64_t key[2];
  size_t length;
  make_key(table, function, function->body->digest, key);
  const void *known = memory->find(memory->data, key, &length);
  if (known && lock_bytes_read(&program->arena, &program->names, known, length, &result))
    return result;
  struct text bytes = {0};
  result = locks_follow(&program->arena, function_cfg(program, function), &table->callees);
  lock_bytes_write(&bytes, result);
  memory->keep(memory->data, key, bytes.data, bytes.length);
  text_free(&bytes);
  return result;
}

struct lock_result *lock_memo_follow(struct lock_table *table, struct function *function) {
  struct program *program = table->program;
  if (function->known->changing)
    return follow_kept(table, function);
  if (program->memory && (function->body->digest[0] | function->body->digest[1]))
    return follow_remembered(table, function);
  return locks_follow(&program->arena, function_cfg(program, function), &table->callees);
}
