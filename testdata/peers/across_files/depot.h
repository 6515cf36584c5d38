// What the callers see of the functions in the other file.
#ifndef DEPOT_H
#define DEPOT_H

#include <taskrt/task.h>

struct depot {
  task *truck;
  int trucks;
};

task *depot_send(struct depot *depot, cancel_token token);
int depot_try_send(struct depot *depot, task **out, cancel_token token);
void depot_show(task *truck);
void depot_keep(struct depot *depot, task *truck);
int drive(void *arg, cancel_token token, void *result);

#endif
