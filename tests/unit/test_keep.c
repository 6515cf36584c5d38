// SPDX-License-Identifier: MIT
// Functions that are kept with what was found out about them, and programs that remember what
// earlier ones found out: each says what the same program says that is made anew.
#include "analyzer/program/locks/locks.h"
#include "analyzer/rule.h"
#include "tests/unit/ir/ir_support.h"

#include <xxhash.h>

enum { FUNCTIONS = 6, ROUNDS = 300 };

static const char contracts[] = "handle box \"box *\" exactly-once\n"
                                "include <box.h>\n"
                                "box *box_new(void)\n  gives box\n"
                                "void box_free(box *b)\n  takes b; waits-for b; blocks\n"
                                "int box_size(const box *b)\n  borrows b\n"
                                "int lock(int *l)\n  acquires l; blocks\n"
                                "int try(int *l)\n  acquires l on success\n"
                                "void unlock(int *l)\n  releases l\n"
                                "void probe(void)\n  suspends\n"
                                "void rest(void)\n  blocks\n"
                                "void die(void)\n  exits\n"
                                "void start(fn body, int *arg)\n  starts body with arg\n"
                                "void each(fn body)\n  calls body\n";

/// What a function may be; `%u` is another one of them.
static const char *const bodies[] = {
    "  ret %%n\n",
    "  call @f%u(%%l, %%n) unused\n  ret %%n\n",
    "  call @lock(%%l) unused\n  call @f%u(%%l, %%n) unused\n  call @unlock(%%l) unused\n  ret "
    "%%n\n",
    "  call @unlock(%%l) unused\n  ret %%n\n",
    "  call @lock(%%l) unused\n  ret 0\n",
    "  br %%n > 0, a, b\na:\n  call @lock(%%l) unused\n  jump b\nb:\n  call @probe() unused\n"
    "  call @f%u(%%l, %%n) unused\n  ret %%n\n",
    "  call @lock(%%l) unused\n  call @lock(&%%g) unused\n  call @rest() unused\n"
    "  call @unlock(&%%g) unused\n  call @unlock(%%l) unused\n  ret 0\n",
    "  call @lock(&%%g) unused\n  call @f%u(&%%g, 1) unused\n  call @unlock(&%%g) unused\n  ret "
    "0\n",
    "  call @probe() unused\n  call @rest() unused\n  ret 1\n",
    "  call @die() unused\n  ret 0\n",
    "  %%b = call @box_new()\n  br %%n == 0, a, b\na:\n  ret 1\nb:\n  call @box_free(%%b) unused\n"
    "  ret 0\n",
    "  call @start(@f%u, %%l) unused\n  ret 0\n",
    "  call @each(@f%u) unused\n  ret 0\n",
    "  %%s->run.body = @f%u\n  ret 0\n",
    "  call %%s->run.body(%%l, %%n) unused\n  ret 0\n",
    "  %%r = call @try(%%l)\n  br %%r != 0, a, b\na:\n  ret 1\nb:\n  call @f%u(%%l, %%r) unused\n"
    "  call @unlock(%%l) unused\n  ret 0\n",
    // Whether both calls say the same depends on what is called only looking.
    "  %%p = call @f%u(%%l, %%n)\n  br %%p != 0, a, b\na:\n  call @lock(%%l) unused\n  jump b\nb:\n"
    "  %%q = call @f%u(%%l, %%n)\n  br %%q != 0, c, d\nc:\n  call @unlock(%%l) unused\n  jump d\n"
    "d:\n  ret 0\n",
    "  %%g = 1\n  ret %%n\n",
};
enum { BODIES = sizeof bodies / sizeof *bodies };

/// What the declaration of a function may say.
static const char *const words[] = {"",
                                    "",
                                    "",
                                    "words \"async\"",
                                    "words \"blocks\"",
                                    "words \"suspends never\"",
                                    "words \"not-in-task\""};
enum { WORDS = sizeof words / sizeof *words };

/// A function in memory of its own, with what is kept of it.
struct kept {
  struct ir_pool pool;
  struct ir_unit *unit;
  struct ir_keep keep;
};

/// What each function is in one round.
struct choice {
  unsigned body, other, words;
};

static uint32_t seed;

static unsigned pick(unsigned count) {
  seed = seed * 1664525 + 1013904223;
  return (seed >> 16) % count;
}

static struct ir_unit *parse(struct ir_pool *pool, const struct text *source) {
  const char *error = NULL;
  ir_pool_init(pool);
  struct ir_unit *unit = ir_parse_unit(pool, source->data, source->length, &error);
  if (!unit)
    fail_msg("%s\n%s", error, source->data);
  return unit;
}

static void read_function(struct kept *kept, unsigned number, const struct choice *choice) {
  struct text source = {0};
  text_printf(
      &source,
      "unit \"/f%u.c\"\nfunction @f%u result \"int\" {\n  param %%l \"int *\", %%n\n"
      "  global %%g#1 \"int\"\n  local %%b \"box *\", %%s \"run *\", %%r\n  temp %%p, %%q\n",
      number, number);
  text_printf(&source, bodies[choice->body], choice->other, choice->other);
  text_puts(&source, "}\n");
  kept->unit = parse(&kept->pool, &source);
  text_free(&source);
}

static struct ir_unit *read_declarations(struct ir_pool *pool, const struct choice *choices) {
  struct text source = {0};
  text_puts(&source, "unit \"/h.h\"\n");
  for (unsigned i = 0; i < FUNCTIONS; i++)
    text_printf(&source, "declare @f%u result \"int\" (l \"int *\", n \"int\") %s\n", i,
                words[choices[i].words]);
  struct ir_unit *unit = parse(pool, &source);
  text_free(&source);
  return unit;
}

// ---- what a program says ----

static void put_fact(void *data, const char *said, const struct contract *from,
                     const struct edge *first, enum effect effect) {
  text_printf(data, "  %s %d %s %d\n", said, from != NULL, first ? first->callee->symbol : "-",
              (int)effect);
}

static void put_site(struct text *text, const struct lock_site *site) {
  text_printf(text, " %u:%u/%u", site->block, site->event, site->steps);
}

static void put_range(struct text *text, const struct range *range) {
  text_printf(text, " [%lld..%lld]%d/%lld", (long long)range->low, (long long)range->high,
              range->has_hole, (long long)(range->has_hole ? range->hole : 0));
}

static void put_exit(struct text *text, const struct lock_result *locks,
                     const struct lock_exit *out) {
  text_printf(text, "  out %u %u %d:", out->block, out->loc, out->has_value);
  for (uint32_t i = 0; i < locks->lock_count; i++) {
    text_printf(text, " %d", (int)out->left[i]);
    put_site(text, &out->since[i]);
  }
  put_range(text, &out->value);
  for (uint32_t i = 0; i < locks->param_count; i++)
    put_range(text, &out->params[i]);
  for (uint32_t i = 0; i < out->step_count; i++)
    text_printf(text, " %u>%u", out->steps[i].block, out->steps[i].target);
  text_puts(text, "\n");
}

static void put_locks(struct text *text, struct program *program, struct function *function) {
  const struct lock_result *locks = function_locks(program, function);
  for (uint32_t i = 0; locks && i < locks->lock_count; i++) {
    const struct lock_followed *lock = &locks->locks[i];
    text_printf(text, "  lock %s %s %d %d %d %d\n", lock_name(program, function, lock->path),
                lock->shown ? lock_name(program, function, lock->shown) : "-", lock->async,
                lock->shared, lock->tries, lock->owed);
  }
  for (uint32_t i = 0; locks && i < locks->sight_count; i++) {
    const struct lock_sight *sight = &locks->sights[i];
    text_printf(text, "  at %u %u: %x %x %x", sight->block, sight->event, sight->may, sight->must,
                sight->callers);
    for (uint32_t k = 0; k < locks->lock_count; k++)
      put_site(text, &sight->since[k]);
    text_puts(text, "\n");
  }
  for (uint32_t i = 0; locks && i < locks->exit_count; i++)
    put_exit(text, locks, &locks->exits[i]);
  for (uint32_t i = 0; locks && i < locks->twice_count; i++) {
    const struct lock_twice *twice = &locks->twice[i];
    text_printf(text, "  twice %u %d %d", twice->lock, twice->released, twice->straight);
    put_site(text, &twice->first);
    put_site(text, &twice->second);
    text_puts(text, "\n");
  }
  if (locks)
    text_printf(text, "  exhausted %d\n", locks->exhausted);
}

static void put_findings(struct text *text, struct program *program, const struct ir_unit *all) {
  struct rule_selection selection;
  char unknown[64];
  assert_true(rule_selection_parse(&selection, "all", unknown));
  struct findings findings = {.ran = selection.on};
  rules_run(program, &selection, &findings);
  findings_finish(&findings, all);
  for (uint32_t i = 0; i < findings.count; i++) {
    const struct finding *finding = &findings.items[i];
    text_printf(text, "%s:%u: %s %s\n", finding->loc.file, finding->loc.line, finding->rule,
                finding->message);
    for (uint32_t n = 0; n < finding->note_count; n++)
      text_printf(text, "  %u: %s\n", finding->notes[n].loc.line, finding->notes[n].message);
  }
  findings_free(&findings);
}

/// All that is known of a program of these functions; `memory` may be NULL.
static void describe(struct text *text, struct kept *const *functions,
                     const struct ir_unit *declarations, const struct spec *spec,
                     const struct program_memory *memory) {
  struct ir_function *list[FUNCTIONS];
  struct ir_unit all = *declarations;
  for (unsigned i = 0; i < FUNCTIONS; i++)
    list[i] = functions[i]->unit->functions[0];
  all.functions = list;
  all.function_count = FUNCTIONS;
  struct program *program = program_create(&all, spec);
  program_remember(program, memory);
  program_analyse(program);
  for (uint32_t i = 0; i < program_count(program); i++) {
    struct function *function = program_at(program, i);
    text_printf(text, "%s %d %d %d %x\n", function->symbol, function->in_task, function->outside,
                function->address_taken, function->meets);
    program_describe(program, function, put_fact, text);
    if (function->body)
      put_locks(text, program, function);
  }
  put_findings(text, program, &all);
  program_destroy(program);
}

// ---- the session ----

static struct kept *library[FUNCTIONS][BODIES][FUNCTIONS];

static struct kept *keep(unsigned number, const struct choice *choice) {
  struct kept **at = &library[number][choice->body][choice->other];
  if (!*at) {
    *at = calloc(1, sizeof **at);
    assert_non_null(*at);
    read_function(*at, number, choice);
    (*at)->keep.arena = &(*at)->pool.arena;
    (*at)->unit->functions[0]->keep = &(*at)->keep;
  }
  return *at;
}

static void free_kept(struct kept *kept) {
  arena_free(&kept->keep.changing);
  ir_pool_free(&kept->pool);
}

static void free_library(void) {
  for (unsigned i = 0; i < FUNCTIONS; i++)
    for (unsigned b = 0; b < BODIES; b++)
      for (unsigned o = 0; o < FUNCTIONS; o++)
        if (library[i][b][o]) {
          free_kept(library[i][b][o]);
          free(library[i][b][o]);
        }
}

// ---- what programs remember ----

struct remembered {
  uint64_t key[2];
  struct text bytes;
};

struct memory {
  struct remembered *items;
  uint32_t count, capacity, found;
};

static const void *find(void *data, const uint64_t key[2], size_t *length) {
  struct memory *memory = data;
  for (uint32_t i = 0; i < memory->count; i++)
    if (memcmp(memory->items[i].key, key, sizeof memory->items[i].key) == 0) {
      memory->found++;
      *length = memory->items[i].bytes.length;
      return memory->items[i].bytes.data;
    }
  return NULL;
}

static void put(void *data, const uint64_t key[2], const void *bytes, size_t length) {
  struct memory *memory = data;
  GROW(memory->items, memory->count, memory->capacity);
  struct remembered *one = &memory->items[memory->count++];
  memcpy(one->key, key, sizeof one->key);
  text_append(&one->bytes, bytes, length);
}

static void free_memory(struct memory *memory) {
  for (uint32_t i = 0; i < memory->count; i++)
    text_free(&memory->items[i].bytes);
  free(memory->items);
}

static void set_digest(struct ir_function *function) {
  struct text bytes = {0};
  ir_write_function(&bytes, function);
  XXH128_hash_t hash = XXH3_128bits(bytes.data, bytes.length);
  function->digest[0] = hash.low64;
  function->digest[1] = hash.high64;
  text_free(&bytes);
}

// ---- both ----

static void same(const struct text *with, const struct text *without, unsigned round) {
  if (strcmp(text_get(with), text_get(without)) != 0)
    fail_msg("round %u: with what was kept\n%s\nand without\n%s", round, text_get(with),
             text_get(without));
}

static void compare(const struct choice *choices, const struct spec *spec, struct memory *memory,
                    unsigned round) {
  struct kept *held[FUNCTIONS], *made[FUNCTIONS], anew[FUNCTIONS];
  const struct program_memory remembers = {find, put, memory};
  struct ir_pool pool;
  struct text kept = {0}, remembered = {0}, without = {0};
  memset(anew, 0, sizeof anew);
  for (unsigned i = 0; i < FUNCTIONS; i++) {
    held[i] = keep(i, &choices[i]);
    read_function(&anew[i], i, &choices[i]);
    made[i] = &anew[i];
  }
  struct ir_unit *declarations = read_declarations(&pool, choices);
  describe(&kept, held, declarations, spec, NULL);
  describe(&without, made, declarations, spec, NULL);
  for (unsigned i = 0; i < FUNCTIONS; i++)
    set_digest(made[i]->unit->functions[0]);
  describe(&remembered, made, declarations, spec, &remembers);
  same(&kept, &without, round);
  same(&remembered, &without, round);
  text_free(&kept);
  text_free(&remembered);
  text_free(&without);
  ir_pool_free(&pool);
  for (unsigned i = 0; i < FUNCTIONS; i++)
    free_kept(&anew[i]);
}

/// ASYNC_LINT_SEED makes it another session.
static void what_is_kept_and_remembered_changes_nothing(void **state) {
  (void)state;
  struct memory memory = {0};
  struct spec *spec = spec_create();
  struct spec_error mistake = {0};
  struct choice choices[FUNCTIONS] = {0};
  const char *chosen = getenv("ASYNC_LINT_SEED");
  seed = chosen && *chosen ? (uint32_t)strtoul(chosen, NULL, 10) : 1;
  if (!spec_read_text(spec, "box.api", contracts, strlen(contracts), true, &mistake))
    fail_msg("%s:%u: %s", mistake.file, mistake.line, mistake.message);
  for (unsigned round = 0; round < ROUNDS; round++) {
    for (unsigned edits = 1 + pick(2); edits; edits--)
      choices[pick(FUNCTIONS)] = (struct choice){pick(BODIES), pick(FUNCTIONS), pick(WORDS)};
    compare(choices, spec, &memory, round);
  }
  assert_true(memory.found > memory.count); // it was of use
  free_memory(&memory);
  free_library();
  spec_destroy(spec);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_kept_and_remembered_changes_nothing)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
