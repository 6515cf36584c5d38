// SPDX-License-Identifier: MIT
// libFuzzer entry of the spec reader: reads the bytes as a shipped file, as a project's file over
// it, and as the words of an annotation, and prints what came out.
#include "rules/api/spec.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void print_all(const struct spec *spec, FILE *out) {
  for (size_t i = 0; i < spec_count(spec); i++) {
    const struct contract *contract = spec_at(spec, i);
    for (unsigned j = 0; j < contract->claim_count; j++)
      claim_print(out, contract, &contract->claims[j]);
    if (spec_find(spec, contract->kind, contract->name) == NULL)
      abort();
  }
}

static void read_words(struct spec *spec, const uint8_t *data, size_t size) {
  static const struct contract_param params[] = {{"a", "int"}, {"fd", "int"}, {"p", "void *"}};
  struct spec_error error;
  char *words = malloc(size + 1);
  if (words == NULL)
    return;
  memcpy(words, data, size);
  words[size] = '\0';
  for (int param = -1; param < 3; param++)
    spec_read_annotation(spec, "f", "f.h", 1, params, 3, param, words, &error);
  spec_handle_of_type(spec, words);
  spec_token_type(spec, words);
  free(words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static FILE *out;
  if (out == NULL)
    out = fopen("/dev/null", "w");
  const char *text = size > 0 ? (const char *)data : "";
  struct spec *spec = spec_create();
  struct spec_error error;
  spec_read_text(spec, "shipped.api", text, size, false, &error);
  spec_read_text(spec, "project.api", text, size, true, &error);
  read_words(spec, data, size);
  print_all(spec, out);
  spec_digest(spec);
  spec_destroy(spec);
  return 0;
}
