// SPDX-License-Identifier: MIT
// Error codes, their names and texts; errors with message, place, cause and parts.
// async-lint: allow-file(needless-task) how errors travel from task to task is the test
#include <pthread.h>
#include <string.h>

#include "test.h"

static void every_code_has_a_name_and_a_text(void **state) {
  (void)state;
#define TASK_ERROR(name, value, text)                                                              \
  assert_true(TASK_##name < 0);                                                                    \
  assert_string_equal(task_error_name(TASK_##name), "TASK_" #name);                                \
  assert_string_equal(task_strerror(TASK_##name), text);
#include <taskrt/error.def>
#undef TASK_ERROR
  assert_string_equal(task_error_name(TASK_OK), "TASK_OK");
  assert_string_equal(task_strerror(TASK_OK), "success");
}

static void a_negative_errno_has_its_own_text(void **state) {
  (void)state;
#if defined(__GLIBC__)
  assert_string_equal(task_strerror(-ENOENT), "No such file or directory");
#endif
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 32)
  assert_string_equal(task_error_name(-ENOENT), "ENOENT");
#endif
  assert_string_equal(task_error_name(-ECANCELED), "TASK_ECANCELED");
}

static void other_numbers_are_unknown(void **state) {
  (void)state;
  assert_string_equal(task_strerror(1), "unknown error");
  assert_string_equal(task_strerror(-1000000), "unknown error");
  assert_string_equal(task_error_name(-1000000), "TASK_UNKNOWN");
}

static int fails(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  task_yield();
  return task_fail(-EIO, "cannot read %s", (const char *)arg);
}

static int passes_on(void *arg, cancel_token token, void *result) {
  return task_await(task_run(fails, arg, 0, token), result);
}

static int explains(void *arg, cancel_token token, void *result) {
  if (task_await(task_run(passes_on, arg, 0, token), result) != 0)
    return task_fail_because(-EINVAL, "no configuration");
  return 0;
}

static void an_error_goes_along_a_chain_of_awaits(void **state) {
  (void)state;
  char name[] = "file";
  assert_int_equal(task_wait(task_run(passes_on, name, 0, CANCEL_NONE)), -EIO);
  const task_error *error = task_last_error();
  assert_non_null(error);
  assert_int_equal(error->status, -EIO);
  assert_string_equal(error->message, "cannot read file");
  assert_non_null(strstr(error->place, "test_error.c:"));
  assert_null(error->cause);
}

static void an_error_may_have_a_cause(void **state) {
  (void)state;
  char name[] = "file";
  assert_int_equal(task_wait(task_run(explains, name, 0, CANCEL_NONE)), -EINVAL);
  const task_error *error = task_error_ref(task_last_error());
  task_runtime_stop();
  assert_null(task_last_error());
  assert_string_equal(error->message, "no configuration");
  assert_string_equal(error->cause->message, "cannot read file");
  char text[400];
  size_t length = task_error_describe(error, text, sizeof text);
  assert_int_equal(length, strlen(text));
  assert_non_null(strstr(text, "no configuration (invalid argument, "));
  assert_non_null(strstr(text, "\nbecause: cannot read file (Input/output error, "));
  assert_int_equal(task_error_describe(error, text, 5), length);
  assert_string_equal(text, "no c");
  assert_int_equal(task_error_describe(NULL, text, sizeof text), 0);
  task_error_release(error);
}

static int handles_it(void *arg, cancel_token token, void *result) {
  EXPECT(task_await(task_run(fails, arg, 0, token), result) == -EIO);
  EXPECT(task_last_error() != NULL);
  return -EPERM; // another failure, of its own
}

static void an_error_does_not_go_along_with_another_status(void **state) {
  (void)state;
  char name[] = "file";
  assert_int_equal(task_wait(task_run(handles_it, name, 0, CANCEL_NONE)), -EPERM);
  assert_null(task_last_error());
}

static int fails_by_number(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  int status = -(int)(intptr_t)arg;
  return status % 2 ? task_fail(status, "number %d", -status) : status;
}

static void a_combination_has_the_errors_of_all_elements(void **state) {
  (void)state;
  task *tasks[4];
  for (intptr_t i = 0; i < 4; i++)
    tasks[i] = task_run(fails_by_number, (void *)i, 0, CANCEL_NONE);
  assert_int_equal(task_wait(task_when_all(tasks, 4)), -1);
  const task_error *error = task_last_error();
  assert_string_equal(error->message, "3 of 4 tasks failed");
  assert_int_equal(error->status, -1);
  assert_int_equal(error->part_count, 3);
  assert_string_equal(error->parts[0]->message, "number 1");
  assert_int_equal(error->parts[1]->status, -2);
  assert_non_null(strstr(error->parts[1]->place, "test_error.c:"));
  assert_string_equal(error->parts[2]->message, "number 3");
  char text[600];
  task_error_describe(error, text, sizeof text);
  assert_non_null(strstr(text, "\n  - number 3 ("));
}

static void the_error_of_a_single_failure_is_that_of_the_combination(void **state) {
  (void)state;
  task *tasks[] = {task_completed(NULL, 0), task_run(fails_by_number, (void *)5, 0, CANCEL_NONE)};
  assert_int_equal(task_wait(task_when_all(tasks, 2)), -5);
  assert_string_equal(task_last_error()->message, "number 5");
}

static void an_offloaded_body_fails_like_a_task(void **state) {
  (void)state;
  assert_int_equal(task_wait(task_offload(fails_by_number, (void *)7, 0, CANCEL_NONE)), -7);
  assert_string_equal(task_last_error()->message, "number 7");
}

static char seen_message[64];

static void note_message(const struct task_fault *fault, void *user) {
  (void)user;
  snprintf(seen_message, sizeof seen_message, "%s", fault->error ? fault->error->message : "");
}

static void the_unobserved_handler_gets_the_error(void **state) {
  (void)state;
  task_set_unobserved_handler(note_message, NULL);
  task_detach(task_run(fails_by_number, (void *)9, 0, CANCEL_NONE), NULL, NULL);
  task_runtime_stop();
  task_set_unobserved_handler(NULL, NULL);
  assert_string_equal(seen_message, "number 9");
}

static void *fail_in_a_thread(void *arg) {
  (void)task_fail(-1, "left by a thread");
  return task_last_error() ? arg : NULL;
}

static void a_thread_that_ends_leaves_no_error_behind(void **state) {
  pthread_t thread;
  void *seen = NULL;
  assert_int_equal(pthread_create(&thread, NULL, fail_in_a_thread, state), 0);
  pthread_join(thread, &seen);
  assert_true(seen == state);
  assert_null(task_last_error());
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_code_has_a_name_and_a_text),
      cmocka_unit_test(a_negative_errno_has_its_own_text),
      cmocka_unit_test(other_numbers_are_unknown),
      cmocka_unit_test_teardown(an_error_goes_along_a_chain_of_awaits, stop_runtime),
      cmocka_unit_test_teardown(an_error_may_have_a_cause, stop_runtime),
      cmocka_unit_test_teardown(an_error_does_not_go_along_with_another_status, stop_runtime),
      cmocka_unit_test_teardown(a_combination_has_the_errors_of_all_elements, stop_runtime),
      cmocka_unit_test_teardown(the_error_of_a_single_failure_is_that_of_the_combination,
                                stop_runtime),
      cmocka_unit_test_teardown(an_offloaded_body_fails_like_a_task, stop_runtime),
      cmocka_unit_test_teardown(the_unobserved_handler_gets_the_error, stop_runtime),
      cmocka_unit_test_teardown(a_thread_that_ends_leaves_no_error_behind, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
