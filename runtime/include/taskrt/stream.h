// SPDX-License-Identifier: MIT
// Asynchronous streams: a producer with a body of its own that yields items, and a consumer that
// asks for the next one. The producer runs only while it is asked.
#ifndef TASKRT_STREAM_H
#define TASKRT_STREAM_H

#include <stddef.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>
#include <taskrt/cancel.h>
#include <taskrt/task.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A stream: one consumer at a time, one producer. NULL stands for one for which there was no
/// memory: its next and its close give TASK_ENOMEM.
typedef struct task_stream task_stream;

/// The producer: runs as a task, hands items over by task_stream_yield(), and ends the stream by
/// returning: 0, or an error that the consumer gets. `arg` must live until the stream is closed;
/// `token` is cancelled with that of the stream and when the stream is closed.
typedef int (*task_stream_fn)(task_stream *stream, void *arg, cancel_token token);

/// Closes `stream`, which it takes: asks the producer to stop (its yield and its waits return
/// TASK_ECANCELED), suspends the running task until it has returned (outside a task it blocks the
/// thread), and frees the stream. Nobody is in task_stream_next() meanwhile. Returns the producer's
/// error, also one that task_stream_next() gave already; 0 if it ended well, stopped because of the
/// closing, or never ran.
int task_stream_close(task_stream *stream) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; waits-for stream; takes stream; closes stream; status; check result");

/// Creates a stream of items of `item_size` bytes. `body` does not run before the first
/// task_stream_next(); cancelling `token` asks it to stop. The caller owns the stream and closes
/// it, also after its end: a producer that waits to be asked is a task under way, for which
/// task_runtime_stop() waits. Returns NULL when out of memory.
task_stream *task_stream_create(task_stream_fn body, void *arg, size_t item_size,
                                cancel_token token) TASK_CHECK_RESULT TASK_NONNULL(1)
    TASK_RELEASED_BY(task_stream_close)
        ASYNC_LINT("gives stream; starts body with arg; stack 65536; token token");

/// Lets the producer of `stream` go on and copies the item it yields to `item`; the running task
/// suspends until then, a thread outside tasks blocks. Returns 0; TASK_ECLOSED when the stream has
/// ended, the producer's error if it failed; TASK_ECANCELED or TASK_ETIMEDOUT if `token` is
/// cancelled first, then the item comes with the next call; TASK_EINVAL if another call is under
/// way. Outside a task TASK_ENOMEM, if there is a token and the runtime could not be started.
/// Allocates nothing.
int task_stream_next(task_stream *stream, void *item, cancel_token token) TASK_CHECK_RESULT
    ASYNC_LINT("suspends; borrows stream; next stream; token token; status; check result");

/// As task_stream_next(), as a task that needs no stack and whose result is the item: for stackless
/// tasks and combinations. The producer goes on in the scheduler, not inside the caller. To be over
/// before the next call and before the stream is closed. Returns NULL when out of memory, and for a
/// stream that is NULL.
task *task_stream_next_async(task_stream *stream,
                             cancel_token token) TASK_CHECK_RESULT TASK_GIVES_TASK
    ASYNC_LINT("gives task; borrows stream; next stream; token token");

/// As task_stream_close(), as a task: for stackless tasks. Returns NULL for a stream that is NULL;
/// when out of memory it returns NULL too, and the stream is still the caller's.
task *task_stream_close_async(task_stream *stream) TASK_CHECK_RESULT TASK_GIVES_TASK
    ASYNC_LINT("gives task; takes stream on success; closes stream");

/// In the producer: hands `item` to the consumer and suspends until it asks for the next one.
/// Returns 0; TASK_ECANCELED when the stream is being closed: clean up and return; TASK_ECONTEXT in
/// any other task.
int task_stream_yield(task_stream *stream, const void *item) TASK_CHECK_RESULT TASK_NONNULL(1)
    ASYNC_LINT("async; yields; status; check result");

#ifdef __cplusplus
}
#endif

#endif
