// SPDX-License-Identifier: MIT
// The channel: items of one size handed from tasks to tasks, in order.
#ifndef TASKRT_CHANNEL_H
#define TASKRT_CHANNEL_H

#include <stddef.h>
#include <taskrt/annotate.h>
#include <taskrt/attributes.h>
#include <taskrt/cancel.h>
#include <taskrt/error.h>
#include <taskrt/task.h>
#include <taskrt/waiters.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A channel. Any number of tasks and threads send and receive; each item is received once. Items
/// come out in the order in which they went in, and who has waited longest is served first.
typedef struct task_channel task_channel;

/// Frees `channel`, which nobody uses any more, with the items left in it; NULL is ignored.
void task_channel_destroy(task_channel *channel) ASYNC_LINT("takes channel");

/// Creates a channel for items of `item_size` bytes (0: mere signals) with room for `capacity`
/// items. With 0 it is a rendezvous: sending ends when a receiver has taken the item. The caller
/// owns it and ends it with task_channel_destroy(). Returns NULL when out of memory.
task_channel *task_channel_create(size_t item_size, size_t capacity) TASK_CHECK_RESULT
    TASK_RELEASED_BY(task_channel_destroy) ASYNC_LINT("gives channel");

/// Copies `item` into `channel`; the running task suspends while there is no room, a thread outside
/// tasks blocks. Returns 0 when the item was handed over; TASK_ECLOSED if the channel is or gets
/// closed; TASK_ECANCELED or TASK_ETIMEDOUT if `token` is cancelled before there is room. With an
/// error nobody gets the item; with 0 it is in the channel or received. Outside a task TASK_ENOMEM,
/// if there is a token and the runtime could not be started. Allocates nothing.
int task_channel_send(task_channel *channel, const void *item, cancel_token token) TASK_CHECK_RESULT
    TASK_NONNULL(1) ASYNC_LINT("suspends; borrows channel; token token; status; check result");

/// Moves the next item of `channel` to `item`; the running task suspends until there is one, a
/// thread outside tasks blocks. Returns 0; TASK_ECLOSED if the channel is closed and empty;
/// TASK_ECANCELED or TASK_ETIMEDOUT if `token` is cancelled first. With an error no item is lost.
/// Outside a task TASK_ENOMEM, if there is a token and the runtime could not be started. Allocates
/// nothing.
int task_channel_receive(task_channel *channel, void *item, cancel_token token) TASK_CHECK_RESULT
    TASK_NONNULL(1) ASYNC_LINT("suspends; borrows channel; token token; status; check result");

/// As task_channel_send() and task_channel_receive(), as tasks that need no stack: for stackless
/// tasks and combinations. `item` is copied at once; the result of receiving is the item, which is
/// lost with a handle that nobody awaits. They return NULL when out of memory, and then nothing is
/// sent or received.
task *task_channel_send_async(task_channel *channel, const void *item,
                              cancel_token token) TASK_CHECK_RESULT TASK_NONNULL(1) TASK_GIVES_TASK
    ASYNC_LINT("gives task; borrows channel; token token");
task *task_channel_receive_async(task_channel *channel, cancel_token token) TASK_CHECK_RESULT
    TASK_NONNULL(1) TASK_GIVES_TASK ASYNC_LINT("gives task; borrows channel; token token");

/// Sends `item` if that needs no waiting. Returns 0, TASK_EAGAIN or TASK_ECLOSED. Never suspends.
int task_channel_try_send(task_channel *channel, const void *item) TASK_CHECK_RESULT TASK_NONNULL(1)
    ASYNC_LINT("borrows channel; status; check result");

/// Receives an item if that needs no waiting. Returns 0, TASK_EAGAIN, or TASK_ECLOSED if the
/// channel is closed and empty. Never suspends.
int task_channel_try_receive(task_channel *channel, void *item) TASK_CHECK_RESULT TASK_NONNULL(1)
    ASYNC_LINT("borrows channel; status; check result");

/// Closes `channel`: nothing can be sent any more, those who wait to send get TASK_ECLOSED,
/// receivers get what is left and then TASK_ECLOSED. Again: does nothing. Callable from any thread.
/// Never suspends.
void task_channel_close(task_channel *channel) TASK_NONNULL(1)
    ASYNC_LINT("borrows channel; closes channel");

#ifdef __cplusplus
}
#endif

#endif
