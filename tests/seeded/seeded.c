// SPDX-License-Identifier: MIT
// Puts one defect at a time into programs without any, and counts how many async-lint finds.
// `test_seeded EVERY FOLDER...`: of all defects that fit the clean functions of FOLDER's programs,
// plants every EVERYth (1: all). A file of FOLDER is a program, and so is a folder in it. With
// KIND=word in the environment only the kinds whose name contains it.
#include "tests/fixtures/lint.h"
#include "tests/seeded/seeds.h"

#include "analyzer/base/arena.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TARGET = 95 }; // percent
enum { MAX_FILES = 24 };

/// The files of a program, of which one is broken.
struct program {
  const char *folder;
  char *files[MAX_FILES];
  size_t file_count, broken;
};

/// What became of the seeds of one kind.
struct score {
  unsigned planted, found, other;
};

struct run {
  struct text names;  // of the rules that are on by default, separated by blanks
  struct text others; // ... of those that have to be asked for
  char folder[64];    // where the broken file is written
  struct program program;
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

/// The program with `planted` in place of `width` lines from `line` on.
static bool write_program(const struct run *run, const struct source *source, size_t line,
                          size_t width, const char *planted) {
  char path[128];
  snprintf(path, sizeof path, "%s/seeded.c", run->folder);
  FILE *file = fopen(path, "w");
  if (!file)
    return false;
  fputs(head, file);
  for (size_t i = 0; i < source->line_count; i++)
    if (i <= line || i >= line + width)
      fprintf(file, "%s\n", i == line ? planted : source->lines[i]);
  fputs(tail, file);
  return fclose(file) == 0;
}

/// How often a program is reported: by the rules that are expected to, by these in the function
/// that is broken, by any rule.
struct counts {
  int expected, here, all;
};

/// False when the program cannot be checked.
static bool count_findings(const struct run *run, const char *expected, const char *function,
                           struct counts *counts) {
  char rules[160] = "default,", include[PATH_MAX + 8];
  for (const char *at = expected; *at && strlen(rules) + 1 < sizeof rules; at++)
    sprintf(rules + strlen(rules), "%c", *at == ' ' ? ',' : *at);
  snprintf(include, sizeof include, "-I%s", run->program.folder);
  const char *arguments[MAX_FILES + 24] = {"async-lint", "--no-store",  "--quiet",
                                           "--rules",    rules,         "--format",
                                           "json",       "--exit-zero", "seeded.c"};
  const char *const flags[] = {"--", "-std=gnu11",         "-D_GNU_SOURCE",
                               "-w", "-I" RUNTIME_INCLUDE, include};
  size_t count = 9;
  for (size_t k = 0; k < run->program.file_count; k++)
    if (k != run->program.broken)
      arguments[count++] = run->program.files[k];
  for (size_t k = 0; k < sizeof flags / sizeof *flags; k++)
    arguments[count++] = flags[k];
  struct lint lint = {0};
  json_t *report = lint_run(&lint, run->folder, arguments) ? lint_json(&lint) : NULL, *finding;
  size_t i;
  bool whole = report && !json_array_size(json_object_get(report, "unchecked"));
  *counts = (struct counts){0};
  json_array_foreach(json_object_get(report, "findings"), i, finding) {
    const char *rule = json_text(finding, "rule"), *at = strstr(expected, rule);
    bool wanted = at && *rule && (at[strlen(rule)] == ' ' || at[strlen(rule)] == '\0');
    counts->expected += wanted;
    counts->here += wanted && strcmp(json_text(finding, "function"), function) == 0;
    counts->all++;
  }
  json_decref(report);
  lint_free(&lint);
  return whole;
}

/// True when at least one of the rules that could find this kind is among `names`.
static bool has_rule(const struct text *names, const char *expected) {
  char list[128], *rest = list, *word;
  snprintf(list, sizeof list, "%s", expected);
  while ((word = strsep(&rest, " ")) != NULL) {
    char whole[72];
    snprintf(whole, sizeof whole, " %s ", word);
    if (strstr(text_get(names), whole))
      return true;
  }
  return false;
}

static void judge(struct run *run, size_t kind, const char *path, const struct span *span,
                  size_t line, const struct counts *before, const struct counts *after) {
  struct score *score = &run->scores[kind];
  score->planted++;
  // A helper that is reported may be no help any more: what was reported of its callers goes.
  if (after->expected > before->expected || after->here > before->here)
    score->found++;
  else if (after->all > before->all)
    score->other++;
  else
    text_printf(&run->missed, "%s:%zu: %s in %s\n", path, line + 1, seeds[kind].name, span->name);
}

/// True when line `at` opens something that takes the one next statement: `if (...)` without brace.
static bool opens_single(const char *line) {
  const char *word = line + strspn(line, " }");
  bool opens = strncmp(word, "if (", 4) == 0 || strncmp(word, "else", 4) == 0 ||
               strncmp(word, "for (", 5) == 0 || strncmp(word, "while (", 7) == 0;
  size_t length = strlen(line);
  return opens && length && line[length - 1] != '{' && line[length - 1] != ';';
}

/// True where an edit would be none: code that is compiled out, or that stands behind a return.
static bool is_dead(const struct source *source, const struct span *span, size_t line) {
  size_t indent = strspn(source->lines[line], " ");
  const char *before = line > 0 ? source->lines[line - 1] : "";
  bool single = line > 1 && opens_single(source->lines[line - 2]);
  bool behind =
      !single && strspn(before, " ") == indent &&
      (strncmp(before + indent, "return ", 7) == 0 || strncmp(before + indent, "return;", 7) == 0);
  int depth = 0;
  for (size_t i = span->first; i < line; i++)
    depth += strncmp(source->lines[i], "#if", 3) == 0
                 ? 1
                 : -(strncmp(source->lines[i], "#endif", 6) == 0);
  return behind || depth > 0;
}

static void plant_all(struct run *run, const char *path, const struct source *source,
                      const struct span *span) {
  for (size_t kind = 0; kind < seed_count; kind++) {
    struct counts before = {0}, after;
    const char *expected = seeds[kind].expected;
    size_t width = seeds[kind].width;
    bool tried = false, whole = false;
    if (run->kind && !strstr(seeds[kind].name, run->kind))
      continue;
    for (size_t line = span->first; line + width <= span->last; line++) {
      struct text planted = {0};
      bool fits = !is_dead(source, span, line) && seeds[kind].plant(source, span, line, &planted);
      // Several statements are not the one that an `if` without brace takes.
      fits = fits &&
             !(line > 0 && opens_single(source->lines[line - 1]) && strchr(planted.data, '\n'));
      if (fits && run->fitting++ % run->every == 0) {
        if (!tried)
          whole = write_program(run, source, line, 1, source->lines[line]) &&
                  count_findings(run, expected, span->name, &before);
        tried = true;
        if (whole && write_program(run, source, line, width, planted.data) &&
            count_findings(run, expected, span->name, &after))
          judge(run, kind, path, span, line, &before, &after);
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
        plant_all(run, path + strlen(ROOT) + 1, &source, &span);
        i = span.last;
      }
    source_free(&source);
  }
}

/// Breaks the files of a program one after the other.
static void seed_program(struct run *run, const char *folder, char *const *files, size_t count) {
  run->program = (struct program){.folder = folder, .file_count = count};
  memcpy(run->program.files, files, count * sizeof *files);
  for (size_t i = 0; i < count; i++) {
    run->program.broken = i;
    seed_file(run, files[i]);
  }
}

// ---- the corpus ----

static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

/// Every file of the folder is a program of its own, or with `whole` all of them are one; a folder
/// in it is one.
static void seed_folder(struct run *run, const char *folder, bool whole) {
  struct dirent **entries;
  char *files[MAX_FILES];
  size_t file_count = 0;
  int count = scandir(folder, &entries, NULL, by_name);
  for (int i = 0; i < count; i++) {
    struct text path = {0};
    struct stat status;
    const char *name = entries[i]->d_name, *dot = strrchr(name, '.');
    text_printf(&path, "%s/%s", folder, name);
    if (*name != '.' && stat(path.data, &status) == 0) {
      if (S_ISDIR(status.st_mode) && !whole)
        seed_folder(run, path.data, true);
      else if (dot && strcmp(dot, ".c") == 0 && file_count < MAX_FILES)
        files[file_count++] = xstrdup(path.data);
    }
    text_free(&path);
    free(entries[i]);
    if (!whole && file_count) {
      seed_program(run, folder, files, 1);
      free(files[--file_count]);
    }
  }
  if (whole)
    seed_program(run, folder, files, file_count);
  while (file_count)
    free(files[--file_count]);
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
  text_putc(&run->others, ' ');
  json_array_foreach(rules, i, rule) {
    bool on = json_is_true(json_object_get(rule, "default"));
    text_printf(on ? &run->names : &run->others, "%s ", json_text(rule, "name"));
  }
  json_decref(rules);
  lint_free(&lint);
}

static unsigned percent(unsigned part, unsigned whole) {
  return whole ? part * 100 / whole : 100;
}

static void print_score(const char *name, const struct score *score, const char *rules) {
  printf("%-20s %8u %8u %8u %8u   %s\n", name, score->planted, score->found, score->other,
         score->planted - score->found - score->other, rules);
}

/// Prints the lines of the kinds whose rules are among `names`; their sum.
static struct score print_kinds(const struct run *run, const struct text *names) {
  struct score total = {0};
  for (size_t i = 0; i < seed_count; i++) {
    const struct score *score = &run->scores[i];
    if (!has_rule(names, seeds[i].expected) || (run->kind && !score->planted))
      continue;
    print_score(seeds[i].name, score, seeds[i].expected);
    total.planted += score->planted;
    total.found += score->found;
    total.other += score->other;
  }
  return total;
}

/// Prints the table; the share of seeds that the default rules find, in percent.
static unsigned print_scores(const struct run *run) {
  char said[32];
  printf("%-20s %8s %8s %8s %8s   %s\n", "defect", "planted", "found", "else", "missed", "rules");
  struct score total = print_kinds(run, &run->names);
  unsigned share = percent(total.found + total.other, total.planted);
  snprintf(said, sizeof said, "%u %% found", share);
  print_score("all", &total, said);
  printf("\nby rules that have to be asked for:\n");
  print_kinds(run, &run->others);
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
    seed_folder(&run, argv[i], false);
  unsigned share = print_scores(&run);
  if (run.missed.length)
    printf("\nmissed:\n%s", text_get(&run.missed));
  char path[128];
  snprintf(path, sizeof path, "%s/seeded.c", run.folder);
  unlink(path);
  rmdir(run.folder);
  text_free(&run.missed);
  text_free(&run.names);
  text_free(&run.others);
  printf("%s: %u %% of the seeds are found, %u %% are asked for\n",
         share >= TARGET ? "passed" : "failed", share, TARGET);
  return share >= TARGET ? EXIT_SUCCESS : EXIT_FAILURE;
}
