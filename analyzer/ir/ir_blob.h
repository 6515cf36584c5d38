// SPDX-License-Identifier: MIT
// The binary form: two bytes (version, kind), a table of strings, then numbers as LEB128. Signed
// numbers are zigzag-coded; strings are indices into the table plus one, 0 for NULL; ids are plus
// one, 0 for IR_NONE.
#ifndef ASYNC_LINT_IR_BLOB_H
#define ASYNC_LINT_IR_BLOB_H

#include "analyzer/ir/ir_internal.h"

enum { IR_BLOB_VERSION = 4 };

enum ir_blob_kind {
  IR_BLOB_FUNCTION = 'F',
  IR_BLOB_DECLARATION = 'D',
  IR_BLOB_UNIT = 'U',
  IR_BLOB_LOCKS = 'L'
};

/// Collects a blob. Strings are numbered in the order in which they are first put.
struct ir_encoder {
  struct text body, strings;
  struct arena arena;
  struct interner names;
  struct map numbers; // of strings
  uint32_t string_count;
  struct ir_location last; // locations are written as differences
};

void ir_encode_begin(struct ir_encoder *encoder);
void ir_put_u64(struct ir_encoder *encoder, uint64_t value);
void ir_append_u64(struct text *text, uint64_t value);
void ir_put_i64(struct ir_encoder *encoder, int64_t value);
void ir_put_id(struct ir_encoder *encoder, uint32_t id);
void ir_put_string(struct ir_encoder *encoder, const char *string);
void ir_put_location(struct ir_encoder *encoder, const struct ir_location *loc);

/// Puts bytes with their length before them.
void ir_put_bytes(struct ir_encoder *encoder, const struct text *bytes);

/// Appends the blob to `out` and frees the encoder.
void ir_encode_end(struct ir_encoder *encoder, enum ir_blob_kind kind, struct text *out);

/// Reads a blob. After the first mistake `bad` is set and everything read is 0 or NULL.
struct ir_decoder {
  struct ir_pool *pool;
  const unsigned char *at, *end;
  const char **strings;
  uint32_t string_count;
  struct ir_location last;
  bool bad;
};

/// Reads the header and the strings.
void ir_decode_begin(struct ir_decoder *decoder, struct ir_pool *pool, enum ir_blob_kind kind,
                     const void *data, size_t length);
/// Notes a mistake: nothing more is read.
static inline void ir_decode_fail(struct ir_decoder *decoder) {
  decoder->bad = true;
  decoder->at = decoder->end;
}

/// A number of more than one byte.
uint64_t ir_get_long(struct ir_decoder *decoder);

// Nearly all numbers are of one byte, and a whole program is read by them.
static inline uint64_t ir_get_u64(struct ir_decoder *decoder) {
  if (decoder->at != decoder->end && *decoder->at < 0x80)
    return *decoder->at++;
  return ir_get_long(decoder);
}

static inline uint32_t ir_get_u32(struct ir_decoder *decoder) {
  uint64_t value = ir_get_u64(decoder);
  if (value <= UINT32_MAX)
    return (uint32_t)value;
  ir_decode_fail(decoder);
  return 0;
}

static inline uint32_t ir_get_id(struct ir_decoder *decoder) {
  return ir_get_u32(decoder) - 1;
}

static inline const char *ir_get_string(struct ir_decoder *decoder) {
  uint32_t number = ir_get_u32(decoder);
  if (number <= decoder->string_count)
    return number ? decoder->strings[number - 1] : NULL;
  ir_decode_fail(decoder);
  return NULL;
}

/// A value below `limit`.
static inline unsigned ir_get_enum(struct ir_decoder *decoder, unsigned limit) {
  uint64_t value = ir_get_u64(decoder);
  if (value < limit)
    return (unsigned)value;
  ir_decode_fail(decoder);
  return 0;
}

int64_t ir_get_i64(struct ir_decoder *decoder);
struct ir_location ir_get_location(struct ir_decoder *decoder);

/// How many elements follow, each of which takes at least `bytes` bytes: a count that the rest of
/// the blob cannot hold is a mistake, so that small inputs make small arrays.
uint32_t ir_get_count(struct ir_decoder *decoder, size_t bytes);

/// Bytes written by ir_put_bytes().
const void *ir_get_bytes(struct ir_decoder *decoder, size_t *length);

/// True when all was read without a mistake and nothing is left.
bool ir_decode_end(const struct ir_decoder *decoder);

#endif
