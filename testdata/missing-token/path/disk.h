// The disk, behind two static functions.
#ifndef DISK_H
#define DISK_H

#include <taskrt/cancel.h>

/// Waits until the disk is ready or `token` is cancelled.
int disk_wait(unsigned milliseconds, cancel_token token);

#endif
