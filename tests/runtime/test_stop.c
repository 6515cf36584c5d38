// SPDX-License-Identifier: MIT
// Stopping while tasks are left: it ends, whatever they wait for, and says which they were.
#include <string.h>
#include <unistd.h>

#include "test.h"

// --- what the handler was told
// --------------------------------------------------------------------

enum { MOST_FAULTS = 32, MOST_TEXT = 100 };

static struct {
  atomic_uint count;
  struct {
    enum task_fault_kind kind;
    char waits_for[MOST_TEXT], name[MOST_TEXT];
    bool has_place;
  } faults[MOST_FAULTS];
} told;

static void note_fault(const struct task_fault *fault, void *user) {
  (void)user;
  unsigned number = atomic_fetch_add(&told.count, 1);
  if (number >= MOST_FAULTS)
    return;
  told.faults[number].kind = fault->kind;
  told.faults[number].has_place = fault->place && strstr(fault->place, "test_stop.c");
  snprintf(told.faults[number].waits_for, MOST_TEXT, "%s",
           fault->waits_for ? fault->waits_for : "");
  snprintf(told.faults[number].name, MOST_TEXT, "%s", fault->name ? fault->name : "");
}

static int listen_to_faults(void **state) {
  (void)state;
  memset(&told, 0, sizeof told);
  task_set_unobserved_handler(note_fault, NULL);
  return 0;
}

static int stop_listening(void **state) {
  int failed = stop_runtime(state);
  task_set_unobserved_handler(NULL, NULL);
  return failed;
}

// How often a task was left that waited for `what`.
static unsigned times_left(const char *what) {
  unsigned count = 0;
  for (unsigned i = 0; i < atomic_load(&told.count) && i < MOST_FAULTS; i++)
    count += told.faults[i].kind == TASK_FAULT_LEFT && !strcmp(told.faults[i].waits_for, what);
  return count;
}

// --- waits for things
// -----------------------------------------------------------------------------

static task_mutex mutex;
static task_semaphore semaphore;
static task_event event;
static task_latch latch;
static task_channel *channel;

static int lock_twice_over(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return task_mutex_lock(&mutex, token);
}

static int acquire(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return task_semaphore_acquire(&semaphore, token);
}

static int wait_for_event(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return task_event_wait(&event, token);
}

static int wait_for_latch(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return task_latch_wait(&latch, token);
}

static int receive(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  int item;
  return task_channel_receive(channel, &item, token);
}

static int sleep_for_ever(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return task_delay(TASK_FOREVER, token);
}

// Writes the status with which a wait ended.
struct wait {
  task_fn body;
  atomic_int status;
};

static int note_status(void *arg, cancel_token token, void *result) {
  struct wait *wait = arg;
  atomic_store(&wait->status, wait->body(NULL, token, result));
  return 0;
}

static void a_wait_that_nobody_ends_is_given_up_and_named(void **state) {
  (void)state;
  static const char *const whats[] = {"a mutex", "a semaphore",          "an event",
                                      "a latch", "an item of a channel", "a moment"};
  struct wait waits[] = {{.body = lock_twice_over}, {.body = acquire}, {.body = wait_for_event},
                         {.body = wait_for_latch},  {.body = receive}, {.body = sleep_for_ever}};
  enum { COUNT = sizeof waits / sizeof *waits };
  mutex = (task_mutex)TASK_MUTEX_INIT;
  semaphore = (task_semaphore)TASK_SEMAPHORE_INIT(0);
  event = (task_event)TASK_EVENT_INIT;
  latch = (task_latch)TASK_LATCH_INIT(1);
  channel = task_channel_create(sizeof(int), 0);
  assert_non_null(channel);
  assert_int_equal(task_mutex_lock(&mutex, CANCEL_NONE), 0);
  for (unsigned i = 0; i < COUNT; i++) {
    task *t = task_run(note_status, &waits[i], 0, CANCEL_NONE);
    task_set_name(t, "left");
    task_detach(t, NULL, NULL);
  }
  task_runtime_stop();
  for (unsigned i = 0; i < COUNT; i++) {
    assert_int_equal(times_left(whats[i]), 1);
    assert_int_equal(atomic_load(&waits[i].status), TASK_EABANDONED);
    assert_true(told.faults[i].has_place);
    assert_string_equal(told.faults[i].name, "left");
  }
  task_mutex_unlock(&mutex);
  task_channel_destroy(channel);
}

static void delays_for_ever_are_given_up(void **state) {
  (void)state;
  task *delays[] = {task_delay_async(TASK_FOREVER, CANCEL_NONE),
                    task_delay_async(TASK_FOREVER, CANCEL_NONE)};
  task_detach(task_when_all(delays, 2), NULL, NULL);
  task_runtime_stop();
  assert_int_equal(atomic_load(&told.count), 1); // that the combination failed
}

// --- streams
// --------------------------------------------------------------------------------------

static atomic_int producer_status;

static int produce(task_stream *stream, void *arg, cancel_token token) {
  (void)arg;
  (void)token;
  int item = 1, status = 0;
  while (status == 0)
    status = task_stream_yield(stream, &item);
  atomic_store(&producer_status, status);
  return status;
}

static int take_one(void *arg, cancel_token token, void *result) {
  (void)result;
  int item = 0;
  return task_stream_next(arg, &item, token);
}

static void a_stream_that_is_left_open_is_closed(void **state) {
  (void)state;
  task_stream *stream = task_stream_create(produce, NULL, sizeof(int), CANCEL_NONE);
  run_in_task(take_one, stream);
  task_runtime_stop();
  assert_int_equal(atomic_load(&producer_status), TASK_ECANCELED);
  assert_int_equal(times_left("its stream to be read or closed"), 1);
  assert_int_equal(task_stream_close(stream), 0); // which is its owner's all the same
}

static void a_stream_that_never_began_holds_up_nothing(void **state) {
  (void)state;
  task_stream *stream = task_stream_create(produce, NULL, sizeof(int), CANCEL_NONE);
  task_runtime_stop();
  assert_int_equal(times_left("its stream to be read or closed"), 1);
  assert_int_equal(task_stream_close(stream), 0);
}

// --- waits for tasks
// ------------------------------------------------------------------------------

static task *circle[3];

static int await_next(void *arg, cancel_token token, void *result) {
  (void)result;
  const unsigned *number = arg;
  int status = task_event_wait(&event, token);
  return status != 0 ? status : task_await(circle[(*number + 1) % 3], NULL);
}

static void tasks_that_await_each_other_in_a_circle_end(void **state) {
  (void)state;
  static const unsigned numbers[] = {0, 1, 2};
  event = (task_event)TASK_EVENT_INIT;
  for (unsigned i = 0; i < 3; i++)
    circle[i] = task_run(await_next, (void *)(uintptr_t)&numbers[i], 0, CANCEL_NONE);
  task_event_set(&event);
  task_runtime_stop();
  assert_int_equal(times_left("a task"), 1); // the others follow by themselves
}

static int join_a_group(void *arg, cancel_token token, void *result) {
  (void)result;
  task_group *group = task_group_create(token);
  task_group_run(group, wait_for_event, NULL);
  atomic_store((atomic_int *)arg, task_group_join(group));
  return 0;
}

static void a_group_is_joined_once_its_children_were_given_up(void **state) {
  (void)state;
  event = (task_event)TASK_EVENT_INIT;
  atomic_int joined = 0;
  task_detach(task_run(join_a_group, &joined, 0, CANCEL_NONE), NULL, NULL);
  task_runtime_stop();
  assert_int_equal(atomic_load(&joined), TASK_EABANDONED);
  assert_int_equal(times_left("an event"), 1);
  assert_int_equal(times_left("its group"), 0);
}

// --- what goes on
// ---------------------------------------------------------------------------------

static int ends[2];

static int read_one(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  char byte;
  ssize_t count = task_read(ends[0], &byte, 1, token);
  return count == 1 ? 0 : TASK_ECLOSED;
}

static int nothing(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  return 0;
}

// What `call` writes to stderr.
static void catch_stderr(void (*call)(void), char *text, size_t size) {
  FILE *file = tmpfile();
  assert_non_null(file);
  int saved = dup(STDERR_FILENO);
  dup2(fileno(file), STDERR_FILENO);
  call();
  dup2(saved, STDERR_FILENO);
  close(saved);
  rewind(file);
  text[fread(text, 1, size - 1, file)] = '\0';
  fclose(file);
}

static void a_limit_ends_the_stop_and_names_what_waits_for_the_world(void **state) {
  (void)state;
  struct task_runtime_options options = {.workers = 1, .stop_milliseconds = 1};
  assert_int_equal(task_runtime_start(&options), 0);
  assert_int_equal(task_pipe(ends), 0);
  event = (task_event)TASK_EVENT_INIT;
  task *t = task_run(read_one, NULL, 0, CANCEL_NONE);
  task_set_name(t, "the reader");
  assert_int_equal(task_wait(task_run(nothing, NULL, 0, CANCEL_NONE)), 0); // so it waits by now
  char text[2000];
  catch_stderr(task_runtime_stop, text, sizeof text);
  assert_non_null(strstr(text, "gives up"));
  assert_non_null(strstr(text, "waits for a descriptor, the reader"));
  assert_non_null(strstr(text, "test_stop.c:"));
  assert_int_equal(task_runtime_start(NULL), TASK_EALREADY);
  assert_int_equal(write(ends[1], "x", 1), 1);
  assert_int_equal(task_wait(t), 0);
  task_runtime_stop();
  close(ends[0]);
  close(ends[1]);
}

static atomic_bool content;

static int never_content(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  while (!atomic_load(&content))
    if (task_event_wait(&event, token) == TASK_ECANCELED)
      return TASK_ECANCELED;
  return 0;
}

static void a_task_that_waits_again_and_again_does_not_keep_the_stop(void **state) {
  (void)state;
  event = (task_event)TASK_EVENT_INIT;
  task *t = task_run(never_content, NULL, 0, CANCEL_NONE);
  char text[2000];
  catch_stderr(task_runtime_stop, text, sizeof text);
  assert_non_null(strstr(text, "gives up"));
  assert_non_null(strstr(text, "waits for an event"));
  atomic_store(&content, true);
  task_event_set(&event);
  assert_int_equal(task_wait(t), 0);
}

static int sleep_a_day(void *arg, cancel_token token, void *result) {
  (void)result;
  int status = task_delay(24 * 3600 * 1000, token);
  atomic_store((atomic_int *)arg, status == 0 ? 1 : -1);
  return status;
}

static void in_virtual_time_the_stop_lets_time_pass(void **state) {
  (void)state;
  assert_int_equal(task_clock_freeze(), 0);
  atomic_int slept = 0;
  task_detach(task_run(sleep_a_day, &slept, 0, CANCEL_NONE), NULL, NULL);
  uint64_t begin = task_clock_now();
  task_runtime_stop();
  assert_int_equal(atomic_load(&slept), 1);
  assert_int_equal(task_clock_now() - begin, 24 * 3600 * 1000);
  assert_int_equal(task_clock_thaw(), 0);
}

static void many_that_are_left_are_given_up_together(void **state) {
  (void)state;
  enum { MANY = 10000 };
  event = (task_event)TASK_EVENT_INIT;
  for (unsigned i = 0; i < MANY; i++)
    task_detach(task_run(wait_for_event, NULL, 0, CANCEL_NONE), NULL, NULL);
  task_runtime_stop();
  assert_int_equal(atomic_load(&told.count), 2 * MANY); // that it was left, and that it failed
}

#define STOP_TEST(name) cmocka_unit_test_setup_teardown(name, listen_to_faults, stop_listening)

int main(void) {
  const struct CMUnitTest tests[] = {
      STOP_TEST(a_wait_that_nobody_ends_is_given_up_and_named),
      STOP_TEST(delays_for_ever_are_given_up),
      STOP_TEST(a_stream_that_is_left_open_is_closed),
      STOP_TEST(a_stream_that_never_began_holds_up_nothing),
      STOP_TEST(tasks_that_await_each_other_in_a_circle_end),
      STOP_TEST(a_group_is_joined_once_its_children_were_given_up),
      STOP_TEST(a_limit_ends_the_stop_and_names_what_waits_for_the_world),
      STOP_TEST(a_task_that_waits_again_and_again_does_not_keep_the_stop),
      STOP_TEST(in_virtual_time_the_stop_lets_time_pass),
      STOP_TEST(many_that_are_left_are_given_up_together),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
