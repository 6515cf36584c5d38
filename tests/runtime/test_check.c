// SPDX-License-Identifier: MIT
// Checked mode finds mistakes while they are made, under the names of the rules, once a place. The
// mistakes here are on purpose, so async-lint is told to look away.
// async-lint: allow-file(blocking-wait, dropped-task, reused-task, outlived-buffer) expected
// async-lint: allow-file(completion-never-set, dropped-token) expected, too
// async-lint: allow-file(freed-in-flight, nested-loop-run, completion-set-twice) expected, too
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "check/finding.h"
#include "test.h"

#include <taskrt/checked.h>

// What was found since expect_nothing() or forget().
static struct {
  pthread_mutex_t lock;
  int count;
  char rule[40];
  char place[300];
  char note[200];
} found = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void remember(const struct task_finding *finding, void *user) {
  (void)user;
  pthread_mutex_lock(&found.lock);
  found.count++;
  snprintf(found.rule, sizeof found.rule, "%s", finding->rule);
  snprintf(found.place, sizeof found.place, "%s", finding->place);
  snprintf(found.note, sizeof found.note, "%s",
           finding->note_count > 0 ? finding->notes[0].message : "");
  pthread_mutex_unlock(&found.lock);
}

static int forget(void **state) {
  (void)state;
  found.count = 0;
  found.rule[0] = found.place[0] = found.note[0] = '\0';
  return 0;
}

static int stop(void **state) {
  (void)state;
  task_runtime_stop();
  return 0;
}

// One finding of `rule`, at `line` of this file.
static void expect(const char *rule, int line) {
  char end[60];
  snprintf(end, sizeof end, "test_check.c:%d", line);
  assert_string_equal(found.rule, rule);
  assert_int_equal(found.count, 1);
  if (!strstr(found.place, end))
    fail_msg("%s is not at %s", found.place, end);
}

// The same pointer, without the compiler knowing: it finds the simplest of these mistakes itself.
static void *same(void *handle) {
  __asm__ volatile("" : "+r"(handle));
  return handle;
}

static int pauses(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return task_delay(5, token);
}

static int fails(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  return task_fail(-5, "broken");
}

static int run(task_fn body, void *arg) {
  return task_wait(task_run(body, arg, 0, CANCEL_NONE));
}

// --- waits --------------------------------------------------------------------------------------

static int wait_line;

static int blocks_in_a_task(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  int status = 0;
  for (int i = 0; i < 3; i++) {
    task *t = task_offload(pauses, NULL, 0, token);
    wait_line = __LINE__ + 1;
    status |= task_wait(t);
  }
  return status;
}

static void a_blocking_wait_in_a_task_is_found_once(void **state) {
  (void)state;
  assert_int_equal(run(blocks_in_a_task, NULL), 0);
  expect("blocking-wait", wait_line);
}

// The addresses differ by the bit at which the variant once came in.
static void findings_of_other_places_are_not_taken_for_told(void **state) {
  (void)state;
  static const uintptr_t places[] = {0x10000, 0x10100};
  for (unsigned i = 0; i < 2; i++) {
    struct finding finding = {.rule = RULE_blocking_wait,
                              .variant = 1 - i,
                              .place = {.address = (const void *)places[i]}};
    finding__tell(&finding);
  }
  assert_int_equal(found.count, 2);
}

static int freezes_the_clock(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  int status = task_clock_freeze();
  return status == 0 ? task_clock_thaw() : 0;
}

static void a_call_that_is_not_for_tasks_is_found(void **state) {
  (void)state;
  (void)run(freezes_the_clock, NULL);
  assert_string_equal(found.rule, "async-call-outside-task");
}

static int runs_a_loop(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  return task_loop_run(arg) == TASK_ECONTEXT ? 0 : -1;
}

static void a_loop_that_is_run_in_a_task_is_found(void **state) {
  (void)state;
  task_context *loop = task_loop_create();
  assert_int_equal(run(runs_a_loop, loop), 0);
  task_context_destroy(loop);
  assert_string_equal(found.rule, "nested-loop-run");
}

static task_event always = TASK_EVENT_INIT; // set

struct pausing {
  task_frame task;
};

static int pauses_in_place(void *arg, cancel_token token, void *result) {
  (void)result;
  struct pausing *f = arg;
  TASK_BEGIN(f);
  int status = task_event_wait(&always, token);
  if (status != 0)
    return status;
  TASK_END();
}

static void a_wait_in_place_in_a_stackless_task_is_found(void **state) {
  (void)state;
  struct pausing frame = {.task = {0}};
  task_event_set(&always);
  assert_int_equal(
      task_wait(task_run_stackless(pauses_in_place, &frame, sizeof frame, 0, CANCEL_NONE)), 0);
  assert_string_equal(found.rule, "blocking-wait");
  assert_int_equal(found.count, 1);
}

static task_context *window;

static int touches_the_window(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  task_context_assert(window);
  return 0;
}

static void touching_a_window_from_elsewhere_is_found(void **state) {
  (void)state;
  window = task_loop_create();
  assert_non_null(window);
  task *there = task_run_on(window, touches_the_window, NULL, 0, CANCEL_NONE);
  assert_int_equal(task_loop_run_until(window, there, NULL), 0);
  assert_int_equal(found.count, 0);
  assert_int_equal(run(touches_the_window, NULL), 0);
  assert_string_equal(found.rule, "wrong-thread-call");
  assert_int_equal(found.count, 1);
  task_context_destroy(window);
}

static void a_thread_is_not_the_pool(void **state) {
  (void)state;
  window = NULL;
  assert_int_equal(run(touches_the_window, NULL), 0);
  assert_int_equal(found.count, 0);
  task_context_assert(window);
  expect("wrong-thread-call", __LINE__ - 1);
}

// --- handles ------------------------------------------------------------------------------------

static void a_handle_that_is_consumed_twice_is_found_and_does_no_harm(void **state) {
  (void)state;
  task *t = task_run(pauses, NULL, 0, CANCEL_NONE), *again = same(t);
  assert_int_equal(task_wait(t), 0);
  int line = __LINE__ + 1;
  assert_int_equal(task_wait(again), TASK_EINVAL);
  expect("reused-task", line);
  assert_string_equal(found.note, "it was consumed here");
}

static void an_element_of_a_combination_may_not_be_consumed_before(void **state) {
  (void)state;
  task *tasks[] = {task_run(pauses, NULL, 0, CANCEL_NONE), task_run(pauses, NULL, 0, CANCEL_NONE)};
  assert_int_equal(task_wait(tasks[1]), 0);
  assert_null(task_when_all(tasks, 2));
  assert_string_equal(found.rule, "reused-task");
}

static void a_detached_handle_is_of_the_past(void **state) {
  (void)state;
  task *t = task_run(pauses, NULL, 0, CANCEL_NONE), *again = same(t);
  task_detach(t, NULL, NULL);
  assert_int_equal(task_wait(again), TASK_EINVAL);
  expect("reused-task", __LINE__ - 1);
}

static void a_value_that_is_consumed_twice_is_found(void **state) {
  (void)state;
  int number = 7;
  task_value value = task_value_of(&number, sizeof number);
  assert_int_equal(task_value_await(&value, &number), 0);
  // async-lint: allow(reused-value-task) what is tested is that the runtime notices
  assert_int_equal(task_value_await(&value, &number), TASK_EINVAL);
  expect("reused-value-task", __LINE__ - 1);
}

static void a_source_that_is_used_after_its_end_is_found(void **state) {
  (void)state;
  cancel_source *source = cancel_source_create(), *again = same(source);
  cancel_source_destroy(source);
  cancel_request(again);
  expect("reused-task", __LINE__ - 1);
}

static void looking_at_a_consumed_handle_is_found(void **state) {
  (void)state;
  task *t = task_run(pauses, NULL, 0, CANCEL_NONE), *again = same(t);
  assert_int_equal(task_wait(t), 0);
  assert_true(task_is_done(again));
  expect("reused-task", __LINE__ - 1);
}

static void naming_a_consumed_handle_is_found(void **state) {
  (void)state;
  task *t = task_run(pauses, NULL, 0, CANCEL_NONE), *again = same(t);
  assert_int_equal(task_wait(t), 0);
  task_set_name(again, "late");
  expect("reused-task", __LINE__ - 1);
}

static void trying_a_channel_that_is_gone_is_found(void **state) {
  (void)state;
  int item = 1;
  task_channel *channel = task_channel_create(sizeof item, 1), *again = same(channel);
  task_channel_destroy(channel);
  assert_int_equal(task_channel_try_send(again, &item), TASK_EINVAL);
  expect("reused-task", __LINE__ - 1);
  assert_int_equal(task_channel_try_receive(again, &item), TASK_EINVAL);
  assert_int_equal(found.count, 2);
}

static void a_group_that_is_used_after_its_end_is_found(void **state) {
  (void)state;
  task_group *group = task_group_create(CANCEL_NONE), *again = same(group);
  assert_int_equal(task_group_join(group), 0);
  task_group_cancel(again);
  expect("reused-task", __LINE__ - 1);
}

static void a_second_outcome_is_found_where_it_is_set(void **state) {
  (void)state;
  task_source *source = task_source_create(0);
  task *t = task_source_task(source);
  assert_int_equal(task_source_set_error(source, -7), 0);
  assert_int_equal(task_source_set_cancel(source), TASK_EINVAL);
  expect("completion-set-twice", __LINE__ - 1);
  assert_false(task_source_try_cancel(source));
  assert_int_equal(found.count, 1);
  assert_int_equal(task_wait(t), -7);
  task_source_destroy(source);
}

static void an_operation_on_a_file_that_nobody_awaits_is_found(void **state) {
  (void)state;
  task *lost = task_file_write_async("/dev/null", "x", 1, CANCEL_NONE);
  int line = __LINE__ - 1;
  (void)lost;
  task_runtime_stop();
  expect("dropped-task", line);
}

static void a_result_that_is_taken_early_is_found(void **state) {
  (void)state;
  task_source *source = task_source_create(sizeof(int));
  task *t = task_source_task(source);
  int number = 3;
  assert_int_equal(task_frame_take(t, &number), TASK_EINVAL);
  expect("result-before-await", __LINE__ - 1);
  assert_true(task_source_try_result(source, &number));
  assert_int_equal(task_wait(task_source_task(source)), 0);
  task_source_destroy(source);
}

static int ignores_its_token(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  return task_await(arg, NULL);
}

static void a_source_that_ends_before_those_with_its_token_is_found(void **state) {
  (void)state;
  cancel_source *source = cancel_source_create();
  task_source *reply = task_source_create(0);
  task *t = task_run(ignores_its_token, task_source_task(reply), 0, cancel_source_token(source));
  cancel_source_destroy(source);
  expect("freed-in-flight", __LINE__ - 1);
  assert_string_equal(found.note, "the task that has the token was started here");
  assert_true(task_source_try_result(reply, NULL));
  assert_int_equal(task_wait(t), 0);
  task_source_destroy(reply);
}

static void a_source_that_ends_before_a_delay_with_its_token_is_found(void **state) {
  (void)state;
  cancel_source *source = cancel_source_create();
  task *t = task_delay_async(10, cancel_source_token(source));
  cancel_source_destroy(source);
  expect("freed-in-flight", __LINE__ - 1);
  assert_int_equal(task_wait(t), 0);
}

static void a_handle_that_is_never_consumed_is_found_when_the_runtime_stops(void **state) {
  (void)state;
  task *lost = task_run(pauses, NULL, 0, CANCEL_NONE);
  int line = __LINE__ - 1;
  (void)lost;
  task_runtime_stop();
  expect("dropped-task", line);
}

static void an_error_that_nobody_looks_at_is_found(void **state) {
  (void)state;
  task_detach(task_run(fails, NULL, 0, CANCEL_NONE), NULL, NULL);
  int line = __LINE__ - 1;
  task_runtime_stop();
  expect("unhandled-detach", line);
  assert_string_equal(found.note, "it failed here");
}

static void a_source_that_nobody_completes_is_found(void **state) {
  (void)state;
  task_source *source = task_source_create(0);
  int line = __LINE__ - 1;
  task *t = task_source_task(source);
  task_source_destroy(source);
  assert_int_equal(task_wait(t), TASK_EABANDONED);
  expect("completion-never-set", line);
}

// --- memory -------------------------------------------------------------------------------------

static int start_line;

// Never inlined: its frame has to end.
__attribute__((noinline)) static task *start_with_a_local(task_fn body) {
  int local = 1;
  start_line = __LINE__ + 1;
  task *t = task_run(body, &local, 0, CANCEL_NONE);
  __asm__ volatile("" : : "r"(&local) : "memory"); // no call in its place
  return t;
}

// Goes on when it is let, and does not look at its argument.
static int waits_for_source(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  return task_delay(20, CANCEL_NONE);
}

static void memory_of_a_frame_that_is_gone_is_found(void **state) {
  (void)state;
  task *t = start_with_a_local(waits_for_source);
  assert_int_equal(task_wait(t), 0);
#if !defined(__SANITIZE_ADDRESS__) // which keeps locals elsewhere
  expect("outlived-buffer", start_line);
#endif
}

static int detaches_with_a_local(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  char local[32] = "";
  start_line = __LINE__ + 1;
  task *t = task_run(waits_for_source, local, 0, token);
  task_detach(t, NULL, NULL);
  return 0;
}

static void memory_of_a_task_that_ends_is_found(void **state) {
  (void)state;
  assert_int_equal(run(detaches_with_a_local, NULL), 0);
#if !defined(__SANITIZE_ADDRESS__)
  expect("outlived-buffer", start_line);
#endif
}

static void memory_that_is_freed_under_an_operation_is_found(void **state) {
  (void)state;
  char *buffer = malloc(32);
  assert_non_null(buffer);
  int ends[2];
  assert_int_equal(task_pipe(ends), 0);
  task *t = task_read_async(ends[0], buffer, 32, CANCEL_NONE);
  int line = __LINE__ - 1;
  assert_ptr_equal(task__checked_free(buffer, "here.c:1"), buffer);
  expect("outlived-buffer", line);
  assert_string_equal(found.note, "it is still in flight here");
  assert_int_equal(task_close(ends[1]), 0);
  assert_int_equal(task_wait(t), 0);
  assert_ptr_equal(task__checked_free(buffer, "here.c:2"), buffer);
  assert_int_equal(found.count, 1);
  assert_int_equal(task_close(ends[0]), 0);
  free(buffer);
}

static void both_buffers_of_an_operation_are_looked_at(void **state) {
  (void)state;
  char *path = strdup("/dev/null"), *data = strdup("text");
  task *held = task_offload(waits_for_source, NULL, 0, CANCEL_NONE); // the only thread
  task *t = task_file_write_async(path, data, 4, CANCEL_NONE);
  (void)task__checked_free(data, "here.c:1");
  assert_string_equal(found.rule, "outlived-buffer");
  assert_int_equal(found.count, 1);
  assert_int_equal(task_wait(held) | task_wait(t), 0);
  free(path);
  free(data);
}

// --- locks --------------------------------------------------------------------------------------

static task_mutex mutex;

static int keeps_the_lock(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return task_mutex_lock(&mutex, token);
}

static void a_lock_that_outlives_its_task_is_found(void **state) {
  (void)state;
  assert_int_equal(run(keeps_the_lock, NULL), 0);
  assert_string_equal(found.rule, "leaked-lock");
  mutex = (task_mutex)TASK_MUTEX_INIT;
}

// --- what is right ------------------------------------------------------------------------------

static int count_up(task_stream *stream, void *arg, cancel_token token) {
  (void)arg;
  (void)token;
  int status = 0;
  for (int i = 0; i < 3 && status == 0; i++)
    status = task_stream_yield(stream, &i);
  return status;
}

static int does_everything_right(void *arg, cancel_token token, void *result) {
  (void)result;
  int number = 0, status = task_mutex_lock(&mutex, token);
  if (status == 0)
    status = task_delay(1, token);
  task_mutex_unlock(&mutex);
  task *t = task_start(pauses, &number, 0, token), *both[2] = {task_ref(t), t};
  status |= task_await(task_when_all(both, 2), NULL);
  task *any[] = {task_run(pauses, NULL, 0, token), task_delay_async(1, token)};
  status |= task_await(task_when_any(any, 2), NULL);
  status |= task_await(any[0], NULL) | task_await(any[1], NULL);
  task_value value = task_value_from(task_run(pauses, NULL, 0, token));
  status |= task_value_await(&value, NULL);
  task_group *group = task_group_create(token);
  task_group_run(group, pauses, arg);
  task_group_adopt(group, task_run(pauses, arg, 0, task_group_token(group)));
  status |= task_group_join(group);
  task_stream *stream = task_stream_create(count_up, NULL, sizeof number, token);
  while (task_stream_next(stream, &number, token) == 0) {
  }
  return status | task_stream_close(stream);
}

static void a_program_without_mistakes_hears_nothing(void **state) {
  (void)state;
  for (int i = 0; i < 20; i++) {
    cancel_source *source = cancel_source_create();
    assert_int_equal(
        task_wait(task_run(does_everything_right, NULL, 0, cancel_source_token(source))), 0);
    cancel_source_destroy(source);
    task_source *reply = task_source_create(sizeof(int));
    task *answered = task_source_task(reply);
    int answer = 42;
    assert_true(task_source_try_result(reply, &answer));
    assert_int_equal(task_result(answered, &answer), 0);
    task_source_destroy(reply);
  }
  task_runtime_stop();
  if (found.count != 0)
    fail_msg("%s at %s", found.rule, found.place);
}

int main(void) {
  setenv("TASKRT_CHECK", "1", 1);
  task_set_check_handler(remember, NULL);
#define CHECK_TEST(name) cmocka_unit_test_setup_teardown(name, forget, stop)
  const struct CMUnitTest tests[] = {
      CHECK_TEST(a_blocking_wait_in_a_task_is_found_once),
      CHECK_TEST(findings_of_other_places_are_not_taken_for_told),
      CHECK_TEST(a_call_that_is_not_for_tasks_is_found),
      CHECK_TEST(a_wait_in_place_in_a_stackless_task_is_found),
      CHECK_TEST(touching_a_window_from_elsewhere_is_found),
      CHECK_TEST(a_thread_is_not_the_pool),
      CHECK_TEST(a_loop_that_is_run_in_a_task_is_found),
      CHECK_TEST(a_handle_that_is_consumed_twice_is_found_and_does_no_harm),
      CHECK_TEST(an_element_of_a_combination_may_not_be_consumed_before),
      CHECK_TEST(a_detached_handle_is_of_the_past),
      CHECK_TEST(a_value_that_is_consumed_twice_is_found),
      CHECK_TEST(a_source_that_is_used_after_its_end_is_found),
      CHECK_TEST(looking_at_a_consumed_handle_is_found),
      CHECK_TEST(naming_a_consumed_handle_is_found),
      CHECK_TEST(trying_a_channel_that_is_gone_is_found),
      CHECK_TEST(a_group_that_is_used_after_its_end_is_found),
      CHECK_TEST(a_second_outcome_is_found_where_it_is_set),
      CHECK_TEST(an_operation_on_a_file_that_nobody_awaits_is_found),
      CHECK_TEST(a_result_that_is_taken_early_is_found),
      CHECK_TEST(a_source_that_ends_before_those_with_its_token_is_found),
      CHECK_TEST(a_source_that_ends_before_a_delay_with_its_token_is_found),
      CHECK_TEST(a_handle_that_is_never_consumed_is_found_when_the_runtime_stops),
      CHECK_TEST(an_error_that_nobody_looks_at_is_found),
      CHECK_TEST(a_source_that_nobody_completes_is_found),
      CHECK_TEST(memory_of_a_frame_that_is_gone_is_found),
      CHECK_TEST(memory_of_a_task_that_ends_is_found),
      CHECK_TEST(memory_that_is_freed_under_an_operation_is_found),
      CHECK_TEST(both_buffers_of_an_operation_are_looked_at),
      CHECK_TEST(a_lock_that_outlives_its_task_is_found),
      CHECK_TEST(a_program_without_mistakes_hears_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
