// Through the table the operation is reached as well as directly.
#include "driver.h"

static int reset_usb(void *device) {
  return task_delay(50, CANCEL_NONE);
}

static int probe_usb(void *device, cancel_token token) {
  return task_delay(5, token);
}

const struct driver usb_driver = {.reset = reset_usb, .probe = probe_usb};

int driver_reset(const struct driver *driver, void *device) { // expect: missing-token
  return driver->reset(device);
}

int driver_probe(const struct driver *driver, void *device) { // expect: missing-token
  return driver->probe(device, CANCEL_NONE);
}

int driver_probe_until(const struct driver *driver, void *device, cancel_token token) {
  return driver->probe(device, token);
}
