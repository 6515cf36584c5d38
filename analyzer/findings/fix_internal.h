// SPDX-License-Identifier: MIT
// What the parts of fix.h share.
#ifndef ASYNC_LINT_FIX_INTERNAL_H
#define ASYNC_LINT_FIX_INTERNAL_H

#include "analyzer/findings/fix.h"

#include <stdarg.h>

/// The file of a location whose text is its own: not part of a macro, and no directive in it. Else
/// NULL.
const struct source_text *fix_plain(struct findings *findings, const struct ir_location *loc);

/// Formats into the findings' arena.
char *fix_format(struct findings *findings, const char *format, va_list arguments);

/// Declares `name`, the text of the function's last arguments.
#define FORMAT(name, findings, format)                                                             \
  char *name;                                                                                      \
  do {                                                                                             \
    va_list arguments_;                                                                            \
    va_start(arguments_, format);                                                                  \
    name = fix_format((findings), format, arguments_);                                             \
    va_end(arguments_);                                                                            \
  } while (0)

#endif
