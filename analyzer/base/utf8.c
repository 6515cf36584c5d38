// SPDX-License-Identifier: MIT
// Reading UTF-8 that may be damaged, and how wide its characters are on a terminal.
#include "analyzer/base/utf8.h"

uint32_t utf8_decode(const char *bytes, size_t left, size_t *length) {
  const unsigned char *b = (const unsigned char *)bytes;
  static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  *length = 1;
  if (b[0] < 0x80)
    return b[0];
  size_t size = b[0] >= 0xf0 ? 4 : b[0] >= 0xe0 ? 3 : 2;
  if (b[0] < 0xc2 || b[0] > 0xf4 || left < size)
    return UTF8_INVALID;
  uint32_t character = b[0] & (0xffu >> (size + 1));
  for (size_t i = 1; i < size; i++) {
    if ((b[i] & 0xc0) != 0x80)
      return UTF8_INVALID;
    character = character << 6 | (b[i] & 0x3fu);
  }
  if (character < smallest[size] || character > 0x10ffff ||
      (character >= 0xd800 && character <= 0xdfff))
    return UTF8_INVALID;
  *length = size;
  return character;
}

struct range {
  uint32_t first, last;
};

static bool in_ranges(uint32_t character, const struct range *ranges, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (character >= ranges[i].first && character <= ranges[i].last)
      return true;
  return false;
}
#define IN_RANGES(character, ranges)                                                               \
  in_ranges((character), (ranges), sizeof(ranges) / sizeof *(ranges))

int utf8_width(uint32_t character) {
  static const struct range zero[] = {{0x300, 0x36f},   {0x483, 0x489},   {0x591, 0x5bd},
                                      {0x610, 0x61a},   {0x64b, 0x65f},   {0x1ab0, 0x1aff},
                                      {0x1dc0, 0x1dff}, {0x200b, 0x200d}, {0x20d0, 0x20ff},
                                      {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}};
  static const struct range two[] = {{0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},
                                     {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},
                                     {0xff00, 0xff60},   {0xffe0, 0xffe6},   {0x1f300, 0x1f64f},
                                     {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}};
  if (IN_RANGES(character, zero))
    return 0;
  return IN_RANGES(character, two) ? 2 : 1;
}

bool utf8_unsafe(uint32_t character) {
  static const struct range unsafe[] = {{0, 0x1f},        {0x7f, 0x9f},     {0x61c, 0x61c},
                                        {0x200e, 0x200f}, {0x2028, 0x202e}, {0x2066, 0x2069},
                                        {0xfeff, 0xfeff}, {0xfff9, 0xfffb}};
  return IN_RANGES(character, unsafe);
}
