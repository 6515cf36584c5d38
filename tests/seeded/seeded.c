// SPDX-License-Identifier: MIT
// Puts one defect at a time into programs without any, and counts how many async-lint finds.
// `test_seeded EVERY FOLDER...`: of all defects that fit the clean functions of FOLDER's programs,
// plants every EVERYth (1: all). With KIND=word in the environment only the kinds whose name
// contains it.
#include "tests/fixtures/lint.h"
#include "tests/seeded/seeds.h"

#include "analyzer/base/arena.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TARGET = 95 }; // percent

/// What became of the seeds of one kind.
struct score {
  unsigned planted, found, other;
};

struct run {
  struct text names; // of the rules there are, separated by blanks
  char folder[64];   // where the broken programs are written
  struct score scores[64];
  struct text missed; // a line each
  unsigned every, fitting;
  const char *kind; // only kinds whose name contains this, or NULL
};

// ---- sources ----

static void cut(struct source *source) {
  uint32_t count = 0, capacity = 0;
  for (char *line = source->text.data; line;) {
    char *end = strchr(line, '\n');
    if (end)
      *end = '\0';
    GROW(source->lines, count, capacity);
    source->lines[count++] = line;
    line = end ? end + 1 : NULL;
  }
  source->line_count = count;
}

static bool source_read(struct source *source, const char *path) {
  *source = (struct source){0};
  if (!text_read_file(&source->text, path, 1 << 20) || !source->text.length)
    return false;
  cut(source);
  return true;
}

static void source_free(struct source *source) {
  free(source->lines);
  text_free(&source->text);
}

/// True when the file starts `name` as a task.
static bool is_started(const struct source *source, const char *name) {
  char run[96], start[96];
  snprintf(run, sizeof run, "task_run(%s,", name);
  snprintf(start, sizeof start, "task_start(%s,", name);
  for (size_t i = 0; i < source->line_count; i++)
    if (strstr(source->lines[i], run) || strstr(source->lines[i], start))
      return true;
  return false;
}

/// The function whose head is line `at`: `static int name(...) {`. False when there is none.
static bool span_at(const struct source *source, size_t at, struct span *span) {
  const char *line = source->lines[at], *open = strchr(line, '(');
  size_t length = strlen(line);
  if (!open || open == line || strchr(" }#/{", *line) || length < 3 || line[length - 1] != '{' ||
      strstr(line, "ASYNC_LINT") || strstr(line, "struct {"))
    return false;
  const char *name = open;
  while (name > line && (name[-1] == '_' || (name[-1] >= 'a' && name[-1] <= 'z') ||
                         (name[-1] >= '0' && name[-1] <= '9')))
    name--;
  const char *type = strncmp(line, "static ", 7) == 0 ? line + 7 : line;
  if (name == open || name <= type)
    return false;
  snprintf(span->name, sizeof span->name, "%.*s", (int)(open - name), name);
  snprintf(span->returns, sizeof span->returns, "%.*s", (int)(name - type), type);
  for (size_t end = strlen(span->returns); end && span->returns[end - 1] == ' '; end--)
    span->returns[end - 1] = '\0';
  span->first = at;
  for (span->last = at; span->last < source->line_count; span->last++)
    if (strcmp(source->lines[span->last], "}") == 0)
      break;
  span->is_body = strstr(line, "(void *arg, cancel_token token, void *result)") &&
                  is_started(source, span->name);
  return span->last < source->line_count;
}

/// True when nothing is expected of the function: it is called so, or its lines have no mark.
static bool is_clean(const struct source *source, const struct span *span) {
  bool named = strncmp(span->name, "fp_", 3) != 0 && strncmp(span->name, "fn_", 3) != 0 &&
               !strstr(span->name, "_bad");
  return named && !span_contains(source, span, span->first, "expect") &&
         !span_contains(source, span, span->first, "note");
}

// ---- running ----

/// What every broken program begins and ends with, so that seeds have what they need.
static const char head[] = "#include <stdlib.h>\n#include <unistd.h>\n#include <pthread.h>\n"
                           "static pthread_mutex_t seeded_lock = PTHREAD_MUTEX_INITIALIZER;\n";
static const char tail[] = "\nint seeded_pause(int fd) {\n  return (int)sleep((unsigned)fd);\n}\n"
                           "pthread_mutex_t *seeded_lock_of(void) {\n  return &seeded_lock;\n}\n";

static bool write_program(const struct run *run, const struct source *source, size_t line,
                          const char *planted) {
  char path[128];
  snprintf(path, sizeof path, "%s/seeded.c", run->folder);
  FILE *file = fopen(path, "w");
  if (!file)
    return false;
  fputs(head, file);
  for (size_t i = 0; i < source->line_count; i++)
    fprintf(file, "%s\n", i == line ? planted : source->lines[i]);
  fputs(tail, file);
  return fclose(file) == 0;
}

/// How often each of the rules named in `expected`, or any, reports the program; -1 when it cannot
/// be checked.
static int count_findings(const struct run *run, const char *expected, int *all) {
  const char *const arguments[] = {"async-lint", "--no-store",    "--quiet",  "--format",
                                   "json",       "--exit-zero",   "seeded.c", "--",
                                   "-std=gnu11", "-D_GNU_SOURCE", "-w",       "-I" RUNTIME_INCLUDE,
                                   NULL};
  struct lint lint = {0};
  json_t *report = lint_run(&lint, run->folder, arguments) ? lint_json(&lint) : NULL, *finding;
  int wanted = 0;
  size_t i;
  bool whole = report && !json_array_size(json_object_get(report, "unchecked"));
  *all = 0;
  json_array_foreach(json_object_get(report, "findings"), i, finding) {
    const char *rule = json_text(finding, "rule"), *at = strstr(expected, rule);
    wanted += at && *rule && (at[strlen(rule)] == ' ' || at[strlen(rule)] == '\0');
    (*all)++;
  }
  json_decref(report);
  lint_free(&lint);
  return whole ? wanted : -1;
}

/// True when at least one of the rules that could find this kind is there.
static bool has_rule(const struct run *run, const char *expected) {
  char list[128], *rest = list, *word;
  snprintf(list, sizeof list, "%s", expected);
  while ((word = strsep(&rest, " ")) != NULL) {
    char whole[72];
    snprintf(whole, sizeof whole, " %s ", word);
    if (strstr(text_get(&run->names), whole))
      return true;
  }
  return false;
}

static void judge(struct run *run, size_t kind, const char *path, const struct span *span,
                  size_t line, const int before[2], const int after[2]) {
  struct score *score = &run->scores[kind];
  score->planted++;
  if (after[0] > before[0])
    score->found++;
  else if (after[1] > before[1])
    score->other++;
  else
    text_printf(&run->missed, "%s:%zu: %s in %s\n", path, line + 1, seeds[kind].name, span->name);
}

static void plant_all(struct run *run, const char *path, const struct source *source,
                      const struct span *span) {
  for (size_t kind = 0; kind < seed_count; kind++) {
    int before[2] = {-2, 0}, after[2];
    if (!has_rule(run, seeds[kind].expected) || (run->kind && !strstr(seeds[kind].name, run->kind)))
      continue;
    for (size_t line = span->first + 1; line < span->last; line++) {
      struct text planted = {0};
      if (seeds[kind].plant(source, span, line, &planted) && run->fitting++ % run->every == 0) {
        if (before[0] == -2 && write_program(run, source, line, source->lines[line]))
          before[0] = count_findings(run, seeds[kind].expected, &before[1]);
        if (before[0] >= 0 && write_program(run, source, line, planted.data) &&
            (after[0] = count_findings(run, seeds[kind].expected, &after[1])) >= 0)
          judge(run, kind, path, span, line, before, after);
      }
      text_free(&planted);
    }
  }
}

static void seed_file(struct run *run, const char *path) {
  struct source source;
  struct span span;
  if (source_read(&source, path)) {
    for (size_t i = 0; i < source.line_count; i++)
      if (span_at(&source, i, &span) && is_clean(&source, &span)) {
        plant_all(run, path + strlen(TESTDATA) + 1, &source, &span);
        i = span.last;
      }
    source_free(&source);
  }
}

// ---- the corpus ----

static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

static void seed_folder(struct run *run, const char *folder) {
  struct dirent **entries;
  int count = scandir(folder, &entries, NULL, by_name);
  for (int i = 0; i < count; i++) {
    struct text path = {0};
    const char *dot = strrchr(entries[i]->d_name, '.');
    text_printf(&path, "%s/%s", folder, entries[i]->d_name);
    if (dot && strcmp(dot, ".c") == 0)
      seed_file(run, path.data);
    text_free(&path);
    free(entries[i]);
  }
  if (count >= 0)
    free(entries);
}

static void read_names(struct run *run) {
  struct lint lint = {0};
  json_t *rules = NULL, *rule;
  size_t i;
  if (lint_run(&lint, "/", (const char *[]){"async-lint", "rules", "--format", "json", NULL}))
    rules = lint_json(&lint);
  text_putc(&run->names, ' ');
  json_array_foreach(rules, i, rule) {
    if (json_is_true(json_object_get(rule, "default")))
      text_printf(&run->names, "%s ", json_text(rule, "name"));
  }
  json_decref(rules);
  lint_free(&lint);
}

static unsigned percent(unsigned part, unsigned whole) {
  return whole ? part * 100 / whole : 100;
}

/// Prints the table; the share of seeds found, in percent.
static unsigned print_scores(const struct run *run) {
  struct score total = {0};
  printf("%-20s %8s %8s %8s %8s   %s\n", "defect", "planted", "found", "else", "missed", "rules");
  for (size_t i = 0; i < seed_count; i++) {
    const struct score *score = &run->scores[i];
    if (!has_rule(run, seeds[i].expected))
      continue;
    printf("%-20s %8u %8u %8u %8u   %s\n", seeds[i].name, score->planted, score->found,
           score->other, score->planted - score->found - score->other, seeds[i].expected);
    total.planted += score->planted;
    total.found += score->found;
    total.other += score->other;
  }
  unsigned share = percent(total.found + total.other, total.planted);
  printf("%-20s %8u %8u %8u %8u   %u %% found\n", "all", total.planted, total.found, total.other,
         total.planted - total.found - total.other, share);
  return share;
}

int main(int argc, char **argv) {
  struct run run = {.folder = "/tmp/async-lint-seeded-XXXXXX"};
  run.kind = getenv("KIND");
  run.every = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 0;
  if (!run.every) {
    fputs("usage: test_seeded EVERY FOLDER...\n", stderr);
    return EXIT_FAILURE;
  }
  if (!mkdtemp(run.folder)) {
    perror(run.folder);
    return EXIT_FAILURE;
  }
  read_names(&run);
  for (int i = 2; i < argc; i++)
    seed_folder(&run, argv[i]);
  unsigned share = print_scores(&run);
  if (run.missed.length)
    printf("\nmissed:\n%s", text_get(&run.missed));
  char path[128];
  snprintf(path, sizeof path, "%s/seeded.c", run.folder);
  unlink(path);
  rmdir(run.folder);
  text_free(&run.missed);
  text_free(&run.names);
  printf("%s: %u %% of the seeds are found, %u %% are asked for\n",
         share >= TARGET ? "passed" : "failed", share, TARGET);
  return share >= TARGET ? EXIT_SUCCESS : EXIT_FAILURE;
}
