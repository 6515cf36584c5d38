// Shows the progress of tasks and ends them.
#ifndef PROGRESS_H
#define PROGRESS_H

#include <taskrt/task.h>

/// Prints whether `t` is over. Looks at it only.
void progress_show(task *t);

/// Ends `t` if it is over, else leaves it alone.
void progress_collect(task *t);

/// Awaits `t`, which it takes, and prints its status.
int progress_finish(task *t);

/// Keeps `t` until progress_close().
void progress_add(task *t);

/// Passes `t` on to progress_show().
void progress_trace(task *t, const char *name);

#endif
