// SPDX-License-Identifier: MIT
// Scenarios of tasks themselves: groups, sources, combinations, cancellation.
#include "scenario.h"

static bool is_cancelled(int status) {
  return status == TASK_ETIMEDOUT || status == TASK_ECANCELED;
}

// A child that ends in one of the ways there are.
static int live(void *arg, cancel_token token, void *result) {
  (void)result;
  int *over = arg;
  int status = 0;
  switch (scenario_draw(4)) {
  case 0:
    task_yield();
    break;
  case 1:
    status = task_delay(scenario_draw(4), token);
    break;
  case 2:
    status = TASK_EINVAL;
    break;
  default:
    status = task_delay(1000 * 1000, token); // until it is cancelled
    status = status ? status : EXPECTATION_FAILED;
  }
  ++*over;
  return status;
}

int scenario_group(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  int over = 0;
  task_group *group = task_group_create(token);
  task_group_cancel_after(group, 2 + scenario_draw(4)); // some wait for it
  for (int i = 0; i < 4; i++)
    (scenario_draw(2) ? task_group_run : task_group_start)(group, live, &over);
  if (scenario_draw(3) == 0)
    task_group_cancel(group);
  int status = task_group_join(group);
  CHECK(status == 0 || status == TASK_EINVAL || is_cancelled(status));
  // A child that was cancelled before it began may not have run; none runs after the join.
  int then = over;
  CHECK(task_delay(10, token) == 0);
  CHECK(over == then);
  return 0;
}

static int answer_later(void *arg, cancel_token token, void *result) {
  (void)arg;
  int status = task_delay(scenario_draw(4), token);
  *(int *)result = 42;
  return status;
}

static int set_answer_later(void *arg, cancel_token token, void *result) {
  (void)result;
  int status = task_delay(scenario_draw(4), token), answer = 42;
  int set = status == 0 ? task_source_set_result(arg, &answer) : task_source_set_error(arg, status);
  return status == 0 ? set : status;
}

// Looks at `slow` for a short time, again and again; gives up or not, and awaits it.
static int look_until(task *slow) {
  int answer = 0, status = TASK_ETIMEDOUT;
  for (int i = 0; i < 4 && is_cancelled(status); i++) {
    cancel_source *source;
    status = task_await_until(slow, scenario_draw(3), scenario_token(&source));
    cancel_source_destroy(source);
  }
  int ended = task_await(slow, &answer);
  CHECK(status == 0 || is_cancelled(status));
  CHECK(ended == 0 && answer == 42);
  return 0;
}

int scenario_await_until(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  int run = look_until(task_run(answer_later, NULL, sizeof(int), token));
  task_source *source = task_source_create(sizeof(int));
  task *setter = task_run(set_answer_later, source, 0, token);
  int given = look_until(task_source_task(source));
  int set = task_await(setter, NULL);
  task_source_destroy(source);
  CHECK(run == 0 && given == 0 && set == 0);
  return 0;
}

// --- sources ------------------------------------------------------------------------------------

static int try_first(void *arg, cancel_token token, void *result) {
  int status = scenario_draw(2) ? task_delay(scenario_draw(2), token) : 0, value = 7;
  *(int *)result = scenario_draw(2) ? task_source_try_result(arg, &value)
                                    : task_source_try_error(arg, TASK_EINVAL);
  return status;
}

static int await_source(void *arg, cancel_token token, void *result) {
  (void)token;
  int value = 0;
  int status = task_await(arg, &value);
  *(int *)result = status == 0 ? value : status;
  return 0;
}

int scenario_source(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  enum { COUNT = 5 };
  task_source *source = task_source_create(sizeof(int));
  task *tasks[COUNT];
  int ends[COUNT] = {0};
  for (int i = 0; i < 2; i++)
    tasks[i] = task_run(await_source, task_source_task(source), sizeof(int), token);
  for (int i = 2; i < COUNT; i++)
    tasks[i] = task_run(try_first, source, sizeof(int), token);
  int status = task_await(task_when_all(tasks, COUNT), ends);
  task_source_destroy(source);
  CHECK(status == 0);
  CHECK(ends[2] + ends[3] + ends[4] == 1); // one of them has won
  CHECK(ends[0] == ends[1] && (ends[0] == 7 || ends[0] == TASK_EINVAL));
  return 0;
}

// --- combinations -------------------------------------------------------------------------------

static int drain(task_each *each, size_t count) {
  unsigned seen = 0;
  size_t got = 0;
  for (;;) {
    cancel_source *source;
    size_t index = 0;
    int status = task_each_next(each, scenario_token(&source), &index);
    cancel_source_destroy(source);
    if (status == TASK_ECLOSED)
      break;
    if (status != 0 && !is_cancelled(status))
      return status;
    if (status != 0)
      continue;
    CHECK((seen & 1u << index) == 0);
    seen |= 1u << index;
    if (++got == count)
      break;
  }
  return 0;
}

int scenario_combination(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  enum { COUNT = 4 };
  task *tasks[COUNT];
  for (int i = 0; i < COUNT; i++)
    tasks[i] = task_run(answer_later, NULL, sizeof(int), token);
  task_each *each = task_when_each(tasks, COUNT);
  int drained = drain(each, scenario_draw(COUNT + 1)); // or leaves early
  task_each_destroy(each);
  task *first = task_when_any(tasks, COUNT);
  size_t winner = COUNT;
  int any = task_await(first, &winner);
  int answers[COUNT] = {0};
  int all = task_await(task_when_all(tasks, COUNT), answers);
  CHECK(drained == 0 && any == 0 && winner < COUNT);
  CHECK(all == 0 && answers[0] == 42 && answers[COUNT - 1] == 42);
  return 0;
}

// --- cancellation -------------------------------------------------------------------------------

static int wait_long(void *arg, cancel_token token, void *result) {
  (void)result;
  int status = task_delay(1000 * 1000, *(cancel_token *)arg);
  return is_cancelled(status) && cancel_check(token) == 0 ? 0 : EXPECTATION_FAILED;
}

int scenario_linked_cancellation(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  cancel_source *root = make_source();
  cancel_source *links[3];
  cancel_token tokens[3];
  task *waits[3];
  for (int i = 0; i < 3; i++) {
    links[i] = cancel_source_create_linked(
        cancel_source_token(i > 0 && scenario_draw(2) ? links[i - 1] : root));
    if (!links[i])
      abort();
    tokens[i] = cancel_source_token(links[i]);
    if (scenario_draw(3) == 0)
      cancel_source_cancel_after(links[i], scenario_draw(3));
    waits[i] = task_run(wait_long, &tokens[i], 0, token);
  }
  for (unsigned i = scenario_draw(4); i > 0; i--)
    task_yield();
  if (scenario_draw(2))
    cancel_request(root);
  else
    cancel_source_cancel_after(root, scenario_draw(3));
  int status = task_await(task_when_all(waits, 3), NULL);
  for (int i = 0; i < 3; i++)
    cancel_source_destroy(links[i]);
  cancel_source_destroy(root);
  CHECK(status == 0);
  return 0;
}
