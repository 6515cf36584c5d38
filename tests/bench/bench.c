// SPDX-License-Identifier: MIT
// What a run costs beside other tools on the same units, and over size: every row of the targets,
// as ratios of processor time taken in turns in one run.
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int usage(void) {
  fputs(
      "usage: bench_analyzer [-n ROUNDS] [--peers] [--scale UNITS] [--blocks COUNT]\n"
      "                      [--functions COUNT] [--sarif] [--everything] [FOLDER...]\n"
      "FOLDER holds a compile_commands.json. --peers: clang-tidy and cppcheck too.\n"
      "--scale: generated projects up to that many units. --blocks: one function of up to that\n"
      "many. --functions: the whole-program stage. --sarif: 25,000 findings. --everything: all of\n"
      "it, 10,000 units, 2,000 blocks, a million functions.\n",
      stderr);
  return EXIT_FAILURE;
}

struct wish {
  struct bench bench;
  unsigned scale, blocks, functions;
  bool sarif;
};

static unsigned number(char **argv, int *at) {
  return argv[*at + 1] ? (unsigned)strtoul(argv[++*at], NULL, 10) : 0;
}

/// False on an option that is not known; `at` is set to the first folder.
static bool read_options(char **argv, int *at, struct wish *wish) {
  bool good = true;
  for (; argv[*at] && argv[*at][0] == '-'; ++*at) {
    const char *word = argv[*at];
    if (!strcmp(word, "--peers"))
      wish->bench.peers = true;
    else if (!strcmp(word, "--sarif"))
      wish->sarif = true;
    else if (!strcmp(word, "--scale"))
      good = (wish->scale = number(argv, at)) > 0 && good;
    else if (!strcmp(word, "--blocks"))
      good = (wish->blocks = number(argv, at)) > 0 && good;
    else if (!strcmp(word, "--functions"))
      good = (wish->functions = number(argv, at)) > 0 && good;
    else if (!strcmp(word, "-n"))
      wish->bench.rounds = number(argv, at);
    else if (!strcmp(word, "--everything"))
      *wish = (struct wish){{wish->bench.rounds, true, ""}, 10000, 2000, 1000000, true};
    else
      good = false;
  }
  return good && wish->bench.rounds >= 1 && wish->bench.rounds <= MAX_ROUNDS;
}

/// Says on stderr how long a part took, and begins the next.
static void took(const char *part, double *start) {
  double now = wall_clock();
  fprintf(stderr, "bench_analyzer: %s: %.0f s\n", part, now - *start);
  *start = now;
}

int main(int argc, char **argv) {
  struct wish wish = {.bench = {.rounds = 3}};
  int at = 1;
  if (argc < 2 || !read_options(argv, &at, &wish))
    return usage();
  snprintf(wish.bench.scratch, sizeof wish.bench.scratch, "/tmp/async-lint-bench-XXXXXX");
  if (!mkdtemp(wish.bench.scratch)) {
    perror("a folder in /tmp");
    return EXIT_FAILURE;
  }
  bool good = true;
  double start = wall_clock();
  for (; at < argc; at++) {
    good = bench_codebase(&wish.bench, argv[at]) && good;
    took(argv[at], &start);
  }
  if (wish.scale) {
    bench_scale(&wish.bench, wish.scale);
    took("generated projects", &start);
  }
  if (wish.blocks) {
    bench_blocks(&wish.bench, wish.blocks);
    took("one large function", &start);
  }
  if (wish.functions) {
    bench_program(wish.functions);
    took("whole-program stage", &start);
  }
  if (wish.sarif)
    bench_sarif(&wish.bench);
  struct bench_command clean = {{"rm", "-rf", wish.bench.scratch}, 3};
  command_run(&clean, "/", NULL, NULL);
  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
