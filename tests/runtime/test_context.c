// SPDX-License-Identifier: MIT
// task_context and the loop: where tasks run, posting, leaving.
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "test.h"

struct scene {
  task_context *loop;
  pthread_t thread; // of the loop
  int steps;
};

static bool on_loop(const struct scene *scene) {
  return task_context_current() == scene->loop && pthread_equal(pthread_self(), scene->thread);
}

static bool in_pool(const struct scene *scene) {
  return !task_context_current() && !pthread_equal(pthread_self(), scene->thread);
}

static void begin(struct scene *scene) {
  *scene = (struct scene){.loop = task_loop_create(), .thread = pthread_self()};
  assert_non_null(scene->loop);
}

// Runs `body` on a loop of this thread to its end.
static void run_on_loop(task_fn body) {
  struct scene scene;
  begin(&scene);
  task *t = task_run_on(scene.loop, body, &scene, 0, CANCEL_NONE);
  assert_int_equal(task_loop_run_until(scene.loop, t, NULL), 0);
  assert_int_equal(atomic_load(&failed_checks), 0);
  assert_null(task_context_current());
  task_context_destroy(scene.loop);
}

static int runs_in_pool(void *arg, cancel_token token, void *result) {
  (void)result;
  CHECK(in_pool(arg));
  return task_delay(1, token);
}

static int runs_on_loop(void *arg, cancel_token token, void *result) {
  (void)result;
  CHECK(on_loop(arg));
  int status = task_delay(1, token);
  CHECK(on_loop(arg));
  return status;
}

static int resumes_here(void *arg, cancel_token token, void *result) {
  (void)result;
  CHECK(on_loop(arg));
  task *pooled = task_run(runs_in_pool, arg, 0, token);
  task *here = task_start(runs_on_loop, arg, 0, token);
  CHECK(task_await(pooled, NULL) == 0 && on_loop(arg));
  CHECK(task_await(here, NULL) == 0 && on_loop(arg));
  CHECK(task_await(task_delay_async(1, token), NULL) == 0 && on_loop(arg));
  CHECK(task_delay(1, token) == 0 && on_loop(arg));
  task_yield();
  CHECK(on_loop(arg));
  return 0;
}

static void every_await_on_a_loop_resumes_there(void **state) {
  (void)state;
  start_workers(2);
  run_on_loop(resumes_here);
}

static int leaves(void *arg, cancel_token token, void *result) {
  (void)result;
  struct scene *scene = arg;
  // What is over already needs no suspension, and nothing moves.
  CHECK(task_await_any(task_delay_async(0, token), NULL) == 0 && on_loop(scene));
  CHECK(task_await_any(task_delay_async(1, token), NULL) == 0 && in_pool(scene));
  CHECK(task_await_any(task_delay_async(1, token), NULL) == 0 && in_pool(scene));
  CHECK(task_await_any(NULL, NULL) == TASK_ENOMEM);
  CHECK(task_switch_to(scene->loop) == 0 && on_loop(scene));
  CHECK(task_switch_to(scene->loop) == 0 && on_loop(scene));
  CHECK(task_switch_to(NULL) == 0 && in_pool(scene));
  // A task of its own, to run there.
  CHECK(task_await(task_run_on(scene->loop, runs_on_loop, scene, 0, token), NULL) == 0);
  return in_pool(scene) ? 0 : EXPECTATION_FAILED;
}

static void a_task_leaves_its_context_when_it_says_so(void **state) {
  (void)state;
  start_workers(2);
  run_on_loop(leaves);
}

static int hurries(void *arg, cancel_token token, void *result) {
  (void)result;
  struct scene *scene = arg;
  // The other side may be over before, while and after this one suspends.
  for (int i = 0; i < 500; i++) {
    // A task of its own, to run there.
    CHECK(task_await_any(task_run(runs_in_pool, arg, 0, token), NULL) == 0);
    CHECK(task_switch_to(scene->loop) == 0 && on_loop(scene));
  }
  return 0;
}

static void leaving_and_completing_may_meet_at_any_moment(void **state) {
  (void)state;
  start_workers(3);
  run_on_loop(hurries);
}

static void switching_needs_a_task(void **state) {
  (void)state;
  assert_int_equal(task_switch_to(NULL), TASK_ECONTEXT);
  assert_int_equal(task_await_any(task_delay_async(1, CANCEL_NONE), NULL), 0);
}

// --- posting ------------------------------------------------------------------------------------

static void count_step(void *arg) {
  struct scene *scene = arg;
  CHECK(on_loop(scene));
  scene->steps++;
}

static void end_loop(void *arg) {
  struct scene *scene = arg;
  scene->steps *= 10;
  task_loop_quit(scene->loop);
}

static int posts(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  struct scene *scene = arg;
  for (int i = 0; i < 7; i++)
    CHECK(task_context_post(scene->loop, count_step, scene) == 0);
  CHECK(task_context_post(scene->loop, end_loop, scene) == 0);
  return 0;
}

static void calls_are_made_on_the_loop_in_order(void **state) {
  (void)state;
  start_workers(2);
  struct scene scene;
  begin(&scene);
  task *t = task_run(posts, &scene, 0, CANCEL_NONE);
  assert_int_equal(task_loop_run(scene.loop), 0);
  assert_int_equal(task_wait(t), 0);
  assert_int_equal(scene.steps, 70);
  assert_int_equal(atomic_load(&failed_checks), 0);
  // Again, with the calls queued before it runs.
  scene.steps = 0;
  assert_int_equal(posts(&scene, CANCEL_NONE, NULL), 0);
  assert_int_equal(task_loop_run(scene.loop), 0);
  assert_int_equal(scene.steps, 70);
  task_context_destroy(scene.loop);
}

static void a_quit_before_the_run_ends_it_at_once(void **state) {
  (void)state;
  task_context *loop = task_loop_create();
  assert_non_null(loop);
  task_loop_quit(loop);
  assert_int_equal(task_loop_run(loop), 0);
  task_context_destroy(loop);
}

static int runs_the_loop(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  // async-lint: allow(nested-loop-run) refused, which is the test
  return task_loop_run(arg);
}

static void a_loop_is_no_place_for_another(void **state) {
  (void)state;
  task_context *loop = task_loop_create();
  assert_non_null(loop);
  assert_int_equal(task_wait(task_run(runs_the_loop, loop, 0, CANCEL_NONE)), TASK_ECONTEXT);
  assert_int_equal(task_wait(task_offload(runs_the_loop, loop, 0, CANCEL_NONE)), TASK_ECONTEXT);
  task *t = task_run_on(loop, runs_the_loop, loop, 0, CANCEL_NONE);
  assert_int_equal(task_loop_run_until(loop, t, NULL), TASK_ECONTEXT);
  assert_int_equal(task_loop_run_until(loop, NULL, NULL), TASK_ENOMEM);
  task_context_destroy(loop);
}

static int answers(void *arg, cancel_token token, void *result) {
  *(int *)result = 42;
  return arg ? task_delay(1, token) : TASK_EINVAL;
}

static void the_result_of_the_task_that_a_loop_ran_for_comes_out(void **state) {
  (void)state;
  task_context *loop = task_loop_create();
  assert_non_null(loop);
  int answer = 0;
  task *t = task_run(answers, loop, sizeof answer, CANCEL_NONE);
  assert_int_equal(task_loop_run_until(loop, t, &answer), 0);
  assert_int_equal(answer, 42);
  t = task_run_on(loop, answers, NULL, sizeof answer, CANCEL_NONE);
  assert_int_equal(task_loop_run_until(loop, t, &answer), TASK_EINVAL);
  task_context_destroy(loop);
}

// --- a context of the program's own: a queue of calls that a thread makes
// -------------------------

struct event_loop {
  task_channel *calls;
  pthread_t thread;
  atomic_int posted;
};

struct event {
  void (*call)(void *arg);
  void *arg;
};

static void post_event(void (*call)(void *arg), void *arg, void *user) {
  struct event_loop *events = user;
  struct event event = {call, arg};
  atomic_fetch_add(&events->posted, 1);
  if (task_channel_try_send(events->calls, &event) != 0)
    abort(); // there is room for as many as can be posted
}

static void *make_events(void *arg) {
  struct event_loop *events = arg;
  struct event event;
  while (task_channel_receive(events->calls, &event, CANCEL_NONE) == 0)
    event.call(event.arg);
  return NULL;
}

static int runs_in_events(void *arg, cancel_token token, void *result) {
  (void)result;
  struct event_loop *events = arg;
  for (int i = 0; i < 20; i++) {
    CHECK(task_context_current() && pthread_equal(pthread_self(), events->thread));
    if (i % 3 == 0)
      task_yield();
    else if (i % 3 == 1)
      CHECK(task_delay(1, token) == 0);
    else
      // A task of its own, to run in the pool.
      CHECK(task_await(task_run(answers, events, sizeof(int), token), NULL) == 0);
  }
  return 0;
}

static void tasks_run_in_an_event_loop_of_the_programs_own(void **state) {
  (void)state;
  start_workers(2);
  struct event_loop events = {.calls = task_channel_create(sizeof(struct event), 4)};
  assert_non_null(events.calls);
  task_context *context = task_context_create(post_event, &events);
  assert_non_null(context);
  assert_int_equal(task_loop_run(context), TASK_EINVAL);
  assert_int_equal(pthread_create(&events.thread, NULL, make_events, &events), 0);
  task *tasks[10];
  for (int i = 0; i < 10; i++)
    tasks[i] = task_run_on(context, runs_in_events, &events, 0, CANCEL_NONE);
  assert_int_equal(task_wait(task_when_all(tasks, 10)), 0);
  assert_int_equal(atomic_load(&failed_checks), 0);
  assert_true(atomic_load(&events.posted) > 0);
  task_channel_close(events.calls);
  pthread_join(events.thread, NULL);
  task_context_destroy(context);
  task_channel_destroy(events.calls);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(every_await_on_a_loop_resumes_there, stop_runtime),
      cmocka_unit_test_teardown(a_task_leaves_its_context_when_it_says_so, stop_runtime),
      cmocka_unit_test_teardown(leaving_and_completing_may_meet_at_any_moment, stop_runtime),
      cmocka_unit_test_teardown(switching_needs_a_task, stop_runtime),
      cmocka_unit_test_teardown(calls_are_made_on_the_loop_in_order, stop_runtime),
      cmocka_unit_test_teardown(a_quit_before_the_run_ends_it_at_once, stop_runtime),
      cmocka_unit_test_teardown(a_loop_is_no_place_for_another, stop_runtime),
      cmocka_unit_test_teardown(the_result_of_the_task_that_a_loop_ran_for_comes_out, stop_runtime),
      cmocka_unit_test_teardown(tasks_run_in_an_event_loop_of_the_programs_own, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
