// SPDX-License-Identifier: MIT
// Lost and spurious wake-ups, hunted in the seeded mode: each scenario runs once a seed, and what
// it checks holds however its tasks interleave. TASKRT_SEEDS=100000 tries so many,
// TASKRT_FIRST_SEED=n begins there.
#include "scenario.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

// Each run starts and ends threads, for which a busy machine takes long: then there are fewer, but
// for those that were asked for.
enum { SEEDS = 400, LEAST_SEEDS = 40, PATIENCE_SECONDS = 8 };

static unsigned long setting(const char *name, unsigned long otherwise) {
  const char *text = getenv(name);
  return text ? strtoul(text, NULL, 10) : otherwise;
}

// Runs `body` once with `seed`.
static int run_once(uint64_t seed, task_fn body) {
  struct task_runtime_options options = {.seed = seed, .max_stacks = 256};
  assert_int_equal(task_runtime_start(&options), 0);
  scenario_begin(seed);
  int status = task_wait(task_run(body, NULL, 0, CANCEL_NONE));
  task_runtime_stop();
  return status;
}

static bool is_enough(unsigned long runs, time_t since) {
  return runs >= LEAST_SEEDS && time(NULL) - since > PATIENCE_SECONDS && !getenv("TASKRT_SEEDS");
}

static void run_seeds(task_fn body) {
  unsigned long first = setting("TASKRT_FIRST_SEED", 1), count = setting("TASKRT_SEEDS", SEEDS);
  time_t begin = time(NULL);
  for (unsigned long seed = first; seed < first + count && !is_enough(seed - first, begin);
       seed++) {
    int status = run_once(seed, body);
    if (status != 0 || atomic_load(&scenario_failures) != 0)
      fail_msg("TASKRT_FIRST_SEED=%lu TASKRT_SEEDS=1: status %d", seed, status);
  }
}

#define SCENARIO(name)                                                                             \
  static void name##_holds_in_every_interleaving(void **state) {                                   \
    (void)state;                                                                                   \
    run_seeds(scenario_##name);                                                                    \
  }
#include "scenarios.def"
#undef SCENARIO

// --- the mode itself ----------------------------------------------------------------------------

enum { STEPS = 40 };

struct diary {
  unsigned length;
  char who[4 * STEPS];
};

static int write_diary(void *arg, cancel_token token, void *result) {
  (void)result;
  struct diary *diary = arg;
  char me = (char)('a' + diary->length % 26);
  for (int i = 0; i < STEPS; i++) {
    diary->who[diary->length++] = me;
    if (i % 4 == 0)
      EXPECT(task_delay(1 + scenario_draw(3), token) == 0);
    else
      task_yield();
  }
  return 0;
}

static struct diary diary;

static int four_write(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  task *all[4];
  diary.length = 0;
  for (int i = 0; i < 4; i++)
    all[i] = task_run(write_diary, &diary, 0, token);
  return task_await(task_when_all(all, 4), NULL);
}

static void a_seed_repeats_its_run_and_another_gives_another(void **state) {
  (void)state;
  struct diary first;
  unsigned different = 0;
  assert_int_equal(run_once(7, four_write), 0);
  first = diary;
  for (uint64_t seed = 7; seed < 12; seed++) {
    assert_int_equal(run_once(seed, four_write), 0);
    bool same = memcmp(first.who, diary.who, sizeof first.who) == 0;
    different += !same;
    assert_true(seed != 7 || same);
  }
  assert_true(different >= 3);
}

static int sleep_a_day(void *arg, cancel_token token, void *result) {
  (void)result;
  uint64_t begin = task_clock_now();
  EXPECT(task_delay(24 * 3600 * 1000, token) == 0);
  *(uint64_t *)arg = task_clock_now() - begin;
  return 0;
}

static uint64_t slept;

static int sleep_through(void *arg, cancel_token token, void *result) {
  (void)arg;
  return sleep_a_day(&slept, token, result);
}

static void time_passes_by_itself_when_nothing_can_run(void **state) {
  (void)state;
  assert_int_equal(run_once(3, sleep_through), 0);
  assert_true(slept >= 24 * 3600 * 1000);
}

static void the_environment_gives_the_seed_too(void **state) {
  (void)state;
  setenv("TASKRT_SEED", "3", 1);
  assert_int_equal(run_once(0, sleep_through), 0); // it would take a day otherwise
  unsetenv("TASKRT_SEED");
  assert_true(slept >= 24 * 3600 * 1000);
}

static int wait_for_ever(void *arg, cancel_token token, void *result) {
  (void)result;
  return task_event_wait(arg, token);
}

// Reads what is written to `end` until `wanted` has been in it.
static void read_until(int end, const char *wanted) {
  char text[4096] = "";
  size_t length = 0;
  while (!strstr(text, wanted) && length < sizeof text - 1) {
    ssize_t got = read(end, text + length, sizeof text - 1 - length);
    if (got <= 0)
      break;
    length += (size_t)got;
    text[length] = '\0';
  }
  assert_non_null(strstr(text, wanted));
}

static void a_run_in_which_nothing_can_go_on_says_so_with_its_seed(void **state) {
  (void)state;
  struct task_runtime_options options = {.seed = 4711};
  task_event never = TASK_EVENT_INIT;
  int ends[2], saved = dup(STDERR_FILENO);
  assert_int_equal(pipe(ends), 0);
  assert_int_equal(task_runtime_start(&options), 0);
  assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
  task *waiting = task_run(wait_for_ever, &never, 0, CANCEL_NONE);
  read_until(ends[0], "waits for an event");
  assert_true(dup2(saved, STDERR_FILENO) >= 0);
  task_event_set(&never); // a thread may bring about what the tasks could not
  assert_int_equal(task_wait(waiting), 0);
  close(saved);
  close(ends[0]);
  close(ends[1]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(a_seed_repeats_its_run_and_another_gives_another, stop_runtime),
      cmocka_unit_test_teardown(time_passes_by_itself_when_nothing_can_run, stop_runtime),
      cmocka_unit_test_teardown(the_environment_gives_the_seed_too, stop_runtime),
      cmocka_unit_test_teardown(a_run_in_which_nothing_can_go_on_says_so_with_its_seed,
                                stop_runtime),
#define SCENARIO(name) cmocka_unit_test_teardown(name##_holds_in_every_interleaving, stop_runtime),
#include "scenarios.def"
#undef SCENARIO
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
