// SPDX-License-Identifier: MIT
// Checked mode finds the classic deadlock: blocking in a wait for work that needs the same thread.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test.h"

static FILE *reports;
static int saved_stderr;

// Everything written to stderr goes to a file that the test reads.
static int catch_reports(void **state) {
  (void)state;
  reports = tmpfile();
  saved_stderr = dup(STDERR_FILENO);
  return reports && dup2(fileno(reports), STDERR_FILENO) >= 0 ? 0 : -1;
}

static int release_reports(void **state) {
  task_runtime_stop();
  int status = dup2(saved_stderr, STDERR_FILENO) >= 0 ? 0 : -1;
  close(saved_stderr);
  fclose(reports);
  (void)state;
  return status;
}

// How often a wait was reported that never ends. That it blocks is reported in any case.
static int deadlocks(void) {
  char line[500] = "";
  int count = 0;
  rewind(reports);
  while (fgets(line, sizeof line, reports))
    count +=
        strstr(line, "until another is over that needs this thread [deadlocking-wait]") != NULL;
  return count;
}

static void expect_report(void) {
  assert_int_equal(deadlocks(), 1);
}

static void expect_no_report(void) {
  assert_int_equal(deadlocks(), 0);
}

struct scene {
  task_context *loop;
  atomic_bool ran;
};

static int runs_at_last(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  struct scene *scene = arg;
  atomic_store(&scene->ran, true);
  return 0;
}

// Blocks the loop until something has run on the loop.
static int waits_on_own_loop(void *arg, cancel_token token, void *result) {
  (void)result;
  struct scene *scene = arg;
  task *queued = task_run_on(scene->loop, runs_at_last, scene, 0, token);
  return task_wait(queued); // async-lint: allow(blocking-wait) found at run time too
}

static int needs_the_loop(void *arg, cancel_token token, void *result) {
  (void)result;
  struct scene *scene = arg;
  task *queued = task_run_on(scene->loop, runs_at_last, scene, 0, token);
  task *both[] = {queued, task_delay_async(1, token)};
  return task_await(task_when_all(both, 2), NULL);
}

// Through a task of the pool that awaits a combination.
static int waits_for_who_needs_it(void *arg, cancel_token token, void *result) {
  (void)result;
  task *pooled = task_run(needs_the_loop, arg, 0, token);
  return task_wait(pooled); // async-lint: allow(blocking-wait) found at run time too
}

static int needs_nothing(void *arg, cancel_token token, void *result) {
  // Long enough for the report even where every step takes its time.
  return task_delay(400, token) == 0 ? runs_at_last(arg, token, result) : 0;
}

// Bad, but it comes to an end.
static int waits_for_the_pool(void *arg, cancel_token token, void *result) {
  (void)result;
  task *pooled = task_run(needs_nothing, arg, 0, token);
  return task_wait(pooled); // async-lint: allow(blocking-wait) on purpose
}

// Runs `body` on a loop, with the rest of its work after it. Returns its status.
static int run_scene(struct scene *scene, task_fn body) {
  *scene = (struct scene){.loop = task_loop_create()};
  assert_non_null(scene->loop);
  task *t = task_run_on(scene->loop, body, scene, 0, CANCEL_NONE);
  int status = task_loop_run_until(scene->loop, t, NULL);
  task_loop_quit(scene->loop);
  assert_int_equal(task_loop_run(scene->loop), 0);
  return status;
}

static void a_wait_for_work_queued_on_the_same_loop_is_reported(void **state) {
  (void)state;
  struct scene scene;
  assert_int_equal(run_scene(&scene, waits_on_own_loop), TASK_EDEADLK);
  expect_report();
  assert_true(atomic_load(&scene.ran)); // it ran all the same, afterwards
  task_runtime_stop();
  task_context_destroy(scene.loop);
}

static void a_wait_for_a_task_that_awaits_such_work_is_reported(void **state) {
  (void)state;
  struct scene scene;
  assert_int_equal(run_scene(&scene, waits_for_who_needs_it), TASK_EDEADLK);
  expect_report();
  assert_true(atomic_load(&scene.ran));
  task_runtime_stop();
  task_context_destroy(scene.loop);
}

static void a_wait_that_ends_is_no_deadlock(void **state) {
  (void)state;
  struct scene scene;
  assert_int_equal(run_scene(&scene, waits_for_the_pool), 0);
  expect_no_report();
  assert_true(atomic_load(&scene.ran));
  task_context_destroy(scene.loop);
}

static int waits_for_child(void *arg, cancel_token token, void *result) {
  (void)result;
  task *child = task_start(needs_nothing, arg, 0, token);
  return task_wait(child); // async-lint: allow(blocking-wait) found at run time too
}

static void a_worker_of_the_pool_is_watched_too(void **state) {
  (void)state;
  start_workers(2);
  struct scene scene = {0};
  // The child started on the worker that now waits for it.
  assert_int_equal(task_wait(task_run(waits_for_child, &scene, 0, CANCEL_NONE)), TASK_EDEADLK);
  expect_report();
  task_runtime_stop(); // the child still uses `scene`
  assert_true(atomic_load(&scene.ran));
}

int main(void) {
  setenv("TASKRT_CHECK", "1", 1);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_wait_for_work_queued_on_the_same_loop_is_reported,
                                      catch_reports, release_reports),
      cmocka_unit_test_setup_teardown(a_wait_for_a_task_that_awaits_such_work_is_reported,
                                      catch_reports, release_reports),
      cmocka_unit_test_setup_teardown(a_wait_that_ends_is_no_deadlock, catch_reports,
                                      release_reports),
      cmocka_unit_test_setup_teardown(a_worker_of_the_pool_is_watched_too, catch_reports,
                                      release_reports),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
