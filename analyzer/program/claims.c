// SPDX-License-Identifier: MIT
// Which claims hold for which function: the spec's where its header was included, the annotations'
// everywhere; and the part of a call's effect that follows from claims alone.
#include "analyzer/program/internal.h"

#include <stdlib.h>
#include <string.h>

// ---- annotations ----

static void add_problem(struct program *program, const struct ir_location *loc,
                        const char *message) {
  GROW(program->problems, program->problem_count, program->problem_capacity);
  program->problems[program->problem_count++] =
      (struct problem){*loc, arena_string(&program->arena, message)};
}

static void read_words(struct program *program, const struct ir_declaration *declaration,
                       const struct contract_param *params, int param, const char *words) {
  struct spec_error error;
  if (!words)
    return;
  const char *file = declaration->loc.file ? declaration->loc.file : "";
  if (!spec_read_annotation(program->annotations, declaration->symbol, file, declaration->loc.line,
                            params, declaration->param_count, param, words, &error))
    add_problem(program, &declaration->loc, error.message);
}

static bool same_words(const char *a, const char *b) {
  return a == b || (a && b && strcmp(a, b) == 0);
}

// The same declaration is seen by many units: its words are read once.
static bool seen_before(const struct ir_unit *unit, uint32_t index) {
  const struct ir_declaration *one = &unit->declarations[index];
  for (uint32_t i = index; i-- > 0;) {
    const struct ir_declaration *other = &unit->declarations[i];
    if (other->symbol == one->symbol && other->kind == one->kind &&
        same_words(other->words, one->words))
      return true;
  }
  return false;
}

static const struct contract_param *params_of(struct program *program,
                                              const struct ir_declaration *declaration) {
  struct contract_param *params =
      ARENA_ARRAY(&program->arena, struct contract_param, declaration->param_count + 1);
  for (uint32_t p = 0; p < declaration->param_count; p++)
    params[p] = (struct contract_param){declaration->params[p].name, declaration->params[p].type};
  return params;
}

// The claims of `annotation WORD`, as an annotation in a header would write them.
static char *words_of(const struct contract *annotation) {
  char *words = NULL;
  size_t length;
  FILE *out = open_memstream(&words, &length);
  if (!out)
    return NULL;
  for (unsigned i = 0; i < annotation->claim_count; i++) {
    fputs(i ? "; " : "", out);
    claim_print(out, annotation, &annotation->claims[i]);
  }
  fclose(out);
  return words;
}

static void read_marker(struct program *program, const struct ir_declaration *declaration,
                        const char *marker) {
  const struct contract *annotation = spec_find(program->spec, CONTRACT_ANNOTATION, marker);
  char *words = annotation ? words_of(annotation) : NULL;
  if (words)
    read_words(program, declaration, params_of(program, declaration), SPEC_NO_PARAM, words);
  free(words);
}

// What macros before the name say, such as `coroutine_fn`: once for each symbol and set of words.
static void read_markers(struct program *program) {
  const struct ir_unit *unit = program->unit;
  struct map read = {0};
  for (uint32_t i = 0; i < unit->declaration_count; i++) {
    const struct ir_declaration *one = &unit->declarations[i];
    uint32_t before = one->markers ? map_get(&read, map_key(one->symbol), IR_NONE) : IR_NONE;
    if (!one->markers || (before != IR_NONE && unit->declarations[before].markers == one->markers))
      continue;
    map_set(&read, map_key(one->symbol), i);
    char *markers = xstrdup(one->markers), *rest = markers;
    for (char *marker; (marker = strsep(&rest, " "));)
      read_marker(program, one, marker);
    free(markers);
  }
  map_free(&read);
}

static bool has_markers(const struct spec *spec) {
  for (size_t i = 0; i < spec_count(spec); i++)
    if (spec_at(spec, i)->kind == CONTRACT_ANNOTATION)
      return true;
  return false;
}

static void read_annotations(struct program *program) {
  const struct ir_unit *unit = program->unit;
  for (uint32_t i = 0; i < unit->declaration_count; i++) {
    const struct ir_declaration *declaration = &unit->declarations[i];
    bool annotated = declaration->words != NULL;
    for (uint32_t p = 0; p < declaration->param_count; p++)
      annotated |= declaration->params[p].words != NULL;
    if (!annotated || seen_before(unit, i))
      continue;
    const struct contract_param *params = params_of(program, declaration);
    read_words(program, declaration, params, SPEC_NO_PARAM, declaration->words);
    for (uint32_t p = 0; p < declaration->param_count; p++)
      read_words(program, declaration, params, (int)p, declaration->params[p].words);
  }
}

// ---- which contract holds ----

// True when the file that declares the function is the header the contract speaks of
// (`<taskrt/task.h>`).
static bool header_matches(const char *header, const struct ir_declaration *declaration) {
  const char *file = declaration->loc.file;
  size_t length = strlen(header);
  if (length < 2)
    return true;
  if (declaration->header && strcmp(declaration->header, header) == 0)
    return true;
  length -= 2; // the brackets
  size_t file_length = file ? strlen(file) : 0;
  return file_length > length && file[file_length - length - 1] == '/' &&
         memcmp(file + file_length - length, header + 1, length) == 0;
}

/// True when no header declares the function, and nothing says its parameters: called under
/// `-std=c11`, `nanosleep()` is the library's all the same, unless the program has one of its own.
static bool is_undeclared(const struct function *function) {
  const struct ir_declaration *declaration = function->declaration;
  enum { OWN = IR_DECL_IN_HEADER | IR_DECL_DEFINED | IR_DECL_STATIC };
  return !function->slot && !function->body && !declaration->param_count &&
         !(declaration->flags & OWN);
}

static const struct contract *spec_contract(struct program *program,
                                            const struct function *function) {
  enum contract_kind kind = function->slot ? CONTRACT_FIELD : CONTRACT_FUNCTION;
  const struct contract *contract = spec_find(program->spec, kind, function->symbol);
  const struct ir_declaration *declaration = function->declaration;
  if (!contract || contract->project || !contract->header || !declaration)
    return contract;
  bool system = (declaration->flags & IR_DECL_SYSTEM) != 0;
  bool meant = system || header_matches(contract->header, declaration) || is_undeclared(function);
  return meant ? contract : NULL;
}

static bool claimed(const struct claim *claims, uint32_t count, const struct claim *one) {
  for (uint32_t i = 0; i < count; i++)
    if (claims[i].word == one->word && claims[i].param == one->param && claims[i].each == one->each)
      return true;
  return false;
}

static void join_claims(struct program *program, struct function *function) {
  const struct contract *from_spec = spec_contract(program, function);
  enum contract_kind kind = function->slot ? CONTRACT_FIELD : CONTRACT_FUNCTION;
  const struct contract *from_header = spec_find(program->annotations, kind, function->symbol);
  uint32_t most =
      (from_spec ? from_spec->claim_count : 0) + (from_header ? from_header->claim_count : 0);
  function->contract = from_spec ? from_spec : from_header;
  if (!most)
    return;
  struct claim *claims = ARENA_ARRAY(&program->arena, struct claim, most);
  for (uint32_t i = 0; from_spec && i < from_spec->claim_count; i++)
    claims[function->claim_count++] = from_spec->claims[i];
  for (uint32_t i = 0; from_header && i < from_header->claim_count; i++)
    if (!claimed(claims, function->claim_count, &from_header->claims[i]))
      claims[function->claim_count++] = from_header->claims[i];
  function->claims = claims;
}

// ---- effects that follow from claims ----

static uint32_t param_count_of(const struct function *function) {
  if (function->contract && function->contract->param_count)
    return function->contract->param_count;
  if (function->body)
    return function->body->param_count;
  return function->declaration ? function->declaration->param_count : 0;
}

static struct param_effect *param_of(struct call_effect *effect, const struct claim *claim) {
  if (claim->param < 0 || (uint32_t)claim->param >= effect->param_count)
    return NULL;
  return (struct param_effect *)&effect->params[claim->param];
}

static void apply_handle_claim(struct call_effect *effect, const struct claim *claim) {
  struct param_effect *param = param_of(effect, claim);
  if (claim->word == CLAIM_gives) {
    if (param) {
      param->gives = claim->text;
      param->gives_on_success = claim->on_success;
    } else {
      effect->gives = claim->text;
    }
    return;
  }
  if (!param)
    return;
  enum handle_effect value = claim->word == CLAIM_borrows || claim->word == CLAIM_tests_done
                                 ? HANDLE_BORROWED
                             : claim->word == CLAIM_stores ? HANDLE_STORED
                             : claim->on_success           ? HANDLE_TAKEN_ON_SUCCESS
                                                           : HANDLE_TAKEN;
  param->touches |= value == HANDLE_BORROWED;
  param->stale |= claim->each;
  if (claim->each)
    param->pointee = value;
  else
    param->value = value;
}

void claim_apply(struct call_effect *effect, const struct claim *claim) {
  switch (claim->word) {
  case CLAIM_gives:
  case CLAIM_takes:
  case CLAIM_detaches:
  case CLAIM_borrows:
  case CLAIM_stores:
    apply_handle_claim(effect, claim);
    break;
  case CLAIM_keeps:
    if (param_of(effect, claim) && claim->until_done)
      param_of(effect, claim)->keeps = true;
    else if (param_of(effect, claim))
      param_of(effect, claim)->keeps_on = true;
    break;
  case CLAIM_starts:
  case CLAIM_offloads: // `with arg`: for as long as the body runs
    if (claim->with >= 0 && !claim->until && (uint32_t)claim->with < effect->param_count)
      ((struct param_effect *)effect->params)[claim->with].keeps = true;
    break;
  case CLAIM_blocks:
  case CLAIM_suspends:
  case CLAIM_async:
  case CLAIM_runs_loop:
    effect->pauses = true;
    break;
  case CLAIM_refs: // how many references there are, nobody counts
    if (param_of(effect, claim))
      param_of(effect, claim)->value = HANDLE_STORED;
    break;
  case CLAIM_tests_done:
    apply_handle_claim(effect, claim);
    effect->tests_done = claim->param;
    break;
  case CLAIM_returns:
    effect->returns = claim->param;
    break;
  case CLAIM_waits_for:
    effect->waits_for = claim->param;
    break;
  case CLAIM_token:
    effect->token = claim->param;
    break;
  case CLAIM_checks_token:
    effect->checks_token = claim->param;
    break;
  case CLAIM_tests_in_task:
    effect->tests_in_task = true;
    break;
  case CLAIM_status:
    effect->status = true;
    break;
  case CLAIM_acquires:
    effect->acquires = true;
    break;
  case CLAIM_frees:
    if (param_of(effect, claim))
      param_of(effect, claim)->frees = true;
    break;
  case CLAIM_nonblocking:
    if (claim->param >= 0)
      effect->makes_nonblocking = claim->param;
    else
      effect->gives_nonblocking = true;
    break;
  default:
    break;
  }
}

static bool gives_any(const struct call_effect *effect) {
  bool gives = effect->gives != NULL;
  for (uint32_t i = 0; i < effect->param_count; i++)
    gives |= effect->params[i].gives != NULL;
  return gives;
}

// The only handle that a function gets which returns a token: the source of that token.
static int source_param(struct program *program, const struct function *function) {
  const struct ir_declaration *declaration = function->declaration;
  int found = -1;
  if (!declaration || !declaration->result || !type_is_token(program, declaration->result))
    return -1;
  for (uint32_t i = 0; i < declaration->param_count; i++)
    if (program_handle_of_type(program, declaration->params[i].type)) {
      if (found >= 0)
        return -1;
      found = (int)i;
    }
  return found;
}

static const char *claimed_type(const struct function *function, uint32_t param) {
  if (function->declaration && param < function->declaration->param_count)
    return function->declaration->params[param].type;
  if (function->contract && param < function->contract->param_count)
    return function->contract->params[param].type;
  return NULL;
}

// What is claimed about a pointer to a handle, `task_value *value`, speaks of the handle there. One
// that is passed by value stays where it was, for the caller cannot clear it.
static void speak_of_pointees(struct program *program, const struct function *function,
                              struct param_effect *params) {
  for (uint32_t i = 0; i < function->claim_count; i++) {
    const struct claim *claim = &function->claims[i];
    bool about_handle = claim->word == CLAIM_takes || claim->word == CLAIM_detaches ||
                        claim->word == CLAIM_borrows || claim->word == CLAIM_stores ||
                        claim->word == CLAIM_tests_done;
    bool pointer = false;
    if (!about_handle || claim->each || claim->param < 0 ||
        (uint32_t)claim->param >= function->effect.param_count)
      continue;
    const char *type = claimed_type(function, (uint32_t)claim->param);
    const struct handle_kind *kind = type ? type_handle(program, type, &pointer) : NULL;
    struct param_effect *param = &params[claim->param];
    bool spoken = param->value == HANDLE_BORROWED && param->pointee != HANDLE_UNKNOWN;
    if (!kind || !pointer || spoken)
      continue;
    param->pointee = param->value;
    param->value = HANDLE_BORROWED;
    param->one = true;
    param->stale |= kind->by_value;
  }
}

static void start_effect(struct program *program, struct function *function) {
  struct call_effect *effect = &function->effect;
  bool plain = function_claim(function, CLAIM_plain) != NULL;
  enum handle_effect unsaid = plain ? HANDLE_BORROWED : HANDLE_UNKNOWN;
  effect->param_count = param_count_of(function);
  struct param_effect *params =
      ARENA_ARRAY(&program->arena, struct param_effect, effect->param_count + 1);
  for (uint32_t i = 0; i < effect->param_count; i++)
    params[i] = (struct param_effect){.value = unsaid, .pointee = unsaid};
  effect->params = params;
  effect->described = function->contract != NULL;
  effect->rest = (struct param_effect){.value = unsaid, .pointee = unsaid};
  for (uint32_t i = 0; i < function->claim_count; i++)
    if (!function->claims[i].when.term_count) // the others are judged call by call
      claim_apply(effect, &function->claims[i]);
  speak_of_pointees(program, function, params);
  effect->token_of = source_param(program, function);
  // Without a handle nobody learns when a body is over, unless the call itself waits for it.
  for (uint32_t i = 0; i < effect->param_count && !gives_any(effect); i++) {
    params[i].keeps_on |= params[i].keeps && !effect->pauses;
    params[i].keeps = false;
  }
}

// The first parameter whose type is a token type.
static int find_token_param(struct program *program, const struct function *function) {
  if (function->body) {
    for (uint32_t i = 0; i < function->body->param_count; i++)
      if (type_is_token(program, function->body->vars[i].type))
        return (int)i;
  } else if (function->declaration) {
    for (uint32_t i = 0; i < function->declaration->param_count; i++)
      if (type_is_token(program, function->declaration->params[i].type))
        return (int)i;
  }
  return -1;
}

void program_read_claims(struct program *program) {
  read_annotations(program);
  if (has_markers(program->spec))
    read_markers(program);
  for (uint32_t i = 0; i < program->count; i++) {
    struct function *function = program->functions[i];
    join_claims(program, function);
    for (uint32_t k = 0; k < function->claim_count; k++)
      function->claimed |= CLAIM_BIT(function->claims[k].word);
    start_effect(program, function);
    function->token_param = find_token_param(program, function);
  }
}
