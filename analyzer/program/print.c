// SPDX-License-Identifier: MIT
// What is known of a function, declared and inferred, as words for people and as rows of the store.
#include "analyzer/program/internal.h"
#include "analyzer/store/store.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum { MAX_CHAIN = 16 };

// ---- declared ----

/// Where claims are printed to, one after the other.
struct claim_printer {
  FILE *out; // opened by the first one
  char *words;
  size_t size;
};

/// Valid until the next one.
static const char *claim_words(struct claim_printer *printer, const struct contract *contract,
                               const struct claim *claim) {
  if (!printer->out && !(printer->out = open_memstream(&printer->words, &printer->size)))
    abort();
  rewind(printer->out);
  claim_print(printer->out, contract, claim);
  fputc('\0', printer->out);
  fflush(printer->out);
  return printer->words;
}

static void close_printer(struct claim_printer *printer) {
  if (printer->out)
    fclose(printer->out);
  free(printer->words);
}

/// The contract a claim of `function` was read from.
static const struct contract *origin_of(const struct program *program,
                                        const struct function *function,
                                        const struct claim *claim) {
  const struct contract *header = spec_find(
      program->annotations, function->slot ? CONTRACT_FIELD : CONTRACT_FUNCTION, function->symbol);
  const struct contract *spec = function->contract;
  for (unsigned i = 0; spec && i < spec->claim_count; i++)
    if (spec->claims[i].word == claim->word && spec->claims[i].param == claim->param)
      return spec;
  return header ? header : spec;
}

// ---- inferred ----

static const char *param_name(const struct function *function, uint32_t i) {
  if (function->body && i < function->body->param_count)
    return function->body->vars[i].name;
  return function->declaration && i < function->declaration->param_count
             ? function->declaration->params[i].name
             : "?";
}

static const char *effect_word(enum handle_effect effect) {
  switch (effect) {
  case HANDLE_BORROWED:
    return "borrows";
  case HANDLE_TAKEN:
  case HANDLE_TAKEN_ON_SUCCESS:
    return "takes";
  case HANDLE_MAYBE_TAKEN:
    return "takes on some paths";
  case HANDLE_STORED:
    return "stores";
  case HANDLE_UNKNOWN:
  case HANDLE_UNDECIDED:
    break;
  }
  return NULL;
}

static bool declared(const struct function *function, enum claim_word word, int param) {
  for (uint32_t i = 0; i < function->claim_count; i++)
    if (function->claims[i].word == word && function->claims[i].param == param)
      return true;
  return false;
}

static bool says_about(const struct function *function, uint32_t param) {
  static const enum claim_word words[] = {CLAIM_takes, CLAIM_borrows, CLAIM_stores, CLAIM_detaches,
                                          CLAIM_tests_done};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (declared(function, words[i], (int)param))
      return true;
  return false;
}

/// Calls `put` for everything the body tells.
typedef program_fact put_words;

static void infer_param(struct program *program, const struct function *function, uint32_t i,
                        put_words *put, void *data) {
  const struct param_effect *param = &function->effect.params[i];
  const char *name = param_name(function, i);
  char words[256];
  if (param->gives && !declared(function, CLAIM_gives, (int)i)) {
    snprintf(words, sizeof words, "gives %s in %s%s", param->gives, name,
             param->gives_on_success ? " on success" : "");
    put(data, words, NULL, NULL, EFFECT_COUNT);
  }
  bool pointer;
  if (says_about(function, i) || !type_handle(program, function->body->vars[i].type, &pointer))
    return;
  enum handle_effect effect = pointer ? param->pointee : param->value;
  const char *word = effect_word(effect);
  if (!word)
    return;
  snprintf(words, sizeof words, "%s %s%s%s", word, pointer ? "each " : "", name,
           effect == HANDLE_TAKEN_ON_SUCCESS ? " on success" : "");
  put(data, words, NULL, NULL, EFFECT_COUNT);
}

static void infer(struct program *program, const struct function *function, put_words *put,
                  void *data) {
  static const struct {
    enum effect effect;
    enum claim_word word;
    const char *words;
  } effects[] = {
      {EFFECT_BLOCKS, CLAIM_blocks, "blocks"},
      {EFFECT_SUSPENDS, CLAIM_suspends, "suspends"},
      {EFFECT_CANCELLABLE, CLAIM_token, "gives no token to a cancellable operation"},
      {EFFECT_UNRESOLVED, CLAIM_COUNT, "calls something nothing is known of"},
  };
  char words[256];
  if (!function->checked)
    return;
  for (size_t i = 0; i < sizeof effects / sizeof *effects; i++)
    if (function->has[effects[i].effect] &&
        (effects[i].word == CLAIM_COUNT || !function_claim(function, effects[i].word)))
      put(data, effects[i].words, NULL, function->witness[effects[i].effect], effects[i].effect);
  for (uint32_t i = 0; i < function->body->param_count && i < function->effect.param_count; i++)
    infer_param(program, function, i, put, data);
  if (function->effect.gives && !declared(function, CLAIM_gives, SPEC_RESULT)) {
    snprintf(words, sizeof words, "gives %s", function->effect.gives);
    put(data, words, NULL, NULL, EFFECT_COUNT);
  }
  if (function->token_param >= 0 && !function_claim(function, CLAIM_token)) {
    snprintf(words, sizeof words, function->forwards_token ? "token %s, passed on" : "token %s",
             param_name(function, (uint32_t)function->token_param));
    put(data, words, NULL, NULL, EFFECT_COUNT);
  }
  if (function->in_task)
    put(data, "may run in a task or on a loop", NULL, NULL, EFFECT_COUNT);
}

static void describe(struct claim_printer *printer, struct program *program,
                     const struct function *function, program_fact *put, void *data) {
  for (uint32_t i = 0; i < function->claim_count; i++) {
    const struct contract *from = origin_of(program, function, &function->claims[i]);
    put(data, claim_words(printer, from, &function->claims[i]), from, NULL, EFFECT_COUNT);
  }
  infer(program, function, put, data);
}

void program_describe(struct program *program, const struct function *function, program_fact *put,
                      void *data) {
  struct claim_printer printer = {0};
  describe(&printer, program, function, put, data);
  close_printer(&printer);
}

// ---- printing ----

static void print_place(FILE *out, const struct function *function, uint32_t loc) {
  if (!function->body || loc == IR_NONE)
    return;
  const struct ir_location *place = ir_location(function->body, loc);
  if (place->file)
    fprintf(out, " (%s:%u)", place->file, place->line);
}

static void print_fact(void *data, const char *words, const struct contract *from,
                       const struct edge *first, enum effect effect) {
  FILE *out = data;
  if (from) {
    fprintf(out, "  %s    [%s:%u]\n", words, from->file, from->line);
    return;
  }
  fprintf(out, "  %s    [inferred]\n", words);
  const struct edge *edge = first;
  for (int steps = 0; edge && steps < MAX_CHAIN; steps++) {
    fprintf(out, "    `%s` calls `%s`", edge->caller->name, edge->callee->name);
    print_place(out, edge->caller, edge->loc);
    fputc('\n', out);
    edge = edge->callee->has[effect] ? edge->callee->witness[effect] : NULL;
  }
}

static void print_function(struct program *program, const struct function *function, FILE *out) {
  fprintf(out, "%s", function->symbol);
  if (function->body)
    print_place(out, function, function->body->loc);
  else if (function->declaration && function->declaration->loc.file)
    fprintf(out, " (%s:%u)", function->declaration->loc.file, function->declaration->loc.line);
  fputc('\n', out);
  program_describe(program, function, print_fact, out);
  if (!function->claim_count && !function->checked)
    fprintf(out, "  nothing is known: no contract, and no code that could be read\n");
}

/// A contract that no unit of the program has a use for.
static bool print_unused(const struct program *program, const char *name, FILE *out) {
  const struct contract *contract = spec_find(program->spec, CONTRACT_FUNCTION, name);
  if (!contract)
    contract = spec_find(program->spec, CONTRACT_FIELD, name);
  if (!contract)
    return false;
  fprintf(out, "%s (not used here)\n", contract->name);
  struct claim_printer printer = {0};
  for (unsigned i = 0; i < contract->claim_count; i++)
    fprintf(out, "  %s    [%s:%u]\n", claim_words(&printer, contract, &contract->claims[i]),
            contract->file, contract->line);
  close_printer(&printer);
  return true;
}

bool program_print_contract(struct program *program, const char *name, FILE *out) {
  bool found = false;
  for (uint32_t i = 0; i < program->count; i++) {
    const struct function *function = program->functions[i];
    if (strcmp(function->name, name) != 0 && strcmp(function->symbol, name) != 0)
      continue;
    print_function(program, function, out);
    found = true;
  }
  return found || print_unused(program, name, out);
}

// ---- storing ----

/// Rows of one function: first their digest is taken, then those that changed are put.
struct rows {
  struct store *store;
  const char *symbol;
  struct text text; // what the digest is taken of
  struct claim_printer printer;
  bool good;
};

static const struct ir_location *place_of(const struct edge *edge) {
  bool placed = edge->loc != IR_NONE && edge->caller->body;
  return placed ? ir_location(edge->caller->body, edge->loc) : NULL;
}

static void take_text(struct rows *rows, const char *text) {
  text_append(&rows->text, text, strlen(text) + 1);
}

static void take_fact(void *data, const char *words, const struct contract *from,
                      const struct edge *first, enum effect effect) {
  struct rows *rows = data;
  (void)first;
  (void)effect;
  take_text(rows, words);
  take_text(rows, from ? from->file : "inferred");
}

/// The places of edges; of a body whose digest is known it says where all its locations are.
static void take_place(const struct edge *edge, bool known, struct rows *rows) {
  const struct ir_location *loc = known ? NULL : place_of(edge);
  uint32_t numbers[3] = {edge->loc, loc ? loc->line : 0, loc ? loc->column : 0};
  take_text(rows, loc && loc->file ? loc->file : "");
  text_append(&rows->text, numbers, sizeof numbers);
}

static void take_function(struct program *program, const struct function *function,
                          struct rows *rows) {
  const struct ir_function *body = function->body;
  bool known = body && (body->digest[0] | body->digest[1]);
  describe(&rows->printer, program, function, take_fact, rows);
  for (uint32_t i = 0; i < function->out_count; i++) {
    take_text(rows, function->out[i]->callee->symbol);
    take_place(function->out[i], known, rows);
  }
  if (known && function->out_count)
    text_append(&rows->text, body->digest, sizeof body->digest);
}

static void store_fact(void *data, const char *words, const struct contract *from,
                       const struct edge *first, enum effect effect) {
  struct rows *rows = data;
  (void)first;
  (void)effect;
  rows->good = rows->good &&
               store_put_contract(rows->store, rows->symbol, words, from ? from->file : "inferred");
}

static void store_function(struct program *program, const struct function *function,
                           struct rows *rows) {
  describe(&rows->printer, program, function, store_fact, rows);
  for (uint32_t i = 0; i < function->out_count && rows->good; i++) {
    const struct edge *edge = function->out[i];
    rows->good = store_put_edge(rows->store, rows->symbol, edge->callee->symbol, place_of(edge));
  }
}

/// The slot that has the name of a function, too, or NULL: a table has one name for both.
static const struct function *namesake(const struct program *program,
                                       const struct function *function) {
  const struct map *others = function->slot ? &program->by_symbol : &program->by_slot;
  uint32_t at = map_get(others, map_key(function->symbol), IR_NONE);
  return at == IR_NONE ? NULL : program->functions[at];
}

static void store_changes(struct program *program, const struct function *function,
                          struct store_program *stored, struct rows *rows) {
  const struct function *other = namesake(program, function);
  bool anew = false;
  if (other && function->slot)
    return; // with the function
  rows->symbol = function->symbol;
  rows->text.length = 0;
  take_function(program, function, rows);
  if (other)
    take_function(program, other, rows);
  if (!rows->text.length)
    return;
  rows->good =
      store_describe(stored, rows->symbol, XXH3_64bits(rows->text.data, rows->text.length), &anew);
  if (anew && rows->good)
    store_function(program, function, rows);
  if (anew && rows->good && other)
    store_function(program, other, rows);
}

bool program_store(struct program *program, struct store *store) {
  struct store_program stored;
  struct rows rows = {.store = store, .good = store_begin_program(&stored, store)};
  for (uint32_t i = 0; i < program->count && rows.good; i++)
    store_changes(program, program->functions[i], &stored, &rows);
  text_free(&rows.text);
  close_printer(&rows.printer);
  return store_end_program(&stored, rows.good);
}
