// SPDX-License-Identifier: MIT
// The ticker: a row of moments that does not drift, each waited for by a delay.
#include <taskrt/ticker.h>

#include <taskrt/task.h>

#include "check/check.h"
#include "system/park.h"

void task_ticker_start(task_ticker *ticker, uint64_t milliseconds) {
  if (milliseconds == 0)
    milliseconds = 1;
  if (milliseconds > CLOCK_NEVER / CLOCK_NANOSECONDS_PER_MILLISECOND)
    milliseconds = CLOCK_NEVER / CLOCK_NANOSECONDS_PER_MILLISECOND;
  ticker->period = milliseconds * CLOCK_NANOSECONDS_PER_MILLISECOND;
  ticker->next = clock__after(milliseconds);
}

int task_ticker_next(task_ticker *ticker, cancel_token token) {
  CHECK_LOOK(task_ticker_next);
  uint64_t now = clock__now();
  uint64_t left = ticker->next > now ? ticker->next - now : 0;
  uint64_t milliseconds =
      left / CLOCK_NANOSECONDS_PER_MILLISECOND + (left % CLOCK_NANOSECONDS_PER_MILLISECOND != 0);
  int status = task_delay(milliseconds, token);
  if (status != 0)
    return status;
  // From the moment that was due, not from now; those that passed meanwhile are left out.
  now = clock__now();
  uint64_t passed = now > ticker->next ? (now - ticker->next) / ticker->period : 0;
  if (__builtin_add_overflow(ticker->next, (passed + 1) * ticker->period, &ticker->next))
    ticker->next = CLOCK_NEVER;
  return 0;
}
