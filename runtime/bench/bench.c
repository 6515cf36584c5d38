// SPDX-License-Identifier: MIT
// taskrt's side of the benchmarks: one case a run, printed as `case: figure unit`, so that the
// clock and the processor time of the process are those of the case.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <taskrt.h>
#include <time.h>

enum { MILLION = 1000000, YIELDS = 5000000, FIB = 27, SKYNET = 1111111 };
enum { SLEEP_MILLISECONDS = 6000, STACKFUL_SLEEPERS = 200000 };

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int64_t status_kib(const char *key) {
  char line[256];
  int64_t value = 0;
  FILE *file = fopen("/proc/self/status", "r");
  if (!file)
    return 0;
  while (fgets(line, sizeof line, file))
    if (!strncmp(line, key, strlen(key)))
      value = strtoll(line + strlen(key) + 1, NULL, 10);
  fclose(file);
  return value;
}

static void check(int status) {
  if (status == 0)
    return;
  fprintf(stderr, "failed: %s\n", task_strerror(status));
  exit(1);
}

static void *allocate(size_t size) {
  void *memory = malloc(size);
  if (!memory)
    check(TASK_ENOMEM);
  return memory;
}

static void print(const char *name, int64_t start, double operations) {
  printf("%s: %.1f ns/op\n", name, (double)(now() - start) / operations);
}

static int give_one(void *arg, cancel_token token, void *result) {
  (void)token;
  *(int64_t *)result = (int64_t)(intptr_t)arg;
  return 0;
}

// --- row 1: spawn and await --------------------------------------------------------------------

static int spawn_hot(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  int64_t start = now(), value = 0;
  for (intptr_t i = 0; i < MILLION; i++)
    check(task_await(task_start(give_one, (void *)i, sizeof value, token), &value));
  print("spawn_hot", start, MILLION);
  return 0;
}

static int spawn_one(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  int64_t start = now(), value = 0;
  for (intptr_t i = 0; i < MILLION; i++)
    check(task_await(task_run(give_one, (void *)i, sizeof value, token), &value));
  print("spawn_one", start, MILLION);
  return 0;
}

static int spawn_all(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  task **tasks = allocate(MILLION * sizeof *tasks);
  int64_t start = now(), sum = 0, value = 0;
  for (intptr_t i = 0; i < MILLION; i++)
    tasks[i] = task_run(give_one, (void *)i, sizeof value, token);
  int64_t memory = status_kib("VmRSS:");
  for (intptr_t i = 0; i < MILLION; i++) {
    check(task_await(tasks[i], &value));
    sum += value;
  }
  print("spawn_all", start, MILLION);
  fprintf(stderr, "spawn_all: %lld KiB resident\n", (long long)memory);
  free(tasks);
  return sum == (int64_t)MILLION * (MILLION - 1) / 2 ? 0 : TASK_EINVAL;
}

// --- row 2: yield ------------------------------------------------------------------------------

static int yield_many(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  for (unsigned i = 0; i < YIELDS / 2; i++)
    task_yield();
  return cancel_check(token);
}

static int yield(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  int64_t start = now();
  task *both[] = {task_start(yield_many, NULL, 0, token), task_start(yield_many, NULL, 0, token)};
  int status = task_await(task_when_all(both, 2), NULL);
  print("yield", start, YIELDS);
  return status;
}

// --- row 3: trees ------------------------------------------------------------------------------

struct node {
  int64_t number, size;
};

static int skynet_node(void *arg, cancel_token token, void *result) {
  struct node *node = arg, children[10];
  if (node->size == 1) {
    *(int64_t *)result = node->number;
    return 0;
  }
  task *tasks[10];
  int64_t values[10], sum = 0;
  for (int i = 0; i < 10; i++) {
    int64_t size = node->size / 10;
    children[i] = (struct node){node->number + i * size, size};
    tasks[i] = task_run(skynet_node, &children[i], sizeof(int64_t), token);
  }
  for (int i = 10; i-- > 0;) {
    check(task_await(tasks[i], &values[i]));
    sum += values[i];
  }
  *(int64_t *)result = sum;
  return 0;
}

static int skynet(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  struct node root = {0, MILLION};
  int64_t start = now(), sum = 0;
  check(task_await(task_run(skynet_node, &root, sizeof sum, token), &sum));
  print("skynet", start, SKYNET);
  return sum == (int64_t)MILLION * (MILLION - 1) / 2 ? 0 : TASK_EINVAL;
}

static int fib_node(void *arg, cancel_token token, void *result) {
  int n = (int)(intptr_t)arg;
  if (n < 2) {
    *(int64_t *)result = n;
    return 0;
  }
  int64_t a = 0, b = 0;
  task *left = task_run(fib_node, (void *)(intptr_t)(n - 1), sizeof a, token);
  check(fib_node((void *)(intptr_t)(n - 2), token, &b));
  check(task_await(left, &a));
  *(int64_t *)result = a + b;
  return 0;
}

static int fib27(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  int64_t start = now(), value = 0;
  check(fib_node((void *)(intptr_t)FIB, token, &value));
  print("fib27", start, 317810);
  return value == 196418 ? 0 : TASK_EINVAL;
}

// --- row 4: sleepers ---------------------------------------------------------------------------

// All sleepers are due at the same moment.
static int64_t sleep_begin;

static uint64_t remaining(void) {
  int64_t left = SLEEP_MILLISECONDS - (now() - sleep_begin) / 1000000;
  return left > 0 ? (uint64_t)left : 0;
}

static int64_t late(void) {
  return now() - sleep_begin - SLEEP_MILLISECONDS * (int64_t)1000000;
}

static int sleep_in_place(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return task_delay(remaining(), token);
}

static void report_sleepers(const char *name, size_t count, int64_t memory, int64_t started) {
  int64_t end = late();
  printf("%s_rss: %.0f B/task\n", name, (double)memory * 1024 / (double)count);
  printf("%s_spawn: %.1f ns/op\n", name, (double)(started - sleep_begin) / (double)count);
  printf("%s_late: %.1f ms\n", name, (double)end / 1e6);
}

// Delays as completion objects.
static int sleep1m(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  task **tasks = allocate(MILLION * sizeof *tasks);
  memset((void *)tasks, 1, MILLION * sizeof *tasks); // zeros would not be written
  int64_t before = status_kib("VmRSS:");
  sleep_begin = now();
  for (size_t i = 0; i < MILLION; i++)
    tasks[i] = task_delay_async(remaining(), token);
  int64_t started = now(), memory = status_kib("VmRSS:") - before;
  for (size_t i = 0; i < MILLION; i++)
    check(task_await(tasks[i], NULL));
  report_sleepers("sleep1m", MILLION, memory, started);
  free(tasks);
  return 0;
}

static int sleep_stackful(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  task **tasks = allocate(STACKFUL_SLEEPERS * sizeof *tasks);
  int64_t before = status_kib("VmRSS:"), tables = status_kib("VmPTE:");
  sleep_begin = now();
  for (size_t i = 0; i < STACKFUL_SLEEPERS; i++)
    tasks[i] = task_start(sleep_in_place, NULL, 0, token);
  int64_t started = now(), memory = status_kib("VmRSS:") - before;
  tables = status_kib("VmPTE:") - tables;
  for (size_t i = 0; i < STACKFUL_SLEEPERS; i++)
    check(task_await(tasks[i], NULL));
  report_sleepers("sleep_stackful", STACKFUL_SLEEPERS, memory + tables, started);
  free(tasks);
  return 0;
}

struct sleeper {
  task_frame task;
};

static int sleep_step(void *arg, cancel_token token, void *result) {
  (void)result;
  struct sleeper *f = arg;
  TASK_BEGIN(f);
  TASK_AWAIT(f, task_delay_async(remaining(), token), NULL);
  return f->task.status;
  TASK_END();
}

static int sleep_stackless(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  task **tasks = allocate(MILLION * sizeof *tasks);
  memset((void *)tasks, 1, MILLION * sizeof *tasks); // zeros would not be written
  struct sleeper frame = {0};
  int64_t before = status_kib("VmRSS:");
  sleep_begin = now();
  for (size_t i = 0; i < MILLION; i++)
    tasks[i] = task_run_stackless(sleep_step, &frame, sizeof frame, 0, token);
  task_yield();
  int64_t started = now();
  check(task_delay(SLEEP_MILLISECONDS / 2, token));
  int64_t memory = status_kib("VmRSS:") - before;
  for (size_t i = 0; i < MILLION; i++)
    check(task_await(tasks[i], NULL));
  report_sleepers("sleep_stackless", MILLION, memory, started);
  free(tasks);
  return 0;
}

// --- rows 7 and 8: hand-over, and the mutex ----------------------------------------------------

enum { BUFFERED = 5000000, UNBUFFERED = 2000000, LOCKERS = 1000, LOCKED = 1000 };

struct pipe {
  task_channel *channel;
  int64_t count;
};

static int send_numbers(void *arg, cancel_token token, void *result) {
  (void)result;
  struct pipe *pipe = arg;
  for (int64_t i = 0; i < pipe->count; i++)
    check(task_channel_send(pipe->channel, &i, token));
  task_channel_close(pipe->channel);
  return 0;
}

static int channel(const char *name, size_t capacity, int64_t count, cancel_token token) {
  struct pipe pipe = {task_channel_create(sizeof(int64_t), capacity), count};
  int64_t start = now(), sum = 0, value;
  task *sender = task_start(send_numbers, &pipe, 0, token);
  while (task_channel_receive(pipe.channel, &value, token) == 0)
    sum += value;
  check(task_await(sender, NULL));
  print(name, start, (double)count);
  task_channel_destroy(pipe.channel);
  return sum == count * (count - 1) / 2 ? 0 : TASK_EINVAL;
}

static int chan_buf(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return channel("chan_buf", 128, BUFFERED, token);
}

static int chan_rdv(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return channel("chan_rdv", 0, UNBUFFERED, token);
}

static int yield_numbers(task_stream *stream, void *arg, cancel_token token) {
  (void)arg;
  for (int64_t i = 0; i < BUFFERED; i++)
    check(task_stream_yield(stream, &i));
  return cancel_check(token);
}

static int stream(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  task_stream *numbers = task_stream_create(yield_numbers, NULL, sizeof(int64_t), token);
  int64_t start = now(), sum = 0, value;
  while (task_stream_next(numbers, &value, token) == 0)
    sum += value;
  print("stream", start, BUFFERED);
  check(task_stream_close(numbers));
  return sum == (int64_t)BUFFERED * (BUFFERED - 1) / 2 ? 0 : TASK_EINVAL;
}

struct counted {
  task_mutex lock;
  int64_t count;
};

// The lock is held across a switch, so that the others queue.
static int lock_often(void *arg, cancel_token token, void *result) {
  (void)result;
  struct counted *counted = arg;
  for (int i = 0; i < LOCKED; i++) {
    check(task_mutex_lock(&counted->lock, token));
    counted->count++;
    task_yield();
    task_mutex_unlock(&counted->lock);
  }
  return 0;
}

static int mutex1000(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  static struct counted counted;
  task *tasks[LOCKERS];
  int64_t start = now();
  for (int i = 0; i < LOCKERS; i++)
    tasks[i] = task_start(lock_often, &counted, 0, token);
  check(task_await(task_when_all(tasks, LOCKERS), NULL));
  print("mutex1000", start, (double)LOCKERS * LOCKED);
  return counted.count == (int64_t)LOCKERS * LOCKED ? 0 : TASK_EINVAL;
}

static const struct {
  const char *name;
  task_fn body;
} cases[] = {{"spawn_hot", spawn_hot},
             {"spawn_one", spawn_one},
             {"spawn_all", spawn_all},
             {"yield", yield},
             {"skynet", skynet},
             {"fib27", fib27},
             {"sleep1m", sleep1m},
             {"sleep_stackless", sleep_stackless},
             {"sleep_stackful", sleep_stackful},
             {"chan_buf", chan_buf},
             {"chan_rdv", chan_rdv},
             {"stream", stream},
             {"mutex1000", mutex1000}};

int main(int argc, char **argv) {
  struct task_runtime_options options = {.hog_milliseconds = TASK_HOG_NEVER};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    if (argc < 2 || strcmp(argv[1], cases[i].name) != 0)
      continue;
    check(task_runtime_start(&options));
    check(task_wait(task_run(cases[i].body, NULL, 0, CANCEL_NONE)));
    task_runtime_stop();
    return 0;
  }
  fputs("usage: taskrt-bench CASE\ncases:", stderr);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    fprintf(stderr, " %s", cases[i].name);
  fputs("\n", stderr);
  return 2;
}
