// SPDX-License-Identifier: MIT
// Runs a target on its seeds and on changed ones, the same ones for the same numbers, with any
// compiler: what CI does. A coverage-guided hunt is libfuzzer.c.
//   fuzz TARGET RUNS SEED FILE...
// An input that ends the program is left in the working directory as crash-TARGET.
#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST = 1 << 16 };

static uint64_t state;
static struct text current;
static char crash_name[64];

/// xorshift64*, Vigna 2016.
static uint32_t random_below(uint32_t limit) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return limit ? (uint32_t)((state * UINT64_C(2685821657736338717)) >> 33) % limit : 0;
}

static void keep_input(int signal_number) {
  int file = open(crash_name, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (file >= 0 && current.data && write(file, current.data, current.length) >= 0)
    close(file);
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

// AddressSanitizer ends the program without a signal; gcc and clang call this first.
void __asan_on_error(void);
void __asan_on_error(void) {
  keep_input(SIGABRT);
}

/// Replaces `length` bytes at `at` by others.
static void replace(struct text *text, size_t at, size_t length, const char *with, size_t size) {
  struct text result = {0};
  text_append(&result, text->data, at);
  text_append(&result, with, size);
  text_append(&result, text->data + at + length, text->length - at - length);
  text_free(text);
  *text = result;
}

static void mutate_once(struct text *text, const struct text *other) {
  static const char odd[] = {0,   1,   9,   10,  13,  ' ',  '"', '\'',   '(',    ')',
                             '*', ',', '-', '0', '9', ':',  ';', '[',    '\\',   ']',
                             '`', '{', '}', '~', 127, -128, -1,  '\xed', '\xc0', '\xf4'};
  uint32_t size = (uint32_t)text->length, at = random_below(size + 1);
  uint32_t length = random_below(1 + (size - at < 64 ? size - at : 64));
  char c = odd[random_below(sizeof odd)];
  switch (random_below(6)) {
  case 0: // one byte is another one
    if (at < size)
      text->data[at] = random_below(2) ? c : (char)(text->data[at] ^ (1 << random_below(8)));
    break;
  case 1: // a part is gone
    replace(text, at, length, "", 0);
    break;
  case 2: // an odd byte, often
    for (uint32_t i = 0, n = random_below(32); i <= n; i++)
      replace(text, at, 0, &c, 1);
    break;
  case 3: { // a part comes twice
    struct text part = {0};
    text_append(&part, text->data + at, length);
    replace(text, random_below(size + 1), 0, text_get(&part), part.length);
    text_free(&part);
    break;
  }
  case 4: // the end is gone
    text->length = at;
    break;
  default: { // a part of another seed
    uint32_t from = random_below((uint32_t)other->length + 1);
    uint32_t rest = (uint32_t)other->length - from;
    replace(text, at, length, text_get(other) + from, random_below(1 + (rest < 200 ? rest : 200)));
  }
  }
}

static void run_mutants(const struct fuzz_target *target, const struct text *seeds, size_t count,
                        long runs) {
  for (long run = 0; run < runs; run++) {
    const struct text *seed = &seeds[random_below((uint32_t)count)];
    current.length = 0;
    text_append(&current, text_get(seed), seed->length < MOST ? seed->length : MOST);
    for (uint32_t i = 0, n = random_below(8); i <= n; i++)
      mutate_once(&current, &seeds[random_below((uint32_t)count)]);
    target->run(text_get(&current), current.length);
  }
}

int main(int argc, char **argv) {
  const struct fuzz_target *target = argc > 4 ? fuzz_find(argv[1]) : NULL;
  if (!target) {
    fputs("usage: fuzz TARGET RUNS SEED FILE...\n", stderr);
    return 2;
  }
  snprintf(crash_name, sizeof crash_name, "crash-%s", target->name);
  signal(SIGSEGV, keep_input);
  signal(SIGABRT, keep_input);
  state = strtoull(argv[3], NULL, 10) * UINT64_C(0x9e3779b97f4a7c15) + 1;
  size_t count = (size_t)argc - 4;
  struct text *seeds = calloc(count, sizeof *seeds);
  for (size_t i = 0; seeds && i < count; i++) {
    struct text file = {0};
    if (!text_read_file(&file, argv[i + 4], 1 << 24)) {
      perror(argv[i + 4]);
      return 2;
    }
    if (target->prepare)
      target->prepare(&file, &seeds[i]);
    else
      text_append(&seeds[i], text_get(&file), file.length);
    text_free(&file);
    current.length = 0;
    text_append(&current, text_get(&seeds[i]), seeds[i].length);
    target->run(text_get(&current), current.length);
  }
  if (seeds)
    run_mutants(target, seeds, count, strtol(argv[2], NULL, 10));
  for (size_t i = 0; seeds && i < count; i++)
    text_free(&seeds[i]);
  free(seeds);
  text_free(&current);
  printf("%s: %s runs from %zu seeds\n", target->name, argv[2], count);
  return 0;
}
