// SPDX-License-Identifier: MIT
// Writes functions, declarations and units in the binary form.
#include "analyzer/ir/ir_blob.h"

// ---- functions ----

/// With their length before them, so that they can be passed over.
static void put_locations(struct ir_encoder *to, const struct ir_function *fn) {
  ir_put_u64(to, fn->location_count);
  struct text before = to->body;
  to->body = (struct text){0};
  for (uint32_t i = 0; i < fn->location_count; i++)
    ir_put_location(to, ir_location(fn, i));
  struct text bytes = to->body;
  to->body = before;
  ir_put_bytes(to, &bytes);
  text_free(&bytes);
}

static void put_vars(struct ir_encoder *to, const struct ir_function *fn) {
  ir_put_u64(to, fn->var_count);
  for (uint32_t i = 0; i < fn->var_count; i++) {
    ir_put_string(to, fn->vars[i].name);
    ir_put_string(to, fn->vars[i].type);
    ir_put_u64(to, fn->vars[i].flags);
    ir_put_id(to, fn->vars[i].loc);
    ir_put_u64(to, fn->vars[i].size + 1); // IR_SIZE_OPEN is 0
  }
}

// Places below others hold the distance to their parent; their variable follows from it.
static void put_places(struct ir_encoder *to, const struct ir_function *fn) {
  ir_put_u64(to, fn->place_count);
  for (uint32_t i = 0; i < fn->place_count; i++) {
    const struct ir_place *place = &fn->places[i];
    ir_put_u64(to, (uint64_t)place->step);
    ir_put_u64(to, place->step == IR_STEP_VAR ? place->var : i - place->parent);
    if (place->step == IR_STEP_FIELD)
      ir_put_string(to, place->field);
    else if (place->step == IR_STEP_INDEX)
      ir_put_i64(to, place->index);
  }
}

static void put_operand(struct ir_encoder *to, const struct ir_operand *operand) {
  ir_put_u64(to, (uint64_t)operand->kind);
  switch (operand->kind) {
  case IR_INT:
    ir_put_i64(to, operand->value);
    break;
  case IR_PLACE:
  case IR_ADDRESS:
    ir_put_u64(to, operand->place);
    break;
  case IR_FUNCTION:
  case IR_STRING:
    ir_put_string(to, operand->symbol);
    break;
  default:
    break;
  }
}

static void put_call(struct ir_encoder *to, const struct ir_event *event) {
  ir_put_id(to, event->place);
  ir_put_string(to, event->callee);
  ir_put_id(to, event->callee_place);
  ir_put_string(to, event->slot);
  ir_put_u64(to, event->flags);
  ir_put_u64(to, event->arg_count);
  for (uint32_t i = 0; i < event->arg_count; i++) {
    put_operand(to, &event->args[i].value);
    ir_put_id(to, event->args[i].loc);
  }
}

static void put_event(struct ir_encoder *to, const struct ir_event *event) {
  ir_put_u64(to, (uint64_t)event->kind);
  ir_put_id(to, event->loc);
  if (event->kind == IR_CALL) {
    put_call(to, event);
    return;
  }
  bool reads = event->kind == IR_ESCAPE || event->kind == IR_USE;
  if (!reads)
    ir_put_id(to, event->place);
  if (reads || event->kind == IR_MOVE || event->kind == IR_BIN)
    put_operand(to, &event->a);
  if (event->kind == IR_BIN) {
    put_operand(to, &event->b);
    ir_put_string(to, event->op);
  }
  if (event->kind == IR_CLEANUP)
    ir_put_string(to, event->callee);
}

static void put_terminator(struct ir_encoder *to, const struct ir_terminator *end) {
  ir_put_u64(to, (uint64_t)end->kind);
  ir_put_id(to, end->loc);
  if (end->kind == IR_RETURN)
    ir_put_u64(to, end->has_value);
  if (end->kind == IR_BRANCH || end->kind == IR_SWITCH ||
      (end->kind == IR_RETURN && end->has_value))
    put_operand(to, &end->a);
  if (end->kind == IR_BRANCH) {
    put_operand(to, &end->b);
    ir_put_u64(to, (uint64_t)end->compare);
  }
  ir_put_u64(to, end->target_count);
  for (uint32_t i = 0; i < end->target_count; i++)
    ir_put_u64(to, end->targets[i]);
  if (end->kind != IR_SWITCH)
    return;
  ir_put_u64(to, end->case_count);
  for (uint32_t i = 0; i < end->case_count; i++) {
    ir_put_i64(to, end->cases[i].low);
    ir_put_i64(to, end->cases[i].high);
    ir_put_u64(to, end->cases[i].target);
  }
}

static void put_blocks(struct ir_encoder *to, const struct ir_function *fn) {
  ir_put_u64(to, fn->block_count);
  for (uint32_t i = 0; i < fn->block_count; i++) {
    const struct ir_block *block = &fn->blocks[i];
    ir_put_string(to, block->label);
    ir_put_u64(to, block->event_count);
    for (uint32_t e = 0; e < block->event_count; e++)
      put_event(to, &block->events[e]);
    put_terminator(to, &block->end);
  }
}

void ir_write_function(struct text *out, const struct ir_function *fn) {
  struct ir_encoder to;
  ir_encode_begin(&to);
  ir_put_string(&to, fn->symbol);
  ir_put_string(&to, fn->name);
  ir_put_string(&to, fn->result);
  ir_put_u64(&to, fn->flags);
  ir_put_u64(&to, fn->param_count);
  ir_put_u64(&to, fn->loc);
  ir_put_u64(&to, fn->end_line);
  ir_put_string(&to, fn->problem);
  put_locations(&to, fn);
  put_vars(&to, fn);
  put_places(&to, fn);
  put_blocks(&to, fn);
  ir_encode_end(&to, IR_BLOB_FUNCTION, out);
}

// ---- declarations and units ----

void ir_write_declaration(struct text *out, const struct ir_declaration *declaration) {
  struct ir_encoder to;
  ir_encode_begin(&to);
  ir_put_u64(&to, (uint64_t)declaration->kind);
  ir_put_string(&to, declaration->symbol);
  ir_put_string(&to, declaration->name);
  ir_put_string(&to, declaration->result);
  ir_put_u64(&to, declaration->flags);
  ir_put_location(&to, &declaration->loc);
  ir_put_string(&to, declaration->header);
  ir_put_string(&to, declaration->words);
  ir_put_string(&to, declaration->markers);
  ir_put_u64(&to, declaration->param_count);
  for (uint32_t i = 0; i < declaration->param_count; i++) {
    ir_put_string(&to, declaration->params[i].name);
    ir_put_string(&to, declaration->params[i].type);
    ir_put_string(&to, declaration->params[i].words);
  }
  ir_encode_end(&to, IR_BLOB_DECLARATION, out);
}

static void put_includes(struct ir_encoder *to, const struct ir_unit *unit) {
  ir_put_u64(to, unit->include_count);
  for (uint32_t i = 0; i < unit->include_count; i++) {
    ir_put_string(to, unit->includes[i].path);
    ir_put_u64(to, unit->includes[i].hash[0]);
    ir_put_u64(to, unit->includes[i].hash[1]);
    ir_put_u64(to, unit->includes[i].system);
  }
}

// Declarations and functions are blobs of their own.
static void put_parts(struct ir_encoder *to, const struct ir_unit *unit,
                      const struct ir_code *code) {
  struct text blob = {0};
  ir_put_u64(to, unit->declaration_count);
  for (uint32_t i = 0; i < unit->declaration_count; i++) {
    blob.length = 0;
    ir_write_declaration(&blob, &unit->declarations[i]);
    ir_put_bytes(to, &blob);
  }
  ir_put_u64(to, unit->function_count + code->count);
  for (uint32_t i = 0; i < unit->function_count; i++) {
    blob.length = 0;
    ir_write_function(&blob, unit->functions[i]);
    ir_put_bytes(to, &blob);
  }
  text_append(&to->body, text_get(&code->bytes), code->bytes.length);
  text_free(&blob);
}

static void put_suppression(struct ir_encoder *to, const struct ir_suppression *allow) {
  ir_put_u64(to, (uint64_t)allow->kind);
  ir_put_string(to, allow->file);
  ir_put_u64(to, allow->line);
  ir_put_u64(to, allow->column);
  ir_put_u64(to, allow->target_line);
  ir_put_string(to, allow->rules);
  ir_put_string(to, allow->reason);
}

static void put_remarks(struct ir_encoder *to, const struct ir_unit *unit) {
  ir_put_u64(to, unit->fact_count);
  for (uint32_t i = 0; i < unit->fact_count; i++) {
    ir_put_string(to, unit->facts[i].slot);
    ir_put_string(to, unit->facts[i].function);
    ir_put_location(to, &unit->facts[i].loc);
  }
  ir_put_u64(to, unit->suppression_count);
  for (uint32_t i = 0; i < unit->suppression_count; i++)
    put_suppression(to, &unit->suppressions[i]);
  ir_put_u64(to, unit->problem_count);
  for (uint32_t i = 0; i < unit->problem_count; i++) {
    ir_put_string(to, unit->problems[i].message);
    ir_put_location(to, &unit->problems[i].loc);
  }
}

void ir_code_add(struct ir_code *code, const struct ir_function *fn) {
  struct text blob = {0};
  ir_write_function(&blob, fn);
  ir_append_u64(&code->bytes, blob.length);
  text_append(&code->bytes, blob.data, blob.length);
  code->count++;
  text_free(&blob);
}

void ir_code_clear(struct ir_code *code) {
  code->bytes.length = 0;
  code->count = 0;
}

void ir_code_free(struct ir_code *code) {
  text_free(&code->bytes);
  code->count = 0;
}

void ir_write_unit(struct text *out, const struct ir_unit *unit) {
  ir_write_unit_code(out, unit, &(struct ir_code){0});
}

void ir_write_unit_code(struct text *out, const struct ir_unit *unit, const struct ir_code *code) {
  struct ir_encoder to;
  ir_encode_begin(&to);
  ir_put_string(&to, unit->path);
  ir_put_string(&to, unit->failure);
  put_includes(&to, unit);
  put_parts(&to, unit, code);
  put_remarks(&to, unit);
  ir_encode_end(&to, IR_BLOB_UNIT, out);
}
