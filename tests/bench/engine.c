// SPDX-License-Identifier: MIT
// Without a front end: the whole-program stage on functions that are made up, and a report of many
// findings. Each runs in a process of its own, so that its memory can be told.
#include "analyzer/program/program.h"
#include "analyzer/report/report.h"
#include "analyzer/rule.h"
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { FINDINGS = 25000, CALLS = 3 };

static double cpu_clock(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

// ---- a program ----

static const char *symbol(struct ir_pool *pool, unsigned number) {
  char name[32];
  snprintf(name, sizeof name, "function_%u", number);
  return intern(&pool->names, name);
}

static uint32_t add_location(struct ir_pool *pool, struct ir_function *fn, const char *file,
                             uint32_t line) {
  struct ir_location loc = {.file = file,
                            .line = line,
                            .column = 3,
                            .end_line = line,
                            .end_column = 9,
                            .offset = line * 40,
                            .length = 6};
  return ir_add_location(pool, fn, loc);
}

static void add_call(struct ir_pool *pool, struct ir_function *fn, const char *file, uint32_t line,
                     const char *callee) {
  uint32_t loc = add_location(pool, fn, file, line);
  struct ir_event *event = ir_add_event(pool, fn, 0, IR_CALL);
  event->loc = loc;
  event->place = IR_NONE;
  event->callee = callee;
  event->callee_place = IR_NONE;
  event->flags = IR_CALL_UNUSED | IR_CALL_VOID;
}

/// Function `number` of `count`: calls later ones, at times an earlier one near by (so that there
/// are cycles), and now and then one that blocks.
static struct ir_function *make_function(struct ir_pool *pool, unsigned number, unsigned count) {
  char file[48];
  snprintf(file, sizeof file, "/project/unit_%u.c", number / 50);
  const char *path = intern(&pool->names, file);
  uint32_t line = number % 50 * 10 + 1;
  struct ir_function *fn = ARENA_NEW(&pool->arena, struct ir_function);
  *fn =
      (struct ir_function){.symbol = symbol(pool, number), .result = intern(&pool->names, "void")};
  fn->name = fn->symbol;
  fn->loc = add_location(pool, fn, path, line);
  fn->end_line = line + 8;
  ir_add_block(pool, fn);
  for (unsigned i = 1; i <= CALLS; i++) {
    unsigned callee = number * 2 + i;
    if (callee < count)
      add_call(pool, fn, path, line + i, symbol(pool, callee));
  }
  if (number % 100 == 99)
    add_call(pool, fn, path, line + 5, symbol(pool, number - 7));
  if (number % 1000 == 999)
    add_call(pool, fn, path, line + 6, intern(&pool->names, "sleep"));
  fn->blocks[0].end = (struct ir_terminator){
      .kind = IR_RETURN, .loc = IR_NONE, .a = ir_unknown(), .b = ir_unknown()};
  return fn;
}

static struct ir_unit make_unit(struct ir_pool *pool, unsigned count) {
  struct ir_unit unit = {.path = "/project/unit_0.c", .function_count = count};
  unit.functions = ARENA_ARRAY(&pool->arena, struct ir_function *, count);
  for (unsigned i = 0; i < count; i++)
    unit.functions[i] = make_function(pool, i, count);
  return unit;
}

static void analyse(void *data) {
  unsigned count = *(const unsigned *)data;
  struct ir_pool pool;
  ir_pool_init(&pool);
  struct ir_unit unit = make_unit(&pool, count);
  struct spec *spec = spec_create();
  struct spec_error error;
  if (!spec_read_file(spec, API_FOLDER "/posix.api", false, &error))
    fprintf(stderr, "the contracts of POSIX cannot be read\n");
  struct rule_selection selection;
  rule_selection_default(&selection);
  double start = cpu_clock();
  struct program *program = program_create(&unit, spec);
  program_analyse(program);
  double middle = cpu_clock();
  struct findings findings = {.ran = selection.on};
  rules_run(program, &selection, &findings);
  double end = cpu_clock();
  printf("%u functions: %.2f s processor time for the call graph and summaries, %.2f s for the "
         "rules, %u findings (target: 10 s for a million)\n",
         count, middle - start, end - middle, findings.count);
  fflush(stdout);
}

void bench_program(unsigned functions) {
  printf("\nwhole-program stage\n");
  struct cost cost = measure_forked(analyse, &functions);
  printf("%u functions: peak %ld MiB, with the functions themselves\n", functions,
         cost.peak / 1024);
}

// ---- a report ----

struct sarif {
  const struct bench *bench;
  bool write; // else the findings are only made
};

static void report_many(void *data) {
  const struct sarif *sarif = data;
  struct findings findings = {0};
  for (unsigned i = 0; i < FINDINGS; i++) {
    char file[48];
    snprintf(file, sizeof file, "/project/unit_%u.c", i / 25);
    struct ir_location loc = {.file = arena_string(&findings.arena, file),
                              .line = i % 25 * 10 + 1,
                              .column = 3,
                              .end_line = i % 25 * 10 + 1,
                              .end_column = 12};
    struct finding *finding =
        findings_add(&findings, rules[i % rule_count], &loc, NULL, "finding %u is here", i);
    findings_note(&findings, finding, &loc, "it comes from here");
    findings_note(&findings, finding, &loc, "do something else instead");
  }
  struct ir_unit none = {0};
  findings_finish(&findings, &none);
  if (!sarif->write)
    return;
  char path[128];
  snprintf(path, sizeof path, "%s/many.sarif", sarif->bench->scratch);
  FILE *out = fopen(path, "w");
  struct report report = {.findings = &findings, .directory = "/project"};
  double start = cpu_clock();
  if (out)
    report_write(out, FORMAT_SARIF, &report);
  if (out)
    fclose(out);
  printf("%d findings to SARIF: %.0f ms processor time (target: 100 ms)", FINDINGS,
         (cpu_clock() - start) * 1e3);
  fflush(stdout);
}

void bench_sarif(const struct bench *bench) {
  struct sarif sarif = {bench, false};
  printf("\nreports\n");
  long base = measure_forked(report_many, &sarif).peak;
  sarif.write = true;
  long peak = measure_forked(report_many, &sarif).peak;
  printf(", %ld MiB above the findings themselves (target: 20)\n", (peak - base) / 1024);
}
