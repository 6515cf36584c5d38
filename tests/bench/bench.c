// SPDX-License-Identifier: MIT
// What a run costs beside other tools on the same units: processor time of whole process trees,
// taken in turns. `bench_analyzer [-n ROUNDS] FOLDER...`: folders with a compile_commands.json.
#include "analyzer/base/arena.h"
#include "analyzer/project/project.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_ROUNDS = 9, MAX_ARGUMENTS = 4096 };

/// What some processes used.
struct cost {
  double cpu, wall; // seconds
  long peak;        // KiB, of the largest process
  int status;
};

struct command {
  const char *arguments[MAX_ARGUMENTS];
  unsigned count;
};

static double wall_clock(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double seconds(struct timeval time) {
  return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static void add(struct command *command, const char *argument) {
  if (command->count + 1 < MAX_ARGUMENTS)
    command->arguments[command->count++] = argument;
}

/// Runs the command in `folder` with its output thrown away.
static struct cost run(const struct command *command, const char *folder) {
  double start = wall_clock();
  pid_t pid = fork();
  if (pid == 0) {
    int null = open("/dev/null", O_RDWR);
    if (chdir(folder) != 0 || dup2(null, 1) < 0 || dup2(null, 2) < 0)
      _exit(126);
    execvp(command->arguments[0], (char *const *)(uintptr_t)command->arguments);
    _exit(127);
  }
  int status = 0;
  struct rusage usage = {0};
  while (wait4(pid, &status, 0, &usage) < 0 && errno == EINTR)
    ;
  return (struct cost){.cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime),
                       .wall = wall_clock() - start,
                       .peak = usage.ru_maxrss,
                       .status = WIFEXITED(status) ? WEXITSTATUS(status) : 128};
}

static struct cost sum(struct cost a, struct cost b) {
  return (struct cost){a.cpu + b.cpu, a.wall + b.wall, a.peak > b.peak ? a.peak : b.peak,
                       a.status > b.status ? a.status : b.status};
}

// ---- what is compared ----

struct subject {
  const struct project *project;
  const char *folder, *store;
};

static struct cost lint(const struct subject *subject, const char *first, const char *second) {
  struct command command = {{ASYNC_LINT, "-p", subject->folder, "--exit-zero", "-q", "-j1"}, 6};
  add(&command, first);
  if (second)
    add(&command, second);
  return run(&command, "/");
}

static struct cost cold(const struct subject *subject) {
  return lint(subject, "--no-store", NULL);
}

static struct cost no_change(const struct subject *subject) {
  return lint(subject, "--store", subject->store);
}

/// One process a unit, with `before` in front of the unit's own arguments.
static struct cost each_unit(const struct subject *subject, const char *const *before,
                             const char *separator) {
  struct cost total = {0};
  for (uint32_t i = 0; i < subject->project->count; i++) {
    const struct project_unit *unit = &subject->project->units[i];
    struct command command = {{0}, 0};
    for (unsigned k = 0; before[k]; k++)
      add(&command, before[k]);
    if (separator)
      add(&command, unit->path);
    if (separator)
      add(&command, separator);
    for (unsigned k = 0; k < unit->argument_count; k++)
      add(&command, unit->arguments[k]);
    if (!separator)
      add(&command, unit->path);
    total = sum(total, run(&command, unit->directory));
  }
  return total;
}

static struct cost syntax_only(const struct subject *subject) {
  static const char *const before[] = {"clang-19", "-fsyntax-only", "-w", NULL};
  return each_unit(subject, before, NULL);
}

static struct cost clang_tidy(const struct subject *subject) {
  static const char *const before[] = {"clang-tidy-19", "--quiet", "--checks=-*,clang-analyzer-*",
                                       NULL};
  return each_unit(subject, before, "--");
}

static struct cost cppcheck(const struct subject *subject) {
  static const char *const before[] = {"cppcheck", "--quiet", "--enable=warning", NULL};
  struct cost total = {0};
  for (uint32_t i = 0; i < subject->project->count; i++) {
    struct command command = {{0}, 0};
    for (unsigned k = 0; before[k]; k++)
      add(&command, before[k]);
    add(&command, subject->project->units[i].path);
    total = sum(total, run(&command, "/"));
  }
  return total;
}

struct rival {
  const char *name;
  struct cost (*measure)(const struct subject *);
  bool slow; // measured once only, when asked for with --all
};

static const struct rival rivals[] = {
    {"async-lint, cold", cold, false},
    {"async-lint, nothing changed", no_change, false},
    {"clang-19 -fsyntax-only", syntax_only, false},
    {"clang-tidy-19 clang-analyzer-*", clang_tidy, true},
    {"cppcheck", cppcheck, true},
};
enum { RIVALS = sizeof rivals / sizeof *rivals };

// ---- the table ----

static int by_value(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

static double median(const double *values, unsigned count) {
  double sorted[MAX_ROUNDS];
  memcpy(sorted, values, count * sizeof *values);
  qsort(sorted, count, sizeof *sorted, by_value);
  return count % 2 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
}

struct samples {
  double cpu[MAX_ROUNDS], wall[MAX_ROUNDS];
  unsigned count;
  long peak;
  int status;
};

static void measure_all(const struct subject *subject, struct samples samples[RIVALS],
                        unsigned rounds, bool all) {
  for (unsigned round = 0; round < rounds; round++)
    for (int i = 0; i < RIVALS; i++) {
      if (rivals[i].slow && (!all || round))
        continue;
      struct cost cost = rivals[i].measure(subject);
      struct samples *to = &samples[i];
      to->cpu[to->count] = cost.cpu;
      to->wall[to->count++] = cost.wall;
      to->peak = cost.peak > to->peak ? cost.peak : to->peak;
      to->status = cost.status;
    }
}

static void print(const struct subject *subject, const struct samples samples[RIVALS]) {
  double base = median(samples[0].cpu, samples[0].count);
  printf("\n%s: %u units\n", subject->folder, subject->project->count);
  printf("%-32s %9s %9s %9s %10s\n", "", "cpu s", "wall s", "ratio", "peak MiB");
  for (int i = 0; i < RIVALS; i++) {
    const struct samples *one = &samples[i];
    if (!one->count)
      continue;
    if (one->status == 127) {
      printf("%-32s is not installed\n", rivals[i].name);
      continue;
    }
    double cpu = median(one->cpu, one->count);
    printf("%-32s %9.3f %9.3f %9.2f %10.0f\n", rivals[i].name, cpu, median(one->wall, one->count),
           cpu > 0 ? base / cpu : 0, (double)one->peak / 1024);
  }
  printf("ratio: processor time of a cold run over that of the row; median of %u rounds\n",
         samples[0].count);
}

static bool bench(const char *folder, unsigned rounds, bool all) {
  struct project project = {0};
  struct text error = {0};
  char store[] = "/tmp/async-lint-bench-XXXXXX";
  char *real = realpath(folder, NULL);
  bool good = real && mkdtemp(store) && project_open(&project, real, &error);
  if (good) {
    char path[64];
    snprintf(path, sizeof path, "%s/store.db", store);
    struct subject subject = {&project, real, path};
    struct samples samples[RIVALS] = {0};
    no_change(&subject); // fills the store
    measure_all(&subject, samples, rounds, all);
    print(&subject, samples);
    unlink(path);
  } else {
    fprintf(stderr, "%s: %s\n", folder, error.length ? error.data : strerror(errno));
  }
  rmdir(store);
  free(real);
  text_free(&error);
  project_free(&project);
  return good;
}

int main(int argc, char **argv) {
  unsigned rounds = 3;
  bool all = false, good = argc > 1;
  int next = 1;
  for (; next < argc && argv[next][0] == '-'; next++) {
    if (!strcmp(argv[next], "--all"))
      all = true;
    else if (!strcmp(argv[next], "-n") && next + 1 < argc)
      rounds = (unsigned)strtoul(argv[++next], NULL, 10);
    else
      good = false;
  }
  if (!good || next == argc || rounds < 1 || rounds > MAX_ROUNDS) {
    fprintf(stderr, "usage: bench_analyzer [--all] [-n ROUNDS] FOLDER...\n");
    return EXIT_FAILURE;
  }
  for (; next < argc; next++)
    good = bench(argv[next], rounds, all) && good;
  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
