// SPDX-License-Identifier: MIT
// All of taskrt: tasks, cancellation, errors, coordination, groups, the runtime.
#ifndef TASKRT_H
#define TASKRT_H

#include <taskrt/annotate.h>
#include <taskrt/cancel.h>
#include <taskrt/channel.h>
#include <taskrt/check.h>
#include <taskrt/clock.h>
#include <taskrt/combine.h>
#include <taskrt/condition.h>
#include <taskrt/context.h>
#include <taskrt/debug.h>
#include <taskrt/error.h>
#include <taskrt/event.h>
#include <taskrt/file.h>
#include <taskrt/for_each.h>
#include <taskrt/group.h>
#include <taskrt/io.h>
#include <taskrt/latch.h>
#include <taskrt/local.h>
#include <taskrt/mutex.h>
#include <taskrt/runtime.h>
#include <taskrt/semaphore.h>
#include <taskrt/source.h>
#include <taskrt/stackless.h>
#include <taskrt/stream.h>
#include <taskrt/task.h>
#include <taskrt/tcp.h>
#include <taskrt/ticker.h>
#include <taskrt/trace.h>
#include <taskrt/typed.h>
#include <taskrt/value.h>

#endif
