// SPDX-License-Identifier: MIT
// The words of the text form, and what it leaves out because it can be told from the rest.
#include "analyzer/ir/ir_internal.h"

#include <string.h>

const struct ir_word ir_function_words[] = {
    {IR_FN_STATIC, "static"},     {IR_FN_INLINE, "inline"},
    {IR_FN_VARIADIC, "variadic"}, {IR_FN_TAINTED, "tainted"},
    {IR_FN_SETJMP, "setjmp"},     {IR_FN_IN_HEADER, "in-header"},
    {IR_FN_TOO_DEEP, "too-deep"}, {0, NULL},
};

const struct ir_word ir_var_words[] = {
    {IR_VAR_ADDRESS_TAKEN, "addressed"},
    {IR_VAR_ARRAY, "array"},
    {IR_VAR_VOLATILE, "volatile"},
    {IR_VAR_POINTER, "pointer"},
    {IR_VAR_RECORD, "record"},
    {IR_VAR_THREAD_LOCAL, "thread-local"},
    {0, NULL},
};

const struct ir_word ir_declaration_words[] = {
    {IR_DECL_STATIC, "static"},           {IR_DECL_NORETURN, "noreturn"},
    {IR_DECL_WARN_UNUSED, "warn-unused"}, {IR_DECL_VARIADIC, "variadic"},
    {IR_DECL_SYSTEM, "system"},           {IR_DECL_IN_HEADER, "in-header"},
    {IR_DECL_DEFINED, "defined"},         {0, NULL},
};

const struct ir_word ir_call_words[] = {
    {IR_CALL_UNUSED, "unused"},
    {IR_CALL_VOID, "void"},
    {IR_CALL_COMMENTED, "commented"},
    {IR_CALL_TAIL, "tail"},
    {0, NULL},
};

const char *const ir_compare_words[6] = {"==", "!=", "<", "<=", ">", ">="};

bool ir_is_operator(const char *op) {
  static const char *const operators[] = {"+",  "-",  "*", "/",  "%", "&",  "|", "^", "<<", ">>",
                                          "==", "!=", "<", "<=", ">", ">=", "~", "!", "&&", "||"};
  for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
    if (strcmp(op, operators[i]) == 0)
      return true;
  return false;
}

uint32_t ir_default_var_flags(const char *type) {
  size_t length = strlen(type);
  char last = length ? type[length - 1] : '\0';
  if (last == '*' || strstr(type, "(*)"))
    return IR_VAR_POINTER;
  return last == ']' ? IR_VAR_ARRAY : 0;
}

bool ir_is_bare(const char *text, const char *extra) {
  if (!*text)
    return false;
  for (; *text; text++)
    if (!ir_is_bare_char(*text, extra))
      return false;
  return true;
}

bool ir_is_bare_char(char c, const char *extra) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '$' || (c && strchr(extra, c));
}

const char *ir_default_name(enum ir_declaration_kind kind, const char *symbol, size_t *length) {
  const char *name = symbol, *end = symbol + strlen(symbol);
  // An unnamed record is written with a path, which may have any character in it.
  if (kind != IR_DECL_TYPEDEF && *symbol != '/')
    end = symbol + strcspn(symbol, "@");
  for (const char *at = symbol; kind == IR_DECL_FIELD && at < end; at++)
    if (*at == '.')
      name = at + 1;
  *length = (size_t)(end - name);
  return name;
}
