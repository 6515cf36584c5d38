// Nine ways to lose a task and seven clean functions, all in one file.
#include <stdlib.h>
#include <taskrt/task.h>

struct parcel {
  int weight;
  const char *address;
};

static int deliver(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)result;
  return task_delay(10, token);
}

static int finish(task *delivery) {
  return task_await(delivery, NULL);
}

static int look_at(const task *delivery) {
  return task_is_done(delivery);
}

void discarded(struct parcel *parcel) {
  task_run(deliver, parcel, 0, CANCEL_NONE); // bug: discarded
}

void cast_away(struct parcel *parcel) {
  (void)task_run(deliver, parcel, 0, CANCEL_NONE); // bug: cast_away
}

int never_used(struct parcel *parcel) {
  task *delivery = task_run(deliver, parcel, 0, CANCEL_NONE); // bug: never_used
  return parcel->weight;
}

int early_return(struct parcel *parcel) {
  task *delivery = task_run(deliver, parcel, 0, CANCEL_NONE); // bug: early_return
  if (parcel->weight > 30)
    return -1;
  return task_await(delivery, NULL);
}

int conditional_await(struct parcel *parcel, int wait) {
  int status = 0;
  task *delivery = task_run(deliver, parcel, 0, CANCEL_NONE); // bug: conditional_await
  if (wait)
    status = task_await(delivery, NULL);
  return status;
}

int overwritten(struct parcel *first, struct parcel *second) {
  task *delivery = task_run(deliver, first, 0, CANCEL_NONE); // bug: overwritten
  delivery = task_run(deliver, second, 0, CANCEL_NONE);
  return task_await(delivery, NULL);
}

int borrowing_helper(struct parcel *parcel) {
  task *delivery = task_run(deliver, parcel, 0, CANCEL_NONE); // bug: borrowing_helper
  return look_at(delivery);
}

int break_out(struct parcel *parcels, int count) {
  int status = 0;
  for (int i = 0; i < count; i++) {
    task *delivery = task_run(deliver, &parcels[i], 0, CANCEL_NONE); // bug: break_out
    if (!parcels[i].address)
      break;
    status = task_await(delivery, NULL);
  }
  return status;
}

int switch_default(struct parcel *parcel, int mode) {
  task *delivery = task_run(deliver, parcel, 0, CANCEL_NONE); // bug: switch_default
  switch (mode) {
  case 0:
    return task_await(delivery, NULL);
  case 1:
    task_detach(delivery, NULL, NULL);
    return 0;
  default:
    return -1;
  }
}

int clean_await(struct parcel *parcel) {
  return task_await(task_run(deliver, parcel, 0, CANCEL_NONE), NULL);
}

task *clean_return(struct parcel *parcel) {
  task *delivery = task_run(deliver, parcel, 0, CANCEL_NONE);
  return delivery;
}

int clean_helper(struct parcel *parcel) {
  task *delivery = task_run(deliver, parcel, 0, CANCEL_NONE);
  if (look_at(delivery))
    parcel->weight = 0;
  return finish(delivery);
}

int clean_branches(struct parcel *parcel, int wait) {
  task *delivery = task_run(deliver, parcel, 0, CANCEL_NONE);
  if (wait)
    return task_await(delivery, NULL);
  task_detach(delivery, NULL, NULL);
  return 0;
}

int clean_flag(struct parcel *parcel, int wanted) {
  task *delivery = NULL;
  if (wanted)
    delivery = task_run(deliver, parcel, 0, CANCEL_NONE);
  parcel->weight++;
  return wanted ? task_await(delivery, NULL) : 0;
}

int clean_loop(struct parcel *parcels, int count) {
  int status = 0;
  for (int i = 0; i < count && status == 0; i++)
    status = task_await(task_run(deliver, &parcels[i], 0, CANCEL_NONE), NULL);
  return status;
}

int clean_cleanup(struct parcel *parcel) {
  int status = -1;
  task *delivery = NULL;
  char *label = malloc(64);
  if (!label)
    goto out;
  delivery = task_run(deliver, parcel, 0, CANCEL_NONE);
  if (!parcel->address)
    goto out;
  status = task_await(delivery, NULL);
  delivery = NULL;
out:
  if (delivery && task_await(delivery, NULL) != 0)
    status = -2;
  free(label);
  return status;
}
