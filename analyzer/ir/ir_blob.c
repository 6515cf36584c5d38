// SPDX-License-Identifier: MIT
// Numbers, strings and locations of the binary form.
#include "analyzer/ir/ir_blob.h"
#include "analyzer/base/path.h"

#include <string.h>

// ---- writing ----

void ir_encode_begin(struct ir_encoder *encoder) {
  *encoder = (struct ir_encoder){0};
  encoder->names.arena = &encoder->arena;
}

void ir_append_u64(struct text *text, uint64_t value) {
  char bytes[10];
  size_t count = 0;
  for (; value >= 0x80; value >>= 7)
    bytes[count++] = (char)(value | 0x80);
  bytes[count++] = (char)value;
  text_append(text, bytes, count);
}

void ir_put_u64(struct ir_encoder *encoder, uint64_t value) {
  ir_append_u64(&encoder->body, value);
}

void ir_put_i64(struct ir_encoder *encoder, int64_t value) {
  uint64_t bits = (uint64_t)value;
  ir_put_u64(encoder, bits << 1 ^ (value < 0 ? UINT64_MAX : 0));
}

void ir_put_id(struct ir_encoder *encoder, uint32_t id) {
  ir_put_u64(encoder, (uint32_t)(id + 1));
}

/// The number of a string in the table.
static uint32_t number_of(struct ir_encoder *encoder, const char *string) {
  const char *name = intern(&encoder->names, string);
  uint32_t number = map_get(&encoder->numbers, map_key(name), 0);
  if (number)
    return number;
  size_t length = strlen(name);
  map_set(&encoder->numbers, map_key(name), ++encoder->string_count);
  ir_append_u64(&encoder->strings, length);
  text_append(&encoder->strings, name, length);
  return encoder->string_count;
}

void ir_put_string(struct ir_encoder *encoder, const char *string) {
  if (!string) {
    ir_put_u64(encoder, 0);
    return;
  }
  // What is encoded stays where it is meanwhile: most strings are told by their address.
  uint32_t number = map_get(&encoder->numbers, map_key(string), 0);
  if (!number) {
    number = number_of(encoder, string);
    map_set(&encoder->numbers, map_key(string), number);
  }
  ir_put_u64(encoder, number);
}

static void put_difference(struct ir_encoder *encoder, uint32_t value, uint32_t base) {
  ir_put_i64(encoder, (int64_t)value - (int64_t)base);
}

void ir_put_location(struct ir_encoder *encoder, const struct ir_location *loc) {
  struct ir_location *last = &encoder->last;
  if (!loc->file) {
    ir_put_u64(encoder, 0);
    return;
  }
  bool same_file = last->file && strcmp(last->file, loc->file) == 0;
  ir_put_u64(encoder, 1 + (uint64_t)loc->where * 2 + same_file);
  if (!same_file)
    ir_put_string(encoder, loc->file);
  put_difference(encoder, loc->line, last->line);
  ir_put_u64(encoder, loc->column);
  put_difference(encoder, loc->end_line, loc->line);
  ir_put_u64(encoder, loc->end_column);
  put_difference(encoder, loc->offset, last->offset);
  ir_put_u64(encoder, loc->length);
  if (loc->where != IR_PLAIN)
    ir_put_string(encoder, loc->macro);
  if (loc->where == IR_MACRO_BODY) {
    ir_put_string(encoder, loc->macro_file);
    ir_put_u64(encoder, loc->macro_line);
    ir_put_u64(encoder, loc->macro_column);
  }
  *last = *loc;
}

void ir_put_bytes(struct ir_encoder *encoder, const struct text *bytes) {
  ir_put_u64(encoder, bytes->length);
  text_append(&encoder->body, text_get(bytes), bytes->length);
}

void ir_encode_end(struct ir_encoder *encoder, enum ir_blob_kind kind, struct text *out) {
  text_putc(out, IR_BLOB_VERSION);
  text_putc(out, (char)kind);
  ir_append_u64(out, encoder->string_count);
  text_append(out, text_get(&encoder->strings), encoder->strings.length);
  text_append(out, text_get(&encoder->body), encoder->body.length);
  text_free(&encoder->body);
  text_free(&encoder->strings);
  map_free(&encoder->numbers);
  interner_free(&encoder->names);
  arena_free(&encoder->arena);
}

// ---- reading ----

static size_t left(const struct ir_decoder *decoder) {
  return (size_t)(decoder->end - decoder->at);
}

uint64_t ir_get_long(struct ir_decoder *decoder) {
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (decoder->at == decoder->end)
      break;
    unsigned char byte = *decoder->at++;
    if (shift == 63 && byte > 1)
      break;
    value |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80)
      return value;
  }
  ir_decode_fail(decoder);
  return 0;
}

int64_t ir_get_i64(struct ir_decoder *decoder) {
  uint64_t bits = ir_get_u64(decoder);
  uint64_t value = bits >> 1 ^ (bits & 1 ? UINT64_MAX : 0);
  int64_t result;
  memcpy(&result, &value, sizeof result);
  return result;
}

uint32_t ir_get_count(struct ir_decoder *decoder, size_t bytes) {
  uint64_t count = ir_get_u64(decoder);
  if (count > left(decoder) / bytes || count >= UINT32_MAX) {
    ir_decode_fail(decoder);
    return 0;
  }
  return (uint32_t)count;
}

static uint32_t get_difference(struct ir_decoder *decoder, uint32_t base) {
  int64_t difference = ir_get_i64(decoder);
  if (difference < -(int64_t)base || difference > (int64_t)UINT32_MAX - (int64_t)base) {
    ir_decode_fail(decoder);
    return 0;
  }
  return (uint32_t)(difference + (int64_t)base);
}

struct ir_location ir_get_location(struct ir_decoder *decoder) {
  struct ir_location *last = &decoder->last, loc = {0};
  unsigned form = ir_get_enum(decoder, 1 + 2 * (IR_MACRO_BODY + 1));
  if (!form)
    return loc;
  loc.where = (enum ir_where)((form - 1) / 2);
  loc.file = (form - 1) % 2 ? last->file : ir_get_string(decoder);
  loc.line = get_difference(decoder, last->line);
  loc.column = ir_get_u32(decoder);
  loc.end_line = get_difference(decoder, loc.line);
  loc.end_column = ir_get_u32(decoder);
  loc.offset = get_difference(decoder, last->offset);
  loc.length = ir_get_u32(decoder);
  if (loc.where != IR_PLAIN)
    loc.macro = ir_get_string(decoder);
  if (loc.where == IR_MACRO_BODY) {
    loc.macro_file = ir_get_string(decoder);
    loc.macro_line = ir_get_u32(decoder);
    loc.macro_column = ir_get_u32(decoder);
  }
  if (!loc.file)
    ir_decode_fail(decoder);
  if (decoder->bad)
    return (struct ir_location){0};
  *last = loc;
  return loc;
}

const void *ir_get_bytes(struct ir_decoder *decoder, size_t *length) {
  *length = ir_get_count(decoder, 1);
  const void *bytes = decoder->at;
  decoder->at += *length;
  return bytes;
}

/// The string with the pool's folder in place of each mark.
static const char *put_here(struct ir_pool *pool, const char *string) {
  static const char mark[] = PATH_HERE "/";
  struct text text = {0};
  const char *at = pool->here ? strstr(string, mark) : NULL;
  if (!at)
    return string;
  for (; at; string = at + strlen(PATH_HERE), at = strstr(string, mark)) {
    text_append(&text, string, (size_t)(at - string));
    text_puts(&text, pool->here);
  }
  text_puts(&text, string);
  string = intern(&pool->names, text.data);
  text_free(&text);
  return string;
}

static void get_strings(struct ir_decoder *decoder) {
  uint32_t count = ir_get_count(decoder, 1);
  decoder->strings = ARENA_ARRAY(&decoder->pool->arena, const char *, count);
  for (uint32_t i = 0; i < count && !decoder->bad; i++) {
    size_t length;
    const char *bytes = ir_get_bytes(decoder, &length);
    if (memchr(bytes, '\0', length))
      ir_decode_fail(decoder);
    else
      decoder->strings[i] = put_here(decoder->pool, intern_n(&decoder->pool->names, bytes, length));
  }
  decoder->string_count = decoder->bad ? 0 : count;
}

void ir_decode_begin(struct ir_decoder *decoder, struct ir_pool *pool, enum ir_blob_kind kind,
                     const void *data, size_t length) {
  *decoder = (struct ir_decoder){.pool = pool, .at = data};
  decoder->end = decoder->at + length;
  if (length < 2 || decoder->at[0] != IR_BLOB_VERSION || decoder->at[1] != (unsigned char)kind) {
    ir_decode_fail(decoder);
    return;
  }
  decoder->at += 2;
  get_strings(decoder);
}

bool ir_decode_end(const struct ir_decoder *decoder) {
  return !decoder->bad && decoder->at == decoder->end;
}
