// SPDX-License-Identifier: MIT
// Lives of locals and the jumps that end them. The scopes form a tree whose nodes are locals, so
// that any jump knows what it leaves: everything from its own node up to where the path to its
// target's node begins.
#include "analyzer/frontend/lowering/body.h"

#include <stdlib.h>
#include <string.h>

void push_local(struct body *body, uint32_t place, const char *cleanup) {
  GROW(body->nodes, body->node_count, body->node_capacity);
  uint32_t depth = body->scope == IR_NONE ? 1 : body->nodes[body->scope].depth + 1;
  body->nodes[body->node_count] = (struct scope_node){body->scope, depth, place, cleanup};
  body->scope = body->node_count++;
}

static void emit_in(struct body *body, uint32_t block, enum ir_event_kind kind,
                    const struct scope_node *node, uint32_t loc) {
  struct ir_event *event = ir_add_event(body->pool, body->fn, block, kind);
  event->loc = loc;
  event->place = node->place;
  event->callee_place = IR_NONE;
  event->a = event->b = ir_unknown();
  event->callee = kind == IR_CLEANUP ? node->cleanup : NULL;
}

// Cleanups run first, while all the locals still live.
static void emit_ends(struct body *body, uint32_t block, uint32_t from, uint32_t outer,
                      uint32_t loc) {
  for (uint32_t at = from; at != outer && at != IR_NONE; at = body->nodes[at].parent)
    if (body->nodes[at].cleanup)
      emit_in(body, block, IR_CLEANUP, &body->nodes[at], loc);
  for (uint32_t at = from; at != outer && at != IR_NONE; at = body->nodes[at].parent)
    emit_in(body, block, IR_DEAD, &body->nodes[at], loc);
}

void emit_exits(struct body *body, uint32_t outer, uint32_t loc) {
  if (body->scope != outer && body->block != IR_NONE)
    emit_ends(body, current_block(body), body->scope, outer, loc);
}

void leave_scope(struct body *body, uint32_t outer, CXCursor statement) {
  if (body->scope != outer && body->block != IR_NONE)
    emit_exits(body, outer, end_location(body, statement));
  body->scope = outer;
}

bool has_cleanups(const struct body *body) {
  for (uint32_t at = body->scope; at != IR_NONE; at = body->nodes[at].parent)
    if (body->nodes[at].cleanup)
      return true;
  return false;
}

void emit_return_cleanups(struct body *body, uint32_t loc) {
  for (uint32_t at = body->scope; at != IR_NONE; at = body->nodes[at].parent)
    if (body->nodes[at].cleanup)
      emit_in(body, current_block(body), IR_CLEANUP, &body->nodes[at], loc);
}

void lower_exit(struct body *body, struct exit_target target, uint32_t loc) {
  if (target.block == IR_NONE) {
    taint(body, IR_FN_TAINTED, "a break or continue outside of any loop");
    return;
  }
  current_block(body);
  emit_exits(body, target.scope, loc);
  jump_to(body, target.block);
}

// ---- labels ----

static uint32_t label_at(struct body *body, CXSourceLocation where) {
  for (uint32_t i = 0; i < body->label_count; i++)
    if (clang_equalLocations(body->labels[i].where, where))
      return i;
  GROW(body->labels, body->label_count, body->label_capacity);
  body->labels[body->label_count] =
      (struct label){.where = where, .block = IR_NONE, .scope = IR_NONE};
  return body->label_count++;
}

void lower_label(struct body *body, CXCursor cursor) {
  uint32_t at = label_at(body, clang_getCursorLocation(cursor));
  struct label *label = &body->labels[at];
  label->name = take_string(body->unit, clang_getCursorSpelling(cursor));
  label->block = new_block(body);
  label->scope = body->scope;
  label->placed = true;
  body->fn->blocks[label->block].label = label->name;
  begin_block(body, label->block);
  struct children kids = body_children(body, cursor);
  for (uint32_t i = 0; i < kids.count; i++)
    lower_statement(body, kids.items[i]);
}

void take_label_address(struct body *body, CXCursor cursor) {
  struct children kids = body_children(body, cursor);
  for (uint32_t i = 0; i < kids.count; i++) {
    CXCursor target = clang_getCursorReferenced(kids.items[i]);
    if (clang_getCursorKind(target) != CXCursor_LabelStmt)
      continue;
    uint32_t label = label_at(body, clang_getCursorLocation(target));
    body->labels[label].address_taken = true;
  }
}

// The jump goes through a block of its own, filled when the label's scope is known.
void lower_goto(struct body *body, CXCursor cursor) {
  CXCursor target = clang_getCursorReferenced(cursor);
  if (clang_getCursorKind(target) != CXCursor_LabelStmt) {
    taint(body, IR_FN_TAINTED, "a goto without a label");
    terminate(body, IR_UNREACHABLE);
    return;
  }
  uint32_t label = label_at(body, clang_getCursorLocation(target));
  uint32_t block = new_block(body);
  current_block(body);
  begin_block(body, block);
  body->block = IR_NONE;
  GROW(body->jumps, body->jump_count, body->jump_capacity);
  body->jumps[body->jump_count++] =
      (struct pending_jump){block, body->scope, label, location_of(body, cursor)};
}

void lower_fan(struct body *body, bool all, uint32_t fallthrough, uint32_t loc) {
  GROW(body->fans, body->fan_count, body->fan_capacity);
  body->fans[body->fan_count++] =
      (struct pending_fan){current_block(body), body->scope, loc, all, fallthrough};
  terminate(body, IR_UNREACHABLE);
}

// ---- resolving ----

// The innermost node that both paths share.
static uint32_t common_scope(const struct body *body, uint32_t a, uint32_t b) {
  while (a != b) {
    uint32_t depth_a = a == IR_NONE ? 0 : body->nodes[a].depth;
    uint32_t depth_b = b == IR_NONE ? 0 : body->nodes[b].depth;
    if (depth_a >= depth_b)
      a = body->nodes[a].parent;
    else
      b = body->nodes[b].parent;
  }
  return a;
}

static void finish_jump(struct body *body, const struct pending_jump *jump) {
  const struct label *label = &body->labels[jump->label];
  if (!label->placed) {
    taint(body, IR_FN_TAINTED, "a label that could not be found");
    return;
  }
  uint32_t outer = common_scope(body, jump->scope, label->scope);
  emit_ends(body, jump->block, jump->scope, outer, jump->loc);
  uint32_t *targets = target_list(body, 1);
  targets[0] = label->block;
  body->fn->blocks[jump->block].end = (struct ir_terminator){.kind = IR_JUMP,
                                                             .loc = IR_NONE,
                                                             .a = ir_unknown(),
                                                             .b = ir_unknown(),
                                                             .target_count = 1,
                                                             .targets = targets};
}

static uint32_t fan_target(struct body *body, const struct pending_fan *fan, uint32_t label) {
  struct pending_jump jump = {new_block(body), fan->scope, label, fan->loc};
  GROW(body->order, body->order_count, body->order_capacity);
  body->order[body->order_count++] = jump.block;
  finish_jump(body, &jump);
  return jump.block;
}

static void finish_fan(struct body *body, const struct pending_fan *fan) {
  uint32_t *targets = target_list(body, body->label_count + 1);
  uint32_t count = 0;
  for (uint32_t i = 0; i < body->label_count; i++)
    if (body->labels[i].placed && (fan->all || body->labels[i].address_taken))
      targets[count++] = fan_target(body, fan, i);
  if (fan->fallthrough != IR_NONE)
    targets[count++] = fan->fallthrough;
  struct ir_terminator *end = &body->fn->blocks[fan->from].end;
  *end = (struct ir_terminator){.kind = count ? IR_MULTI : IR_UNREACHABLE,
                                .loc = IR_NONE,
                                .a = ir_unknown(),
                                .b = ir_unknown(),
                                .target_count = count,
                                .targets = count ? targets : NULL};
}

void resolve_jumps(struct body *body) {
  for (uint32_t i = 0; i < body->jump_count; i++)
    finish_jump(body, &body->jumps[i]);
  for (uint32_t i = 0; i < body->fan_count; i++)
    finish_fan(body, &body->fans[i]);
}
