// SPDX-License-Identifier: MIT
// Branches and loops. A `for` shows only those of its parts that exist, so its header is read in
// the source when the number of children does not tell.
#include "analyzer/frontend/lowering/body.h"

#include <stdlib.h>
#include <string.h>

// One loop for a whole chain of else-ifs: such chains are thousands long in generated code.
void lower_if(struct body *body, CXCursor cursor) {
  CXCursor whole = cursor;
  uint32_t outer = body->scope;
  uint32_t end = new_block(body);
  for (;;) {
    struct children kids = body_children(body, cursor);
    bool has_else = kids.count > 2;
    if (kids.count < 2)
      break;
    uint32_t yes = new_block(body);
    uint32_t no = has_else ? new_block(body) : end;
    lower_condition(body, kids.items[0], yes, no);
    begin_block(body, yes);
    lower_scoped(body, kids.items[1]);
    jump_to(body, end);
    if (!has_else)
      break;
    begin_block(body, no);
    cursor = kids.items[2];
    if (clang_getCursorKind(cursor) != CXCursor_IfStmt) {
      lower_scoped(body, cursor);
      break;
    }
  }
  begin_block(body, end);
  leave_scope(body, outer, whole);
}

// ---- loops ----

/// What a loop changes around its body.
struct loop {
  struct exit_target old_break, old_continue;
  uint32_t head, step, end, outer;
};

static struct loop enter_loop(struct body *body) {
  struct loop loop = {body->break_to,  body->continue_to, new_block(body),
                      new_block(body), new_block(body),   body->scope};
  return loop;
}

// Statements inside the loop leave to `step` and `end` from now on.
static void open_loop(struct body *body, const struct loop *loop) {
  body->break_to = (struct exit_target){loop->end, body->scope};
  body->continue_to = (struct exit_target){loop->step, body->scope};
}

static void leave_loop(struct body *body, const struct loop *loop, CXCursor cursor) {
  begin_block(body, loop->end);
  body->break_to = loop->old_break;
  body->continue_to = loop->old_continue;
  leave_scope(body, loop->outer, cursor);
}

// Condition and body of a loop that tests first. A null condition is always true.
static void lower_tested_loop(struct body *body, const struct loop *loop, CXCursor condition,
                              CXCursor statement) {
  uint32_t inside = new_block(body);
  begin_block(body, loop->head);
  if (!is_null_cursor(condition))
    lower_condition(body, condition, inside, loop->end);
  begin_block(body, inside);
  open_loop(body, loop);
  lower_scoped(body, statement);
}

void lower_while(struct body *body, CXCursor cursor) {
  struct children kids = body_children(body, cursor);
  if (kids.count < 2)
    return;
  struct loop loop = enter_loop(body);
  loop.step = loop.head;
  lower_tested_loop(body, &loop, kids.items[kids.count - 2], kids.items[kids.count - 1]);
  jump_to(body, loop.head);
  leave_loop(body, &loop, cursor);
}

void lower_do(struct body *body, CXCursor cursor) {
  struct children kids = body_children(body, cursor);
  if (kids.count < 2)
    return;
  struct loop loop = enter_loop(body);
  begin_block(body, loop.head);
  open_loop(body, &loop);
  lower_scoped(body, kids.items[0]);
  begin_block(body, loop.step);
  lower_condition(body, kids.items[1], loop.head, loop.end);
  leave_loop(body, &loop, cursor);
}

// ---- for ----

/// The parts of a `for`; null cursors for those that are not there.
struct for_parts {
  CXCursor init, condition, step;
};

static bool is_step(CXCursor part) {
  enum CXCursorKind kind = clang_getCursorKind(part);
  if (kind == CXCursor_CompoundAssignOperator)
    return true;
  if (kind != CXCursor_UnaryOperator)
    return false;
  enum CXUnaryOperatorKind operation = clang_getCursorUnaryOperatorKind(part);
  return operation >= CXUnaryOperator_PostInc && operation <= CXUnaryOperator_PreDec;
}

// When the source does not help (text pasted together): what the parts look like.
static struct for_parts guess_parts(struct children kids) {
  CXCursor none = clang_getNullCursor();
  struct for_parts parts = {none, none, none};
  for (uint32_t i = 0; i + 1 < kids.count; i++) {
    if (clang_getCursorKind(kids.items[i]) == CXCursor_DeclStmt)
      parts.init = kids.items[i];
    else if (i + 2 == kids.count && is_step(kids.items[i]))
      parts.step = kids.items[i];
    else if (i == 0 && kids.count == 3 && !is_step(kids.items[1]))
      parts.init = kids.items[i];
    else
      parts.condition = kids.items[i];
  }
  return parts;
}

static struct for_parts read_parts(struct body *body, CXCursor cursor, struct children kids) {
  CXCursor none = clang_getNullCursor();
  struct for_parts parts = {none, none, none};
  CXCursor *slots[] = {&parts.init, &parts.condition, &parts.step};
  unsigned counts[4], used = 0;
  size_t at;
  CXSourceLocation start = clang_getRangeStart(clang_getCursorExtent(cursor));
  struct source_file *file = spelled_at(body->unit, start, &at);
  if (!file || scan_parts(file->text, file->length, at, ';', counts, 4) != 3)
    return guess_parts(kids);
  for (unsigned i = 0; i < 3; i++)
    used += counts[i] > 0;
  if (used != kids.count - 1)
    return guess_parts(kids);
  for (unsigned i = 0, next = 0; i < 3; i++)
    if (counts[i])
      *slots[i] = kids.items[next++];
  return parts;
}

static struct for_parts for_parts_of(struct body *body, CXCursor cursor, struct children kids) {
  CXCursor none = clang_getNullCursor();
  if (kids.count == 4)
    return (struct for_parts){kids.items[0], kids.items[1], kids.items[2]};
  if (kids.count < 2 || kids.count > 4)
    return (struct for_parts){none, none, none};
  return read_parts(body, cursor, kids);
}

void lower_for(struct body *body, CXCursor cursor) {
  struct children kids = body_children(body, cursor);
  if (!kids.count)
    return;
  struct loop loop = enter_loop(body);
  struct for_parts parts = for_parts_of(body, cursor, kids);
  if (!is_null_cursor(parts.init))
    lower_statement(body, parts.init);
  lower_tested_loop(body, &loop, parts.condition, kids.items[kids.count - 1]);
  begin_block(body, loop.step);
  if (!is_null_cursor(parts.step))
    lower_effect(body, parts.step, 0);
  jump_to(body, loop.head);
  leave_loop(body, &loop, cursor);
}

// ---- switch ----

static bool has_case(const struct switch_frame *frame, int64_t value) {
  for (uint32_t i = 0; i < frame->count; i++)
    if (frame->cases[i].low <= value && value <= frame->cases[i].high)
      return true;
  return false;
}

/// Whether the value is of an enumeration and each of its names has a case: nobody expects others.
static bool covers_enumeration(struct body *body, CXCursor on, const struct switch_frame *frame) {
  CXType type = clang_getCanonicalType(clang_getCursorType(strip(body, on)));
  if (type.kind != CXType_Enum)
    return false;
  struct children names = body_children(body, clang_getTypeDeclaration(type));
  for (uint32_t i = 0; i < names.count; i++)
    if (clang_getCursorKind(names.items[i]) == CXCursor_EnumConstantDecl &&
        !has_case(frame, clang_getEnumConstantDeclValue(names.items[i])))
      return false;
  return names.count > 0;
}

/// Where a switch without `default` goes when no case matches. `end` is the block behind it.
static uint32_t without_match(struct body *body, CXCursor on, const struct switch_frame *frame,
                              uint32_t end) {
  if (!covers_enumeration(body, on, frame))
    return end;
  uint32_t nowhere = new_block(body);
  jump_to(body, end);
  begin_block(body, nowhere);
  terminate(body, IR_UNREACHABLE);
  return nowhere;
}

void lower_switch(struct body *body, CXCursor cursor) {
  struct children kids = body_children(body, cursor);
  if (kids.count < 2)
    return;
  uint32_t outer = body->scope;
  CXCursor on = kids.items[kids.count - 2];
  struct ir_operand value = lower_value(body, on);
  uint32_t head = current_block(body), loc = location_of(body, on);
  terminate(body, IR_SWITCH);
  struct exit_target old_break = body->break_to;
  struct switch_frame *old_frame = body->frame, frame = {.default_block = IR_NONE};
  uint32_t end = new_block(body);
  body->break_to = (struct exit_target){end, body->scope};
  body->frame = &frame;
  lower_scoped(body, kids.items[kids.count - 1]);
  body->frame = old_frame;
  body->break_to = old_break;
  uint32_t *targets = target_list(body, 1);
  targets[0] =
      frame.default_block == IR_NONE ? without_match(body, on, &frame, end) : frame.default_block;
  begin_block(body, end);
  body->fn->blocks[head].end = (struct ir_terminator){
      .kind = IR_SWITCH,
      .loc = loc,
      .a = value,
      .b = ir_unknown(),
      .target_count = 1,
      .targets = targets,
      .case_count = frame.count,
      .cases = arena_copy(&body->pool->arena, frame.cases, sizeof *frame.cases * frame.count)};
  free(frame.cases);
  leave_scope(body, outer, cursor);
}

static void add_case(struct body *body, struct children kids, uint32_t block) {
  struct switch_frame *frame = body->frame;
  struct ir_case added = {.target = block};
  if (kids.count < 2 || !evaluate(kids.items[0], &added.low)) {
    taint(body, IR_FN_TAINTED, "a case whose value could not be read");
    return;
  }
  added.high = added.low;
  if (kids.count > 2 && (!evaluate(kids.items[1], &added.high) || added.high < added.low))
    added.high = added.low;
  GROW(frame->cases, frame->count, frame->capacity);
  frame->cases[frame->count++] = added;
}

void lower_case(struct body *body, CXCursor cursor) {
  for (;;) {
    enum CXCursorKind kind = clang_getCursorKind(cursor);
    if (kind != CXCursor_CaseStmt && kind != CXCursor_DefaultStmt)
      break;
    struct children kids = body_children(body, cursor);
    if (!body->frame || !kids.count) {
      taint(body, IR_FN_TAINTED, "a case outside of a switch");
      return;
    }
    uint32_t block = new_block(body);
    begin_block(body, block);
    if (kind == CXCursor_CaseStmt)
      add_case(body, kids, block);
    else
      body->frame->default_block = block;
    cursor = kids.items[kids.count - 1];
  }
  lower_statement(body, cursor);
}
