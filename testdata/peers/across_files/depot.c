// The functions whose effect on a task can be seen only here.
#include "depot.h"
#include <stdio.h>

int drive(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return task_delay(10, token);
}

task *depot_send(struct depot *depot, cancel_token token) {
  return task_run(drive, depot, 0, token);
}

int depot_try_send(struct depot *depot, task **out, cancel_token token) {
  if (depot->trucks == 0)
    return -1;
  *out = task_run(drive, depot, 0, token);
  return *out ? 0 : -2;
}

void depot_show(task *truck) {
  puts(task_is_done(truck) ? "back" : "away");
}

void depot_keep(struct depot *depot, task *truck) {
  depot->truck = truck;
}
