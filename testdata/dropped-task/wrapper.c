// A function that returns a task gives it to its caller, however thin it is.
#include <taskrt/task.h>

static int read_sensor(void *arg, cancel_token token, void *result) {
  return task_delay(7, token);
}

static task *start_reading(void *sensor, cancel_token token) {
  return task_run(read_sensor, sensor, sizeof(int), token);
}

static task *start_slow_reading(void *sensor, cancel_token token) {
  task *reading = start_reading(sensor, token);
  return reading;
}

// Not every path gives one.
static task *start_if_ready(void *sensor, int ready, cancel_token token) {
  if (!ready)
    return NULL;
  return start_reading(sensor, token);
}

void sample_bad(void *sensor) {
  start_reading(sensor, CANCEL_NONE); // expect: dropped-task "`start_reading` is dropped"
}

void sample_slowly_bad(void *sensor) {
  (void)start_slow_reading(sensor, CANCEL_NONE); // expect: dropped-task "`start_slow_reading`"
}

int sample_when_ready_bad(void *sensor, int ready) {
  task *reading = start_if_ready(sensor, ready, CANCEL_NONE);
  // expect@-1: dropped-task "never awaited"
  return reading != NULL;
}

int sample_early_bad(void *sensor, int wanted) {
  int value = 0;
  task *reading = start_slow_reading(sensor, CANCEL_NONE); // expect: dropped-task "on every path"
  if (!wanted)
    return 0;
  return task_await(reading, &value) == 0 ? value : -1;
}

int sample_ok(void *sensor) {
  int value = 0;
  task *reading = start_slow_reading(sensor, CANCEL_NONE);
  return task_await(reading, &value) == 0 ? value : -1;
}

int sample_when_ready_ok(void *sensor, int ready) {
  int value = 0;
  task *reading = start_if_ready(sensor, ready, CANCEL_NONE);
  if (!reading)
    return -1;
  return task_await(reading, &value) == 0 ? value : -1;
}
