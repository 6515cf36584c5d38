// A queue of jobs that comes as a library, with its contracts.
#ifndef JOBS_H
#define JOBS_H

#include <stdbool.h>
#include <taskrt/annotate.h>

typedef struct job job;

/// Starts a job. It lives until the queue is closed.
job *job_submit(const char *command);

/// Suspends until `job` is over.
int job_await(job *job) ASYNC_LINT("suspends; waits-for job");

/// Blocks until `job` is over.
int job_join(job *job) ASYNC_LINT("blocks; waits-for job; instead job_await");

/// Blocks at most `milliseconds` until `job` is over; 0 only looks.
int job_join_within(job *job, int milliseconds)
    ASYNC_LINT("blocks unless milliseconds == 0; waits-for job unless milliseconds == 0; "
               "instead job_await");

/// Whether it is over.
bool job_finished(const job *job) ASYNC_LINT("tests done job");

/// Blocks when `flags` say so.
int job_flush(job *job, unsigned flags)
    ASYNC_LINT("blocks if flags & 1; waits-for job if flags & 1");

/// Whether this thread serves a queue.
bool jobs_serving(void) ASYNC_LINT("tests in-task");

#endif
