// SPDX-License-Identifier: MIT
// One code base: async-lint beside a bare parse, one compiler process a unit, clang-tidy and
// cppcheck, in turns; then runs with a store, one changed unit, and two workers.
#include "analyzer/base/arena.h"
#include "analyzer/project/pool.h"
#include "analyzer/project/project.h"
#include "tests/bench/bench.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct subject {
  const struct bench *bench;
  const struct project *project;
  const char *folder;
  char store[128], report[128], other[128]; // `other`: a database with one unit changed
  char one[128], two[128];                  // the reports of one worker and of two
};

// ---- async-lint ----

static void add_lint(struct bench_command *command, const char *folder, const char *jobs) {
  const char *const words[] = {ASYNC_LINT, "-p",       folder, "--exit-zero", "-q",
                               jobs,       "--format", "json", NULL};
  command_add_all(command, words);
}

static struct cost lint(const char *report, const char *folder, const char *jobs, const char *store,
                        const char *more) {
  struct bench_command command = {{0}, 0};
  add_lint(&command, folder, jobs);
  if (store)
    command_add(&command, "--store");
  command_add(&command, store ? store : "--no-store");
  if (more)
    command_add(&command, more);
  struct cost cost = command_run(&command, "/", report, NULL);
  cost.good = checked_units(report);
  return cost;
}

static struct cost cold(const struct subject *subject) {
  return lint(subject->one, subject->folder, "-j1", NULL, NULL);
}

static struct cost separately(const struct subject *subject) {
  return lint(subject->report, subject->folder, "-j1", NULL, "--no-shared-headers");
}

static struct cost two_workers(const struct subject *subject) {
  return lint(subject->two, subject->folder, "-j2", NULL, NULL);
}

static struct cost no_change(const struct subject *subject) {
  return lint(subject->report, subject->folder, "-j1", subject->store, NULL);
}

/// Whether any process of a run in which nothing changed asks the linker for libclang.
static bool maps_libclang(const struct subject *subject) {
  char output[192];
  struct bench_command command = {{"env", "LD_DEBUG=libs", output}, 3};
  glob_t files = {0};
  no_change(subject); // takes back what another row changed
  snprintf(output, sizeof output, "LD_DEBUG_OUTPUT=%s/linker", subject->bench->scratch);
  add_lint(&command, subject->folder, "-j1");
  command_add(&command, "--store");
  command_add(&command, subject->store);
  command_run(&command, "/", subject->report, NULL);
  snprintf(output, sizeof output, "%s/linker.*", subject->bench->scratch);
  bool found = glob(output, 0, NULL, &files) != 0; // no answer is no promise
  for (size_t i = 0; i < files.gl_pathc; i++) {
    struct text said = {0};
    found |=
        !text_read_file(&said, files.gl_pathv[i], 1 << 24) || strstr(text_get(&said), "libclang");
    text_free(&said);
    unlink(files.gl_pathv[i]);
  }
  globfree(&files);
  return found;
}

/// The unit that changed is one whose arguments did: everything else is as after an edit, and no
/// file of the code base is touched. no_change() takes it back.
static struct cost one_change(const struct subject *subject) {
  return lint(subject->report, subject->other, "-j1", subject->store, NULL);
}

// ---- the others ----

/// `number`: of one unit, or NULL.
static struct cost parse_units(const struct subject *subject, const char *number) {
  struct bench_command command = {{BENCH_PARSE, subject->folder}, 2};
  if (number)
    command_add(&command, number);
  // Not in `/` or `/usr`, where libclang would look for its own headers in `lib/clang`.
  struct cost cost = command_run(&command, "/proc", subject->report, NULL);
  struct text text = {0};
  if (text_read_file(&text, subject->report, 1 << 20))
    cost.good = (uint32_t)strtoul(text_get(&text), NULL, 10);
  text_free(&text);
  return cost;
}

static struct cost bare_parse(const struct subject *subject) {
  return parse_units(subject, NULL);
}

static bool is_alone(const struct project *project, uint32_t unit) {
  for (uint32_t i = 0; i < project->count; i++)
    if (i != unit && !strcmp(project->units[i].path, project->units[unit].path))
      return false;
  return true;
}

/// The unit that write_other() changes: in the middle, and the only one of its file.
static uint32_t changed_unit(const struct project *project) {
  uint32_t middle = project->count / 2, unit = middle;
  while (unit < project->count && !is_alone(project, unit))
    unit++;
  return unit < project->count ? unit : middle;
}

static struct cost parse_changed(const struct subject *subject) {
  char number[16];
  snprintf(number, sizeof number, "%u", changed_unit(subject->project));
  return parse_units(subject, number);
}

/// A tool that is run once a unit: its words, then the unit's arguments, if it takes them, and its
/// path; with a separator the path and that come first.
struct tool {
  const char *const *words;
  const char *separator;
  bool arguments;
};

struct tool_run {
  const struct subject *subject;
  const struct tool *tool;
};

static struct cost run_on(const struct tool *tool, const struct project_unit *unit) {
  struct bench_command command = {{0}, 0};
  int status;
  command_add_all(&command, tool->words);
  if (tool->separator) {
    command_add(&command, unit->path);
    command_add(&command, tool->separator);
  }
  for (unsigned k = 0; k < unit->argument_count && tool->arguments; k++)
    command_add(&command, unit->arguments[k]);
  if (!tool->separator)
    command_add(&command, unit->path);
  struct cost cost = command_run(&command, unit->directory, NULL, &status);
  cost.good = status == 0;
  return cost;
}

static struct cost each_unit(void *data, unsigned part, unsigned parts) {
  const struct tool_run *run = data;
  const struct project *project = run->subject->project;
  struct cost total = {0};
  for (uint32_t i = part; i < project->count && !total.missing; i += parts)
    total = cost_sum(total, run_on(run->tool, &project->units[i]));
  return total;
}

static struct cost syntax_only(const struct subject *subject) {
  static const char *const words[] = {"clang-19", "-fsyntax-only", "-w", NULL};
  static const struct tool tool = {words, NULL, true};
  return each_unit(&(struct tool_run){subject, &tool}, 0, 1);
}

/// Tools that take minutes run on all processors; the clock on the wall is not compared.
static struct cost at_once(const struct subject *subject, const struct tool *tool) {
  return measure_parts(each_unit, &(struct tool_run){subject, tool}, pool_processors());
}

static struct cost clang_tidy(const struct subject *subject) {
  static const char *const words[] = {"clang-tidy-19", "--quiet", "--checks=-*,clang-analyzer-*",
                                      NULL};
  static const struct tool tool = {words, "--", true};
  return at_once(subject, &tool);
}

static struct cost cppcheck(const struct subject *subject) {
  static const char *const words[] = {"cppcheck", "--quiet", "--enable=warning", NULL};
  static const struct tool tool = {words, NULL, false};
  return at_once(subject, &tool);
}

struct row {
  const char *name;
  struct cost (*measure)(const struct subject *);
  bool peer; // measured once only, when asked for
};

enum { COLD, ALONE, PARSE, SYNTAX, TWO, SAME, CHANGE, ONE, TIDY, CPPCHECK, ROWS };

static const struct row rows[ROWS] = {
    [COLD] = {"async-lint, cold, one worker", cold, false},
    [ALONE] = {"async-lint, cold, headers not shared", separately, false},
    [PARSE] = {"bare libclang parse", bare_parse, false},
    [SYNTAX] = {"clang-19 -fsyntax-only, a process a unit", syntax_only, false},
    [TWO] = {"async-lint, cold, two workers", two_workers, false},
    [SAME] = {"async-lint, nothing changed", no_change, false},
    [CHANGE] = {"async-lint, one unit changed", one_change, false},
    [ONE] = {"bare libclang parse of that unit", parse_changed, false},
    [TIDY] = {"clang-tidy-19 clang-analyzer-*", clang_tidy, true},
    [CPPCHECK] = {"cppcheck", cppcheck, true},
};

// ---- the table ----

static void put_json_string(FILE *out, const char *text) {
  fputc('"', out);
  for (; *text; text++) {
    if (*text == '"' || *text == '\\')
      fputc('\\', out);
    fputc(*text, out);
  }
  fputc('"', out);
}

/// A database of the same units in which the middle one has one argument more.
static bool write_other(const struct subject *subject) {
  char path[256];
  mkdir(subject->other, 0755);
  snprintf(path, sizeof path, "%s/compile_commands.json", subject->other);
  FILE *out = fopen(path, "w");
  if (!out)
    return false;
  const struct project *project = subject->project;
  for (uint32_t i = 0; i < project->count; i++) {
    const struct project_unit *unit = &project->units[i];
    fprintf(out, "%s{\"directory\": ", i ? ",\n" : "[");
    put_json_string(out, unit->directory);
    fputs(", \"file\": ", out);
    put_json_string(out, unit->path);
    fputs(", \"arguments\": [\"cc\"", out);
    for (unsigned k = 0; k < unit->argument_count; k++) {
      fputs(", ", out);
      put_json_string(out, unit->arguments[k]);
    }
    fputs(i == changed_unit(project) ? ", \"-DASYNC_LINT_BENCH=1\", \"-c\", " : ", \"-c\", ", out);
    put_json_string(out, unit->path);
    fputs("]}", out);
  }
  fputs("]\n", out);
  return fclose(out) == 0;
}

static void remark(char *to, size_t size, int row, const struct cost *of, const struct cost *base,
                   const struct subject *subject) {
  *to = '\0';
  switch (row) {
  case ALONE:
    snprintf(to, size, "sharing headers saves %.0f %%", 100 * (1 - base->cpu / of->cpu));
    break;
  case PARSE:
    snprintf(to, size, "cold run is %.2f of it (target: at most 1.10)", base->cpu / of->cpu);
    break;
  case SYNTAX:
    snprintf(to, size, "cold run is %.2f of it (target: at most 0.7, stretch 0.4)",
             base->cpu / of->cpu);
    break;
  case TWO:
    snprintf(to, size, "%.2f times as fast by the clock on the wall (target: 1.7), %s bytes out",
             base->wall / of->wall, same_bytes(subject->one, subject->two) ? "same" : "OTHER");
    break;
  case SAME:
    snprintf(to, size, "%.0f ms (target: %s), libclang is %smapped", of->cpu * 1e3,
             subject->project->count > 100 ? "100 ms for 350 units" : "60 ms for 100 units",
             maps_libclang(subject) ? "" : "not ");
    break;
  case TIDY:
    snprintf(to, size, "%.1f times a cold run (target: 25)", of->cpu / base->cpu);
    break;
  default:
    break;
  }
}

static void measure(const struct subject *subject, struct samples samples[ROWS]) {
  const struct bench *bench = subject->bench;
  for (unsigned round = 0; round < bench->rounds; round++)
    for (int i = 0; i < ROWS; i++)
      if (!rows[i].peer || (bench->peers && round == 0)) {
        if (i == SAME)
          no_change(subject); // fills the store, or takes back the change
        samples_add(&samples[i], rows[i].measure(subject));
      }
}

static void print_row(const struct subject *subject, int i, const struct cost medians[ROWS]) {
  char said[160];
  const struct cost *cost = &medians[i];
  if (cost->missing) {
    table_missing(rows[i].name, "is not installed: this row is missing");
  } else if (cost->wall <= 0) {
    table_missing(rows[i].name, "not asked for: --peers");
  } else {
    remark(said, sizeof said, i, cost, &medians[COLD], subject);
    table_row(rows[i].name, *cost, i == COLD ? 0 : medians[COLD].cpu / cost->cpu, said);
  }
}

static void print(const struct subject *subject, const struct samples samples[ROWS]) {
  struct cost medians[ROWS];
  char title[512];
  snprintf(title, sizeof title, "%s: %u units", subject->folder, subject->project->count);
  table_head(title);
  for (int i = 0; i < ROWS; i++)
    medians[i] = samples_median(&samples[i]);
  for (int i = 0; i < ROWS; i++)
    print_row(subject, i, medians);
  double more = medians[CHANGE].cpu - medians[SAME].cpu;
  printf(
      "one unit changed: %.0f ms more than nothing changed, %.0f ms more than that and the bare "
      "parse of it, %.0f ms (target: 50 ms); on average a unit is parsed in %.0f ms in a process "
      "of many\n",
      more * 1e3, (more - medians[ONE].cpu) * 1e3, medians[ONE].cpu * 1e3,
      medians[PARSE].cpu * 1e3 / subject->project->count);
  printf("peak memory of a worker: %ld MiB (target: 110 on usual units, 130 on the largest)\n",
         worker_peak(subject->bench, subject->project, subject->project->count) / 1024);
  printf("ratio: processor time of a cold run over that of the row; medians of %u rounds\n",
         subject->bench->rounds);
}

bool bench_codebase(const struct bench *bench, const char *folder) {
  struct project project = {0};
  struct text error = {0};
  char *real = realpath(folder, NULL);
  bool good = real && project_open(&project, real, &error);
  if (good) {
    struct subject subject = {.bench = bench, .project = &project, .folder = real};
    struct samples samples[ROWS] = {0};
    snprintf(subject.store, sizeof subject.store, "%s/store.db", bench->scratch);
    snprintf(subject.report, sizeof subject.report, "%s/report", bench->scratch);
    snprintf(subject.other, sizeof subject.other, "%s/other", bench->scratch);
    snprintf(subject.one, sizeof subject.one, "%s/one", bench->scratch);
    snprintf(subject.two, sizeof subject.two, "%s/two", bench->scratch);
    unlink(subject.store);
    good = write_other(&subject);
    measure(&subject, samples);
    print(&subject, samples);
  } else {
    fprintf(stderr, "%s: %s\n", folder, error.length ? error.data : strerror(errno));
  }
  free(real);
  text_free(&error);
  project_free(&project);
  return good;
}
