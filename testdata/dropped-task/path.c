// The whole path of a finding: where the task is given, where it is lost, and what to do.
#include <taskrt/task.h>

struct order {
  int items;
  int paid;
};

static int reserve_stock(void *arg, cancel_token token, void *result) {
  return task_delay(35, token);
}

int place_order_bad(struct order *order) {
  task *reserve = task_run(reserve_stock, order, 0, CANCEL_NONE);
  // expect@-1: dropped-task "task from `task_run` is not awaited on every path"
  // note@-2: "await it, return it, or give it up with `task_detach`"
  if (!order->paid)
    return TASK_EINVAL; // note: "the function returns here with `reserve` still running"
  return task_await(reserve, NULL);
}
