// SPDX-License-Identifier: MIT
// Pauses. The state goes from WAITING to WOKEN or EXPIRED, which decides who resumes the waiter;
// from EXPIRED it may go to FINISHING, when the waiter wants the late wake-up too.
#include "pause.h"

#include <stddef.h>
#include <taskrt/error.h>

#include "scheduler.h"
#include "scheduler/seeded.h"

#define OWNER(pointer, type, member) ((type *)(void *)((char *)(pointer) - offsetof(type, member)))

enum { WAITING, WOKEN, EXPIRED, FINISHING };

static void resume(struct pause *pause) {
  if (pause->self)
    scheduler__resume(pause->self);
  else
    parker__wake(&pause->parker);
}

static void sleep_once(struct pause *pause) {
  if (pause->self)
    scheduler__suspend();
  else
    while (!parker__park(&pause->parker, CLOCK_NEVER)) {
    }
}

void pause__wake(struct pause *pause) {
  // The waiter may be gone as soon as the state says WOKEN, unless it is yet to be resumed.
  int old = atomic_exchange(&pause->state, WOKEN);
  if (old == WAITING || old == FINISHING)
    resume(pause);
}

static void expire(struct pause *pause, int status) {
  int state = WAITING;
  if (!atomic_compare_exchange_strong(&pause->state, &state, EXPIRED))
    return;
  pause->status = status;
  resume(pause);
}

static void time_is_up(struct timer *timer) {
  expire(OWNER(timer, struct pause, timer), TASK_ETIMEDOUT);
}

static void cancelled(struct cancel_link *registration, int status) {
  expire(OWNER(registration, struct pause, registration), status);
}

static void give_up(struct wait *wait) {
  expire(OWNER(wait, struct pause, wait), TASK_EABANDONED);
}

void pause__begin(struct pause *pause, const char *what) {
  *pause =
      (struct pause){.self = scheduler__current(),
                     .wait = {.what = what, .give_up = what ? give_up : NULL, .on_task = true}};
  if (pause->self)
    coroutine__waits(pause->self, &pause->wait);
}

int pause__for(struct pause *pause, uint64_t until, cancel_token token) {
  if (until != CLOCK_NEVER)
    (void)scheduler__start_timer(&pause->timer, until, time_is_up);
  seeded__point();
  int reason = registration__add(token, &pause->registration, cancelled);
  if (reason != 0)
    expire(pause, reason);
  // Exactly one of them resumes, before or after this.
  seeded__point();
  sleep_once(pause);
  seeded__point();
  timer__settle(&pause->timer);
  seeded__point();
  registration__remove(&pause->registration);
  return pause->status;
}

void pause__finish(struct pause *pause) {
  int state = EXPIRED;
  if (atomic_compare_exchange_strong(&pause->state, &state, FINISHING))
    sleep_once(pause);
}
