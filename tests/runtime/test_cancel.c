// SPDX-License-Identifier: MIT
// Cancellation: sources, tokens, links, deadlines, and what they wake.
// async-lint: allow-file(leaked-cancel-source) a failed expectation ends the test
#include <pthread.h>

#include "test.h"

enum { FOREVER = 3600 * 1000 };

static void a_token_of_no_source_is_never_cancelled(void **state) {
  (void)state;
  assert_false(cancel_requested(CANCEL_NONE));
  assert_int_equal(cancel_check(CANCEL_NONE), 0);
  cancel_source_destroy(NULL);
}

static void a_request_is_seen_by_every_token(void **state) {
  (void)state;
  cancel_source *source = cancel_source_create();
  cancel_token token = cancel_source_token(source);
  assert_int_equal(cancel_check(token), 0);
  cancel_request(source);
  cancel_request(source);
  assert_true(cancel_requested(token));
  assert_int_equal(cancel_check(token), TASK_ECANCELED);
  cancel_source_destroy(source);
}

static void a_deadline_is_seen_without_the_runtime(void **state) {
  (void)state;
  cancel_source *source = cancel_source_create();
  cancel_source_cancel_after(source, 1);
  cancel_token token = cancel_source_token(source);
  while (!cancel_requested(token)) {
  }
  assert_int_equal(cancel_check(token), TASK_ETIMEDOUT);
  cancel_request(source);
  assert_int_equal(cancel_check(token), TASK_ETIMEDOUT); // the first reason stays
  cancel_source_destroy(source);
}

static void a_deadline_of_no_time_cancels_at_once(void **state) {
  (void)state;
  cancel_source *source = cancel_source_create();
  cancel_source_cancel_after(source, 0);
  assert_int_equal(cancel_check(cancel_source_token(source)), TASK_ETIMEDOUT);
  cancel_source_destroy(source);
}

static void a_deadline_beyond_the_clock_never_comes(void **state) {
  (void)state;
  cancel_source *source = cancel_source_create();
  cancel_source_cancel_after(source, UINT64_MAX);
  assert_int_equal(cancel_check(cancel_source_token(source)), 0);
  assert_int_equal(task_delay(1, cancel_source_token(source)), 0);
  cancel_source_destroy(source);
}

static void a_linked_source_follows_its_parent_but_not_the_reverse(void **state) {
  (void)state;
  cancel_source *parent = cancel_source_create();
  cancel_source *first = cancel_source_create_linked(cancel_source_token(parent));
  cancel_source *second = cancel_source_create_linked(cancel_source_token(parent));
  cancel_source *grandchild = cancel_source_create_linked(cancel_source_token(second));
  cancel_request(first);
  assert_int_equal(cancel_check(cancel_source_token(parent)), 0);
  assert_int_equal(cancel_check(cancel_source_token(second)), 0);
  cancel_request(parent);
  assert_int_equal(cancel_check(cancel_source_token(second)), TASK_ECANCELED);
  assert_int_equal(cancel_check(cancel_source_token(grandchild)), TASK_ECANCELED);
  cancel_source *late = cancel_source_create_linked(cancel_source_token(parent));
  assert_int_equal(cancel_check(cancel_source_token(late)), TASK_ECANCELED);
  cancel_source_destroy(late);
  cancel_source_destroy(grandchild);
  cancel_source_destroy(second);
  cancel_source_destroy(first);
  cancel_source_destroy(parent);
}

static void a_linked_source_outlives_its_parent(void **state) {
  (void)state;
  cancel_source *parent = cancel_source_create();
  cancel_source *middle = cancel_source_create_linked(cancel_source_token(parent));
  cancel_source *child = cancel_source_create_linked(cancel_source_token(middle));
  cancel_source_cancel_after(middle, 1);
  cancel_source_destroy(middle);
  cancel_request(parent);
  cancel_source_destroy(parent);
  assert_int_equal(cancel_check(cancel_source_token(child)), 0);
  cancel_request(child);
  assert_int_equal(cancel_check(cancel_source_token(child)), TASK_ECANCELED);
  cancel_source_destroy(child);
}

static void a_link_to_no_token_is_a_plain_source(void **state) {
  (void)state;
  cancel_source *source = cancel_source_create_linked(CANCEL_NONE);
  assert_int_equal(cancel_check(cancel_source_token(source)), 0);
  cancel_source_destroy(source);
}

static int sleep_forever(void *arg, cancel_token token, void *result) {
  (void)result;
  if (arg)
    *(bool *)arg = true;
  return task_delay(FOREVER, token);
}

static void a_delay_with_a_cancelled_token_does_not_begin(void **state) {
  (void)state;
  cancel_source *source = cancel_source_create();
  cancel_request(source);
  cancel_token token = cancel_source_token(source);
  assert_int_equal(task_delay(FOREVER, token), TASK_ECANCELED);
  assert_int_equal(task_wait(task_delay_async(FOREVER, token)), TASK_ECANCELED);
  bool ran = false;
  assert_int_equal(task_wait(task_run(sleep_forever, &ran, 0, token)), TASK_ECANCELED);
  assert_true(ran); // a body runs even then: it may own its argument
  cancel_source_destroy(source);
}

static int cancel_a_sleeping_child(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  cancel_source *source = cancel_source_create();
  cancel_token child_token = cancel_source_token(source);
  task *child = task_start(sleep_forever, NULL, 0, child_token);
  task *object = task_delay_async(FOREVER, child_token);
  bool early = task_is_done(child) || task_is_done(object);
  cancel_request(source);
  bool at_once = task_is_done(object); // an object ends inside the request
  int first = task_await(child, NULL);
  int second = task_await(object, NULL);
  cancel_source_destroy(source);
  EXPECT(!early && at_once);
  EXPECT(first == TASK_ECANCELED && second == TASK_ECANCELED);
  return 0;
}

static void a_request_wakes_what_sleeps(void **state) {
  (void)state;
  run_in_task(cancel_a_sleeping_child, NULL);
}

static void a_deadline_wakes_what_sleeps(void **state) {
  (void)state;
  cancel_source *source = cancel_source_create();
  cancel_source_cancel_after(source, 5);
  cancel_token token = cancel_source_token(source);
  task *both[] = {task_run(sleep_forever, NULL, 0, token), task_delay_async(FOREVER, token)};
  assert_int_equal(task_wait(task_when_all(both, 2)), TASK_ETIMEDOUT);
  cancel_source_destroy(source);
}

static void a_deadline_of_the_parent_wakes_what_sleeps_on_the_child(void **state) {
  (void)state;
  cancel_source *parent = cancel_source_create();
  cancel_source *child = cancel_source_create_linked(cancel_source_token(parent));
  cancel_source_cancel_after(parent, 5);
  assert_int_equal(task_delay(FOREVER, cancel_source_token(child)), TASK_ETIMEDOUT);
  cancel_source_destroy(child);
  cancel_source_destroy(parent);
}

static int bring_the_deadline_forward(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  cancel_source *source = cancel_source_create();
  cancel_source_cancel_after(source, FOREVER);
  task *child = task_start(sleep_forever, NULL, 0, cancel_source_token(source));
  cancel_source_cancel_after(source, 5);
  EXPECT(task_await(child, NULL) == TASK_ETIMEDOUT);
  cancel_source_destroy(source);
  return 0;
}

static void a_deadline_may_be_moved_while_something_sleeps(void **state) {
  (void)state;
  run_in_task(bring_the_deadline_forward, NULL);
}

// Sets a deadline that ends the nap, puts it off, and takes the nap. A slow machine may reach the
// first deadline before it is put off: then once more with more time.
static int put_the_deadline_off(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  int status = TASK_ETIMEDOUT;
  for (unsigned milliseconds = 50; status == TASK_ETIMEDOUT; milliseconds *= 2) {
    cancel_source *source = cancel_source_create();
    cancel_source_cancel_after(source, milliseconds);
    task *nap = task_delay_async(milliseconds + 10, cancel_source_token(source));
    cancel_source_cancel_after(source, FOREVER);
    bool too_slow = cancel_requested(cancel_source_token(source));
    status = task_await(nap, NULL);
    cancel_source_destroy(source);
    EXPECT(too_slow || status == 0);
  }
  return status;
}

static void a_deadline_may_be_put_off(void **state) {
  (void)state;
  run_in_task(put_the_deadline_off, NULL);
}

static void a_source_outlives_a_runtime_that_knew_its_deadline(void **state) {
  (void)state;
  cancel_source *source = cancel_source_create();
  cancel_source_cancel_after(source, FOREVER);
  assert_int_equal(task_delay(1, cancel_source_token(source)), 0);
  task_runtime_stop();
  cancel_source_cancel_after(source, 5);
  assert_int_equal(task_delay(FOREVER, cancel_source_token(source)), TASK_ETIMEDOUT);
  cancel_source_destroy(source);
}

static void note_end(int status, void *arg) {
  *(int *)arg = status;
}

// The only worker runs this task, so no timer fires before it suspends.
static int check_with_a_handler_waiting(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  int ended = 0;
  cancel_source *source = cancel_source_create();
  cancel_token inner = cancel_source_token(source);
  task_detach(task_delay_async(FOREVER, inner), note_end, &ended);
  cancel_source_cancel_after(source, 1);
  while (!cancel_requested(inner)) {
  }
  EXPECT(ended == 0);
  cancel_source_cancel_after(source, FOREVER); // too late
  while (ended == 0)
    task_yield();
  EXPECT(ended == TASK_ETIMEDOUT);
  cancel_source_destroy(source);
  return 0;
}

static void a_check_runs_no_handlers(void **state) {
  (void)state;
  start_workers(1);
  run_in_task(check_with_a_handler_waiting, NULL);
}

static int check_then_cut_the_link(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  cancel_source *grandparent = cancel_source_create();
  cancel_source *parent = cancel_source_create_linked(cancel_source_token(grandparent));
  cancel_source *child = cancel_source_create_linked(cancel_source_token(parent));
  task *nap = task_delay_async(FOREVER, cancel_source_token(child));
  cancel_source_cancel_after(grandparent, 1);
  while (!cancel_requested(cancel_source_token(child))) {
  }
  cancel_source_destroy(parent);
  int checked = cancel_check(cancel_source_token(child));
  int woken = task_await(nap, NULL);
  cancel_source_destroy(child);
  cancel_source_destroy(grandparent);
  EXPECT(checked == TASK_ETIMEDOUT && woken == TASK_ETIMEDOUT);
  return 0;
}

static void what_a_check_has_said_holds_though_the_link_is_cut(void **state) {
  (void)state;
  start_workers(1);
  run_in_task(check_then_cut_the_link, NULL);
}

// Called while `parent` passes its cancellation on and has not come to `child` yet.
struct family {
  cancel_source *parent, *child;
  int first, second;
};

static void check_the_child_twice(int status, void *arg) {
  (void)status;
  struct family *family = arg;
  cancel_token token = cancel_source_token(family->child);
  family->first = cancel_check(token);
  cancel_source_cancel_after(family->child, 0);
  family->second = cancel_check(token);
}

static void the_first_reason_stays_while_the_parent_passes_it_on(void **state) {
  (void)state;
  struct family family = {.parent = cancel_source_create()};
  family.child = cancel_source_create_linked(cancel_source_token(family.parent));
  // The latest registration is told first: the delay's handler comes before the child.
  task *nap = task_delay_async(FOREVER, cancel_source_token(family.parent));
  task_detach(nap, check_the_child_twice, &family);
  cancel_request(family.parent);
  assert_int_equal(family.first, TASK_ECANCELED);
  assert_int_equal(family.second, TASK_ECANCELED);
  cancel_source_destroy(family.child);
  cancel_source_destroy(family.parent);
}

static void request_again(int status, void *arg) {
  (void)status;
  cancel_request(arg);
}

static void a_handler_may_request_again_or_destroy_a_linked_source(void **state) {
  (void)state;
  cancel_source *parent = cancel_source_create();
  cancel_source *child = cancel_source_create_linked(cancel_source_token(parent));
  task_detach(task_delay_async(FOREVER, cancel_source_token(child)), request_again, child);
  task_detach(task_delay_async(FOREVER, cancel_source_token(parent)), request_again, parent);
  cancel_request(parent);
  assert_int_equal(cancel_check(cancel_source_token(child)), TASK_ECANCELED);
  cancel_source_destroy(child);
  cancel_source_destroy(parent);
}

// --- registrations and scopes -------------------------------------------------------------------

struct told {
  atomic_int count, reason;
  task_event event;
};

static void note(int reason, void *arg) {
  struct told *told = arg;
  atomic_fetch_add(&told->count, 1);
  atomic_store(&told->reason, reason);
  task_event_set(&told->event);
}

static void a_registered_call_is_made_once_with_the_reason(void **state) {
  (void)state;
  cancel_source *source = make_source();
  struct told told = {.count = 0};
  cancel_registration registration;
  assert_int_equal(cancel_register(cancel_source_token(source), &registration, note, &told), 0);
  assert_int_equal(told.count, 0);
  cancel_request(source);
  cancel_request(source);
  assert_int_equal(told.count, 1);
  assert_int_equal(told.reason, TASK_ECANCELED);
  cancel_unregister(&registration);
  cancel_unregister(&registration); // a second time does nothing
  assert_int_equal(cancel_register(cancel_source_token(source), &registration, note, &told),
                   TASK_ECANCELED);
  cancel_unregister(&registration);
  assert_int_equal(told.count, 1);
  cancel_source_destroy(source);
  assert_int_equal(cancel_register(CANCEL_NONE, &registration, note, &told), 0);
  cancel_unregister(&registration);
}

static void a_deadline_makes_a_registered_call_through_links(void **state) {
  (void)state;
  cancel_source *parent = make_source();
  cancel_source *source = cancel_source_create_linked(cancel_source_token(parent));
  struct told told = {.count = 0};
  cancel_registration registration;
  assert_int_equal(cancel_register(cancel_source_token(source), &registration, note, &told), 0);
  cancel_source_cancel_after(parent, 1);
  assert_int_equal(task_event_wait(&told.event, CANCEL_NONE), 0);
  cancel_unregister(&registration);
  assert_int_equal(told.reason, TASK_ETIMEDOUT);
  cancel_source_destroy(source);
  cancel_source_destroy(parent);
}

static void an_unregistered_call_is_not_made(void **state) {
  (void)state;
  cancel_source *source = make_source();
  struct told told[3] = {{.count = 0}};
  cancel_registration registrations[3];
  for (int i = 0; i < 3; i++)
    assert_int_equal(
        cancel_register(cancel_source_token(source), &registrations[i], note, &told[i]), 0);
  cancel_unregister(&registrations[1]);
  cancel_request(source);
  for (int i = 0; i < 3; i++)
    assert_int_equal(told[i].count, i != 1);
  cancel_unregister(&registrations[0]);
  cancel_unregister(&registrations[2]);
  cancel_source_destroy(source);
}

static void unregister(int reason, void *arg) {
  (void)reason;
  cancel_unregister(arg);
}

static void a_call_may_take_its_own_registration_back(void **state) {
  (void)state;
  cancel_source *source = make_source();
  cancel_registration registration;
  assert_int_equal(
      cancel_register(cancel_source_token(source), &registration, unregister, &registration), 0);
  cancel_request(source);
  assert_null(registration.link.source);
  cancel_source_destroy(source);
}

struct slow_call {
  cancel_registration registration;
  task_event begun, go;
  atomic_bool returns, had_returned;
};

static void take_long(int reason, void *arg) {
  (void)reason;
  struct slow_call *call = arg;
  task_event_set(&call->begun);
  while (task_event_wait(&call->go, CANCEL_NONE) != 0) {
  }
  atomic_store(&call->returns, true);
}

static void *unregister_slow_call(void *arg) {
  struct slow_call *call = arg;
  cancel_unregister(&call->registration);
  atomic_store(&call->had_returned, atomic_load(&call->returns));
  return NULL;
}

static void *request(void *source) {
  cancel_request(source);
  return NULL;
}

static void unregistering_waits_for_a_call_that_runs_on_another_thread(void **state) {
  (void)state;
  cancel_source *source = make_source();
  struct slow_call call = {.returns = false};
  pthread_t cancelling, unregistering;
  assert_int_equal(
      cancel_register(cancel_source_token(source), &call.registration, take_long, &call), 0);
  assert_int_equal(pthread_create(&cancelling, NULL, request, source), 0);
  assert_int_equal(task_event_wait(&call.begun, CANCEL_NONE), 0);
  assert_int_equal(pthread_create(&unregistering, NULL, unregister_slow_call, &call), 0);
  task_event_set(&call.go);
  pthread_join(unregistering, NULL);
  pthread_join(cancelling, NULL);
  assert_true(call.had_returned);
  cancel_source_destroy(source);
}

static void *count_memory(void *user, void *pointer, size_t size) {
  atomic_int *pieces = user;
  if (size > 0)
    atomic_fetch_add(pieces, 1);
  else
    atomic_fetch_sub(pieces, pointer != NULL);
  return size > 0 ? malloc(size) : (free(pointer), NULL);
}

// Leaves its scope in the middle or at the end.
static int ask_with_limit(cancel_token token, bool early) {
  CANCEL_SCOPE(limit, token);
  if (!limit)
    return TASK_ENOMEM;
  if (early)
    return cancel_check(token);
  cancel_source_cancel_after(limit, 0);
  return cancel_check(cancel_source_token(limit));
}

static void a_scope_ends_its_source_however_it_is_left(void **state) {
  (void)state;
  atomic_int pieces = 0;
  task_set_allocator(count_memory, &pieces);
  cancel_source *parent = make_source();
  int before = pieces;
  assert_int_equal(ask_with_limit(cancel_source_token(parent), true), 0);
  assert_int_equal(ask_with_limit(cancel_source_token(parent), false), TASK_ETIMEDOUT);
  assert_int_equal(pieces, before);
  assert_int_equal(cancel_check(cancel_source_token(parent)), 0);
  cancel_source_destroy(parent);
  assert_int_equal(pieces, 0);
  task_set_allocator(NULL, NULL);
}

// Requests from foreign threads race with deadlines, expiring delays and the end of the sleepers.
static void requests_race_with_expiring_delays(void **state) {
  (void)state;
  start_workers(3);
  for (unsigned round = 0; round < 200; round++) {
    cancel_source *parent = cancel_source_create();
    cancel_source *source = cancel_source_create_linked(cancel_source_token(parent));
    cancel_token token = cancel_source_token(source);
    if (round % 2)
      cancel_source_cancel_after(source, 1);
    task *tasks[16];
    for (unsigned i = 0; i < 16; i++)
      tasks[i] = i % 2 ? task_delay_async(1, token) : task_run(sleep_forever, NULL, 0, token);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, request, parent), 0);
    int status = task_wait(task_when_all(tasks, 16));
    assert_true(status == TASK_ECANCELED || status == TASK_ETIMEDOUT);
    pthread_join(thread, NULL);
    cancel_source_destroy(source);
    cancel_source_destroy(parent);
  }
}

// Each worker checks the child's token, moves deadlines and sleeps on it, while the parent's
// deadline comes.
static int check_and_sleep(void *arg, cancel_token token, void *result) {
  (void)result;
  cancel_source *source = arg;
  int status = 0, checked = 0;
  while (checked == 0) {
    cancel_source_cancel_after(source, FOREVER);
    status = task_delay(1, token);
    checked = cancel_check(token);
  }
  EXPECT(status == 0 || status == checked);
  EXPECT(cancel_check(token) == checked);
  return checked;
}

static void checks_and_new_deadlines_race_with_sleepers(void **state) {
  (void)state;
  start_workers(3);
  for (unsigned round = 0; round < 50; round++) {
    cancel_source *parent = cancel_source_create();
    cancel_source *source = cancel_source_create_linked(cancel_source_token(parent));
    cancel_token token = cancel_source_token(source);
    task *tasks[8];
    for (unsigned i = 0; i < 8; i++)
      tasks[i] = i ? task_run(check_and_sleep, source, 0, token) : task_delay_async(FOREVER, token);
    cancel_source_cancel_after(parent, 2);
    assert_int_equal(task_wait(task_when_all(tasks, 8)), TASK_ETIMEDOUT);
    cancel_source_destroy(parent);
    cancel_source_destroy(source);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_token_of_no_source_is_never_cancelled),
      cmocka_unit_test(a_request_is_seen_by_every_token),
      cmocka_unit_test(a_deadline_is_seen_without_the_runtime),
      cmocka_unit_test(a_deadline_of_no_time_cancels_at_once),
      cmocka_unit_test_teardown(a_deadline_beyond_the_clock_never_comes, stop_runtime),
      cmocka_unit_test(a_linked_source_follows_its_parent_but_not_the_reverse),
      cmocka_unit_test(a_linked_source_outlives_its_parent),
      cmocka_unit_test(a_link_to_no_token_is_a_plain_source),
      cmocka_unit_test_teardown(a_delay_with_a_cancelled_token_does_not_begin, stop_runtime),
      cmocka_unit_test_teardown(a_request_wakes_what_sleeps, stop_runtime),
      cmocka_unit_test_teardown(a_deadline_wakes_what_sleeps, stop_runtime),
      cmocka_unit_test_teardown(a_deadline_of_the_parent_wakes_what_sleeps_on_the_child,
                                stop_runtime),
      cmocka_unit_test_teardown(a_deadline_may_be_moved_while_something_sleeps, stop_runtime),
      cmocka_unit_test_teardown(a_deadline_may_be_put_off, stop_runtime),
      cmocka_unit_test_teardown(a_source_outlives_a_runtime_that_knew_its_deadline, stop_runtime),
      cmocka_unit_test_teardown(a_check_runs_no_handlers, stop_runtime),
      cmocka_unit_test_teardown(what_a_check_has_said_holds_though_the_link_is_cut, stop_runtime),
      cmocka_unit_test_teardown(the_first_reason_stays_while_the_parent_passes_it_on, stop_runtime),
      cmocka_unit_test_teardown(a_handler_may_request_again_or_destroy_a_linked_source,
                                stop_runtime),
      cmocka_unit_test_teardown(a_registered_call_is_made_once_with_the_reason, stop_runtime),
      cmocka_unit_test_teardown(a_deadline_makes_a_registered_call_through_links, stop_runtime),
      cmocka_unit_test_teardown(an_unregistered_call_is_not_made, stop_runtime),
      cmocka_unit_test_teardown(a_call_may_take_its_own_registration_back, stop_runtime),
      cmocka_unit_test_teardown(unregistering_waits_for_a_call_that_runs_on_another_thread,
                                stop_runtime),
      cmocka_unit_test_teardown(a_scope_ends_its_source_however_it_is_left, stop_runtime),
      cmocka_unit_test_teardown(requests_race_with_expiring_delays, stop_runtime),
      cmocka_unit_test_teardown(checks_and_new_deadlines_race_with_sleepers, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
