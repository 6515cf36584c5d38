// silent
// Values that are consumed once on every path, given another value, returned, or copied and only
// consumed through one of the copies.
#include <taskrt/value.h>

task_value look(int key);

struct slot {
  task_value value;
  int full;
};

int either_ok(int key, int early, int *out) {
  task_value value = look(key);
  if (early)
    return task_value_await(&value, NULL);
  return task_value_await(&value, out);
}

int renewed_ok(int key, int *out) {
  task_value value = look(key);
  int status = task_value_await(&value, out);
  if (status != 0) {
    value = look(key + 1);
    status = task_value_await(&value, out);
  }
  return status;
}

task_value returned_ok(int key) {
  task_value value = look(key);
  task_value same = value;
  return same;
}

int copy_ok(int key, int *out) {
  task_value value = look(key);
  task_value mine = value;
  return task_value_await(&mine, out);
}

int slot_ok(struct slot *slot, int key, int *out) {
  if (slot->full) {
    int status = task_value_await(&slot->value, out);
    slot->full = 0;
    if (status == 0)
      return 0;
  }
  slot->value = look(key);
  return task_value_await(&slot->value, out);
}

task *task_ok(int key) {
  task_value value = look(key);
  return task_value_task(&value);
}

int loop_ok(int keys, int *sum) {
  int status = 0;
  for (int i = 0; i < keys && status == 0; i++) {
    int one = 0;
    task_value value = look(i);
    status = task_value_await(&value, &one);
    *sum += one;
  }
  return status;
}
