// Contracts in headers: `blocks` with and without conditions, callbacks, threads of their own.
#include "device.h"
#include <unistd.h>

static int keep_bad(int sample) {
  usleep(5); // expect: blocking-call "`usleep`"
  return sample;
}

static void polish_ok(void *data) {
  sleep(1);
}

static int watch_bad(void *arg, cancel_token token, void *result) {
  int sample = 0;
  struct device *device = device_open("camera"); // expect: blocking-call "`device_open`"
  // note@-1: "`device_open_async`"
  if (device_read(device, &sample, 0) == 0)
    device_read(device, &sample, 1); // expect: blocking-call "`device_read`"
  device_ring(device, 3);
  device_ring(device, 5); // expect: blocking-call "`device_ring`"
  device_each(device, keep_bad);
  device_post(device, polish_ok, NULL);
  int status = device_calibrate(device); // expect: blocking-call "`device_calibrate`"
  return device_level(device) + status;
}

static int watch_ok(void *arg, cancel_token token, void *result) {
  return device_level(device_open_async("camera", token));
}

int main(void) {
  struct device *device = device_open("bell");
  int status = device_calibrate(device);
  status += task_wait(task_run(watch_bad, NULL, 0, CANCEL_NONE));
  return status + task_wait(task_run(watch_ok, NULL, 0, CANCEL_NONE));
}
