// SPDX-License-Identifier: MIT
// Reads claims: a word of claims.def, its operand, and the tails behind it.
#include "spec_internal.h"

#include <inttypes.h>
#include <string.h>

static const struct claim_info infos[CLAIM_COUNT] = {
#define NONE OPERAND_NONE
#define PARAM OPERAND_PARAM
#define RESULT_OR_PARAM OPERAND_RESULT_OR_PARAM
#define FUNCTION OPERAND_FUNCTION
#define WORD OPERAND_WORD
#define NUMBER OPERAND_NUMBER
#define CLAIM(name, spelling, operand, meaning) [CLAIM_##name] = {spelling, operand, meaning},
#include "claims.def"
#undef CLAIM
#undef NONE
#undef PARAM
#undef RESULT_OR_PARAM
#undef FUNCTION
#undef WORD
#undef NUMBER
};

const struct claim_info *claim_info(enum claim_word word) {
  return &infos[word];
}

static bool take(struct spec_scan *scan, const char *word) {
  struct spec_token token = spec_scan_peek(scan);
  if (!spec_token_is(&token, word))
    return false;
  spec_scan_next(scan);
  return true;
}

static bool at_end(const struct spec_scan *scan) {
  struct spec_token token = spec_scan_peek(scan);
  return token.kind == TOKEN_END || spec_token_is(&token, ";");
}

static bool refuse_word(struct spec_claim_reader *reader, const struct spec_token *word) {
  struct spec_guess guess = spec_guess_start(word->text, word->length);
  for (int i = 0; i < CLAIM_COUNT; i++) {
    const char *space = strchr(infos[i].spelling, ' ');
    size_t head = space == NULL ? 0 : (size_t)(space - infos[i].spelling);
    if (head == word->length && memcmp(infos[i].spelling, word->text, head) == 0) {
      guess.best = infos[i].spelling;
      break;
    }
    spec_guess_consider(&guess, infos[i].spelling);
  }
  char shown[64];
  char hint[96];
  return spec_fail(&reader->place, "unknown claim `%s`%s", spec_show(word, shown),
                   spec_guess_text(&guess, hint, sizeof hint));
}

// The longest word of claims.def that stands here.
static bool read_word(struct spec_claim_reader *reader, struct spec_scan *scan,
                      enum claim_word *word) {
  struct spec_token first = spec_scan_next(scan);
  struct spec_token second = spec_scan_peek(scan);
  if (first.kind != TOKEN_WORD) {
    char shown[64];
    return spec_fail(&reader->place, "expected a claim instead of `%s`", spec_show(&first, shown));
  }
  int found = CLAIM_COUNT;
  bool two = false;
  for (int i = 0; i < CLAIM_COUNT && !two; i++) {
    const char *spelling = infos[i].spelling;
    const char *space = strchr(spelling, ' ');
    size_t head = space == NULL ? strlen(spelling) : (size_t)(space - spelling);
    if (head != first.length || memcmp(spelling, first.text, head) != 0)
      continue;
    two = space != NULL && spec_token_is(&second, space + 1);
    if (two || space == NULL)
      found = i;
  }
  if (found == CLAIM_COUNT)
    return refuse_word(reader, &first);
  if (two)
    spec_scan_next(scan);
  *word = (enum claim_word)found;
  return true;
}

static int find_param(const struct contract *contract, const struct spec_token *token) {
  for (unsigned i = 0; i < contract->param_count; i++) {
    if (spec_token_is(token, contract->params[i].name))
      return (int)i;
  }
  return SPEC_NO_PARAM;
}

static bool refuse_param(struct spec_claim_reader *reader, const struct spec_token *token,
                         const char *after) {
  const struct contract *contract = reader->contract;
  char shown[64];
  if (token->kind != TOKEN_WORD)
    return spec_fail(&reader->place, "`%s` wants the name of a parameter instead of `%s`", after,
                     spec_show(token, shown));
  struct spec_guess guess = spec_guess_start(token->text, token->length);
  for (unsigned i = 0; i < contract->param_count; i++)
    spec_guess_consider(&guess, contract->params[i].name);
  char hint[96];
  return spec_fail(&reader->place, "`%.60s` has no parameter `%s`%s", contract->name,
                   spec_show(token, shown), spec_guess_text(&guess, hint, sizeof hint));
}

static bool read_param(struct spec_claim_reader *reader, struct spec_scan *scan, const char *after,
                       int *param) {
  struct spec_token token = spec_scan_next(scan);
  *param = token.kind == TOKEN_WORD ? find_param(reader->contract, &token) : SPEC_NO_PARAM;
  return *param != SPEC_NO_PARAM || refuse_param(reader, &token, after);
}

static bool read_text(struct spec_claim_reader *reader, struct spec_scan *scan, const char *after,
                      const char **text) {
  return spec_read_name(reader->spec, &reader->place, scan, after, text);
}

/// A number above 0; kept as text.
static bool read_number(struct spec_claim_reader *reader, struct spec_scan *scan, const char *after,
                        const char **text) {
  struct spec_token token = spec_scan_peek(scan);
  int64_t value;
  char shown[64];
  if (!spec_scan_number(scan, &value) || value <= 0)
    return spec_fail(&reader->place, "`%s` wants a number above 0 instead of `%s`", after,
                     spec_show(&token, shown));
  char decimal[24];
  int length = snprintf(decimal, sizeof decimal, "%" PRId64, value);
  *text = spec_copy(reader->spec, decimal, (size_t)length);
  return true;
}

static bool is_tail(const struct spec_token *token) {
  static const char *const words[] = {"if",   "unless", "on",    "with", "in",    "once",
                                      "many", "at",     "until", "os",   "async", "shared"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (spec_token_is(token, words[i]))
      return true;
  }
  return false;
}

// True when the operand is left out, as it may be in an annotation that stands on a parameter.
static bool means_here(const struct spec_claim_reader *reader, const struct spec_scan *scan) {
  struct spec_token token = spec_scan_peek(scan);
  return reader->here != SPEC_NO_PARAM &&
         (at_end(scan) ||
          (is_tail(&token) && find_param(reader->contract, &token) == SPEC_NO_PARAM));
}

// `check result`, `check error`.
static bool read_checked(struct spec_claim_reader *reader, struct spec_scan *scan,
                         struct claim *claim) {
  if (means_here(reader, scan)) {
    claim->param = reader->here;
    return true;
  }
  if (take(scan, "result")) {
    claim->param = SPEC_RESULT;
    claim->text = "result";
    return true;
  }
  return read_param(reader, scan, "check", &claim->param);
}

static bool read_operand(struct spec_claim_reader *reader, struct spec_scan *scan,
                         struct claim *claim) {
  const struct claim_info *info = &infos[claim->word];
  if (claim->word == CLAIM_check)
    return read_checked(reader, scan, claim);
  switch (info->operand) {
  case OPERAND_NONE:
    return true;
  case OPERAND_RESULT_OR_PARAM:
    claim->param = reader->here == SPEC_NO_PARAM ? SPEC_RESULT : reader->here;
    return true;
  case OPERAND_PARAM:
    if (means_here(reader, scan)) {
      claim->param = reader->here;
      return true;
    }
    claim->each = take(scan, "each");
    return read_param(reader, scan, info->spelling, &claim->param);
  case OPERAND_FUNCTION:
    return read_text(reader, scan, info->spelling, &claim->text);
  case OPERAND_WORD:
    if (claim->word == CLAIM_gives)
      claim->param = reader->here == SPEC_NO_PARAM ? SPEC_RESULT : reader->here;
    return read_text(reader, scan, info->spelling, &claim->text);
  case OPERAND_NUMBER:
    return read_number(reader, scan, info->spelling, &claim->text);
  }
  return true;
}

static bool read_constant(struct spec_claim_reader *reader, struct spec_scan *scan,
                          struct spec_term *term) {
  struct spec_token token = spec_scan_next(scan);
  if (spec_token_is(&token, "NULL")) {
    term->constant = "NULL";
    return true;
  }
  const struct spec_item *item =
      spec_item_find(reader->spec, KEY_CONSTANT, token.text, token.length);
  if (item != NULL) {
    term->constant = item->name;
    term->value = item->value;
    return true;
  }
  // Linear and capped: the guess is made once, for the error that ends the reading.
  enum { MOST_CANDIDATES = 10000 };
  struct spec_guess guess = spec_guess_start(token.text, token.length);
  for (size_t i = 0; i < reader->spec->item_count && i < MOST_CANDIDATES; i++) {
    if (reader->spec->items[i]->key == KEY_CONSTANT)
      spec_guess_consider(&guess, reader->spec->items[i]->name);
  }
  char shown[64];
  char hint[96];
  spec_guess_text(&guess, hint, sizeof hint);
  spec_show(&token, shown);
  return spec_fail(&reader->place, "unknown constant `%s`%s", shown,
                   hint[0] != '\0' ? hint : "; declare it with `constant NAME VALUE`");
}

static bool read_value(struct spec_claim_reader *reader, struct spec_scan *scan,
                       struct spec_term *term) {
  struct spec_token token = spec_scan_peek(scan);
  char shown[64];
  if (token.kind == TOKEN_WORD)
    return read_constant(reader, scan, term);
  if (spec_scan_number(scan, &term->value))
    return true;
  return spec_fail(&reader->place, "expected a number, `NULL` or a constant instead of `%s`",
                   spec_show(&token, shown));
}

const char *spec_comparison_text(enum spec_comparison comparison) {
  static const char *const texts[] = {"==", "!=", "<", "<=", ">", ">=", "&", "nonblocking"};
  return texts[comparison];
}

static bool read_nonblocking(struct spec_claim_reader *reader, struct spec_scan *scan,
                             struct spec_term *term) {
  if (!take(scan, "("))
    return spec_fail(&reader->place, "expected `(` after `nonblocking`: `nonblocking(fd)`");
  term->comparison = SPEC_NONBLOCKING;
  if (!read_param(reader, scan, "nonblocking", &term->param))
    return false;
  return take(scan, ")") || spec_fail(&reader->place, "expected `)` after `nonblocking(%.60s`",
                                      reader->contract->params[term->param].name);
}

static bool read_term(struct spec_claim_reader *reader, struct spec_scan *scan,
                      struct spec_term *term) {
  struct spec_token token = spec_scan_peek(scan);
  if (spec_token_is(&token, "nonblocking") &&
      find_param(reader->contract, &token) == SPEC_NO_PARAM) {
    spec_scan_next(scan);
    return read_nonblocking(reader, scan, term);
  }
  if (!read_param(reader, scan, "a condition", &term->param))
    return false;
  token = spec_scan_next(scan);
  for (int i = SPEC_EQ; i <= SPEC_BIT; i++) {
    if (spec_token_is(&token, spec_comparison_text((enum spec_comparison)i))) {
      term->comparison = (enum spec_comparison)i;
      return read_value(reader, scan, term);
    }
  }
  char shown[64];
  return spec_fail(&reader->place,
                   "expected `==`, `!=`, `<`, `<=`, `>`, `>=` or `&` instead of `%s`",
                   spec_show(&token, shown));
}

static bool read_condition(struct spec_claim_reader *reader, struct spec_scan *scan, bool unless,
                           struct claim *claim) {
  struct spec_condition *when = &claim->when;
  if (when->term_count > 0)
    return spec_fail(&reader->place, "a claim has one condition; join its terms with `or`");
  when->unless = unless;
  do {
    if (when->term_count == SPEC_MAX_TERMS)
      return spec_fail(&reader->place, "a condition has at most %d terms; split the claim",
                       SPEC_MAX_TERMS);
    if (!read_term(reader, scan, &when->terms[when->term_count]))
      return false;
    when->term_count++;
  } while (take(scan, "or"));
  struct spec_token token = spec_scan_peek(scan);
  if (spec_token_is(&token, "and"))
    return spec_fail(&reader->place, "conditions know `or` only; split the claim");
  return true;
}

static bool read_in(struct spec_claim_reader *reader, struct spec_scan *scan, struct claim *claim) {
  int param = SPEC_NO_PARAM;
  if (!read_param(reader, scan, "in", &param))
    return false;
  if (claim->word == CLAIM_gives || claim->word == CLAIM_nonblocking)
    claim->param = param;
  else
    claim->in = param;
  return true;
}

static bool read_until(struct spec_claim_reader *reader, struct spec_scan *scan,
                       struct claim *claim) {
  if (take(scan, "done")) {
    claim->until_done = true;
    return true;
  }
  if (claim->with != SPEC_NO_PARAM)
    return spec_fail(&reader->place, "`with` and `until` in one claim; write two claims");
  claim->until = true;
  return read_param(reader, scan, "until", &claim->with);
}

static bool read_at_most(struct spec_claim_reader *reader, struct spec_scan *scan,
                         struct claim *claim) {
  claim->times = SPEC_AT_MOST_ONCE;
  return (take(scan, "most") && take(scan, "once")) ||
         spec_fail(&reader->place, "`at` begins `at most once` and nothing else");
}

static bool read_with(struct spec_claim_reader *reader, struct spec_scan *scan,
                      struct claim *claim) {
  if (claim->with != SPEC_NO_PARAM)
    return spec_fail(&reader->place, "a claim has one `with` or `until`; write two claims");
  return read_param(reader, scan, "with", &claim->with);
}

// What kind of lock a claim speaks of; false when the tail says nothing of that.
static bool read_lock_kind(struct spec_scan *scan, struct claim *claim) {
  bool about_lock = claim->word == CLAIM_acquires || claim->word == CLAIM_releases ||
                    claim->word == CLAIM_needs_lock;
  if (!about_lock)
    return false;
  if (take(scan, "os"))
    claim->lock = SPEC_LOCK_OS;
  else if (take(scan, "async"))
    claim->lock = SPEC_LOCK_ASYNC;
  else if (take(scan, "shared"))
    claim->shared = true;
  else
    return false;
  return true;
}

// Reads one tail; `*known` is false when none stands here.
static bool read_tail(struct spec_claim_reader *reader, struct spec_scan *scan, struct claim *claim,
                      bool *known) {
  *known = true;
  if (read_lock_kind(scan, claim))
    return true;
  if (take(scan, "if"))
    return read_condition(reader, scan, false, claim);
  if (take(scan, "unless"))
    return read_condition(reader, scan, true, claim);
  if (take(scan, "on")) {
    if (!take(scan, "success"))
      return read_text(reader, scan, "on", &claim->on);
    claim->on_success = true;
    return true;
  }
  if (take(scan, "with"))
    return read_with(reader, scan, claim);
  if (take(scan, "in"))
    return read_in(reader, scan, claim);
  if (take(scan, "until"))
    return read_until(reader, scan, claim);
  if (take(scan, "at"))
    return read_at_most(reader, scan, claim);
  if (take(scan, "once"))
    claim->times = SPEC_ONCE;
  else if (take(scan, "many"))
    claim->times = SPEC_MANY;
  else
    *known = false;
  return true;
}

static bool refuse_tail(struct spec_claim_reader *reader, struct spec_scan *scan,
                        const struct claim *claim) {
  struct spec_token token = spec_scan_next(scan);
  char shown[64];
  struct spec_guess guess = spec_guess_start(token.text, token.length);
  for (int i = 0; i < CLAIM_COUNT; i++) {
    if (spec_token_is(&token, infos[i].spelling))
      return spec_fail(&reader->place, "expected `;` between `%s` and `%s`",
                       infos[claim->word].spelling, infos[i].spelling);
  }
  static const char *const tails[] = {"if",           "unless", "on success", "on",    "with",
                                      "in",           "once",   "many",       "until", "until done",
                                      "at most once", "or",     "os",         "shared"};
  for (size_t i = 0; i < sizeof tails / sizeof *tails; i++)
    spec_guess_consider(&guess, tails[i]);
  char hint[96];
  spec_guess_text(&guess, hint, sizeof hint);
  spec_show(&token, shown);
  return spec_fail(&reader->place, "unexpected `%s` after `%s`%s", shown,
                   infos[claim->word].spelling,
                   hint[0] != '\0' ? hint : "; a claim ends at `;` or at the end of its line");
}

static bool read_claim(struct spec_claim_reader *reader, struct spec_scan *scan,
                       struct claim *claim) {
  *claim = (struct claim){.param = SPEC_NO_PARAM, .with = SPEC_NO_PARAM, .in = SPEC_NO_PARAM};
  if (!read_word(reader, scan, &claim->word) || !read_operand(reader, scan, claim))
    return false;
  bool known = true;
  while (known && !at_end(scan)) {
    if (!read_tail(reader, scan, claim, &known))
      return false;
  }
  return known || refuse_tail(reader, scan, claim);
}

static bool add_claim(struct spec_claim_reader *reader, const struct claim *claim) {
  for (unsigned i = 0; i < reader->count; i++) {
    if (spec_claim_equal(&reader->claims[i], claim))
      return spec_fail(&reader->place, "`%s` is claimed twice for `%.60s`",
                       infos[claim->word].spelling, reader->contract->name);
  }
  if (reader->count == SPEC_MAX_CLAIMS)
    return spec_fail(&reader->place, "`%.60s` has more than %d claims", reader->contract->name,
                     SPEC_MAX_CLAIMS);
  reader->claims[reader->count++] = *claim;
  return true;
}

bool spec_read_claims(struct spec_claim_reader *reader, struct spec_scan *scan) {
  scan->dashes = true;
  for (;;) {
    while (take(scan, ";"))
      continue;
    if (at_end(scan))
      return true;
    struct claim claim;
    if (!read_claim(reader, scan, &claim) || !add_claim(reader, &claim))
      return false;
  }
}
