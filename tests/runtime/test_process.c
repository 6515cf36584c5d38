// SPDX-License-Identifier: MIT
// What else a process does: forks to run another program, and gets signals.
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

static int pauses(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return task_delay(1, token);
}

static int stop(void **state) {
  (void)state;
  task_runtime_stop();
  return 0;
}

static void a_child_runs_another_program_and_the_parent_goes_on(void **state) {
  (void)state;
  task *before = task_run(pauses, NULL, 0, CANCEL_NONE);
  pid_t child = fork();
  if (child == 0) {
    // Between fork and exec nothing of the runtime.
    execl("/bin/sh", "sh", "-c", "exit 7", (char *)NULL);
    _exit(126);
  }
  assert_true(child > 0);
  int status = 0;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  assert_int_equal(WEXITSTATUS(status), 7);
  assert_int_equal(task_wait(before), 0);
  assert_int_equal(task_wait(task_run(pauses, NULL, 0, CANCEL_NONE)), 0);
}

static atomic_int handled;
static pthread_t handler_thread;

static void note_signal(int number) {
  (void)number;
  handler_thread = pthread_self();
  atomic_fetch_add(&handled, 1);
}

static void signals_are_left_to_the_threads_of_the_program(void **state) {
  (void)state;
  assert_int_equal(task_wait(task_run(pauses, NULL, 0, CANCEL_NONE)), 0); // workers are there
  struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_ONSTACK}, old;
  assert_int_equal(sigaction(SIGUSR1, &action, &old), 0);
  for (int i = 1; i <= 100; i++) {
    // With this as the only thread that takes it, it comes before kill() returns.
    assert_int_equal(kill(getpid(), SIGUSR1), 0);
    assert_int_equal(atomic_load(&handled), i);
    assert_true(pthread_equal(handler_thread, pthread_self()));
  }
  assert_int_equal(sigaction(SIGUSR1, &old, NULL), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(a_child_runs_another_program_and_the_parent_goes_on, stop),
      cmocka_unit_test_teardown(signals_are_left_to_the_threads_of_the_program, stop),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
