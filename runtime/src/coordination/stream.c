// SPDX-License-Identifier: MIT
// Streams: a producer that runs while its consumer waits for the next item. Where both are tasks of
// one worker, the consumer lets the producer go on inside it and the item needs no queue, no
// wake-up and no copy but its own.
//
// The producer runs only while somebody is in next or close, or goes on by itself after a next that
// was cancelled; then its item waits on its own stack.
#include <taskrt/stream.h>

#include <stdatomic.h>
#include <stddef.h>
#include <taskrt/error.h>

#include "check/check.h"
#include "coordination/biased.h"
#include "coordination/line.h"
#include "coordination/line_task.h"
#include "error_object.h"
#include "io/operation.h"
#include "registration.h"
#include "scheduler.h"
#include "system/memory.h"
#include "task_object.h"

enum state { CREATED, RUNNING, PAUSED, OVER };

struct task_stream {
  struct biased_lock lock; // guards everything but what is set once
  struct task_waiters consumer;
  enum state state;
  atomic_bool closing; // changed under the lock; looked at without by the producer
  bool direct;         // the consumer runs the producer inside it, and is not in line
  void *place;         // where the direct consumer wants the item
  atomic_bool filled;  // and whether it is there; release and acquire of the item
  const void *item;    // that nobody waited for, in the paused producer
  int status;          // of the producer, once over, and what is known of it
  const task_error *error;
  // Set once.
  struct wait wait; // of the producer
  struct waiter producer_over;
  struct coroutine *producer; // freed when over
  task_stream_fn body;
  void *arg;
  size_t item_size;
  cancel_source *source;
};

static void copy(const task_stream *stream, void *to, const void *from) {
  task__copy(to, from, stream->item_size);
}

// What next returns of a stream that is over.
static int end_of(const task_stream *stream) {
  return stream->status != 0 ? stream->status : TASK_ECLOSED;
}

static int produce(void *arg, cancel_token token, void *result) {
  (void)result;
  task_stream *stream = arg;
  return stream->body(stream, stream->arg, token);
}

static void end_stream(struct waiter *waiter, task *t) {
  task_stream *stream =
      (task_stream *)(void *)((char *)waiter - offsetof(struct task_stream, producer_over));
  const task_error *error = t->status != 0 ? task_error_ref(t->error) : NULL;
  int status = task__consume(t, NULL);
  biased__take(&stream->lock);
  stream->state = OVER;
  // Asked to stop and stopped: that is what closing is for.
  stream->status = stream->closing && status == TASK_ECANCELED ? 0 : status;
  stream->error = error;
  int end = end_of(stream);
  struct task_waiter *consumer = line__choose(&stream->consumer);
  biased__give(&stream->lock);
  if (consumer)
    line__wake(consumer, end);
}

// The runtime stops, and nobody will take an item or close the stream: ends the producer as if it
// were closed. The stream itself is still its owner's.
static void give_up(struct wait *wait) {
  task_stream *stream = (task_stream *)(void *)((char *)wait - offsetof(struct task_stream, wait));
  biased__take(&stream->lock);
  enum state state = stream->state;
  stream->closing = true;
  if (state == CREATED || state == PAUSED)
    stream->state = RUNNING;
  biased__give(&stream->lock);
  cancel_request(stream->source);
  if (state == CREATED)
    coroutine__complete(stream->producer, TASK_ECANCELED);
  else if (state == PAUSED)
    scheduler__resume(stream->producer);
}

task_stream *task_stream_create(task_stream_fn body, void *arg, size_t item_size,
                                cancel_token token) {
  task_stream *stream = memory__allocate(sizeof *stream);
  cancel_source *source = source__create_linked(token);
  struct coroutine *producer = NULL;
  if (stream && source)
    producer = coroutine__create(produce, stream, 0, cancel_source_token(source),
                                 __builtin_return_address(0));
  if (!producer) {
    source__destroy(source);
    memory__free(stream);
    return NULL;
  }
  stream->producer_over.wake = end_stream;
  stream->wait = (struct wait){.what = "its stream to be read or closed", .give_up = give_up};
  coroutine__waits(producer, &stream->wait);
  stream->producer = producer;
  stream->body = body;
  stream->arg = arg;
  stream->item_size = item_size;
  stream->source = source;
  (void)task__attach(&producer->base, &stream->producer_over); // it has not started
  CHECK_GIVEN(task_stream_create, NULL, stream, 0);
  return stream;
}

// --- the producer's side ------------------------------------------------------------------------

int task_stream_yield(task_stream *stream, const void *item) {
  CHECK_LOOK(task_stream_yield);
  if (switching__current() != stream->producer)
    return TASK_ECONTEXT;
  biased__take(&stream->lock);
  if (stream->closing) {
    biased__give(&stream->lock);
    return TASK_ECANCELED;
  }
  struct task_waiter *consumer = NULL;
  if (stream->direct) {
    copy(stream, stream->place, item);
    stream->direct = false;
    atomic_store_explicit(&stream->filled, true, memory_order_release);
  } else if ((consumer = line__choose(&stream->consumer))) {
    copy(stream, consumer->item, item);
  } else {
    stream->item = item;
  }
  stream->state = PAUSED;
  coroutine__waits(stream->producer, &stream->wait);
  biased__give(&stream->lock);
  if (consumer)
    line__wake(consumer, 0);
  switching__suspend();
  // Who let it go on has set it before.
  return atomic_load_explicit(&stream->closing, memory_order_acquire) ? TASK_ECANCELED : 0;
}

// --- the consumer's side ------------------------------------------------------------------------

// Lets the producer, which was in `state`, go on inside the running task. Returns false if it
// cannot.
static bool go_on_here(task_stream *stream, enum state state) {
  if (state == PAUSED)
    return switching__run_now(stream->producer);
  if (!switching__current())
    return false;
  scheduler__start_now(stream->producer);
  return true;
}

static void go_on_at_home(task_stream *stream, enum state state) {
  if (state == PAUSED)
    scheduler__resume(stream->producer);
  else
    scheduler__submit(stream->producer);
}

// Lets the producer go on until it suspends, and looks at what came of it. The lock is held.
// Returns TASK_EAGAIN, with the lock held, when the consumer has to wait in line; `state` is what
// the producer has to be called from then, RUNNING if it goes on by itself.
static int take_directly(task_stream *stream, void *item, enum state *state) {
  stream->state = RUNNING;
  stream->direct = true;
  atomic_store_explicit(&stream->filled, false, memory_order_relaxed);
  stream->place = item;
  biased__give(&stream->lock);
  bool went_on = go_on_here(stream, *state);
  if (atomic_load_explicit(&stream->filled, memory_order_acquire))
    return 0; // the way most items take: nothing is left to be done
  biased__take(&stream->lock);
  stream->direct = false;
  if (!went_on)
    return TASK_EAGAIN;
  *state = RUNNING;
  int status = stream->filled ? 0 : TASK_EAGAIN;
  if (!stream->filled && stream->state == OVER)
    status = end_of(stream);
  stream->filled = false;
  if (status != TASK_EAGAIN)
    biased__give(&stream->lock);
  return status;
}

// Waits in line for what the producer does, and has it go on first if it is in `state`. The lock is
// held, and given up.
static int wait_for_producer(task_stream *stream, void *item, enum state state,
                             cancel_token token) {
  struct task_waiter wait;
  line__prepare(&wait, "a stream");
  wait.item = item;
  wait.biased = true;
  wait.wait.on_task = true;
  line__append(&wait, &stream->lock.word, &stream->consumer);
  if (stream->closing)
    wait.wait.give_up = NULL; // the stream is freed afterwards
  biased__give(&stream->lock);
  if (state != RUNNING)
    go_on_at_home(stream, state);
  return line__finish(&wait, token);
}

// What can be told at once: TASK_EAGAIN if nothing. The lock is held.
static int take_now(task_stream *stream, void *item) {
  if (stream->direct || stream->consumer.first)
    return TASK_EINVAL;
  if (stream->item) {
    copy(stream, item, stream->item);
    stream->item = NULL;
    return 0;
  }
  return stream->state == OVER ? end_of(stream) : TASK_EAGAIN;
}

// If `status` is the producer's, what is known of its failure is what the caller saw last.
static int observe(task_stream *stream, int status) {
  biased__take(&stream->lock);
  bool of_producer = status != 0 && stream->state == OVER && status == stream->status;
  const task_error *error = of_producer ? task_error_ref(stream->error) : NULL;
  biased__give(&stream->lock);
  if (status != 0)
    error__note(error);
  task_error_release(error);
  return status;
}

static int next(task_stream *stream, void *item, cancel_token token) {
  int status = token__check(token);
  if (status != 0)
    return status;
  switching__spend();
  biased__take(&stream->lock);
  status = take_now(stream, item);
  if (status != TASK_EAGAIN) {
    biased__give(&stream->lock);
    return status;
  }
  enum state state = stream->state;
  if (state != RUNNING) {
    status = take_directly(stream, item, &state);
    if (status != TASK_EAGAIN)
      return status;
  }
  return wait_for_producer(stream, item, state, token);
}

// Lets the producer see that it is to stop, and waits for its end. The lock is held, and given up.
static void stop_producer(task_stream *stream) {
  enum state state = stream->state;
  if (state == PAUSED)
    stream->state = RUNNING;
  biased__give(&stream->lock);
  cancel_request(stream->source);
  if (state == PAUSED && !switching__run_now(stream->producer))
    scheduler__resume(stream->producer);
  biased__take(&stream->lock);
  if (stream->state == OVER)
    biased__give(&stream->lock);
  else
    (void)wait_for_producer(stream, NULL, RUNNING, CANCEL_NONE);
}

int task_stream_next(task_stream *stream, void *item, cancel_token token) {
  if (!CHECK_CALL(task_stream_next, CHECK_ARG(stream)))
    return TASK_EINVAL;
  if (!stream)
    return TASK_ENOMEM;
  int status = next(stream, item, token);
  return status != 0 ? observe(stream, status) : 0;
}

// The task of a next ends: with what is known of the producer's failure, if it is that.
static bool next_ends(struct line_task *t) {
  task_stream *stream = t->context;
  biased__take(&stream->lock);
  if (t->wait.status != 0 && stream->state == OVER && t->wait.status == stream->status)
    t->base.error = task_error_ref(stream->error);
  biased__give(&stream->lock);
  return true;
}

// Waits in line and has the producer go on. The lock is held, and given up.
static void enter_line(task_stream *stream, struct line_task *t, cancel_token token) {
  enum state state = stream->state;
  line_task__append(t, &stream->lock.word, &stream->consumer);
  if (state != RUNNING)
    stream->state = RUNNING;
  biased__give(&stream->lock);
  if (state != RUNNING)
    go_on_at_home(stream, state);
  line_task__arm(t, token);
}

task *task_stream_next_async(task_stream *stream, cancel_token token) {
  if (!CHECK_CALL(task_stream_next_async, CHECK_ARG(stream)) || !stream)
    return NULL;
  struct line_task *t =
      line_task__create("a stream", stream->item_size, __builtin_return_address(0));
  CHECK_GIVEN(task_stream_next_async, NULL, t, 0);
  if (!t)
    return NULL;
  t->wait.wait.on_task = true;
  t->wait.biased = true;
  t->ending = next_ends;
  t->context = stream;
  int status = cancel_check(token);
  biased__take(&stream->lock);
  if (status == 0)
    status = take_now(stream, t->wait.item);
  if (status == TASK_EAGAIN) {
    enter_line(stream, t, token);
  } else {
    biased__give(&stream->lock);
    line_task__over(t, status);
  }
  return &t->base;
}

static int close_stream(task_stream *stream);

static int close_body(void *arg, cancel_token token, void *result) {
  (void)arg;
  (void)token;
  return close_stream(*(task_stream **)result);
}

// async-lint: allow(missing-token) the producer is told to end
task *task_stream_close_async(task_stream *stream) {
  struct coroutine *closing = NULL;
  if (stream)
    closing = operation__create(close_body, &stream, sizeof stream, 0, CANCEL_NONE,
                                __builtin_return_address(0));
  if (!closing)
    return NULL;
  if (!CHECK_CALL(task_stream_close_async, CHECK_ARG(stream))) {
    coroutine__discard(closing);
    return NULL;
  }
  task *t = operation__go(closing);
  CHECK_GIVEN(task_stream_close_async, NULL, t, 0);
  return t;
}

int task_stream_close(task_stream *stream) {
  if (!CHECK_CALL(task_stream_close, CHECK_ARG(stream)))
    return TASK_EINVAL;
  return stream ? close_stream(stream) : TASK_ENOMEM;
}

static int close_stream(task_stream *stream) {
  biased__take(&stream->lock);
  stream->closing = true;
  stream->item = NULL;
  bool never_ran = stream->state == CREATED;
  if (never_ran || stream->state == OVER)
    biased__give(&stream->lock);
  else
    stop_producer(stream);
  if (never_ran)
    coroutine__discard(stream->producer);
  int status = observe(stream, stream->status);
  source__destroy(stream->source);
  task_error_release(stream->error);
  memory__free(stream);
  return status;
}
