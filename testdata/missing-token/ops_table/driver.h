// Drivers are called through a table.
#ifndef DRIVER_H
#define DRIVER_H

#include <taskrt/task.h>

struct driver {
  int (*reset)(void *device);
  int (*probe)(void *device, cancel_token token);
};

extern const struct driver usb_driver;

/// Resets `device` with `driver`.
int driver_reset(const struct driver *driver, void *device);

/// Probes `device` with `driver`.
int driver_probe(const struct driver *driver, void *device);

/// Probes until `token` is cancelled.
int driver_probe_until(const struct driver *driver, void *device, cancel_token token);

#endif
