// SPDX-License-Identifier: MIT
// The channel: a ring of items under one lock, and two lines of those who wait. An item goes
// straight from one stack to the other when somebody waits for it.
//
// Nobody waits to receive while there are items, nobody to send while there is room.
#include <taskrt/channel.h>

#include <stdint.h>
#include <taskrt/error.h>

#include "check/check.h"
#include "coordination/biased.h"
#include "coordination/line.h"
#include "coordination/line_task.h"
#include "scheduler.h"
#include "system/memory.h"

struct task_channel {
  struct biased_lock lock; // guards everything below
  struct task_waiters senders, receivers;
  size_t item_size, capacity;
  size_t first, count; // of the items in the ring
  bool closed;
  char ring[];
};

task_channel *task_channel_create(size_t item_size, size_t capacity) {
  size_t size;
  if (__builtin_mul_overflow(item_size, capacity, &size) ||
      __builtin_add_overflow(size, sizeof(task_channel), &size))
    return NULL;
  task_channel *channel = memory__allocate(size);
  if (!channel)
    return NULL;
  channel->item_size = item_size;
  channel->capacity = capacity;
  CHECK_GIVEN(task_channel_create, NULL, channel, 0);
  return channel;
}

void task_channel_destroy(task_channel *channel) {
  if (!CHECK_CALL(task_channel_destroy, CHECK_ARG(channel)))
    return;
  memory__free(channel);
}

static void copy(const task_channel *channel, void *to, const void *from) {
  task__copy(to, from, channel->item_size);
}

// The lock is held in the functions below up to the public ones.
static void push(task_channel *channel, const void *item) {
  size_t place = (channel->first + channel->count++) % channel->capacity;
  copy(channel, channel->ring + place * channel->item_size, item);
}

static void pop(task_channel *channel, void *item) {
  copy(channel, item, channel->ring + channel->first * channel->item_size);
  channel->first = (channel->first + 1) % channel->capacity;
  channel->count--;
}

// Sends without waiting. Returns TASK_EAGAIN if it cannot; `served` is who has to be woken.
static int send_now(task_channel *channel, const void *item, struct task_waiter **served) {
  if (channel->closed)
    return TASK_ECLOSED;
  *served = line__choose(&channel->receivers);
  if (*served)
    copy(channel, (*served)->item, item);
  else if (channel->count < channel->capacity)
    push(channel, item);
  else
    return TASK_EAGAIN;
  return 0;
}

static int receive_now(task_channel *channel, void *item, struct task_waiter **served) {
  if (channel->count > 0) {
    pop(channel, item);
    *served = line__choose(&channel->senders);
    if (*served)
      push(channel, (*served)->item);
    return 0;
  }
  *served = line__choose(&channel->senders);
  if (!*served)
    return channel->closed ? TASK_ECLOSED : TASK_EAGAIN;
  copy(channel, item, (*served)->item);
  return 0;
}

static int finish(task_channel *channel, int status, struct task_waiter *served) {
  biased__give(&channel->lock);
  if (served)
    line__wake(served, 0);
  return status;
}

int task_channel_send(task_channel *channel, const void *item, cancel_token token) {
  if (!CHECK_CALL(task_channel_send, CHECK_ARG(channel)))
    return TASK_EINVAL;
  int status = token__check(token);
  if (status != 0)
    return status;
  switching__spend();
  struct task_waiter *served = NULL;
  biased__take(&channel->lock);
  status = send_now(channel, item, &served);
  if (status != TASK_EAGAIN)
    return finish(channel, status, served);
  struct task_waiter wait;
  line__prepare(&wait, "room in a channel");
  wait.item = (void *)(uintptr_t)item;
  wait.biased = true;
  return line__in(&wait, &channel->lock.word, &channel->senders, token);
}

int task_channel_receive(task_channel *channel, void *item, cancel_token token) {
  if (!CHECK_CALL(task_channel_receive, CHECK_ARG(channel)))
    return TASK_EINVAL;
  int status = token__check(token);
  if (status != 0)
    return status;
  switching__spend();
  struct task_waiter *served = NULL;
  biased__take(&channel->lock);
  status = receive_now(channel, item, &served);
  if (status != TASK_EAGAIN)
    return finish(channel, status, served);
  struct task_waiter wait;
  line__prepare(&wait, "an item of a channel");
  wait.item = item;
  wait.biased = true;
  return line__in(&wait, &channel->lock.word, &channel->receivers, token);
}

// Ends or enters `t`, for which `status` came of the try. The lock is held, and given up.
static task *as_task(task_channel *channel, struct line_task *t, int status,
                     struct task_waiters *queue, struct task_waiter *served, cancel_token token) {
  t->wait.biased = true;
  if (status == TASK_EAGAIN)
    line_task__enter(t, &channel->lock.word, queue, token);
  else
    line_task__over(t, finish(channel, status, served));
  return &t->base;
}

task *task_channel_send_async(task_channel *channel, const void *item, cancel_token token) {
  if (!CHECK_CALL(task_channel_send_async, CHECK_ARG(channel)))
    return NULL;
  struct line_task *t =
      line_task__create("room in a channel", channel->item_size, __builtin_return_address(0));
  CHECK_GIVEN(task_channel_send_async, NULL, t, 0);
  if (!t)
    return NULL;
  line_task__hide_item(t);
  copy(channel, t->wait.item, item);
  struct task_waiter *served = NULL;
  int status = cancel_check(token);
  biased__take(&channel->lock);
  if (status == 0)
    status = send_now(channel, item, &served);
  return as_task(channel, t, status, &channel->senders, served, token);
}

task *task_channel_receive_async(task_channel *channel, cancel_token token) {
  if (!CHECK_CALL(task_channel_receive_async, CHECK_ARG(channel)))
    return NULL;
  struct line_task *t =
      line_task__create("an item of a channel", channel->item_size, __builtin_return_address(0));
  CHECK_GIVEN(task_channel_receive_async, NULL, t, 0);
  if (!t)
    return NULL;
  struct task_waiter *served = NULL;
  int status = cancel_check(token);
  biased__take(&channel->lock);
  if (status == 0)
    status = receive_now(channel, t->wait.item, &served);
  return as_task(channel, t, status, &channel->receivers, served, token);
}

int task_channel_try_send(task_channel *channel, const void *item) {
  if (!CHECK_CALL(task_channel_try_send, CHECK_ARG(channel)))
    return TASK_EINVAL;
  struct task_waiter *served = NULL;
  biased__take(&channel->lock);
  int status = send_now(channel, item, &served);
  return finish(channel, status, served);
}

int task_channel_try_receive(task_channel *channel, void *item) {
  if (!CHECK_CALL(task_channel_try_receive, CHECK_ARG(channel)))
    return TASK_EINVAL;
  struct task_waiter *served = NULL;
  biased__take(&channel->lock);
  int status = receive_now(channel, item, &served);
  return finish(channel, status, served);
}

void task_channel_close(task_channel *channel) {
  if (!CHECK_CALL(task_channel_close, CHECK_ARG(channel)))
    return;
  biased__take(&channel->lock);
  channel->closed = true;
  struct task_waiter *senders = line__choose_all(&channel->senders);
  struct task_waiter *receivers = line__choose_all(&channel->receivers);
  biased__give(&channel->lock);
  line__wake_all(senders, TASK_ECLOSED);
  line__wake_all(receivers, TASK_ECLOSED);
}
