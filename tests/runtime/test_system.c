// SPDX-License-Identifier: MIT
// What becomes of the runtime when the system refuses: threads, mappings, guards. The linker puts
// the functions below between the runtime and the system (--wrap).
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "test.h"

enum { GUARD_INSTALL = 102 }; // MADV_GUARD_INSTALL, Linux 6.13

// Which calls are refused. Only the thread that starts the runtime, or one under the runtime's
// locks, gets here, and no test changes it while others run.
static struct {
  atomic_uint calls;
  unsigned refused_call;  // this one, of all calls; 0: none
  unsigned threads_left;  // then no more; ignored if 0
  bool no_light_guards;   // as before Linux 6.13
  bool idle_light_guards; // accepted without effect, as by some emulators
  size_t guards_left;     // by mprotect
} system_state;

static void accept_everything(void) {
  atomic_store(&system_state.calls, 0);
  system_state.refused_call = system_state.threads_left = 0;
  system_state.no_light_guards = system_state.idle_light_guards = false;
  system_state.guards_left = SIZE_MAX;
}

static bool refused(void) {
  return atomic_fetch_add(&system_state.calls, 1) + 1 == system_state.refused_call;
}

int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *argument);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *argument);
void *__real_mmap(void *address, size_t size, int access, int flags, int fd, off_t offset);
void *__wrap_mmap(void *address, size_t size, int access, int flags, int fd, off_t offset);
int __real_mprotect(void *address, size_t size, int access);
int __wrap_mprotect(void *address, size_t size, int access);
int __real_madvise(void *address, size_t size, int advice);
int __wrap_madvise(void *address, size_t size, int advice);

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                          void *argument) {
  if (refused() || system_state.threads_left == 1)
    return EAGAIN;
  system_state.threads_left -= system_state.threads_left > 0;
  return __real_pthread_create(thread, attributes, run, argument);
}

void *__wrap_mmap(void *address, size_t size, int access, int flags, int fd, off_t offset) {
  errno = ENOMEM;
  return refused() ? MAP_FAILED : __real_mmap(address, size, access, flags, fd, offset);
}

int __wrap_mprotect(void *address, size_t size, int access) {
  errno = ENOMEM;
  if (refused())
    return -1;
  if (access == PROT_NONE && system_state.guards_left-- == 0) {
    system_state.guards_left = 0;
    return -1;
  }
  return __real_mprotect(address, size, access);
}

int __wrap_madvise(void *address, size_t size, int advice) {
  errno = EINVAL;
  if (refused() || (advice == GUARD_INSTALL && system_state.no_light_guards))
    return -1;
  if (advice == GUARD_INSTALL && system_state.idle_light_guards)
    return 0;
  return __real_madvise(address, size, advice);
}

// Runs `work` and returns in `text` what it wrote to stderr.
static int with_stderr(int (*work)(void), char *text, size_t size) {
  FILE *file = tmpfile();
  assert_non_null(file);
  fflush(stderr);
  int out = dup(STDERR_FILENO);
  dup2(fileno(file), STDERR_FILENO);
  int status = work();
  dup2(out, STDERR_FILENO);
  close(out);
  rewind(file);
  text[fread(text, 1, size - 1, file)] = '\0';
  fclose(file);
  return status;
}

static unsigned occurrences(const char *text, const char *part) {
  unsigned count = 0;
  for (; (text = strstr(text, part)); text++)
    count++;
  return count;
}

static int nothing(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  return 0;
}

static int start_and_use(void) {
  struct task_runtime_options options = {.workers = 3, .max_stacks = 300};
  int status = task_runtime_start(&options);
  if (status != 0)
    return status;
  int first = task_wait(task_offload(nothing, NULL, 0, CANCEL_NONE));
  int second = use_stacks(3);
  task_runtime_stop();
  return first ? first : second == TASK_ECANCELED ? 0 : second;
}

static void each_refusal_is_survived_and_the_next_start_succeeds(void **state) {
  (void)state;
  unsigned calls, failures = 0;
  for (unsigned i = 1;; i++) {
    char text[1000];
    accept_everything();
    system_state.refused_call = i;
    int status = with_stderr(start_and_use, text, sizeof text);
    calls = atomic_load(&system_state.calls);
    assert_true(status == 0 || status == TASK_ENOMEM);
    failures += status != 0;
    accept_everything();
    assert_int_equal(start_and_use(), 0);
    if (calls < i)
      break;
  }
  assert_true(failures >= 5); // the arena, its first chunk, three workers
}

static void offloading_goes_on_with_the_threads_there_are(void **state) {
  (void)state;
  accept_everything();
  struct task_runtime_options options = {.workers = 1};
  assert_int_equal(task_runtime_start(&options), 0);
  system_state.threads_left = 3; // two more
  task *tasks[50];
  for (unsigned i = 0; i < 50; i++)
    tasks[i] = task_offload(nothing, NULL, 0, CANCEL_NONE);
  assert_int_equal(task_wait(task_when_all(tasks, 50)), 0);
}

static void offloading_without_any_thread_is_out_of_memory(void **state) {
  (void)state;
  accept_everything();
  struct task_runtime_options options = {.workers = 1};
  assert_int_equal(task_runtime_start(&options), 0);
  system_state.threads_left = 1;
  assert_int_equal(task_wait(task_offload(nothing, NULL, 0, CANCEL_NONE)), TASK_ENOMEM);
  system_state.threads_left = 0;
  assert_int_equal(task_wait(task_offload(nothing, NULL, 0, CANCEL_NONE)), 0);
}

static int use_many_guards(void) {
  enum { MORE_THAN_THE_BUDGET = 16010 };
  struct task_runtime_options options = {
      .workers = 2,
      .stack_size = 16 << 10,
      .max_stacks = 16100,
      .guard = TASK_GUARD_MPROTECT,
      .hog_milliseconds = TASK_HOG_NEVER}; // a busy machine may keep a worker for so long
  int status = task_runtime_start(&options);
  if (status != 0)
    return status;
  status = use_stacks(MORE_THAN_THE_BUDGET);
  task_runtime_stop();
  return status;
}

static void beyond_the_budget_of_mappings_canaries_serve_and_it_is_said_once(void **state) {
  (void)state;
  accept_everything();
  char text[1000];
  assert_int_equal(with_stderr(use_many_guards, text, sizeof text), TASK_ECANCELED);
  assert_int_equal(occurrences(text, "taskrt: "), 1);
  assert_int_equal(occurrences(text, "canary"), 1);
  assert_int_equal(occurrences(text, "too many mappings"), 1);
}

static int use_some_guards(void) {
  struct task_runtime_options options = {.workers = 2};
  int status = task_runtime_start(&options);
  if (status != 0)
    return status;
  status = use_stacks(100);
  task_runtime_stop();
  return status;
}

static void expect_mprotect_guards(void) {
  char text[1000];
  system_state.guards_left = 10;
  assert_int_equal(with_stderr(use_some_guards, text, sizeof text), TASK_ECANCELED);
  assert_int_equal(system_state.guards_left, 0);
  assert_int_equal(occurrences(text, "taskrt: "), 1);
  assert_int_equal(occurrences(text, "`mprotect` refused"), 1);
}

static void without_light_guards_mprotect_serves(void **state) {
  (void)state;
  accept_everything();
  system_state.no_light_guards = true;
  expect_mprotect_guards();
}

static void a_light_guard_without_effect_is_not_believed(void **state) {
  (void)state;
  accept_everything();
  system_state.idle_light_guards = true;
  expect_mprotect_guards();
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_refusal_is_survived_and_the_next_start_succeeds),
      cmocka_unit_test_teardown(offloading_goes_on_with_the_threads_there_are, stop_runtime),
      cmocka_unit_test_teardown(offloading_without_any_thread_is_out_of_memory, stop_runtime),
      cmocka_unit_test(beyond_the_budget_of_mappings_canaries_serve_and_it_is_said_once),
      cmocka_unit_test(without_light_guards_mprotect_serves),
      cmocka_unit_test(a_light_guard_without_effect_is_not_believed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
