// A body gives up a task that works on what the body was given; who owns it waits for the body
// only.
#include <taskrt.h>

struct order {
  int number, printed;
};

static int print(void *arg, cancel_token token, void *result) {
  struct order *order = arg;
  int status = task_delay(10, token);
  order->printed = 1;
  return status;
}

static int accept_bad(void *arg, cancel_token token, void *result) {
  struct order *order = arg;
  order->number++;
  task_detach(task_run(print, order, 0, CANCEL_NONE), NULL, NULL); // no hurry
  // expect@-1: escaped-scope "`print` works on what `accept_bad` was given"
  return 0;
}

static int accept_ok(void *arg, cancel_token token, void *result) {
  struct order *order = arg;
  order->number++;
  return task_await(task_start(print, order, 0, token), NULL); // on a stack of its own
}

int take_order(cancel_token token) {
  struct order order = {1, 0};
  int status = task_await(task_start(accept_bad, &order, 0, token), NULL);
  return status ? status : task_await(task_start(accept_ok, &order, 0, token), NULL);
}
