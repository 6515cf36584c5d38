// Hooks that other files set, and tables they fill.
#ifndef HOOKS_H
#define HOOKS_H

#include <taskrt/task.h>

/// Called before a job; set by hooks_install().
extern int (*before_job)(int job);

/// Called after a job, never set.
extern int (*after_job)(int job);

/// All jobs by number.
extern int (*const job_table[2])(int job);

void hooks_install(void);

/// Keeps `listener` and calls it for every job.
void hooks_listen(void (*listener)(int job));
void hooks_tell(int job);

#endif
