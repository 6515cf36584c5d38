// SPDX-License-Identifier: MIT
// task_channel.
#include "../test.h"

enum { ITEMS = 2000, TASKS = 6 };

static void items_come_out_in_order_until_the_channel_is_closed_and_empty(void **state) {
  (void)state;
  task_channel *channel = task_channel_create(sizeof(int), 3);
  assert_non_null(channel);
  int item = 0;
  assert_int_equal(task_channel_try_receive(channel, &item), TASK_EAGAIN);
  for (int round = 0; round < 5; round++) {
    for (int i = 1; i <= 3; i++)
      assert_int_equal(task_channel_send(channel, &i, CANCEL_NONE), 0);
    assert_int_equal(task_channel_try_send(channel, &item), TASK_EAGAIN);
    for (int i = 1; i <= 3; i++) {
      assert_int_equal(task_channel_receive(channel, &item, CANCEL_NONE), 0);
      assert_int_equal(item, i);
    }
  }
  item = 4;
  assert_int_equal(task_channel_try_send(channel, &item), 0);
  task_channel_close(channel);
  task_channel_close(channel);
  assert_int_equal(task_channel_send(channel, &item, CANCEL_NONE), TASK_ECLOSED);
  assert_int_equal(task_channel_try_send(channel, &item), TASK_ECLOSED);
  item = 0;
  assert_int_equal(task_channel_receive(channel, &item, CANCEL_NONE), 0);
  assert_int_equal(item, 4);
  assert_int_equal(task_channel_receive(channel, &item, CANCEL_NONE), TASK_ECLOSED);
  assert_int_equal(task_channel_try_receive(channel, &item), TASK_ECLOSED);
  task_channel_destroy(channel);
}

static int sends_items(void *arg, cancel_token token, void *result) {
  (void)result;
  for (int i = 1; i <= ITEMS; i++) {
    int status = task_channel_send(arg, &i, token);
    if (status != 0)
      return status;
  }
  return 0;
}

static int adds_items(void *arg, cancel_token token, void *result) {
  long sum = 0;
  int item, status;
  while ((status = task_channel_receive(arg, &item, token)) == 0)
    sum += item;
  *(long *)result = sum;
  return status == TASK_ECLOSED ? 0 : status;
}

// Several tasks and threads on either side; each item arrives once.
static void pump(size_t capacity) {
  task_channel *channel = task_channel_create(sizeof(int), capacity);
  assert_non_null(channel);
  task *senders[TASKS], *receivers[TASKS];
  for (int i = 0; i < TASKS; i++) {
    receivers[i] = i == 0 ? task_offload(adds_items, channel, sizeof(long), CANCEL_NONE)
                          : task_run(adds_items, channel, sizeof(long), CANCEL_NONE);
    senders[i] = i == 0 ? task_offload(sends_items, channel, 0, CANCEL_NONE)
                        : task_run(sends_items, channel, 0, CANCEL_NONE);
  }
  assert_int_equal(task_wait(task_when_all(senders, TASKS)), 0);
  task_channel_close(channel);
  long sums[TASKS], sum = 0;
  assert_int_equal(task_result(task_when_all(receivers, TASKS), sums), 0);
  for (int i = 0; i < TASKS; i++)
    sum += sums[i];
  assert_int_equal(sum, (long)TASKS * ITEMS * (ITEMS + 1) / 2);
  task_channel_destroy(channel);
}

static void every_item_of_a_bounded_channel_arrives_once(void **state) {
  (void)state;
  start_workers(3);
  pump(4);
}

static void every_item_of_a_rendezvous_arrives_once(void **state) {
  (void)state;
  start_workers(3);
  pump(0);
}

static int sends_five(void *arg, cancel_token token, void *result) {
  (void)result;
  int five = 5;
  return task_channel_send(arg, &five, token);
}

static int receives_one(void *arg, cancel_token token, void *result) {
  return task_channel_receive(arg, result, token);
}

static int meets(void *arg, cancel_token token, void *result) {
  (void)result;
  task_channel *channel = arg;
  int item = 0;
  CHECK(task_channel_try_send(channel, &item) == TASK_EAGAIN); // nobody to meet
  task *sender = task_start(sends_five, channel, 0, token);
  CHECK(!task_is_done(sender));
  CHECK(task_channel_try_receive(channel, &item) == 0 && item == 5);
  CHECK(task_await(sender, NULL) == 0);
  task *receiver = task_start(receives_one, channel, sizeof(int), token);
  item = 6;
  CHECK(task_channel_try_send(channel, &item) == 0);
  int received = 0;
  CHECK(task_await(receiver, &received) == 0 && received == 6);
  return 0;
}

static void a_rendezvous_needs_both(void **state) {
  (void)state;
  start_workers(1);
  task_channel *channel = task_channel_create(sizeof(int), 0);
  assert_non_null(channel);
  run_in_task(meets, channel);
  task_channel_destroy(channel);
}

static int cancels_both_sides(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  task_channel *channel = arg;
  cancel_source *source = make_source();
  cancel_token inner = cancel_source_token(source);
  int item = 0;

  task *sender = task_start(sends_five, channel, 0, inner);
  cancel_request(source);
  int sent = task_await(sender, NULL);
  int nothing = task_channel_try_receive(channel, &item); // its item went with it
  cancel_source_destroy(source);

  source = make_source();
  task *receiver = task_start(receives_one, channel, sizeof(int), cancel_source_token(source));
  item = 8;
  int handed = task_channel_try_send(channel, &item); // handed over, then cancelled
  cancel_request(source);
  int received = 0, status = task_await(receiver, &received);
  cancel_source_destroy(source);

  CHECK(sent == TASK_ECANCELED && nothing == TASK_EAGAIN);
  CHECK(handed == 0 && status == 0 && received == 8);
  return 0;
}

static void cancellation_neither_loses_nor_doubles_an_item(void **state) {
  (void)state;
  start_workers(1);
  task_channel *channel = task_channel_create(sizeof(int), 0);
  assert_non_null(channel);
  run_in_task(cancels_both_sides, channel);
  task_channel_destroy(channel);
}

struct tally {
  task_channel *channel;
  atomic_long in, out;
};

static int sends_and_counts(void *arg, cancel_token token, void *result) {
  (void)result;
  struct tally *tally = arg;
  int status = 0;
  for (int i = 0; i < ITEMS && status == 0; i++) {
    status = task_channel_send(tally->channel, &i, token);
    if (status == 0)
      atomic_fetch_add(&tally->in, 1);
  }
  return status;
}

static int receives_and_counts(void *arg, cancel_token token, void *result) {
  (void)result;
  struct tally *tally = arg;
  int item, status;
  while ((status = task_channel_receive(tally->channel, &item, token)) == 0)
    atomic_fetch_add(&tally->out, 1);
  return status;
}

static void whatever_was_sent_before_a_cancellation_is_received(void **state) {
  (void)state;
  start_workers(3);
  for (size_t round = 0; round < 20; round++) {
    struct tally tally = {.channel = task_channel_create(sizeof(int), round % 3)};
    cancel_source *source = make_source();
    assert_non_null(tally.channel);
    cancel_token token = cancel_source_token(source);
    task *tasks[4] = {task_run(sends_and_counts, &tally, 0, token),
                      task_run(receives_and_counts, &tally, 0, token),
                      task_run(sends_and_counts, &tally, 0, token)};
    // Without the token: it takes what is left.
    tasks[3] = task_run(receives_and_counts, &tally, 0, CANCEL_NONE);
    cancel_request(source);
    for (int i = 0; i < 3; i++) {
      int status = task_wait(tasks[i]);
      // A sender may have been through before it was asked to stop.
      assert_true(status == TASK_ECANCELED || (status == 0 && i != 1));
    }
    task_channel_close(tally.channel);
    assert_int_equal(task_wait(tasks[3]), TASK_ECLOSED);
    assert_int_equal(atomic_load(&tally.in), atomic_load(&tally.out));
    cancel_source_destroy(source);
    task_channel_destroy(tally.channel);
  }
}

static int closes_with_waiters(void *arg, cancel_token token, void *result) {
  (void)result;
  task_channel *channel = arg;
  task *waiting[] = {task_start(sends_five, channel, 0, token),
                     task_start(sends_five, channel, 0, token)};
  task_channel_close(channel);
  CHECK(task_await(waiting[0], NULL) == TASK_ECLOSED);
  CHECK(task_await(waiting[1], NULL) == TASK_ECLOSED);
  return 0;
}

static void closing_sends_those_who_wait_away(void **state) {
  (void)state;
  start_workers(1);
  task_channel *channel = task_channel_create(sizeof(int), 0);
  assert_non_null(channel);
  run_in_task(closes_with_waiters, channel);
  task_channel_destroy(channel);
  channel = task_channel_create(sizeof(int), 0);
  assert_non_null(channel);
  task *receiver = task_run(receives_one, channel, sizeof(int), CANCEL_NONE);
  task_channel_close(channel);
  assert_int_equal(task_wait(receiver), TASK_ECLOSED);
  task_channel_destroy(channel);
}

static int is_somebody_else(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  atomic_store((atomic_bool *)arg, true);
  return 0;
}

static int never_has_to_wait(void *arg, cancel_token token, void *result) {
  (void)result;
  atomic_bool other = false;
  task *t = task_run(is_somebody_else, &other, 0, token);
  int item = 0;
  for (int i = 0; i < 10000 && !atomic_load(&other); i++) {
    CHECK(task_channel_send(arg, &item, token) == 0);
    CHECK(task_channel_receive(arg, &item, token) == 0);
  }
  CHECK(atomic_load(&other));
  return task_await(t, NULL);
}

static void a_loop_over_a_ready_channel_lets_others_run(void **state) {
  (void)state;
  start_workers(1);
  task_channel *channel = task_channel_create(sizeof(int), 1);
  assert_non_null(channel);
  run_in_task(never_has_to_wait, channel);
  task_channel_destroy(channel);
}

static void items_may_be_empty_and_sizes_may_overflow(void **state) {
  (void)state;
  task_channel *channel = task_channel_create(0, 2);
  assert_non_null(channel);
  assert_int_equal(task_channel_send(channel, NULL, CANCEL_NONE), 0);
  assert_int_equal(task_channel_receive(channel, NULL, CANCEL_NONE), 0);
  task_channel_destroy(channel);
  assert_null(task_channel_create(SIZE_MAX / 2, 3));
  task_channel_destroy(NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(items_come_out_in_order_until_the_channel_is_closed_and_empty,
                                stop_runtime),
      cmocka_unit_test_teardown(every_item_of_a_bounded_channel_arrives_once, stop_runtime),
      cmocka_unit_test_teardown(every_item_of_a_rendezvous_arrives_once, stop_runtime),
      cmocka_unit_test_teardown(a_rendezvous_needs_both, stop_runtime),
      cmocka_unit_test_teardown(cancellation_neither_loses_nor_doubles_an_item, stop_runtime),
      cmocka_unit_test_teardown(whatever_was_sent_before_a_cancellation_is_received, stop_runtime),
      cmocka_unit_test_teardown(closing_sends_those_who_wait_away, stop_runtime),
      cmocka_unit_test_teardown(a_loop_over_a_ready_channel_lets_others_run, stop_runtime),
      cmocka_unit_test_teardown(items_may_be_empty_and_sizes_may_overflow, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
