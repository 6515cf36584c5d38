// SPDX-License-Identifier: MIT
// Reads the annotations of headers: the claims of .api files, on a function or one of its
// parameters.
#include "spec_internal.h"

#include <stdlib.h>
#include <string.h>

// `record.member`, and not `static_function@file.c`. An unnamed record is its file and offset.
static bool names_field(const char *name) {
  size_t word = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$");
  return name[word] != '@' && strchr(name, '.') != NULL;
}

// A contract for an annotation, with copies of the parameters when it is new.
static struct contract *annotated(struct spec *spec, const char *name,
                                  const struct spec_place *place,
                                  const struct contract_param *params, unsigned param_count) {
  struct contract *contract = spec_alloc(spec, sizeof *contract);
  contract->kind = names_field(name) ? CONTRACT_FIELD : CONTRACT_FUNCTION;
  contract->name = spec_copy(spec, name, strlen(name));
  contract->file = spec_copy(spec, place->file, strlen(place->file));
  contract->line = place->line;
  contract->project = true;
  contract->params = spec_alloc(spec, param_count * sizeof *params + 1);
  contract->param_count = param_count;
  for (unsigned i = 0; i < param_count; i++) {
    const char *type = params[i].type == NULL ? "" : params[i].type;
    contract->params[i].name = spec_copy(spec, params[i].name, strlen(params[i].name));
    contract->params[i].type = spec_copy(spec, type, strlen(type));
  }
  return contract;
}

// Adds the claims of an annotation to what is known, without moving the contract's place.
static bool keep_annotation(struct spec *spec, const struct spec_place *place,
                            struct contract *read, const struct claim *claims, unsigned count) {
  struct spec_item *item =
      spec_item_find(spec, (enum spec_key)read->kind, read->name, strlen(read->name));
  if (item == NULL) {
    spec_claims_set(spec, read, claims, count);
    spec_contract_add(spec, read);
    return true;
  }
  struct contract *old = item->contract;
  if (old->param_count != read->param_count) {
    if (old->prototype != NULL)
      return spec_fail(place, "`%.60s` has %u parameters here and %u at %.200s:%u", read->name,
                       read->param_count, old->param_count, old->file, old->line);
    old->params = read->params; // another function of that name, static in its file
    old->param_count = read->param_count;
    old->claim_count = 0;
  }
  spec_claims_override(spec, old, claims, count);
  old->project = true;
  return true;
}

bool spec_read_annotation(struct spec *spec, const char *name, const char *file, unsigned line,
                          const struct contract_param *params, unsigned param_count, int param,
                          const char *words, struct spec_error *error) {
  struct spec_place place = {file, line, error};
  struct claim *claims = spec_need(malloc(SPEC_MAX_CLAIMS * sizeof *claims));
  struct spec_claim_reader reader = {
      .spec = spec,
      .place = place,
      .contract = annotated(spec, name, &place, params, param_count),
      .here = param >= 0 && (unsigned)param < param_count ? param : SPEC_NO_PARAM,
      .claims = claims,
  };
  struct spec_scan scan = {words, words + strlen(words), true};
  bool good = spec_read_claims(&reader, &scan);
  if (good && reader.count == 0)
    good = spec_fail(&place, "the annotation of `%.60s` claims nothing", name);
  if (good)
    good = keep_annotation(spec, &place, (struct contract *)reader.contract, claims, reader.count);
  free(claims);
  return good;
}
