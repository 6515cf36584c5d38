// SPDX-License-Identifier: MIT
// Stacks: overflow is named, guards in each way, what happens when there are no more.
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

// Goes down until the stack is used up.
static int go_down(unsigned depth) {
  volatile char frame[512];
  memset((char *)frame, (int)depth, sizeof frame);
  return depth == 0 ? 0 : go_down(depth - 1) + frame[depth % sizeof frame];
}

static int overflow(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  return go_down(1000000);
}

enum { STACK_SIZE = 256 << 10 };

// Goes down to half of the room below the stack, where a guard would be.
static int go_down_just_too_far(uintptr_t limit) {
  volatile char frame[256];
  for (size_t i = 0; i < sizeof frame; i++)
    frame[i] = 0;
  // Not the address of `frame`: clang's AddressSanitizer keeps variables elsewhere.
  return (uintptr_t)__builtin_frame_address(0) < limit
             ? 0
             : go_down_just_too_far(limit) + frame[limit % sizeof frame];
}

static int overflow_a_little(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  uintptr_t slot = (uintptr_t)__builtin_frame_address(0) & ~(uintptr_t)(STACK_SIZE - 1);
  int sum = go_down_just_too_far(slot + 2048);
  if (arg)
    task_yield();
  return sum;
}

static int kill_the_process(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  return raise(SIGSEGV);
}

// Runs `body` in a child process; fills `text` with what it says on stderr and returns its wait
// status.
static int run_in_a_child(task_fn body, void *arg, enum task_guard guard, char *text, size_t size) {
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    struct rlimit no_core = {0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    dup2(ends[1], STDERR_FILENO);
    signal(SIGSEGV, SIG_DFL);
    struct task_runtime_options options = {.workers = 2, .guard = guard, .stack_size = STACK_SIZE};
    if (task_runtime_start(&options) == 0)
      (void)!task_wait(task_run(body, arg, 0, CANCEL_NONE));
    _exit(0);
  }
  close(ends[1]);
  size_t length = 0;
  ssize_t got;
  while (length < size - 1 && (got = read(ends[0], text + length, size - 1 - length)) > 0)
    length += (size_t)got;
  text[length] = '\0';
  close(ends[0]);
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  return status;
}

static void expect_a_named_overflow(task_fn body, void *arg, enum task_guard guard, int signal) {
  char text[1024];
  int status = run_in_a_child(body, arg, guard, text, sizeof text);
  assert_true(WIFSIGNALED(status));
  assert_int_equal(WTERMSIG(status), signal);
  assert_non_null(strstr(text, "a task overflowed its stack"));
  assert_non_null(strstr(text, "body "));
}

static void an_overflow_names_the_task(void **state) {
  (void)state;
  expect_a_named_overflow(overflow, NULL, TASK_GUARD_AUTO, SIGSEGV);
}

static void an_overflow_names_the_task_with_mprotect_too(void **state) {
  (void)state;
  expect_a_named_overflow(overflow, NULL, TASK_GUARD_MPROTECT, SIGSEGV);
}

static void without_a_guard_the_canary_names_it_at_the_end(void **state) {
  (void)state;
  expect_a_named_overflow(overflow_a_little, NULL, TASK_GUARD_NONE, SIGABRT);
}

static void without_a_guard_the_canary_names_it_at_the_next_suspension(void **state) {
  (void)state;
  static char then_yield;
  expect_a_named_overflow(overflow_a_little, &then_yield, TASK_GUARD_NONE, SIGABRT);
}

static void a_signal_that_was_sent_is_not_swallowed(void **state) {
  (void)state;
  char text[1024];
  int status = run_in_a_child(kill_the_process, NULL, TASK_GUARD_AUTO, text, sizeof text);
  assert_true(WIFSIGNALED(status));
  assert_int_equal(WTERMSIG(status), SIGSEGV);
  assert_null(strstr(text, "overflowed"));
}

static int yield_some(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  for (unsigned i = 0; i < 3; i++)
    task_yield();
  return go_down(4) == -1;
}

static void run_many(enum task_guard guard, size_t stack_size, unsigned count) {
  struct task_runtime_options options = {.workers = 2, .guard = guard, .stack_size = stack_size};
  assert_int_equal(task_runtime_start(&options), 0);
  task **tasks = malloc(count * sizeof *tasks);
  assert_non_null(tasks);
  for (unsigned i = 0; i < count; i++)
    tasks[i] = task_run(yield_some, NULL, 0, CANCEL_NONE);
  int status = task_wait(task_when_all(tasks, count));
  free(tasks);
  assert_int_equal(status, 0);
  task_runtime_stop();
}

static void every_way_of_guarding_runs(void **state) {
  (void)state;
  run_many(TASK_GUARD_AUTO, 0, 1000);
  run_many(TASK_GUARD_MPROTECT, 0, 1000);
  run_many(TASK_GUARD_NONE, 0, 1000);
}

static void stacks_may_be_small_or_large(void **state) {
  (void)state;
  run_many(TASK_GUARD_AUTO, 1, 100); // rounded up to the least
  run_many(TASK_GUARD_AUTO, 100000, 100);
  run_many(TASK_GUARD_AUTO, 1 << 20, 100);
}

static int use_most_of_a_megabyte(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  return go_down(900) == -1;
}

static void a_large_stack_is_large(void **state) {
  (void)state;
  struct task_runtime_options options = {.workers = 1, .stack_size = 4 << 20};
  assert_int_equal(task_runtime_start(&options), 0);
  run_in_task(use_most_of_a_megabyte, NULL);
}

static int sleep_for(void *arg, cancel_token token, void *result) {
  (void)result;
  return task_delay(*(unsigned *)arg, token);
}

static void a_task_that_finds_no_stack_ends_with_enomem(void **state) {
  (void)state;
  struct task_runtime_options options = {.workers = 1, .max_stacks = 4};
  assert_int_equal(task_runtime_start(&options), 0);
  cancel_source *source = cancel_source_create();
  unsigned forever = 3600 * 1000;
  task *tasks[6];
  for (unsigned i = 0; i < 6; i++)
    tasks[i] = task_run(sleep_for, &forever, 0, cancel_source_token(source));
  int without_stack = 0;
  // One worker, queued in order: the first four sleep, the others end at once.
  for (unsigned i = 4; i < 6; i++)
    without_stack += task_wait(tasks[i]) == TASK_ENOMEM;
  assert_int_equal(without_stack, 2);
  cancel_request(source);
  assert_int_equal(task_wait(task_when_all(tasks, 4)), TASK_ECANCELED);
  cancel_source_destroy(source);
  assert_int_equal(task_wait(task_run(yield_some, NULL, 0, CANCEL_NONE)), 0);
}

// Tells `ends[1]` that it runs, then keeps its worker until a byte comes from `ends[2]`.
static int keep_a_worker(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  int *ends = arg;
  char byte = 0;
  // async-lint: allow(blocking-call) a pipe with room
  EXPECT(write(ends[1], &byte, 1) == 1);
  // async-lint: allow(blocking-call) on purpose
  return read(ends[2], &byte, 1) == 1 ? 0 : -errno;
}

static task *start_keeper(int ends[4]) {
  assert_int_equal(pipe(ends), 0);
  assert_int_equal(pipe(ends + 2), 0);
  task *keeper = task_run(keep_a_worker, ends, 0, CANCEL_NONE);
  char byte;
  assert_int_equal(read(ends[0], &byte, 1), 1);
  return keeper;
}

static void end_keeper(task *keeper, int ends[4]) {
  assert_int_equal(write(ends[3], "", 1), 1);
  assert_int_equal(task_wait(keeper), 0);
  for (unsigned i = 0; i < 4; i++)
    close(ends[i]);
}

enum { CROWD = 7 };

static void a_stack_freed_on_one_worker_serves_the_other(void **state) {
  (void)state;
  struct task_runtime_options options = {.workers = 2, .max_stacks = CROWD + 2};
  assert_int_equal(task_runtime_start(&options), 0);
  int first[4], second[4];
  task *keeper = start_keeper(first);
  assert_int_equal(use_stacks(CROWD), TASK_ECANCELED); // on the free worker
  task *other = start_keeper(second);                  // keeps the worker that freed the stacks
  end_keeper(keeper, first);
  assert_int_equal(use_stacks(CROWD), TASK_ECANCELED); // on the free worker
  end_keeper(other, second);
}

static int make_no_sense_of_the_stack(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  *(double *)arg = 1.5;
  for (unsigned i = 0; i < 100; i++) {
    double before = *(double *)arg;
    task_yield();
    *(double *)arg = before * 1.01;
    char text[64]; // printf wants an aligned stack for its vector registers
    snprintf(text, sizeof text, "%.17g", *(double *)arg);
    EXPECT(strtod(text, NULL) == *(double *)arg);
  }
  return 0;
}

static void floating_point_and_alignment_survive_switches(void **state) {
  (void)state;
  double values[20];
  task *tasks[20];
  for (unsigned i = 0; i < 20; i++)
    tasks[i] = task_run(make_no_sense_of_the_stack, &values[i], 0, CANCEL_NONE);
  assert_int_equal(task_wait(task_when_all(tasks, 20)), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_overflow_names_the_task),
      cmocka_unit_test(an_overflow_names_the_task_with_mprotect_too),
      cmocka_unit_test(without_a_guard_the_canary_names_it_at_the_end),
      cmocka_unit_test(without_a_guard_the_canary_names_it_at_the_next_suspension),
      cmocka_unit_test(a_signal_that_was_sent_is_not_swallowed),
      cmocka_unit_test_teardown(every_way_of_guarding_runs, stop_runtime),
      cmocka_unit_test_teardown(stacks_may_be_small_or_large, stop_runtime),
      cmocka_unit_test_teardown(a_large_stack_is_large, stop_runtime),
      cmocka_unit_test_teardown(a_task_that_finds_no_stack_ends_with_enomem, stop_runtime),
      cmocka_unit_test_teardown(a_stack_freed_on_one_worker_serves_the_other, stop_runtime),
      cmocka_unit_test_teardown(floating_point_and_alignment_survive_switches, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
