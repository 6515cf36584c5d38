// SPDX-License-Identifier: MIT
// Functions that are kept with what was found out about them, in many programs one after the other:
// each says what the same program says that is made anew.
#include "analyzer/program/locks/locks.h"
#include "analyzer/rule.h"
#include "tests/unit/ir_support.h"

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
  text_printf(&source,
              "unit \"/f%u.c\"\nfunction @f%u result \"int\" {\n  param %%l \"int *\", %%n\n"
              "  global %%g#1 \"int\"\n  local %%b \"box *\", %%s \"run *\", %%r\n",
              number, number);
  text_printf(&source, bodies[choice->body], choice->other);
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

static void put_locks(struct text *text, struct program *program, struct function *function) {
  const struct lock_result *locks = function_locks(program, function);
  for (uint32_t i = 0; locks && i < locks->lock_count; i++)
    text_printf(text, "  lock %s %d\n", lock_name(program, function, locks->locks[i].path),
                locks->locks[i].shared);
  for (uint32_t i = 0; locks && i < locks->sight_count; i++)
    text_printf(text, "  at %u %u: %x %x %x\n", locks->sights[i].block, locks->sights[i].event,
                locks->sights[i].may, locks->sights[i].must, locks->sights[i].callers);
  for (uint32_t i = 0; locks && i < locks->exit_count; i++)
    text_printf(text, "  out %u: %d %u\n", locks->exits[i].block, (int)locks->exits[i].left[0],
                locks->exits[i].step_count);
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

/// All that is known of a program of these functions.
static void describe(struct text *text, struct kept *const *functions,
                     const struct ir_unit *declarations, const struct spec *spec) {
  struct ir_function *list[FUNCTIONS];
  struct ir_unit all = *declarations;
  for (unsigned i = 0; i < FUNCTIONS; i++)
    list[i] = functions[i]->unit->functions[0];
  all.functions = list;
  all.function_count = FUNCTIONS;
  struct program *program = program_create(&all, spec);
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

static void compare(const struct choice *choices, const struct spec *spec, unsigned round) {
  struct kept *held[FUNCTIONS], *made[FUNCTIONS], anew[FUNCTIONS];
  struct ir_pool pool;
  struct text with = {0}, without = {0};
  memset(anew, 0, sizeof anew);
  for (unsigned i = 0; i < FUNCTIONS; i++) {
    held[i] = keep(i, &choices[i]);
    read_function(&anew[i], i, &choices[i]);
    made[i] = &anew[i];
  }
  struct ir_unit *declarations = read_declarations(&pool, choices);
  describe(&with, held, declarations, spec);
  describe(&without, made, declarations, spec);
  if (strcmp(text_get(&with), text_get(&without)) != 0)
    fail_msg("round %u: with what was kept\n%s\nand without\n%s", round, text_get(&with),
             text_get(&without));
  text_free(&with);
  text_free(&without);
  ir_pool_free(&pool);
  for (unsigned i = 0; i < FUNCTIONS; i++)
    free_kept(&anew[i]);
}

/// ASYNC_LINT_SEED makes it another session.
static void what_is_kept_with_functions_changes_nothing(void **state) {
  (void)state;
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
    compare(choices, spec, round);
  }
  free_library();
  spec_destroy(spec);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_kept_with_functions_changes_nothing)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
