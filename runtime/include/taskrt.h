// SPDX-License-Identifier: MIT
// All of taskrt: tasks, cancellation, errors, the runtime.
#ifndef TASKRT_H
#define TASKRT_H

#include <taskrt/annotate.h>
#include <taskrt/cancel.h>
#include <taskrt/error.h>
#include <taskrt/runtime.h>
#include <taskrt/task.h>

#endif
