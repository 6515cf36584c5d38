// SPDX-License-Identifier: MIT
// Reads the prototype of a function from its tokens: name, result type and parameters.
// Not a C parser: it looks for names and parentheses and leaves judging the types to the compiler
// (`specc redeclare`).
#include "spec_internal.h"

#include <string.h>

// A range of tokens.
struct range {
  const struct spec_token *first;
  size_t count;
};

static bool is_one_of(const struct spec_token *token, const char *const *words) {
  for (; *words != NULL; words++) {
    if (spec_token_is(token, *words))
      return true;
  }
  return false;
}

static bool is_qualifier(const struct spec_token *token) {
  static const char *const words[] = {
      "const",     "volatile", "restrict",          "register",  "__restrict",
      "__const",   "_Atomic",  "_Nonnull",          "_Nullable", "__restrict__",
      "_Noreturn", "extern",   "_Null_unspecified", NULL};
  return token->kind == TOKEN_WORD && is_one_of(token, words);
}

// Words that are a type, never a name.
static bool is_type_word(const struct spec_token *token) {
  static const char *const words[] = {
      "void",  "char", "short",    "int",    "long",  "float", "double",     "unsigned", "signed",
      "_Bool", "bool", "_Complex", "struct", "union", "enum",  "__signed__", "__int128", NULL};
  return is_one_of(token, words);
}

static bool is_tag_word(const struct spec_token *token) {
  static const char *const words[] = {"struct", "union", "enum", NULL};
  return is_one_of(token, words);
}

static bool is_pointer(const struct spec_token *token) {
  return spec_token_is(token, "*") || spec_token_is(token, "^");
}

static bool needs_space(const struct spec_token *before, const struct spec_token *token) {
  bool word = token->kind == TOKEN_WORD || token->kind == TOKEN_NUMBER;
  bool word_before = before->kind == TOKEN_WORD || before->kind == TOKEN_NUMBER;
  if (spec_token_is(before, ","))
    return true;
  return (word_before && (word || is_pointer(token))) || (spec_token_is(before, ")") && word);
}

// Joins tokens with white space normalised, leaving out the one at `skip` (an index, or SIZE_MAX).
static char *join(struct spec *spec, struct range range, size_t skip) {
  size_t size = 1;
  for (size_t i = 0; i < range.count; i++)
    size += range.first[i].length + 2;
  char *out = spec_alloc(spec, size);
  size_t used = 0;
  const struct spec_token *before = NULL;
  for (size_t i = 0; i < range.count; i++) {
    const struct spec_token *token = &range.first[i];
    if (i == skip)
      continue;
    bool callback = before != NULL && before->kind == TOKEN_WORD && spec_token_is(token, "(") &&
                    i + 1 < range.count && is_pointer(&range.first[i + 1]);
    if (before != NULL && (callback || needs_space(before, token)))
      out[used++] = ' ';
    memcpy(out + used, token->text, token->length);
    used += token->length;
    before = token;
  }
  return out;
}

// The name inside `(*name)`, where `open` is the index of the parenthesis; SIZE_MAX when it is left
// out.
static size_t name_in_pointer(struct range range, size_t open) {
  for (size_t i = open + 1; i < range.count; i++) {
    const struct spec_token *token = &range.first[i];
    if (is_pointer(token) || is_qualifier(token))
      continue;
    return token->kind == TOKEN_WORD ? i : SIZE_MAX;
  }
  return SIZE_MAX;
}

// The name of a parameter without parentheses: its last word, unless that word is the type.
static size_t name_at_end(struct range range) {
  size_t end = range.count;
  while (end > 0 && spec_token_is(&range.first[end - 1], "]")) {
    while (end > 0 && !spec_token_is(&range.first[end - 1], "["))
      end--;
    end -= end > 0;
  }
  if (end == 0)
    return SIZE_MAX;
  const struct spec_token *last = &range.first[end - 1];
  if (last->kind != TOKEN_WORD || is_type_word(last) || is_qualifier(last))
    return SIZE_MAX;
  size_t before = end - 1;
  while (before > 0 && is_qualifier(&range.first[before - 1]))
    before--;
  if (before == 0 || is_tag_word(&range.first[before - 1]))
    return SIZE_MAX;
  return end - 1;
}

static size_t name_of_param(struct range range) {
  for (size_t i = 0; i + 1 < range.count; i++) {
    if (!spec_token_is(&range.first[i], "("))
      continue;
    if (is_pointer(&range.first[i + 1]))
      return name_in_pointer(range, i);
    return name_at_end((struct range){range.first, i});
  }
  return name_at_end(range);
}

static bool add_param(const struct spec_place *place, struct contract *contract, const char *name,
                      const char *type) {
  if (contract->param_count == SPEC_MAX_PARAMS)
    return spec_fail(place, "`%.60s` has more than %d parameters", contract->name, SPEC_MAX_PARAMS);
  for (unsigned i = 0; i < contract->param_count && name[0] != '\0'; i++) {
    if (strcmp(contract->params[i].name, name) == 0)
      return spec_fail(place, "two parameters of `%.60s` are called `%.60s`; rename one",
                       contract->name, name);
  }
  contract->params[contract->param_count++] = (struct contract_param){name, type};
  return true;
}

static bool read_param(struct spec *spec, const struct spec_place *place, struct range range,
                       struct contract *contract) {
  if (range.count == 0)
    return spec_fail(place, "a parameter of `%.60s` is missing between two commas", contract->name);
  if (spec_token_is(&range.first[0], "..."))
    return true; // what follows `...` has no names
  size_t at = name_of_param(range);
  const char *name = "";
  if (at != SIZE_MAX)
    name = spec_copy(spec, range.first[at].text, range.first[at].length);
  return add_param(place, contract, name, join(spec, range, at));
}

// `range` is what stands between the parentheses.
static bool read_params(struct spec *spec, const struct spec_place *place, struct range range,
                        struct contract *contract) {
  if (range.count == 0 || (range.count == 1 && spec_token_is(&range.first[0], "void")))
    return true;
  size_t start = 0;
  int depth = 0;
  for (size_t i = 0; i <= range.count; i++) {
    const struct spec_token *token = &range.first[i];
    if (i == range.count || (depth == 0 && spec_token_is(token, ","))) {
      struct range param = {range.first + start, i - start};
      if (!read_param(spec, place, param, contract))
        return false;
      start = i + 1;
    } else if (spec_token_is(token, "(") || spec_token_is(token, "[")) {
      depth++;
    } else if (spec_token_is(token, ")") || spec_token_is(token, "]")) {
      depth--;
    }
  }
  return true;
}

// The index of the parenthesis that closes the one at `open`, or `count`.
static size_t closing(const struct spec_token *tokens, size_t count, size_t open) {
  int depth = 0;
  for (size_t i = open; i < count; i++) {
    depth += spec_token_is(&tokens[i], "(");
    depth -= spec_token_is(&tokens[i], ")");
    if (depth == 0)
      return i;
  }
  return count;
}

static bool refuse_head(const struct spec_place *place, const struct spec_token *tokens,
                        size_t count, size_t open) {
  char shown[64];
  if (open == count)
    return spec_fail(place, "`%s` begins no prototype; write `RESULT NAME(PARAMETERS)`",
                     spec_show(&tokens[0], shown));
  if (open > 0 && tokens[open - 1].kind == TOKEN_WORD && tokens[open - 1].length > 2 &&
      memcmp(tokens[open - 1].text, "__", 2) == 0)
    return spec_fail(place, "leave `%s` out of the prototype", spec_show(&tokens[open - 1], shown));
  if (open + 1 < count && is_pointer(&tokens[open + 1]))
    return spec_fail(place,
                     "a function that returns a function pointer: name its result by a typedef");
  return spec_fail(place,
                   "expected `RESULT NAME(PARAMETERS)`; for a macro write `macro NAME(a, b)`");
}

static void keep_params(struct spec *spec, struct contract *contract) {
  size_t size = contract->param_count * sizeof(struct contract_param);
  struct contract_param *kept = spec_alloc(spec, size);
  if (size > 0)
    memcpy(kept, contract->params, size);
  contract->params = kept;
}

bool spec_read_prototype(struct spec *spec, const struct spec_place *place,
                         const struct spec_token *tokens, size_t count, struct contract *contract) {
  if (count > 0 && spec_token_is(&tokens[count - 1], ";"))
    count--;
  if (count > 0 && spec_token_is(&tokens[0], "extern")) {
    tokens++;
    count--;
  }
  size_t open = 0;
  while (open < count && !spec_token_is(&tokens[open], "("))
    open++;
  bool attribute = open > 0 && open < count && spec_token_is(&tokens[open - 1], "__attribute__");
  if (open < 2 || open == count || attribute || tokens[open - 1].kind != TOKEN_WORD ||
      is_type_word(&tokens[open - 1]) || is_qualifier(&tokens[open - 1]))
    return refuse_head(place, tokens, count, open);
  contract->name = spec_copy(spec, tokens[open - 1].text, tokens[open - 1].length);
  size_t close = closing(tokens, count, open);
  if (close + 1 != count) {
    char shown[64];
    return spec_fail(
        place, "`%s` after the prototype of `%.60s`; claims go on the next line, indented",
        spec_show(&tokens[close + 1 < count ? close + 1 : count - 1], shown), contract->name);
  }
  contract->result = join(spec, (struct range){tokens, open - 1}, SIZE_MAX);
  contract->prototype = join(spec, (struct range){tokens, count}, SIZE_MAX);
  struct contract_param params[SPEC_MAX_PARAMS];
  contract->params = params;
  bool read =
      read_params(spec, place, (struct range){tokens + open + 1, close - open - 1}, contract);
  keep_params(spec, contract);
  return read;
}

// The names up to the closing parenthesis.
static bool read_names(struct spec *spec, const struct spec_place *place, struct spec_scan *scan,
                       struct contract *contract) {
  struct spec_token token = spec_scan_next(scan);
  if (spec_token_is(&token, ")"))
    return true;
  for (;; token = spec_scan_next(scan)) {
    char shown[64];
    bool dots = spec_token_is(&token, "...");
    if (token.kind != TOKEN_WORD && !dots)
      return spec_fail(place, "expected a parameter's name instead of `%s`",
                       spec_show(&token, shown));
    if (!dots && !add_param(place, contract, spec_copy(spec, token.text, token.length), ""))
      return false;
    token = spec_scan_next(scan);
    if (spec_token_is(&token, ")"))
      return true;
    if (!spec_token_is(&token, ","))
      return spec_fail(place, "expected `,` or `)` instead of `%s` after a parameter of `%.60s`",
                       spec_show(&token, shown), contract->name);
  }
}

bool spec_read_names(struct spec *spec, const struct spec_place *place, struct spec_scan *scan,
                     struct contract *contract) {
  struct contract_param params[SPEC_MAX_PARAMS];
  contract->params = params;
  spec_scan_next(scan); // the parenthesis
  bool read = read_names(spec, place, scan, contract);
  keep_params(spec, contract);
  return read;
}
