// SPDX-License-Identifier: MIT
// Delays: in place for a running task (timer and registration lie on its stack), and as completion
// objects.
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <taskrt/task.h>

#include "check/check.h"
#include "delay.h"
#include "registration.h"
#include "scheduler.h"
#include "system/park.h"
#include "task_object.h"
#include "timer.h"

#define OWNER(pointer, type, member) ((type *)(void *)((char *)(pointer) - offsetof(type, member)))

// --- in place -----------------------------------------------------------------------------------

struct sleeper {
  struct coroutine *self;
  struct timer timer;
  struct cancel_link registration;
  struct wait wait;
  atomic_flag claimed; // by the timer or by the cancellation, whichever came first
  int status;
};

static void end_sleep(struct sleeper *sleeper, int status) {
  if (atomic_flag_test_and_set(&sleeper->claimed))
    return;
  sleeper->status = status;
  scheduler__resume(sleeper->self);
}

static void sleep_over(struct timer *timer) {
  end_sleep(OWNER(timer, struct sleeper, timer), 0);
}

static void sleep_cancelled(struct cancel_link *registration, int status) {
  end_sleep(OWNER(registration, struct sleeper, registration), status);
}

// Of a sleep that would last for ever.
static void give_up(struct wait *wait) {
  end_sleep(OWNER(wait, struct sleeper, wait), TASK_EABANDONED);
}

static task *start_delay(uint64_t milliseconds, cancel_token token, const void *started_at);

int task_delay(uint64_t milliseconds, cancel_token token) {
  CHECK_LOOK(task_delay);
  int status = token__check(token);
  if (status != 0 || milliseconds == 0)
    return status;
  struct coroutine *self = scheduler__current();
  if (!self)
    return task__await(start_delay(milliseconds, token, __builtin_return_address(0)), NULL);
  struct sleeper sleeper = {
      .self = self, .claimed = ATOMIC_FLAG_INIT, .wait = {.what = "a moment", .give_up = give_up}};
  coroutine__waits(self, &sleeper.wait);
  (void)scheduler__start_timer(&sleeper.timer, clock__after(milliseconds), sleep_over);
  status = registration__add(token, &sleeper.registration, sleep_cancelled);
  // The timer may be another thread's and may have fired: then its resumption has to be waited for.
  if (status == 0 || atomic_flag_test_and_set(&sleeper.claimed))
    scheduler__suspend();
  else
    sleeper.status = status;
  timer__settle(&sleeper.timer);
  registration__remove(&sleeper.registration);
  return sleeper.status;
}

// --- as an object -------------------------------------------------------------------------------

// The states of a delay. The EARLY ones say why it has ended while it was still being set up.
enum { SETTING_UP, ARMED, ENDED, EARLY_OVER, EARLY_CANCELLED, EARLY_GIVEN_UP };

struct delay {
  struct task base; // and its `state`
  struct timer timer;
  struct cancel_link registration; // only there if `cancellable`
};

static void complete_delay(struct delay *delay, int status) {
  if (delay->base.cancellable)
    registration__remove(&delay->registration);
  if (status != 0)
    timer__settle(&delay->timer); // else it has fired, and this is its function
  task__complete(&delay->base, status);
}

static unsigned char early(int status) {
  if (status == 0)
    return EARLY_OVER;
  return status == TASK_EABANDONED ? EARLY_GIVEN_UP : EARLY_CANCELLED;
}

static int status_of(unsigned char early, cancel_token token) {
  if (early == EARLY_OVER)
    return 0;
  return early == EARLY_GIVEN_UP ? TASK_EABANDONED : token__check(token);
}

// The first of timer and cancellation ends the delay, or leaves the outcome to the one that sets
// up.
static void end_delay(struct delay *delay, int status) {
  unsigned char state = SETTING_UP;
  if (atomic_compare_exchange_strong(&delay->base.state, &state, early(status)))
    return;
  if (state == ARMED && atomic_compare_exchange_strong(&delay->base.state, &state, ENDED))
    complete_delay(delay, status);
}

static void delay_over(struct timer *timer) {
  end_delay(OWNER(timer, struct delay, timer), 0);
}

static void delay_cancelled(struct cancel_link *registration, int status) {
  end_delay(OWNER(registration, struct delay, registration), status);
}

static void arm_delay(struct delay *delay, uint64_t milliseconds, cancel_token token) {
  (void)scheduler__start_timer(&delay->timer, clock__after(milliseconds), delay_over);
  int status =
      delay->base.cancellable ? registration__add(token, &delay->registration, delay_cancelled) : 0;
  if (status != 0)
    end_delay(delay, status);
  unsigned char state = SETTING_UP;
  if (!atomic_compare_exchange_strong(&delay->base.state, &state, ARMED))
    complete_delay(delay, status_of(state, token));
}

void delay__give_up(task *t) {
  end_delay((struct delay *)(void *)t, TASK_EABANDONED);
}

static task *start_delay(uint64_t milliseconds, cancel_token token, const void *started_at) {
  size_t size = token.source ? sizeof(struct delay) : offsetof(struct delay, registration);
  struct delay *delay = task__create(size, 0, NULL, started_at);
  if (!delay)
    return NULL;
  delay->base.kind = TASK_KIND_DELAY;
  delay->base.cancellable = token.source != NULL;
  int status = token__check(token);
  if (status != 0 || milliseconds == 0)
    task__complete(&delay->base, status);
  else
    arm_delay(delay, milliseconds, token);
  return &delay->base;
}

task *task_delay_async(uint64_t milliseconds, cancel_token token) {
  task *t = start_delay(milliseconds, token, __builtin_return_address(0));
  CHECK_GIVEN(task_delay_async, NULL, t, 0);
  return t;
}
