// SPDX-License-Identifier: MIT
#include "tests/bench/measure.h"
#include "analyzer/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { NOT_FOUND = 127, MAX_PARTS = 64 };

double wall_clock(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double seconds(struct timeval time) {
  return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

void command_add(struct bench_command *command, const char *argument) {
  if (command->count + 1 < MAX_ARGUMENTS)
    command->arguments[command->count++] = argument;
}

void command_add_all(struct bench_command *command, const char *const *arguments) {
  for (; *arguments; arguments++)
    command_add(command, *arguments);
}

static struct cost wait_for(pid_t pid, double start, int *status) {
  struct rusage usage = {0};
  int ended = 0;
  while (wait4(pid, &ended, 0, &usage) < 0 && errno == EINTR)
    ;
  int code = WIFEXITED(ended) ? WEXITSTATUS(ended) : 128;
  if (status)
    *status = code;
  return (struct cost){.cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime),
                       .wall = wall_clock() - start,
                       .peak = usage.ru_maxrss,
                       .missing = code == NOT_FOUND};
}

struct cost command_run(const struct bench_command *command, const char *folder, const char *output,
                        int *status) {
  double start = wall_clock();
  pid_t pid = fork();
  if (pid == 0) {
    int null = open("/dev/null", O_RDWR);
    int out = output ? open(output, O_WRONLY | O_CREAT | O_TRUNC, 0644) : null;
    if (chdir(folder) != 0 || dup2(out, 1) < 0 || dup2(null, 2) < 0)
      _exit(126);
    execvp(command->arguments[0], (char *const *)(uintptr_t)command->arguments);
    _exit(NOT_FOUND);
  }
  return wait_for(pid, start, status);
}

struct cost measure_forked(void (*work)(void *data), void *data) {
  double start = wall_clock();
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    work(data);
    _exit(0);
  }
  return wait_for(pid, start, NULL);
}

/// What a part says of itself, through a pipe.
struct part {
  pid_t pid;
  int said;
};

static struct part start_part(measured_part *work, void *data, unsigned part, unsigned parts) {
  int ends[2];
  if (pipe(ends) != 0)
    return (struct part){-1, -1};
  pid_t pid = fork();
  if (pid == 0) {
    struct cost cost = work(data, part, parts);
    _exit(write(ends[1], &cost, sizeof cost) != (ssize_t)sizeof cost);
  }
  close(ends[1]);
  return (struct part){pid, ends[0]};
}

struct cost measure_parts(measured_part *work, void *data, unsigned parts) {
  double start = wall_clock();
  struct part running[MAX_PARTS];
  struct cost total = {0};
  parts = parts < MAX_PARTS ? parts : MAX_PARTS;
  fflush(stdout);
  for (unsigned i = 0; i < parts; i++)
    running[i] = start_part(work, data, i, parts);
  for (unsigned i = 0; i < parts; i++) {
    struct cost said = {.missing = true};
    if (running[i].pid > 0 && read(running[i].said, &said, sizeof said) < 0)
      said.missing = true;
    struct cost used = wait_for(running[i].pid, start, NULL);
    used.good = said.good;
    used.missing = said.missing;
    total = cost_sum(total, used);
    close(running[i].said);
  }
  total.wall = wall_clock() - start;
  return total;
}

bool same_bytes(const char *a, const char *b) {
  struct text first = {0}, second = {0};
  bool same = text_read_file(&first, a, (size_t)1 << 30) &&
              text_read_file(&second, b, (size_t)1 << 30) && first.length == second.length &&
              memcmp(text_get(&first), text_get(&second), first.length) == 0;
  text_free(&first);
  text_free(&second);
  return same;
}

struct cost cost_sum(struct cost a, struct cost b) {
  return (struct cost){.cpu = a.cpu + b.cpu,
                       .wall = a.wall + b.wall,
                       .peak = a.peak > b.peak ? a.peak : b.peak,
                       .good = a.good + b.good,
                       .missing = a.missing || b.missing};
}

uint32_t checked_units(const char *report) {
  static const char member[] = "\"checked\": ";
  struct text text = {0};
  uint32_t count = 0;
  if (text_read_file(&text, report, (size_t)1 << 30)) {
    const char *at = strstr(text_get(&text), member);
    count = at ? (uint32_t)strtoul(at + strlen(member), NULL, 10) : 0;
  }
  text_free(&text);
  return count;
}

// ---- several rounds ----

void samples_add(struct samples *samples, struct cost cost) {
  if (samples->count < MAX_ROUNDS)
    samples->of[samples->count++] = cost;
}

static int by_value(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

static double median(double *values, unsigned count) {
  qsort(values, count, sizeof *values, by_value);
  return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

struct cost samples_median(const struct samples *samples) {
  double cpu[MAX_ROUNDS], wall[MAX_ROUNDS];
  struct cost all = {.good = UINT32_MAX};
  if (!samples->count)
    return (struct cost){0};
  for (unsigned i = 0; i < samples->count; i++) {
    const struct cost *one = &samples->of[i];
    cpu[i] = one->cpu;
    wall[i] = one->wall;
    all.peak = one->peak > all.peak ? one->peak : all.peak;
    all.good = one->good < all.good ? one->good : all.good;
    all.missing |= one->missing;
  }
  all.cpu = median(cpu, samples->count);
  all.wall = median(wall, samples->count);
  return all;
}

// ---- tables ----

void table_head(const char *title) {
  printf("\n%s\n%-44s %9s %9s %8s %8s %7s\n", title, "", "cpu s", "wall s", "ratio", "MiB",
         "units");
}

void table_row(const char *name, struct cost cost, double ratio, const char *remark) {
  printf("%-44s %9.3f %9.3f ", name, cost.cpu, cost.wall);
  ratio > 0 ? printf("%8.2f ", ratio) : printf("%8s ", "");
  printf("%8.0f ", (double)cost.peak / 1024);
  cost.good ? printf("%7u", cost.good) : printf("%7s", "");
  printf("%s%s\n", *remark ? "  " : "", remark);
  fflush(stdout);
}

void table_missing(const char *name, const char *why) {
  printf("%-44s %s\n", name, why);
}
