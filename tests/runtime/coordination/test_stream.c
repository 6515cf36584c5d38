// SPDX-License-Identifier: MIT
// task_stream.
#include <string.h>

#include "../test.h"

enum { COUNT = 300, FAILURE = -7003 };

struct source {
  int count;           // yields so many items
  int status;          // and then returns this
  uint64_t pause;      // milliseconds before every tenth
  task_event *gate;    // to pass before every item, if not NULL
  bool started, ended; // the body
  int stopped_with;    // by yield
};

static int numbers(task_stream *stream, void *arg, cancel_token token) {
  struct source *source = arg;
  source->started = true;
  int status = 0;
  for (int i = 0; i < source->count && status == 0; i++) {
    if (source->pause && i % 10 == 0)
      status = task_delay(source->pause, token);
    if (source->gate && status == 0)
      status = task_event_wait(source->gate, token);
    if (status == 0)
      status = source->stopped_with = task_stream_yield(stream, &i);
  }
  source->ended = true;
  return status ? status : source->status;
}

static task_stream *open_numbers(struct source *source, cancel_token token) {
  return task_stream_create(numbers, source, sizeof(int), token);
}

// Reads to the end and counts. Returns what ended it.
static int read_all(task_stream *stream, int *count, cancel_token token) {
  int item, status;
  while ((status = task_stream_next(stream, &item, token)) == 0)
    CHECK(item == (*count)++);
  return status;
}

static int reads_all(void *arg, cancel_token token, void *result) {
  (void)result;
  int count = 0;
  struct source *source = arg;
  task_stream *stream = open_numbers(source, token);
  CHECK(!source->started); // not before it is asked
  CHECK(read_all(stream, &count, token) == TASK_ECLOSED);
  CHECK(task_stream_next(stream, &count, token) == TASK_ECLOSED);
  CHECK(count == source->count && source->ended);
  return task_stream_close(stream);
}

static void items_come_in_order_until_the_producer_returns(void **state) {
  (void)state;
  start_workers(2);
  struct source plain = {.count = COUNT}, slow = {.count = 30, .pause = 1};
  run_in_task(reads_all, &plain);
  run_in_task(reads_all, &slow);
}

static void a_thread_may_consume(void **state) {
  (void)state;
  start_workers(2);
  struct source plain = {.count = COUNT}, slow = {.count = 30, .pause = 1}, empty = {0};
  assert_int_equal(reads_all(&plain, CANCEL_NONE, NULL), 0);
  assert_int_equal(reads_all(&slow, CANCEL_NONE, NULL), 0);
  assert_int_equal(reads_all(&empty, CANCEL_NONE, NULL), 0);
  assert_int_equal(atomic_load(&failed_checks), 0);
}

static int breaks_early(void *arg, cancel_token token, void *result) {
  (void)result;
  struct source *source = arg;
  int item = -1;
  task_stream *stream = open_numbers(source, token);
  CHECK(task_stream_next(stream, &item, token) == 0 && item == 0);
  CHECK(task_stream_next(stream, &item, token) == 0 && item == 1);
  CHECK(!source->ended);
  int status = task_stream_close(stream);
  CHECK(source->ended && source->stopped_with == TASK_ECANCELED);
  return status;
}

static void a_consumer_that_breaks_off_lets_the_producer_clean_up(void **state) {
  (void)state;
  struct source source = {.count = COUNT};
  run_in_task(breaks_early, &source);
  source = (struct source){.count = COUNT};
  assert_int_equal(breaks_early(&source, CANCEL_NONE, NULL), 0);
  assert_int_equal(atomic_load(&failed_checks), 0);
}

static int closes_unread(void *arg, cancel_token token, void *result) {
  (void)result;
  struct source *source = arg;
  int status = task_stream_close(open_numbers(source, token));
  CHECK(!source->started);
  return status;
}

static void a_stream_closed_before_it_is_read_never_runs(void **state) {
  (void)state;
  struct source source = {.count = COUNT};
  run_in_task(closes_unread, &source);
}

static int meets_an_error(void *arg, cancel_token token, void *result) {
  (void)result;
  int count = 0;
  task_stream *stream = open_numbers(arg, token);
  CHECK(read_all(stream, &count, token) == FAILURE && count == 3);
  CHECK(task_stream_next(stream, &count, token) == FAILURE);
  CHECK(task_stream_close(stream) == FAILURE);
  return 0;
}

static void the_producers_error_reaches_the_consumer(void **state) {
  (void)state;
  struct source source = {.count = 3, .status = FAILURE};
  run_in_task(meets_an_error, &source);
  assert_int_equal(meets_an_error(&source, CANCEL_NONE, NULL), 0);
  assert_int_equal(atomic_load(&failed_checks), 0);
}

static int fails_with_words(task_stream *stream, void *arg, cancel_token token) {
  (void)token;
  int status = task_stream_yield(stream, arg);
  return status != 0 ? status : task_fail(FAILURE, "no more numbers");
}

static int hears_why(void *arg, cancel_token token, void *result) {
  (void)result;
  int item;
  task_stream *stream = task_stream_create(fails_with_words, arg, sizeof item, token);
  CHECK(task_stream_next(stream, &item, token) == 0);
  CHECK(task_stream_next(stream, &item, token) == FAILURE);
  const task_error *error = task_last_error();
  CHECK(error && strcmp(error->message, "no more numbers") == 0);
  CHECK(task_stream_close(stream) == FAILURE);
  return 0;
}

static void the_consumer_hears_why_the_producer_failed(void **state) {
  (void)state;
  int number = 1;
  run_in_task(hears_why, &number);
  assert_int_equal(hears_why(&number, CANCEL_NONE, NULL), 0); // a thread
  assert_int_equal(atomic_load(&failed_checks), 0);
}

// --- cancellation -------------------------------------------------------------------------------

static int is_cancelled(void *arg, cancel_token token, void *result) {
  (void)result;
  struct source *source = arg;
  cancel_source *cancel = make_source();
  task_stream *stream = open_numbers(source, cancel_source_token(cancel));
  cancel_source_cancel_after(cancel, 1);
  int item, status = task_stream_next(stream, &item, token);
  CHECK(status == TASK_ETIMEDOUT && source->ended);
  CHECK(task_stream_close(stream) == TASK_ETIMEDOUT);
  cancel_source_destroy(cancel);
  return 0;
}

static void the_streams_token_cancels_the_producer(void **state) {
  (void)state;
  struct source source = {.count = COUNT, .pause = 3600 * 1000};
  run_in_task(is_cancelled, &source);
}

static int opens(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  task_event_set(arg);
  return 0;
}

static int gives_up_waiting(void *arg, cancel_token token, void *result) {
  (void)result;
  struct source *source = arg;
  cancel_source *impatience = make_source();
  task_stream *stream = open_numbers(source, token);
  cancel_source_cancel_after(impatience, 1);
  int item = -1;
  CHECK(task_stream_next(stream, &item, cancel_source_token(impatience)) == TASK_ETIMEDOUT);
  CHECK(task_stream_next(stream, &item, cancel_source_token(impatience)) == TASK_ETIMEDOUT);
  cancel_source_destroy(impatience);
  // The producer goes on by itself and keeps its item.
  CHECK(task_await(task_start(opens, source->gate, 0, token), NULL) == 0);
  task_yield();
  for (int i = 0; i < source->count; i++)
    CHECK(task_stream_next(stream, &item, token) == 0 && item == i);
  CHECK(task_stream_next(stream, &item, token) == TASK_ECLOSED);
  return task_stream_close(stream);
}

static void a_cancelled_next_loses_no_item(void **state) {
  (void)state;
  start_workers(1);
  task_event gate = TASK_EVENT_INIT;
  struct source source = {.count = 5, .gate = &gate};
  run_in_task(gives_up_waiting, &source);
}

static int closes_a_waiting_producer(void *arg, cancel_token token, void *result) {
  (void)result;
  struct source *source = arg;
  cancel_source *impatience = make_source();
  task_stream *stream = open_numbers(source, token);
  cancel_source_cancel_after(impatience, 1);
  int item;
  CHECK(task_stream_next(stream, &item, cancel_source_token(impatience)) == TASK_ETIMEDOUT);
  int status = task_stream_close(stream);
  CHECK(source->ended);
  cancel_source_destroy(impatience);
  return status;
}

static void closing_wakes_a_producer_that_waits(void **state) {
  (void)state;
  task_event gate = TASK_EVENT_INIT;
  struct source source = {.count = 5, .gate = &gate};
  run_in_task(closes_a_waiting_producer, &source);
}

// --- where they run -----------------------------------------------------------------------------

static int is_somebody_else(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  atomic_store((atomic_bool *)arg, true);
  return 0;
}

static int hands_over(void *arg, cancel_token token, void *result) {
  (void)result;
  atomic_bool other_ran = false;
  int item;
  task_stream *stream = open_numbers(arg, token);
  task *other = task_run(is_somebody_else, &other_ran, 0, token);
  for (int i = 0; i < 10; i++)
    CHECK(task_stream_next(stream, &item, token) == 0 && item == i);
  CHECK(!atomic_load(&other_ran)); // nothing went through the worker's queues
  int status = task_stream_close(stream);
  CHECK(!atomic_load(&other_ran));
  CHECK(task_await(other, NULL) == 0);
  return status;
}

static void an_item_is_handed_over_without_the_scheduler(void **state) {
  (void)state;
  start_workers(1);
  struct source source = {.count = COUNT};
  run_in_task(hands_over, &source);
}

struct relay {
  task_stream *stream;
  int expected;
};

static int reads_some(void *arg, cancel_token token, void *result) {
  (void)result;
  struct relay *relay = arg;
  for (int i = 0; i < 20; i++) {
    int item;
    int status = task_stream_next(relay->stream, &item, token);
    if (status != 0)
      return status;
    CHECK(item == relay->expected);
    relay->expected++;
    if (i % 5 == 0)
      task_yield();
  }
  return 0;
}

static void a_stream_may_be_read_by_one_task_after_the_other(void **state) {
  (void)state;
  start_workers(3);
  struct source source = {.count = COUNT, .pause = 1};
  struct relay relay = {.stream = open_numbers(&source, CANCEL_NONE)};
  for (int i = 0; i < COUNT / 20; i++) {
    task *reader = i % 3 == 0 ? task_offload(reads_some, &relay, 0, CANCEL_NONE)
                              : task_run(reads_some, &relay, 0, CANCEL_NONE);
    assert_int_equal(task_wait(reader), 0);
  }
  assert_int_equal(relay.expected, COUNT);
  assert_int_equal(task_wait(task_run(reads_some, &relay, 0, CANCEL_NONE)), TASK_ECLOSED);
  assert_int_equal(task_stream_close(relay.stream), 0);
  assert_int_equal(atomic_load(&failed_checks), 0);
}

// Adds neighbours of another stream.
static int pairs(task_stream *stream, void *arg, cancel_token token) {
  task_stream *inner = open_numbers(arg, token);
  int status = 0, items[2];
  while (status == 0) {
    for (int i = 0; i < 2 && status == 0; i++)
      status = task_stream_next(inner, &items[i], token);
    int sum = items[0] + items[1];
    if (status == 0)
      status = task_stream_yield(stream, &sum);
  }
  int closed = task_stream_close(inner);
  return status == TASK_ECLOSED ? closed : status;
}

static int adds_pairs(void *arg, cancel_token token, void *result) {
  (void)result;
  int sum = 0, item, status;
  task_stream *stream = task_stream_create(pairs, arg, sizeof(int), token);
  while ((status = task_stream_next(stream, &item, token)) == 0)
    sum += item;
  CHECK(status == TASK_ECLOSED && sum == COUNT * (COUNT - 1) / 2);
  return task_stream_close(stream);
}

static void a_stream_is_made_of_another(void **state) {
  (void)state;
  start_workers(2);
  struct source plain = {.count = COUNT}, slow = {.count = COUNT, .pause = 1};
  run_in_task(adds_pairs, &plain);
  run_in_task(adds_pairs, &slow);
}

static int reads_one(void *arg, cancel_token token, void *result) {
  return task_stream_next(arg, result, token);
}

static int misuses(void *arg, cancel_token token, void *result) {
  (void)result;
  struct source *source = arg;
  int item = 0;
  task_stream *stream = open_numbers(source, token);
  CHECK(task_stream_yield(stream, &item) == TASK_ECONTEXT);
  task *other = task_start(reads_one, stream, sizeof(int), token);
  CHECK(task_stream_next(stream, &item, token) == TASK_EINVAL);
  task_event_set(source->gate);
  CHECK(task_await(other, &item) == 0 && item == 0);
  CHECK(task_stream_next(NULL, &item, token) == TASK_ENOMEM);
  CHECK(task_stream_close(NULL) == TASK_ENOMEM);
  return task_stream_close(stream);
}

static void yielding_elsewhere_and_reading_twice_at_once_are_refused(void **state) {
  (void)state;
  start_workers(1);
  task_event gate = TASK_EVENT_INIT;
  struct source source = {.count = 5, .gate = &gate};
  run_in_task(misuses, &source);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(items_come_in_order_until_the_producer_returns, stop_runtime),
      cmocka_unit_test_teardown(a_thread_may_consume, stop_runtime),
      cmocka_unit_test_teardown(a_consumer_that_breaks_off_lets_the_producer_clean_up,
                                stop_runtime),
      cmocka_unit_test_teardown(a_stream_closed_before_it_is_read_never_runs, stop_runtime),
      cmocka_unit_test_teardown(the_producers_error_reaches_the_consumer, stop_runtime),
      cmocka_unit_test_teardown(the_consumer_hears_why_the_producer_failed, stop_runtime),
      cmocka_unit_test_teardown(the_streams_token_cancels_the_producer, stop_runtime),
      cmocka_unit_test_teardown(a_cancelled_next_loses_no_item, stop_runtime),
      cmocka_unit_test_teardown(closing_wakes_a_producer_that_waits, stop_runtime),
      cmocka_unit_test_teardown(an_item_is_handed_over_without_the_scheduler, stop_runtime),
      cmocka_unit_test_teardown(a_stream_may_be_read_by_one_task_after_the_other, stop_runtime),
      cmocka_unit_test_teardown(a_stream_is_made_of_another, stop_runtime),
      cmocka_unit_test_teardown(yielding_elsewhere_and_reading_twice_at_once_are_refused,
                                stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
