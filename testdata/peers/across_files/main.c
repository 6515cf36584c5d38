// Eight bugs that need the other file, memory or a pointer to be understood, and two clean ones.
#include "depot.h"
#include <stdlib.h>

void dropped_in_other_file(struct depot *depot) {
  task *truck = task_run(drive, depot, 0, CANCEL_NONE); // bug: dropped_in_other_file
  depot_show(truck);
}

int given_by_other_file(struct depot *depot) {
  task *truck = depot_send(depot, CANCEL_NONE); // bug: given_by_other_file
  return truck != NULL;
}

int out_parameter(struct depot *depot) {
  task *truck = NULL;
  return depot_try_send(depot, &truck, CANCEL_NONE); // bug: out_parameter
}

int array_element(struct depot *depots) {
  task *trucks[2];
  trucks[0] = task_run(drive, &depots[0], 0, CANCEL_NONE);
  trucks[1] = task_run(drive, &depots[1], 0, CANCEL_NONE); // bug: array_element
  return task_await(trucks[0], NULL);
}

int loop_overwrite(struct depot *depots, int count) {
  task *truck = NULL;
  for (int i = 0; i < count; i++)
    truck = task_run(drive, &depots[i], 0, CANCEL_NONE); // bug: loop_overwrite
  return task_await(truck, NULL);
}

int function_pointer(struct depot *depot) {
  task *(*send)(struct depot *, cancel_token) = depot_send;
  task *truck = send(depot, CANCEL_NONE); // bug: function_pointer
  return truck != NULL;
}

int freed_struct(void) {
  struct depot *depot = calloc(1, sizeof *depot);
  if (!depot)
    return -1;
  depot->truck = task_run(drive, NULL, 0, CANCEL_NONE); // bug: freed_struct
  free(depot);
  return 0;
}

int goto_cleanup(struct depot *depot, size_t size) {
  int status = -1;
  task *truck = NULL;
  char *cargo = malloc(size);
  if (!cargo)
    goto out;
  truck = task_run(drive, depot, 0, CANCEL_NONE); // bug: goto_cleanup
  if (depot->trucks == 0)
    goto out;
  status = task_await(truck, NULL);
out:
  free(cargo);
  return status;
}

void clean_kept(struct depot *depot) {
  depot_keep(depot, task_run(drive, depot, 0, CANCEL_NONE));
}

int clean_status(struct depot *depot) {
  task *truck = NULL;
  int status = depot_try_send(depot, &truck, CANCEL_NONE);
  if (status != 0)
    return status;
  return task_await(truck, NULL);
}

int main(void) {
  struct depot depot = {.trucks = 2};
  clean_kept(&depot);
  return clean_status(&depot);
}
