// SPDX-License-Identifier: MIT
// A program may end without stopping the runtime, while tasks sleep and workers wait. What only a
// sleeping task knows of is then no leak (for LeakSanitizer, when this is built with it).
#include <stdatomic.h>
#include <stdlib.h>

#include "test.h"

static atomic_bool sleeping;

static int sleep_with_memory(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  char *volatile memory = malloc(100);
  EXPECT(memory);
  memory[0] = 1;
  atomic_store(&sleeping, true);
  int status = task_delay(3600 * 1000, token);
  free(memory);
  return status;
}

static int wait_for_the_sleeper(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  (void)result;
  while (!atomic_load(&sleeping))
    task_yield();
  task_yield();
  return 0;
}

static void main_may_return_while_a_task_sleeps(void **state) {
  (void)state;
  start_workers(1); // so that the sleeper sleeps when the other task is over
  // Whether it fails is not asked.
  task_detach(task_run(sleep_with_memory, NULL, 0, CANCEL_NONE), NULL, NULL);
  run_in_task(wait_for_the_sleeper, NULL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(main_may_return_while_a_task_sleeps),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
