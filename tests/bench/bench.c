// SPDX-License-Identifier: MIT
// What a run costs beside other tools on the same units, and over size: every row of the targets,
// as ratios of processor time taken in turns in one run.
#include "tests/bench/bench.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: bench_analyzer [-n ROUNDS] [--peers] [--scale UNITS] [--blocks COUNT]\n"
    "                      [--functions COUNT] [--sarif] [--everything] [FOLDER...]\n"
    "FOLDER holds a compile_commands.json. --peers: clang-tidy and cppcheck too.\n"
    "--scale: generated projects up to that many units (1000: a worker's memory, too).\n"
    "--blocks: one function of up to that many. --functions: the whole-program stage. --sarif:\n"
    "25,000 findings. --everything: all of it, 10,000 units, 2,000 blocks, a million functions.\n"
    "The editor's rows are printed by bench_lsp.\n";

struct wish {
  struct bench bench;
  unsigned scale, blocks, functions;
  bool sarif;
};

static unsigned number(char **argv, int *at) {
  return argv[*at + 1] ? (unsigned)strtoul(argv[++*at], NULL, 10) : 0;
}

/// Takes options, wherever they stand, out of `argv`, in which the folders are left.
static bool read_options(char **argv, struct wish *wish) {
  bool good = true;
  int folders = 0;
  for (int at = 1; argv[at]; at++) {
    const char *word = argv[at];
    if (*word != '-')
      argv[folders++] = argv[at];
    else if (!strcmp(word, "--peers"))
      wish->bench.peers = true;
    else if (!strcmp(word, "--sarif"))
      wish->sarif = true;
    else if (!strcmp(word, "--scale"))
      good = (wish->scale = number(argv, &at)) > 0 && good;
    else if (!strcmp(word, "--blocks"))
      good = (wish->blocks = number(argv, &at)) > 0 && good;
    else if (!strcmp(word, "--functions"))
      good = (wish->functions = number(argv, &at)) > 0 && good;
    else if (!strcmp(word, "-n"))
      wish->bench.rounds = number(argv, &at);
    else if (!strcmp(word, "--everything"))
      *wish = (struct wish){{wish->bench.rounds, true, ""}, 10000, 2000, 1000000, true};
    else
      good = false;
  }
  argv[folders] = NULL;
  return good && wish->bench.rounds >= 1 && wish->bench.rounds <= MAX_ROUNDS;
}

// ---- the folder for what is measured ----

static const char *scratch;

static void remove_scratch(void) {
  struct bench_command clean = {{"rm", "-rf", scratch}, 3};
  command_run(&clean, "/", NULL, NULL);
}

/// Only what a handler may do: whoever is being measured gets the signal, too.
static void on_stop(int number) {
  signal(SIGINT, SIG_IGN); // who sends it may send it to the whole group
  signal(SIGTERM, SIG_IGN);
  if (fork() == 0) {
    execlp("rm", "rm", "-rf", scratch, (char *)NULL);
    _exit(EXIT_FAILURE);
  }
  _exit(128 + number);
}

static bool make_scratch(struct bench *bench) {
  snprintf(bench->scratch, sizeof bench->scratch, "/tmp/async-lint-bench-XXXXXX");
  if (!mkdtemp(bench->scratch)) {
    perror("a folder in /tmp");
    return false;
  }
  scratch = bench->scratch;
  signal(SIGINT, on_stop);
  signal(SIGTERM, on_stop);
  return true;
}

// ---- the parts ----

/// Says before anything is measured which rows will be missing.
static void name_missing_tools(const struct bench *bench) {
  static const char *const tools[] = {"clang-19", "clang-tidy-19", "cppcheck"};
  for (size_t i = 0; i < (bench->peers ? 3 : 1); i++) {
    struct bench_command command = {{tools[i], "--version"}, 2};
    if (command_run(&command, "/", NULL, NULL).missing)
      fprintf(stderr, "bench_analyzer: %s is not installed: its rows will be missing\n", tools[i]);
  }
}

/// Says on stderr how long a part took, and begins the next.
static void took(const char *part, double *start) {
  double now = wall_clock();
  fprintf(stderr, "bench_analyzer: %s: %.0f s\n", part, now - *start);
  *start = now;
}

static bool run_parts(const struct wish *wish, char **folders) {
  bool good = true;
  double start = wall_clock();
  for (; *folders; folders++) {
    good = bench_codebase(&wish->bench, *folders) && good;
    took(*folders, &start);
  }
  if (wish->scale) {
    good = bench_scale(&wish->bench, wish->scale) && good;
    took("generated projects", &start);
  }
  if (wish->blocks) {
    bench_blocks(&wish->bench, wish->blocks);
    took("one large function", &start);
  }
  if (wish->functions) {
    bench_program(wish->functions);
    took("whole-program stage", &start);
  }
  if (wish->sarif) {
    bench_sarif(&wish->bench);
    took("findings as SARIF", &start);
  }
  return good;
}

int main(int argc, char **argv) {
  struct wish wish = {.bench = {.rounds = 3}};
  if (argc == 2 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
    fputs(help, stdout);
    return EXIT_SUCCESS;
  }
  if (argc < 2 || !read_options(argv, &wish)) {
    fputs(help, stderr);
    return EXIT_FAILURE;
  }
  if (!make_scratch(&wish.bench))
    return EXIT_FAILURE;
  if (*argv)
    name_missing_tools(&wish.bench);
  bool good = run_parts(&wish, argv);
  remove_scratch();
  fprintf(stderr, "bench_analyzer: %s\n",
          good ? "done" : "NOT ALL was measured: see the messages above");
  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
