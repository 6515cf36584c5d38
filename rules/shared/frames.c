// SPDX-License-Identifier: MIT
// Frames: which large locals live at the same time. Compilers let those of scopes that exclude each
// other share their place.
#include "rules/shared/frames.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// Return address, saved registers and alignment of every call; a small variable.
enum { CALL_COST = 64, WORD = 8, MOST_LARGE = 64 };

/// The large locals of a function, one bit each.
struct large {
  uint32_t count;
  uint32_t vars[MOST_LARGE];
  uint64_t params; // those that live all the time
};

static struct large large_locals(const struct ir_function *fn) {
  struct large large = {0};
  for (uint32_t v = 0; v < fn->var_count && large.count < MOST_LARGE; v++) {
    if (!fn->vars[v].size || fn->vars[v].size == IR_SIZE_OPEN)
      continue;
    if (fn->vars[v].flags & IR_VAR_PARAM)
      large.params |= UINT64_C(1) << large.count;
    large.vars[large.count++] = v;
  }
  return large;
}

static uint64_t bit_of(const struct ir_function *fn, const struct large *large, uint32_t place) {
  for (uint32_t i = 0; place != IR_NONE && i < large->count; i++)
    if (fn->places[place].var == large->vars[i])
      return UINT64_C(1) << i;
  return 0;
}

static uint64_t operand_bit(const struct ir_function *fn, const struct large *large,
                            const struct ir_operand *operand) {
  bool has_place = operand->kind == IR_PLACE || operand->kind == IR_ADDRESS;
  return has_place ? bit_of(fn, large, operand->place) : 0;
}

static uint64_t mentioned(const struct ir_function *fn, const struct large *large,
                          const struct ir_event *event) {
  uint64_t bits = bit_of(fn, large, event->place) | operand_bit(fn, large, &event->a) |
                  operand_bit(fn, large, &event->b);
  for (uint32_t i = 0; i < event->arg_count; i++)
    bits |= operand_bit(fn, large, &event->args[i].value);
  return bits;
}

static uint64_t bytes_of(const struct ir_function *fn, const struct large *large, uint64_t bits) {
  uint64_t bytes = 0;
  for (uint32_t i = 0; i < large->count; i++)
    if (bits >> i & 1)
      bytes += fn->vars[large->vars[i]].size;
  return bytes;
}

/// Goes through a block: `*live` before and after it, `*most` bytes at any point so far.
static void pass_block(const struct ir_function *fn, const struct large *large, uint32_t block,
                       uint64_t *live, uint64_t *most) {
  for (uint32_t e = 0; e < fn->blocks[block].event_count; e++) {
    const struct ir_event *event = &fn->blocks[block].events[e];
    if (event->kind == IR_DEAD) {
      *live &= ~bit_of(fn, large, event->place);
      continue;
    }
    uint64_t bits = mentioned(fn, large, event);
    if (!(bits & ~*live))
      continue;
    *live |= bits;
    uint64_t bytes = bytes_of(fn, large, *live);
    *most = bytes > *most ? bytes : *most;
  }
}

static uint64_t large_bytes(const struct cfg *cfg) {
  const struct ir_function *fn = cfg->fn;
  struct large large = large_locals(fn);
  if (large.count < 2)
    return large.count ? fn->vars[large.vars[0]].size : 0;
  uint64_t *in = xcalloc(fn->block_count, sizeof *in);
  uint64_t most = bytes_of(fn, &large, large.params);
  in[0] = large.params;
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = 0; i < cfg->order_count; i++) {
      uint32_t block = cfg->order[i];
      uint64_t live = in[block];
      pass_block(fn, &large, block, &live, &most);
      uint32_t next;
      for (uint32_t k = 0; (next = cfg_successor(&fn->blocks[block], k)) != IR_NONE; k++) {
        changed |= (live & ~in[next]) != 0;
        in[next] |= live;
      }
    }
  }
  free(in);
  return most;
}

bool frame_alloca(const struct ir_function *fn, const struct ir_event *call, uint64_t *size) {
  int64_t constant;
  if (call->kind != IR_CALL || !call->callee || !call->arg_count ||
      (strcmp(call->callee, "alloca") != 0 && strcmp(call->callee, "__builtin_alloca") != 0))
    return false;
  bool known = operand_constant(fn, &call->args[0].value, &constant) && constant >= 0;
  *size = known ? (uint64_t)constant : IR_SIZE_OPEN;
  return true;
}

static uint64_t alloca_bytes(const struct ir_function *fn) {
  uint64_t bytes = 0, size;
  for (uint32_t b = 0; b < fn->block_count; b++)
    for (uint32_t e = 0; e < fn->blocks[b].event_count; e++)
      if (frame_alloca(fn, &fn->blocks[b].events[e], &size) && size != IR_SIZE_OPEN)
        bytes += size;
  return bytes;
}

uint64_t frame_size(struct pass *pass, struct function *function) {
  const struct ir_function *fn = function->body;
  uint64_t bytes = CALL_COST;
  if (!function->checked)
    return 0;
  for (uint32_t v = 0; v < fn->var_count; v++)
    if (!fn->vars[v].size && !(fn->vars[v].flags & (IR_VAR_GLOBAL | IR_VAR_TEMP)))
      bytes += WORD;
  return bytes + large_bytes(function_cfg(pass->program, function)) + alloca_bytes(fn);
}

uint32_t frame_largest(const struct ir_function *fn) {
  uint32_t largest = IR_NONE;
  for (uint32_t v = 0; v < fn->var_count; v++) {
    uint64_t size = fn->vars[v].size;
    if (size && size != IR_SIZE_OPEN && (largest == IR_NONE || size > fn->vars[largest].size))
      largest = v;
  }
  return largest;
}

const char *frame_text(struct pass *pass, uint64_t bytes) {
  struct arena *arena = program_arena(pass->program);
  if (bytes >= 4096)
    return arena_printf(arena, "%" PRIu64 " KiB", (bytes + 512) / 1024);
  if (bytes >= 1000)
    return arena_printf(arena, "%" PRIu64 ",%03" PRIu64 " bytes", bytes / 1000, bytes % 1000);
  return arena_printf(arena, "%" PRIu64 " bytes", bytes);
}
