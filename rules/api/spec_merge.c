// SPDX-License-Identifier: MIT
// Compares, overrides and prints claims.
#include "spec_internal.h"

#include <stdlib.h>
#include <string.h>

static bool same_text(const char *a, const char *b) {
  return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool spec_claim_replaces(const struct claim *claim, const struct claim *other) {
  if (claim->word != other->word)
    return false;
  if (claim->word == CLAIM_instead || claim->word == CLAIM_token_twin)
    return true; // there is one twin
  if (claim->word == CLAIM_stack)
    return true; // and one size
  return claim->param == other->param && same_text(claim->text, other->text);
}

static bool same_term(const struct spec_term *a, const struct spec_term *b) {
  return a->param == b->param && a->comparison == b->comparison && a->value == b->value &&
         same_text(a->constant, b->constant);
}

bool spec_claim_equal(const struct claim *a, const struct claim *b) {
  if (a->word != b->word || a->param != b->param || !same_text(a->text, b->text) ||
      a->with != b->with || !same_text(a->on, b->on) || a->in != b->in || a->until != b->until ||
      a->until_done != b->until_done || a->times != b->times || a->each != b->each ||
      a->on_success != b->on_success || a->lock != b->lock || a->shared != b->shared ||
      a->when.unless != b->when.unless || a->when.term_count != b->when.term_count)
    return false;
  for (unsigned i = 0; i < a->when.term_count; i++) {
    if (!same_term(&a->when.terms[i], &b->when.terms[i]))
      return false;
  }
  return true;
}

void spec_claims_set(struct spec *spec, struct contract *contract, const struct claim *claims,
                     unsigned count) {
  contract->claims = spec_alloc(spec, count * sizeof *claims + 1);
  contract->claim_count = count;
  if (count > 0)
    memcpy(contract->claims, claims, count * sizeof *claims);
}

// A growing result of an override; the old and the new claims together always fit.
struct merge {
  struct claim claims[2 * SPEC_MAX_CLAIMS];
  unsigned count;
  bool used[SPEC_MAX_CLAIMS];
};

// Puts the new claims that replace `old` in its place; false when none does.
static bool merge_replacing(struct merge *merge, const struct claim *old,
                            const struct claim *claims, unsigned count) {
  bool replaced = false;
  for (unsigned i = 0; i < count; i++) {
    if (!spec_claim_replaces(&claims[i], old))
      continue;
    replaced = true;
    if (!merge->used[i])
      merge->claims[merge->count++] = claims[i];
    merge->used[i] = true;
  }
  return replaced;
}

void spec_claims_override(struct spec *spec, struct contract *contract, const struct claim *claims,
                          unsigned count) {
  bool cleared = false;
  for (unsigned i = 0; i < count; i++)
    cleared |= claims[i].word == CLAIM_plain;
  if (cleared && count == 1) {
    spec_claims_set(spec, contract, claims, count);
    return;
  }
  struct merge *merge = spec_need(calloc(1, sizeof *merge));
  for (unsigned i = 0; i < contract->claim_count && !cleared; i++) {
    const struct claim *old = &contract->claims[i];
    if (old->word == CLAIM_plain || merge_replacing(merge, old, claims, count))
      continue;
    if (merge->count < SPEC_MAX_CLAIMS)
      merge->claims[merge->count++] = *old;
  }
  for (unsigned i = 0; i < count; i++) {
    if (!merge->used[i] && claims[i].word != CLAIM_plain && merge->count < 2 * SPEC_MAX_CLAIMS)
      merge->claims[merge->count++] = claims[i];
  }
  spec_claims_set(spec, contract, merge->claims, merge->count);
  free(merge);
}

static const char *param_name(const struct contract *contract, int param) {
  bool known = param >= 0 && (unsigned)param < contract->param_count;
  return known ? contract->params[param].name : "?";
}

static void print_condition(FILE *out, const struct contract *contract,
                            const struct spec_condition *when) {
  for (unsigned i = 0; i < when->term_count; i++) {
    const struct spec_term *term = &when->terms[i];
    const char *name = param_name(contract, term->param);
    fputs(i > 0 ? " or " : when->unless ? " unless " : " if ", out);
    if (term->comparison == SPEC_NONBLOCKING)
      fprintf(out, "nonblocking(%s)", name);
    else if (term->constant != NULL)
      fprintf(out, "%s %s %s", name, spec_comparison_text(term->comparison), term->constant);
    else
      fprintf(out, "%s %s %lld", name, spec_comparison_text(term->comparison),
              (long long)term->value);
  }
}

static void print_operand(FILE *out, const struct contract *contract, const struct claim *claim) {
  if (claim->each)
    fputs(" each", out);
  if (claim->text != NULL)
    fprintf(out, " %s", claim->text);
  bool in_only = claim->word == CLAIM_gives || claim->word == CLAIM_nonblocking;
  if (claim->param >= 0)
    fprintf(out, "%s %s", in_only ? " in" : "", param_name(contract, claim->param));
}

void claim_print(FILE *out, const struct contract *contract, const struct claim *claim) {
  static const char *const times[] = {"", " once", " many", " at most once"};
  fputs(claim_info(claim->word)->spelling, out);
  print_operand(out, contract, claim);
  if (claim->in >= 0)
    fprintf(out, " in %s", param_name(contract, claim->in));
  if (claim->with >= 0)
    fprintf(out, " %s %s", claim->until ? "until" : "with", param_name(contract, claim->with));
  if (claim->until_done)
    fputs(" until done", out);
  fputs(times[claim->times], out);
  if (claim->on != NULL)
    fprintf(out, " on %s", claim->on);
  static const char *const locks[] = {"", " os", " async"};
  fputs(locks[claim->lock], out);
  if (claim->shared)
    fputs(" shared", out);
  if (claim->on_success)
    fputs(" on success", out);
  print_condition(out, contract, &claim->when);
}
