// SPDX-License-Identifier: MIT
// task_local: values that flow to started tasks.
#include <string.h>

#include "test.h"

static atomic_int destroyed;

static void note_destroyed(void *value) {
  (void)value;
  atomic_fetch_add(&destroyed, 1);
}

static task_local name = TASK_LOCAL_INIT(note_destroyed);
static task_local number = TASK_LOCAL_INIT(NULL);

static const char *here(void) {
  const char *value = task_local_get(&name);
  return value ? value : "";
}

static int sees(void *arg, cancel_token token, void *result) {
  (void)result;
  CHECK(strcmp(here(), arg) == 0);
  task_yield();
  int status = task_delay(1, token);
  CHECK(strcmp(here(), arg) == 0);
  return status;
}

static int sets_its_own(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  char mine[] = "mine";
  CHECK(strcmp(here(), "outer") == 0);
  CHECK(task_local_set(&name, mine) == 0);
  // A task of its own: the value flows to what is started.
  int status = task_await(task_run(sees, mine, 0, token), NULL);
  CHECK(strcmp(here(), "mine") == 0);
  return status;
}

static int flows(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  char outer[] = "outer", empty[] = "";
  CHECK(strcmp(here(), "") == 0);
  task *before = task_run(sees, empty, 0, token);
  CHECK(task_local_set(&name, outer) == 0);
  task *tasks[] = {before,
                   task_run(sees, outer, 0, token),
                   task_start(sees, outer, 0, token),
                   task_offload(sees, outer, 0, token),
                   task_run(sets_its_own, NULL, 0, token),
                   task_start(sets_its_own, NULL, 0, token)};
  int status = task_await(task_when_all(tasks, sizeof tasks / sizeof *tasks), NULL);
  CHECK(strcmp(here(), "outer") == 0);
  return status;
}

static void a_value_flows_to_started_tasks_and_not_back(void **state) {
  (void)state;
  start_workers(3);
  atomic_store(&destroyed, 0);
  run_in_task(flows, NULL);
  task_runtime_stop();
  assert_int_equal(atomic_load(&destroyed), 3); // the outer one, and two of the tasks' own
  assert_string_equal(here(), "");
}

static int sets_and_takes_back(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  char one[] = "one", two[] = "two";
  atomic_store(&destroyed, 0);
  CHECK(task_local_set(&number, arg) == 0);
  CHECK(task_local_set(&name, one) == 0 && strcmp(here(), "one") == 0);
  CHECK(task_local_set(&name, two) == 0 && strcmp(here(), "two") == 0);
  CHECK(atomic_load(&destroyed) == 1);
  CHECK(task_local_set(&name, NULL) == 0 && strcmp(here(), "") == 0);
  CHECK(atomic_load(&destroyed) == 2);
  CHECK(task_local_get(&number) == arg);
  CHECK(task_local_set(&number, NULL) == 0 && !task_local_get(&number));
  return 0;
}

static void a_value_is_replaced_and_taken_back(void **state) {
  (void)state;
  run_in_task(sets_and_takes_back, &number);
  assert_int_equal(sets_and_takes_back(&number, CANCEL_NONE, NULL), 0); // of the thread
}

static void a_thread_hands_its_value_to_what_it_starts(void **state) {
  (void)state;
  char main_thread[] = "main";
  atomic_store(&destroyed, 0);
  assert_int_equal(task_local_set(&name, main_thread), 0);
  run_in_task(sees, main_thread);
  assert_int_equal(task_wait(task_offload(sees, main_thread, 0, CANCEL_NONE)), 0);
  assert_int_equal(task_local_set(&name, NULL), 0);
  task_runtime_stop();
  assert_int_equal(atomic_load(&destroyed), 1);
}

static int outlives(void *arg, cancel_token token, void *result) {
  (void)result;
  int status = task_event_wait(arg, token);
  CHECK(strcmp(here(), "kept") == 0 && atomic_load(&destroyed) == 0);
  return status;
}

static char kept[] = "kept";

static int starts_and_ends(void *arg, cancel_token token, void *result) {
  (void)result;
  CHECK(task_local_set(&name, kept) == 0);
  task_detach(task_run(outlives, arg, 0, token), NULL, NULL);
  return 0;
}

static void a_value_lives_as_long_as_a_task_that_sees_it(void **state) {
  (void)state;
  task_event go = TASK_EVENT_INIT;
  atomic_store(&destroyed, 0);
  run_in_task(starts_and_ends, &go);
  task_event_set(&go);
  task_runtime_stop();
  assert_int_equal(atomic_load(&destroyed), 1);
  assert_int_equal(atomic_load(&failed_checks), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(a_value_flows_to_started_tasks_and_not_back, stop_runtime),
      cmocka_unit_test_teardown(a_value_is_replaced_and_taken_back, stop_runtime),
      cmocka_unit_test_teardown(a_thread_hands_its_value_to_what_it_starts, stop_runtime),
      cmocka_unit_test_teardown(a_value_lives_as_long_as_a_task_that_sees_it, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
