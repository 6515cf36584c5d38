// The contracts of a driver that comes as a library: nobody sees its bodies.
#ifndef DEVICE_H
#define DEVICE_H

#include <taskrt/annotate.h>
#include <taskrt/task.h>

struct device;

/// Opens the device called `name`.
struct device *device_open(const char *name) ASYNC_LINT("blocks; instead device_open_async");
struct device *device_open_async(const char *name, cancel_token token)
    ASYNC_LINT("async; token token");

/// Reads a sample; returns at once with `wait` 0.
int device_read(struct device *device, int *sample, int wait) ASYNC_LINT("blocks unless wait == 0");

/// Waits for a button; only with a bell in `flags`.
int device_ring(struct device *device, unsigned flags) ASYNC_LINT("blocks if flags & 4");

/// Never blocks, although its body may look like it.
int device_level(struct device *device) ASYNC_LINT("plain");

/// Calls `sink` for every sample.
int device_each(struct device *device, int (*sink)(int sample)) ASYNC_LINT("calls sink");

/// Runs `work` on the driver's own thread.
int device_post(struct device *device, void (*work)(void *data), void *data)
    ASYNC_LINT("offloads work with data");

/// Blocks, and says so: reported where it is called, not inside.
int device_calibrate(struct device *device) ASYNC_LINT("blocks");

#endif
