// SPDX-License-Identifier: MIT
// task_group and task_for_each.
#include <string.h>
#include <unistd.h>

#include "../test.h"

enum { CHILDREN = 20, FIRST_ERROR = -7001, OTHER_ERROR = -7002 };

struct family {
  task_group *group;
  atomic_int over;
};

static int ends_well(void *arg, cancel_token token, void *result) {
  (void)result;
  struct family *family = arg;
  int status = task_delay(1, token);
  atomic_fetch_add(&family->over, 1);
  return status;
}

static int sleeps_long(void *arg, cancel_token token, void *result) {
  (void)result;
  struct family *family = arg;
  int status = task_delay(3600 * 1000, token);
  atomic_fetch_add(&family->over, 1);
  return status;
}

static int fails(void *arg, cancel_token token, void *result) {
  (void)result;
  (void)token;
  struct family *family = arg;
  atomic_fetch_add(&family->over, 1);
  return FIRST_ERROR;
}

// Cancelled, it fails in its own way.
static int fails_when_cancelled(void *arg, cancel_token token, void *result) {
  return sleeps_long(arg, token, result) == TASK_ECANCELED ? OTHER_ERROR : 0;
}

static int joins_all(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  struct family family = {.group = task_group_create(token)};
  for (int i = 0; i < CHILDREN; i++) {
    if (i % 2)
      task_group_run(family.group, ends_well, &family);
    else
      task_group_start(family.group, ends_well, &family);
  }
  task_group_adopt(family.group, task_delay_async(1, task_group_token(family.group)));
  int status = task_group_join(family.group);
  CHECK(atomic_load(&family.over) == CHILDREN);
  return status;
}

static void a_group_ends_when_all_its_children_have(void **state) {
  (void)state;
  start_workers(2);
  run_in_task(joins_all, NULL);
  assert_int_equal(joins_all(NULL, CANCEL_NONE, NULL), 0);
}

static int an_empty_one(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return task_group_join(task_group_create(token));
}

static void a_group_may_be_empty(void **state) {
  (void)state;
  run_in_task(an_empty_one, NULL);
}

static int fails_once(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  struct family family = {.group = task_group_create(token)};
  for (int i = 0; i < CHILDREN; i++)
    task_group_start(family.group, i % 2 ? sleeps_long : fails_when_cancelled, &family);
  task_group_run(family.group, fails, &family);
  CHECK(task_group_join(family.group) == FIRST_ERROR);
  CHECK(atomic_load(&family.over) == CHILDREN + 1);
  CHECK(cancel_check(token) == 0); // the parent goes on
  return 0;
}

static void the_first_failure_cancels_the_siblings_and_is_the_result(void **state) {
  (void)state;
  start_workers(2);
  run_in_task(fails_once, NULL);
}

static int fails_with_words(void *arg, cancel_token token, void *result) {
  (void)token;
  (void)result;
  return task_fail(FIRST_ERROR, "no %s", (char *)arg);
}

static int hears_why(void *arg, cancel_token token, void *result) {
  (void)result;
  task_group *group = task_group_create(token);
  task_group_run(group, fails_with_words, arg);
  CHECK(task_group_join(group) == FIRST_ERROR);
  const task_error *error = task_last_error();
  CHECK(error && strcmp(error->message, "no luck") == 0);
  return 0;
}

static void the_join_tells_why_the_first_child_failed(void **state) {
  (void)state;
  char luck[] = "luck";
  run_in_task(hears_why, luck);
}

// The same task is waited for by two groups and by its owner.
static int is_shared(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  task_group *first = task_group_create(token), *second = task_group_create(token);
  struct family family = {.over = 0};
  task *t = task_run(ends_well, &family, 0, token);
  task_group_adopt(first, task_ref(t));
  task_group_adopt(second, task_ref(t));
  CHECK(task_group_join(second) == 0 && atomic_load(&family.over) == 1);
  CHECK(task_group_join(first) == 0);
  return task_await(t, NULL);
}

static void a_task_may_be_in_two_groups(void **state) {
  (void)state;
  start_workers(2);
  run_in_task(is_shared, NULL);
}

static int is_cancelled_from_above(void *arg, cancel_token token, void *result) {
  (void)result;
  struct family *family = arg;
  family->group = task_group_create(token);
  for (int i = 0; i < CHILDREN; i++)
    task_group_start(family->group, sleeps_long, family);
  return task_group_join(family->group);
}

static void a_groups_children_are_cancelled_with_its_token(void **state) {
  (void)state;
  start_workers(2);
  struct family family = {0};
  cancel_source *source = make_source();
  task *parent = task_run(is_cancelled_from_above, &family, 0, cancel_source_token(source));
  cancel_request(source);
  assert_int_equal(task_wait(parent), TASK_ECANCELED);
  assert_int_equal(atomic_load(&family.over), CHILDREN);
  cancel_source_destroy(source);
}

static int ends_early(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  struct family family = {.group = task_group_create(token)};
  task_group_cancel_after(family.group, 1);
  task_group_start(family.group, sleeps_long, &family);
  CHECK(task_group_join(family.group) == TASK_ETIMEDOUT);
  family.group = task_group_create(token);
  task_group_start(family.group, sleeps_long, &family);
  task_group_cancel(family.group);
  CHECK(task_group_join(family.group) == TASK_ECANCELED);
  return 0;
}

static void a_group_has_a_deadline_and_can_be_cancelled(void **state) {
  (void)state;
  run_in_task(ends_early, NULL);
}

// Each child starts two more until the depth is reached.
struct tree {
  struct family family;
  atomic_int depth;
};

static int branches(void *arg, cancel_token token, void *result) {
  struct tree *tree = arg;
  if (atomic_fetch_sub(&tree->depth, 1) > 0) {
    task_group_run(tree->family.group, branches, tree);
    task_group_start(tree->family.group, branches, tree);
  }
  return ends_well(&tree->family, token, result);
}

static int grows(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  struct tree tree = {.family.group = task_group_create(token), .depth = CHILDREN};
  task_group_run(tree.family.group, branches, &tree);
  int status = task_group_join(tree.family.group);
  CHECK(atomic_load(&tree.family.over) == 2 * CHILDREN + 1);
  return status;
}

static void children_start_children_of_the_same_group(void **state) {
  (void)state;
  start_workers(3);
  for (int i = 0; i < 50; i++)
    run_in_task(grows, NULL);
}

static void a_group_without_memory_is_one_error_at_its_join(void **state) {
  (void)state;
  struct family family = {0};
  task_group_run(NULL, fails, &family);
  task_group_start(NULL, fails, &family);
  task_group_adopt(NULL, task_delay_async(1, CANCEL_NONE));
  task_group_cancel(NULL);
  assert_int_equal(task_group_join(NULL), TASK_ENOMEM);
  assert_int_equal(atomic_load(&family.over), 0);
  task_group *group = task_group_create(CANCEL_NONE);
  task_group_adopt(group, NULL);
  assert_int_equal(task_group_join(group), TASK_ENOMEM);
}

static void a_group_never_joined_is_reported_when_the_runtime_stops(void **state) {
  (void)state;
  struct family family = {.group = task_group_create(CANCEL_NONE)};
  task_group_run(family.group, ends_well, &family);
  FILE *file = tmpfile();
  int saved = dup(STDERR_FILENO);
  assert_non_null(file);
  assert_true(saved >= 0 && dup2(fileno(file), STDERR_FILENO) >= 0);
  task_runtime_stop();
  assert_true(dup2(saved, STDERR_FILENO) >= 0);
  close(saved);
  rewind(file);
  char line[400] = "";
  assert_non_null(fgets(line, sizeof line, file));
  fclose(file);
  assert_non_null(strstr(line, "a group was never joined, created at "));
  assert_int_equal(atomic_load(&family.over), 1);
}

// --- for each -----------------------------------------------------------------------------------

enum { COUNT = 500, LIMIT = 4 };

struct rounds {
  atomic_int seen[COUNT];
  atomic_int inside, most, begun;
  int fails_at;
};

static int round_body(void *arg, size_t index, cancel_token token) {
  struct rounds *rounds = arg;
  atomic_fetch_add(&rounds->begun, 1);
  atomic_fetch_add(&rounds->seen[index], 1);
  int inside = atomic_fetch_add(&rounds->inside, 1) + 1;
  if (inside > atomic_load(&rounds->most))
    atomic_store(&rounds->most, inside);
  task_yield();
  atomic_fetch_sub(&rounds->inside, 1);
  return rounds->fails_at == (int)index ? FIRST_ERROR : cancel_check(token);
}

static void each_index_has_its_round_and_so_many_run_at_once(void **state) {
  (void)state;
  start_workers(3);
  for (size_t limit = 0; limit <= LIMIT; limit += LIMIT) {
    struct rounds rounds = {.fails_at = -1};
    assert_int_equal(task_for_each(COUNT, limit, round_body, &rounds, CANCEL_NONE), 0);
    for (int i = 0; i < COUNT; i++)
      assert_int_equal(atomic_load(&rounds.seen[i]), 1);
    assert_in_range(atomic_load(&rounds.most), 1, limit ? (int)limit : COUNT);
  }
}

static int fails_in_the_middle(void *arg, cancel_token token, void *result) {
  (void)result;
  return task_for_each(COUNT, LIMIT, round_body, arg, token);
}

static void a_failed_round_ends_the_loop(void **state) {
  (void)state;
  start_workers(1);
  struct rounds rounds = {.fails_at = 10};
  task *t = task_run(fails_in_the_middle, &rounds, 0, CANCEL_NONE);
  assert_int_equal(task_wait(t), FIRST_ERROR);
  assert_in_range(atomic_load(&rounds.begun), 11, 10 + 2 * LIMIT);
}

static void a_cancelled_loop_begins_no_round(void **state) {
  (void)state;
  struct rounds rounds = {.fails_at = -1};
  cancel_source *source = make_source();
  cancel_request(source);
  cancel_token token = cancel_source_token(source);
  assert_int_equal(task_for_each(COUNT, LIMIT, round_body, &rounds, token), TASK_ECANCELED);
  assert_int_equal(atomic_load(&rounds.begun), 0);
  cancel_source_destroy(source);
}

static void a_loop_may_have_no_rounds(void **state) {
  (void)state;
  assert_int_equal(task_for_each(0, LIMIT, round_body, NULL, CANCEL_NONE), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(a_group_ends_when_all_its_children_have, stop_runtime),
      cmocka_unit_test_teardown(a_group_may_be_empty, stop_runtime),
      cmocka_unit_test_teardown(the_first_failure_cancels_the_siblings_and_is_the_result,
                                stop_runtime),
      cmocka_unit_test_teardown(the_join_tells_why_the_first_child_failed, stop_runtime),
      cmocka_unit_test_teardown(a_task_may_be_in_two_groups, stop_runtime),
      cmocka_unit_test_teardown(a_groups_children_are_cancelled_with_its_token, stop_runtime),
      cmocka_unit_test_teardown(a_group_has_a_deadline_and_can_be_cancelled, stop_runtime),
      cmocka_unit_test_teardown(children_start_children_of_the_same_group, stop_runtime),
      cmocka_unit_test_teardown(a_group_without_memory_is_one_error_at_its_join, stop_runtime),
      cmocka_unit_test_teardown(a_group_never_joined_is_reported_when_the_runtime_stops,
                                stop_runtime),
      cmocka_unit_test_teardown(each_index_has_its_round_and_so_many_run_at_once, stop_runtime),
      cmocka_unit_test_teardown(a_failed_round_ends_the_loop, stop_runtime),
      cmocka_unit_test_teardown(a_cancelled_loop_begins_no_round, stop_runtime),
      cmocka_unit_test_teardown(a_loop_may_have_no_rounds, stop_runtime),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
