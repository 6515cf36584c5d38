// A task is consumed, and then used once more.
#include <stdlib.h>
#include <taskrt/combine.h>
#include <taskrt/task.h>

struct order {
  task *packing;
  int number;
};

static int pack(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return task_delay(10, token);
}

static int finish(task *packing) {
  return task_await(packing, NULL); // bug: in_a_helper
}

int at_once(struct order *order) {
  task *packing = task_run(pack, order, 0, CANCEL_NONE); // bug: at_once
  int status = task_await(packing, NULL);
  return status | task_await(packing, NULL);
}

int on_one_path(struct order *order) {
  task *packing = task_run(pack, order, 0, CANCEL_NONE); // bug: on_one_path
  int status = 0;
  if (order->number > 7)
    status = task_await(packing, NULL);
  return status | task_await(packing, NULL);
}

int in_a_helper(struct order *order) {
  task *packing = task_run(pack, order, 0, CANCEL_NONE); // bug: in_a_helper
  int status = finish(packing);
  return status | task_await(packing, NULL);
}

int in_every_turn(struct order *order) {
  int status = 0;
  task *packing = task_run(pack, order, 0, CANCEL_NONE); // bug: in_every_turn
  for (int i = 0; i < order->number; i++)
    status |= task_await(packing, NULL);
  return status;
}

int asked_after_the_end(struct order *order) {
  task *packing = task_run(pack, order, 0, CANCEL_NONE); // bug: asked_after_the_end
  int status = task_await(packing, NULL);
  return task_is_done(packing) ? status : -1;
}

int through_a_copy(struct order *order) {
  task *packing = task_run(pack, order, 0, CANCEL_NONE); // bug: through_a_copy
  task *copy = packing;
  int status = task_await(copy, NULL);
  return status | task_await(packing, NULL);
}

int through_a_member(struct order *order) {
  order->packing = task_run(pack, order, 0, CANCEL_NONE); // bug: through_a_member
  int status = task_await(order->packing, NULL);
  return status | finish(order->packing);
}

int combined_and_awaited(struct order *order) {
  task *both[2];
  both[0] = task_run(pack, order, 0, CANCEL_NONE); // bug: combined_and_awaited
  both[1] = task_run(pack, order, 0, CANCEL_NONE);
  int status = task_await(task_when_all(both, 2), NULL);
  return status | task_await(both[0], NULL);
}

int once(struct order *order) {
  return task_await(task_run(pack, order, 0, CANCEL_NONE), NULL);
}

int forgotten_after_the_end(struct order *order) {
  int status = 0;
  order->packing = task_run(pack, order, 0, CANCEL_NONE);
  if (order->number > 7) {
    status = task_await(order->packing, NULL);
    order->packing = NULL;
  }
  if (order->packing)
    status = task_await(order->packing, NULL);
  return status;
}

int anew_in_every_turn(struct order *order) {
  int status = 0;
  for (int i = 0; i < order->number; i++) {
    task *packing = task_run(pack, order, 0, CANCEL_NONE);
    status |= task_await(packing, NULL);
  }
  return status;
}

int a_second_reference(struct order *order) {
  task *packing = task_run(pack, order, 0, CANCEL_NONE);
  task *again = task_ref(packing);
  int status = task_await(packing, NULL);
  return status | task_await(again, NULL);
}
