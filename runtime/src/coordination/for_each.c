// SPDX-License-Identifier: MIT
// A loop whose rounds run at the same time: so many tasks take the next index until there is none.
#include <taskrt/for_each.h>

#include <stdatomic.h>
#include <taskrt/group.h>

#include "check/check.h"
#include "registration.h"

struct loop {
  task_each_fn body;
  void *arg;
  size_t count;
  atomic_size_t next; // relaxed: hands out numbers, publishes nothing
};

static int run_rounds(void *arg, cancel_token token, void *result) {
  (void)result;
  struct loop *loop = arg;
  for (;;) {
    size_t index = atomic_fetch_add_explicit(&loop->next, 1, memory_order_relaxed);
    if (index >= loop->count)
      return 0;
    int status = token__check(token);
    if (status == 0)
      status = loop->body(loop->arg, index, token);
    if (status != 0)
      return status;
  }
}

int task_for_each(size_t count, size_t limit, task_each_fn body, void *arg, cancel_token token) {
  CHECK_LOOK(task_for_each);
  int status = token__check(token);
  if (status != 0 || count == 0)
    return status;
  struct loop loop = {.body = body, .arg = arg, .count = count};
  task_group *group = task_group_create(token);
  if (limit == 0 || limit > count)
    limit = count;
  for (size_t i = 0; i < limit; i++)
    task_group_run(group, run_rounds, &loop);
  return task_group_join(group);
}
