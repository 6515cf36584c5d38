// SPDX-License-Identifier: MIT
// Dumps: which tasks there are, and who awaits whom. Tracing: what tasks do.
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../test.h"

static int awaits(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  return task_await(arg, NULL);
}

static char *dump(void) {
  char *text = NULL;
  size_t size;
  FILE *file = open_memstream(&text, &size);
  assert_non_null(file);
  task_dump(file);
  assert_int_equal(fclose(file), 0);
  assert_non_null(text);
  return text;
}

// Dumps until `wanted` is in it: the tasks come there by themselves.
static char *dump_with(const char *wanted) {
  char *text;
  while (!strstr((text = dump()), wanted)) {
    free(text);
    sched_yield();
  }
  return text;
}

// The number in front of the line with the task called `name`.
static int number_of(const char *text, const char *name) {
  const char *at = strstr(text, name);
  if (!at)
    fail_msg("no %s in %s", name, text);
  while (at > text && at[-1] != '\n')
    at--;
  return atoi(at);
}

static void a_dump_says_who_awaits_whom(void **state) {
  (void)state;
  task_source *reply = task_source_create(0);
  task *child = task_run(awaits, task_source_task(reply), 0, CANCEL_NONE);
  int line = __LINE__ - 1;
  task_set_name(child, "child");
  task *parent = task_run(awaits, child, 0, CANCEL_NONE);
  task_set_name(parent, "parent");
  char wanted[100];
  char *text = dump_with("\"parent\" waits for");
  snprintf(wanted, sizeof wanted, "\"parent\" waits for %d, body ", number_of(text, "\"child\""));
  assert_non_null(strstr(text, wanted));
  snprintf(wanted, sizeof wanted, "test_debug.c:%d", line);
  assert_non_null(strstr(text, wanted));
  free(text);
  assert_true(task_source_try_result(reply, NULL));
  assert_int_equal(task_wait(parent), 0);
  task_source_destroy(reply);
  task_runtime_stop();
  text = dump();
  assert_string_equal(text, "0 tasks\n");
  free(text);
}

static int waits_for_mutex(void *arg, cancel_token token, void *result) {
  (void)result;
  EXPECT(task_mutex_lock(arg, token) == 0);
  task_mutex_unlock(arg);
  return 0;
}

// Where a task hangs is mostly no task: a lock, a channel, a time.
static void a_dump_says_what_is_waited_for_besides_tasks(void **state) {
  (void)state;
  task_mutex mutex = TASK_MUTEX_INIT;
  task_event event = TASK_EVENT_INIT;
  assert_int_equal(task_mutex_try_lock(&mutex), 0);
  task *waits[3] = {task_run(waits_for_mutex, &mutex, 0, CANCEL_NONE)};
  cancel_source *source = make_source();
  waits[1] = task_event_wait_async(&event, cancel_source_token(source));
  waits[2] = task_delay_async(3600 * 1000, cancel_source_token(source));
  task_set_name(waits[0], "hangs");
  task_set_name(waits[1], "handle");
  task_set_name(waits[2], "sleeps");
  char *text = dump_with("\"hangs\" waits for a mutex, body ");
  assert_non_null(strstr(text, "\"handle\" waits for an event, started at "));
  assert_non_null(strstr(text, "\"sleeps\" waits for a moment, started at "));
  free(text);
  cancel_request(source);
  assert_int_equal(task_wait(waits[1]), TASK_ECANCELED);
  assert_int_equal(task_wait(waits[2]), TASK_ECANCELED);
  task_mutex_unlock(&mutex);
  assert_int_equal(task_wait(waits[0]), 0);
  cancel_source_destroy(source);
  task_runtime_stop();
}

static void a_dump_needs_no_checked_mode(void **state) {
  assert_int_equal(unsetenv("TASKRT_CHECK"), 0);
  a_dump_says_who_awaits_whom(state);
  assert_int_equal(setenv("TASKRT_CHECK", "1", 1), 0);
}

static atomic_bool enough;

static int gives_back(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  *(int *)result = 1;
  task_yield();
  return 0;
}

// Makes tasks and gives them back, in the worker's memory, as fast as it can.
static int comes_and_goes(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  int one, status = 0;
  while (!atomic_load(&enough) && status == 0) {
    task *both[] = {task_run(gives_back, NULL, sizeof one, token),
                    task_start(gives_back, NULL, sizeof one, token)};
    task_set_name(both[0], "first");
    status = task_await(both[0], &one) | task_await(both[1], &one);
  }
  return status;
}

// What is listed are tasks: at most those that there can be at any moment, with their own names.
static void tasks_may_come_and_go_while_they_are_listed(void **state) {
  (void)state;
  enum { MAKERS = 4, DUMPS = 300 };
  assert_int_equal(unsetenv("TASKRT_CHECK"), 0);
  atomic_store(&enough, false);
  task *makers[MAKERS];
  for (int i = 0; i < MAKERS; i++)
    makers[i] = task_run(comes_and_goes, NULL, 0, CANCEL_NONE);
  int least = MAKERS, most = 0, strange = 0;
  for (int i = 0; i < DUMPS; i++) {
    char *text = dump();
    int count = atoi(text);
    least = count < least ? count : least;
    most = count > most ? count : most;
    for (const char *quote = text; (quote = strchr(quote, '"')); quote = strchr(quote + 1, '"') + 1)
      strange += strncmp(quote, "\"first\"", 7) != 0;
    free(text);
  }
  atomic_store(&enough, true);
  for (int i = 0; i < MAKERS; i++)
    assert_int_equal(task_wait(makers[i]), 0);
  task_runtime_stop();
  assert_int_equal(setenv("TASKRT_CHECK", "1", 1), 0);
  assert_int_equal(least, MAKERS);
  assert_in_range(most, MAKERS, 3 * MAKERS);
  assert_int_equal(strange, 0);
}

static void a_signal_asks_for_a_dump(void **state) {
  (void)state;
  int ends[2], saved = dup(STDERR_FILENO);
  assert_int_equal(pipe(ends), 0);
  assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
  assert_int_equal(task_dump_on_signal(SIGUSR1), 0);
  assert_int_equal(task_dump_on_signal(SIGUSR1), TASK_EALREADY);
  assert_int_equal(raise(SIGUSR1), 0);
  char text[100] = "";
  assert_true(read(ends[0], text, sizeof text - 1) > 0);
  assert_true(dup2(saved, STDERR_FILENO) >= 0);
  close(saved);
  close(ends[0]);
  close(ends[1]);
  assert_non_null(strstr(text, "tasks"));
}

// --- tracing ------------------------------------------------------------------------------------

static struct {
  pthread_mutex_t lock;
  size_t count;
  struct {
    enum task_trace_kind kind;
    const void *task;
    int status;
  } events[64];
} traced = {.lock = PTHREAD_MUTEX_INITIALIZER};

static int rests_and_fails(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  int status = task_delay(1, token);
  return status ? status : -7;
}

static void keep_event(const struct task_trace_event *event, void *user) {
  (void)user;
  pthread_mutex_lock(&traced.lock);
  if (event->body == rests_and_fails && traced.count < 64) {
    traced.events[traced.count].kind = event->kind;
    traced.events[traced.count].task = event->task;
    traced.events[traced.count++].status = event->status;
  }
  pthread_mutex_unlock(&traced.lock);
}

static void a_tracer_sees_each_step_of_a_task_in_order(void **state) {
  (void)state;
  static const enum task_trace_kind kinds[] = {
      TASK_TRACE_CREATE, TASK_TRACE_RUN, TASK_TRACE_SUSPEND, TASK_TRACE_RUN, TASK_TRACE_COMPLETE};
  static const struct task_tracer tracer = {.event = keep_event};
  task_set_tracer(&tracer);
  assert_int_equal(task_wait(task_run(rests_and_fails, NULL, 0, CANCEL_NONE)), -7);
  task_set_tracer(NULL);
  assert_int_equal(task_wait(task_run(rests_and_fails, NULL, 0, CANCEL_NONE)), -7);
  task_runtime_stop();
  assert_int_equal(traced.count, sizeof kinds / sizeof *kinds);
  for (size_t i = 0; i < traced.count; i++) {
    assert_int_equal(traced.events[i].kind, kinds[i]);
    assert_true(traced.events[i].task == traced.events[0].task);
  }
  assert_int_equal(traced.events[traced.count - 1].status, -7);
}

int main(void) {
  setenv("TASKRT_CHECK", "1", 1);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_dump_says_who_awaits_whom),
      cmocka_unit_test(a_dump_says_what_is_waited_for_besides_tasks),
      cmocka_unit_test(a_dump_needs_no_checked_mode),
      cmocka_unit_test(tasks_may_come_and_go_while_they_are_listed),
      cmocka_unit_test(a_signal_asks_for_a_dump),
      cmocka_unit_test(a_tracer_sees_each_step_of_a_task_in_order),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
